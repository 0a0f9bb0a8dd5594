// The search field: suggestions while one types, arrow keys, Enter.

import { el, glyph } from './elements.js';
import { findNames, nameIndex } from './search.js';

export class Finder {
  constructor(input, list, graph, lookNow, choose) {
    this.input = input;
    this.list = list;
    this.graph = graph;
    this.lookNow = lookNow;
    this.choose = choose;
    this.active = -1;
    this.found = [];
    input.addEventListener('input', () => this.suggest());
    input.addEventListener('keydown', (event) => this.press(event));
    input.addEventListener('blur', () => this.close());
    input.addEventListener('focus', () => input.value && this.suggest());
    list.addEventListener('pointerdown', (event) => event.preventDefault());
  }

  suggest() {
    this.index ??= nameIndex(this.graph.entities);
    const typed = this.input.value;
    this.found = findNames(this.index, typed);
    this.active = this.found.length ? 0 : -1;
    const look = this.lookNow();
    const rows = this.found.map(({ entity, alias }, place) => el('li',
      { role: 'option', id: `suggestion-${place}`, on: { click: () => this.take(place) } },
      glyph(look, entity.type), el('span', {}, el('bdi', {}, entity.name), alias && el('small', {}, ' also ', el('bdi', {}, alias))),
      el('small', {}, look.types[entity.type].word)));
    if (!rows.length && typed.trim()) rows.push(el('li', { class: 'none', role: 'option', 'aria-disabled': 'true' }, 'Nothing in this graph is called that.'));
    this.list.replaceChildren(...rows);
    this.list.hidden = !rows.length;
    this.input.setAttribute('aria-expanded', String(rows.length > 0));
    this.point();
  }

  press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found.length) {
      event.preventDefault();
      this.active = (this.active + step + this.found.length) % this.found.length;
      this.point();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (this.list.hidden) this.suggest();
      if (this.active >= 0) this.take(this.active);
    } else if (event.key === 'Escape') {
      this.input.value = '';
      this.close();
    }
  }

  point() {
    [...this.list.children].forEach((row, place) => row.setAttribute('aria-selected', String(place === this.active)));
    const row = this.list.children[this.active];
    if (this.active >= 0) {
      this.input.setAttribute('aria-activedescendant', row.id);
      row.scrollIntoView({ block: 'nearest' });
    } else this.input.removeAttribute('aria-activedescendant');
  }

  take(place) {
    const { entity } = this.found[place];
    this.input.value = '';
    this.close();
    this.choose(entity);
  }

  close() {
    this.list.hidden = true;
    this.found = [];
    this.active = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }
}
