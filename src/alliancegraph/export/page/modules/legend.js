// The legend, which is also the filter: statuses, kinds of entity, relations by family, how well a
// fact is supported, countries.

import { el, glyph, lineSample } from './elements.js';

const CONFIDENCES = [0, 0.5, 0.7, 0.8, 0.9];

export class Legend {
  constructor(element, on) {
    this.element = element;
    this.on = on;
  }

  // *counts* tells how many facts or entities of each kind the graph holds, *countries* what each is called.
  show(look, state, counts, countries) {
    const kept = document.activeElement?.dataset?.key;
    const over = Object.keys(look.statuses).filter((key) => look.statuses[key].over);
    const showsOver = over.some((key) => state.statuses.includes(key));
    this.element.replaceChildren(
      el('fieldset', {}, el('legend', {}, 'Status'),
        this.box('over', 'Show what is over, called off or denied', showsOver, (on) => this.set('statuses', over, on), null, 'switch'),
        Object.entries(look.statuses).map(([key, status]) => this.box(`status-${key}`, status.word, state.statuses.includes(key),
          (on) => this.set('statuses', [key], on), lineSample('currentColor', status.dash), '', counts.statuses[key] ?? 0))),
      el('fieldset', {}, el('legend', {}, 'Who and what'),
        Object.entries(look.types).filter(([key]) => counts.types[key]).map(([key, type]) => this.box(`type-${key}`, type.plural,
          !state.hiddenTypes.includes(key), (on) => this.set('hiddenTypes', [key], !on), glyph(look, key), '', counts.types[key]))),
      el('fieldset', {}, el('legend', {}, 'Relations'), this.families(look, state, counts),
        el('p', { class: 'note' }, 'An arrow points from the owner to what it owns; the line is as thick as the stake, and thin where no article states it.')),
      this.support(state),
      Object.keys(countries).length > 0 && this.places(state, counts, countries),
    );
    if (kept) this.element.querySelector(`[data-key="${CSS.escape(kept)}"]`)?.focus();
  }

  families(look, state, counts) {
    return Object.entries(look.families).map(([family, { word, colour }]) => {
      const keys = Object.keys(look.relations).filter((key) => look.relations[key].family === family && counts.relations[key]);
      if (!keys.length) return null;
      const arrow = family === 'ownership' ? 'to' : '';
      const head = this.box(`family-${family}`, word, keys.some((key) => !state.hiddenRelations.includes(key)),
        (on) => this.set('hiddenRelations', keys, !on), lineSample(colour, [], 3, arrow), 'family', keys.reduce((sum, key) => sum + counts.relations[key], 0));
      if (keys.length < 2) return head;
      return [head, el('div', { class: 'inner' }, keys.map((key) => this.box(`relation-${key}`, look.relations[key].word,
        !state.hiddenRelations.includes(key), (on) => this.set('hiddenRelations', [key], !on), null, '', counts.relations[key])))];
    });
  }

  box(key, text, checked, change, sample, kind = '', number = null) {
    const input = el('input', { type: 'checkbox', 'data-key': key, role: kind === 'switch' ? 'switch' : null, on: { change: () => change(input.checked) } });
    input.checked = checked;
    return el('label', { class: kind || null }, input, sample, el('span', {}, text), number !== null && el('small', {}, number));
  }

  support(state) {
    return el('fieldset', {}, el('legend', {}, 'Support'),
      this.choice('sources', 'Articles behind a fact', [1, 2, 3, 5], state.sources, (value) => (value === 1 ? 'any number' : `${value} or more`)),
      this.choice('confidence', 'Confidence', CONFIDENCES, state.confidence, (value) => (value ? `${value} or more` : 'any')));
  }

  choice(key, text, values, chosen, say) {
    const offered = [...new Set([...values, chosen])].sort((one, other) => one - other);
    const input = el('select', { 'data-key': key, on: { change: () => this.on.change({ [key]: Number(input.value) }) } },
      offered.map((value) => el('option', { value, selected: value === chosen }, say(value))));
    return el('label', {}, el('span', {}, text), input);
  }

  // None ticked means all; the countries with most entities come first.
  places(state, counts, countries) {
    const codes = Object.keys(countries).sort((one, other) => counts.countries[other] - counts.countries[one] || (one < other ? -1 : 1));
    const tick = (code) => this.box(`country-${code}`, el('bdi', {}, countries[code]), state.countries.includes(code),
      (on) => this.set('countries', [code], on), null, '', counts.countries[code]);
    return el('fieldset', {}, el('legend', {}, 'Countries'),
      el('p', { class: 'note' }, state.countries.length ? 'Facts with a side in one of those ticked.' : 'All; tick some to see only facts with a side there.'),
      codes.map(tick));
  }

  // Add *keys* to a list of the state, or take them out.
  set(list, keys, add) {
    this.on.change((state) => ({ [list]: add ? [...new Set([...state[list], ...keys])] : state[list].filter((key) => !keys.includes(key)) }));
  }
}
