// The facts that are drawn, as a table: for those who do not see the drawing, and for reading.

import { sayDate } from './dates.js';
import { button, el } from './elements.js';
import { count, sayStake } from './words.js';

const COLUMNS = ['Who', 'Relation', 'Whom', 'Status', 'Stake', 'From', 'Until', 'Articles'];
export const COLUMN_NAMES = ['subject', 'relation', 'object', 'status', 'stake_percent', 'start', 'end', 'product', 'platform', 'confidence', 'sources', 'subject_id', 'object_id'];

// The facts as a spreadsheet wants them: plain figures and dates.
export function csvRows(look, facts) {
  return facts.map(({ fact, now }) => [
    fact.subject.name, fact.predicate, fact.object.name, now.status, now.stake, fact.start, fact.end, fact.product, fact.platform,
    fact.confidence, fact.sources, fact.subject.id, fact.object.id,
  ].map((value) => (value === null ? '' : String(value))));
}

export function showTable(element, look, view, title, on) {
  const line = ({ fact, now }) => {
    const [who, whom, relation] = [fact.subject.name, fact.object.name, look.relations[fact.predicate].word];
    const rest = [look.statuses[now.status].word, sayStake(now.stake), sayDate(fact.start), sayDate(fact.end), fact.sources];
    return el('tr', {},
      el('td', {}, button(el('bdi', {}, who), () => on.open(fact.subject), { class: 'plain' })),
      el('td', {}, button(relation, () => on.select(fact.key), { class: 'plain', 'aria-label': `Evidence: ${who} ${relation} ${whom}` })),
      el('td', {}, button(el('bdi', {}, whom), () => on.open(fact.object), { class: 'plain' })),
      rest.map((text) => el('td', {}, String(text))));
  };
  element.replaceChildren(el('table', {},
    el('caption', {}, `${title}: ${count(view.facts.length, 'fact')}`),
    el('thead', {}, el('tr', {}, COLUMNS.map((text) => el('th', { scope: 'col' }, text)))),
    el('tbody', {}, view.facts.map(line))));
}
