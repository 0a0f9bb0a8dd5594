// What is selected -> the panel: an entity with its facts and dates, or a fact with its evidence.

import { otherSide } from './data.js';
import { sayDate, stateOf } from './dates.js';
import { button, copyText, el, glyph, lineSample } from './elements.js';
import { citation, count, marksIn, sayFrom, sayStake, saySpan, webAddress } from './words.js';

export class Panel {
  constructor(element, on) {
    this.element = element;
    this.on = on;
  }

  hide() {
    this.element.hidden = true;
    this.element.replaceChildren();
  }

  show(children) {
    const close = button('×', () => this.on.close(), { class: 'close', 'aria-label': 'Close details' });
    this.element.replaceChildren(close, ...children.flat(Infinity).filter(Boolean));
    this.element.hidden = false;
    this.element.scrollTop = 0;
    this.element.removeAttribute('aria-busy');
  }

  showEntity(entity, look, state, countries) {
    const type = look.types[entity.type];
    const facts = entity.facts.map((fact) => ({ fact, now: stateOf(fact, state.asOf) })).filter(({ now }) => now);
    const inForce = facts.filter(({ now }) => !look.statuses[now.status].over);
    const over = facts.filter(({ now }) => look.statuses[now.status].over);
    const later = entity.facts.length - facts.length;
    this.show([
      el('p', { class: 'kind' }, glyph(look, entity.type), [type.word, countries[entity.country]].filter(Boolean).join(' · ')),
      el('h2', {}, el('bdi', {}, entity.name)),
      entity.aliases.length > 0 && el('p', { class: 'aliases' }, 'also ', el('bdi', {}, entity.aliases.join(', '))),
      el('p', { class: 'actions' },
        button('Focus', () => this.on.open(entity), { class: 'main', disabled: state.company === entity.id && !state.path }),
        button('Path from here…', () => this.on.pathFrom(entity)),
        wikidataLink(entity)),
      el('p', { class: 'note' }, `${count(inForce.length, 'tie')}${state.asOf ? ` at the end of ${sayDate(state.asOf)}` : ''}`,
        over.length > 0 && `, ${over.length} over, called off or denied`, later > 0 && `, ${later} not begun by then`, '.'),
      this.factsByFamily(entity, inForce, look),
      over.length > 0 && [el('h3', {}, 'Over, called off or denied'), this.factList(entity, over, look)],
      this.timeline(entity, look),
    ]);
  }

  factsByFamily(entity, facts, look) {
    return Object.entries(look.families).map(([key, family]) => {
      const mine = facts.filter(({ fact }) => look.relations[fact.predicate].family === key);
      return mine.length > 0 && [el('h3', {}, family.word), this.factList(entity, mine, look)];
    });
  }

  factList(entity, facts, look) {
    const order = Object.keys(look.statuses);
    const sorted = [...facts].sort((one, other) => order.indexOf(one.now.status) - order.indexOf(other.now.status)
      || (other.now.stake ?? -1) - (one.now.stake ?? -1) || one.fact.index - other.fact.index);
    return el('ul', { class: 'facts' }, sorted.map(({ fact, now }) => {
      const other = otherSide(fact, entity);
      const details = [sayStake(now.stake), now.status === 'active' ? '' : look.statuses[now.status].word, saySpan(fact.start, fact.end)];
      return el('li', {}, button([
        lineSample(look.relations[fact.predicate].colour, look.statuses[now.status].dash),
        el('span', {}, `${sayFrom(look, fact, entity)} `, el('b', {}, el('bdi', {}, other.name)), ' ',
          el('small', {}, details.filter(Boolean).join(' · '))),
      ], () => this.on.select(fact.key)));
    }));
  }

  timeline(entity, look) {
    const events = entity.facts.flatMap((fact) => fact.history.map(([status, stake, start, end, reported]) => {
      const told = look.statuses[status].over ? end ?? start : start;
      return { fact, status, stake, day: told ?? reported, reportedOnly: !told };
    })).filter(({ day }) => day).sort((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : one.fact.index - other.fact.index));
    if (!events.length) return null;
    const row = ({ fact, status, stake, day, reportedOnly }) => el('li', {},
      el('time', {}, `${reportedOnly ? 'reported ' : ''}${sayDate(day)}`),
      button([`${sayFrom(look, fact, entity)} `, el('bdi', {}, otherSide(fact, entity).name), ` — ${look.statuses[status].word}`,
        stake === null ? '' : `, ${sayStake(stake)}`], () => this.on.select(fact.key), { class: 'plain' }));
    return el('details', { open: events.length <= 12 }, el('summary', {}, `Timeline (${events.length})`), el('ol', { class: 'timeline' }, events.map(row)));
  }

  // Without *evidence*, which is {claims, against}, the panel says that it is on its way.
  showFact(fact, look, state, evidence) {
    const now = stateOf(fact, state.asOf) ?? { status: fact.status, stake: fact.stake };
    const relation = look.relations[fact.predicate];
    const name = (entity) => button(el('bdi', {}, entity.name), () => this.on.select(entity.id), { class: 'name' });
    const facts = [
      ['Status', `${look.statuses[now.status].word}${state.asOf ? ` at the end of ${sayDate(state.asOf)}` : ''}`],
      ['Stake', relation.equity ? sayStake(now.stake) || 'not stated in any article' : sayStake(now.stake)],
      ['Time', saySpan(fact.start, fact.end) || 'not dated'],
      ['Product', fact.product], ['Platform', fact.platform],
      ['Sources', `${count(fact.sources, 'independent article')}, confidence ${fact.confidence.toFixed(2)}`],
    ].filter(([, value]) => value);
    this.show([
      el('p', { class: 'kind' }, lineSample(relation.colour, look.statuses[now.status].dash, 2.4, relation.arrow), look.families[relation.family].word),
      el('h2', {}, name(fact.subject), ` ${relation.word} `, name(fact.object),
        now.status !== 'active' && el('span', { class: 'badge' }, look.statuses[now.status].word)),
      el('dl', {}, facts.flatMap(([term, value]) => [el('dt', {}, term), el('dd', {}, el('bdi', {}, value))])),
      this.history(fact, look),
      evidence ? this.passages('What articles say', evidence.claims, fact, look) : el('p', { class: 'note' }, 'Reading the articles…'),
      evidence?.against.length > 0 && this.passages('What speaks against it', evidence.against, fact, look),
    ]);
    this.element.setAttribute('aria-busy', String(!evidence));
  }

  history(fact, look) {
    if (fact.history.length < 2) return null;
    const row = ([status, stake, start, end, reported]) => el('tr', {},
      el('td', {}, saySpan(start, end) || (reported ? `reported ${sayDate(reported)}` : 'not dated')),
      el('td', {}, look.statuses[status].word), el('td', {}, sayStake(stake)));
    return [el('h3', {}, 'History'), el('table', { class: 'history' },
      el('thead', {}, el('tr', {}, ['When', 'Status', 'Stake'].map((text) => el('th', { scope: 'col' }, text)))),
      el('tbody', {}, fact.history.map(row)))];
  }

  // One quotation for each passage, oldest article first.
  passages(title, claims, fact, look) {
    const passages = [...Map.groupBy(claims, (claim) => claim.sentence).values()].map(([first]) => first)
      .sort((one, other) => ((one.sentence.document.date ?? '9') < (other.sentence.document.date ?? '9') ? -1 : 1));
    return [el('h3', {}, title), ...passages.map((claim) => this.quotation(claim, fact, look))];
  }

  quotation(claim, fact, look) {
    const { document: article, text } = claim.sentence;
    const url = webAddress(article.url);
    const copy = button('Copy citation', async () => {
      await copyText(citation(look, claim));
      copy.textContent = 'Copied';
    }, { class: 'plain' });
    const title = el('bdi', {}, article.title || 'untitled article');
    const sides = [[claim.subject ?? fact.subject, fact.subject], [claim.object ?? fact.object, fact.object]];
    const marks = marksIn(text, sides.map(namesOf));
    const unnamed = sides.filter((_, side) => marks.every((mark) => mark[2] !== side)).map(([entity]) => entity.name);
    return el('figure', {},
      el('blockquote', {}, el('bdi', {}, marked(text, marks))),
      el('figcaption', {},
        unnamed.length > 0 && el('span', { class: 'claimed' }, 'In other words here, named elsewhere: ', el('bdi', {}, unnamed.join(', ')), '.'),
        claim.attribution && el('span', { class: 'speaker' }, 'Said by ', el('bdi', {}, claim.attribution), '. '),
        url ? el('a', { href: url, rel: 'noopener noreferrer', target: '_blank' }, title) : el('cite', {}, title),
        [article.source, sayDate(article.date)].filter(Boolean).map((part) => `, ${part}`), ' ',
        el('span', { class: 'claimed' }, `reads as: ${[look.statuses[claim.status].word, sayStake(claim.stake), saySpan(claim.start, claim.end)].filter(Boolean).join(', ')} `),
        copy));
  }
}

function namesOf(entities) {
  return [...new Set(entities.flatMap((entity) => [entity.name, ...entity.aliases]))];
}

function marked(text, marks) {
  const parts = [];
  let at = 0;
  for (const [start, end, side] of marks) {
    parts.push(text.slice(at, start), el('mark', { class: side ? 'object' : 'subject' }, text.slice(start, end)));
    at = end;
  }
  return [...parts, text.slice(at)];
}

function wikidataLink(entity) {
  if (!/^Q\d+$/.test(entity.wikidata ?? '')) return null;
  return el('a', { href: `https://www.wikidata.org/wiki/${entity.wikidata}`, rel: 'noopener noreferrer', target: '_blank' }, 'Wikidata');
}
