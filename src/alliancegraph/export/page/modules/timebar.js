// The slider "as of": months in which facts begin, change or end; its right end is the latest state.

import { monthNumber, monthRange, monthText, sayDate } from './dates.js';
import { button, el } from './elements.js';

const SECONDS_A_YEAR = 0.45;

export class Timebar {
  constructor(element, graph, change) {
    this.element = element;
    this.change = change;
    this.range = monthRange(graph.facts);
    if (!this.range) {
      element.hidden = true;
      return;
    }
    this.play = button('▶', () => (this.timer ? this.stop() : this.start()), { id: 'play', 'aria-label': 'Play through time' });
    this.slider = el('input', {
      type: 'range', id: 'as-of', min: this.range.first, max: this.range.last + 1, step: 1, 'aria-label': 'As of',
      on: { input: () => this.move(Number(this.slider.value)), keydown: () => this.stop() },
    });
    this.output = el('output', { for: 'as-of', id: 'as-of-text' });
    this.latest = button('Latest', () => { this.stop(); change(null); }, { id: 'latest' });
    element.append(this.play, this.output, el('div', { class: 'track' }, this.marks(), this.slider), this.latest);
  }

  // A bar for each year, as high as the number of changes in it.
  marks() {
    const [first, last] = [this.range.first, this.range.last].map((month) => Math.floor(month / 12));
    const years = Array.from({ length: last - first + 1 }, (_, place) => this.range.changes.get(first + place) ?? 0);
    const most = Math.max(...years);
    const bars = years.map((changes) => {
      const bar = el('i', {});
      bar.style.height = `${changes ? 12 + (88 * changes) / most : 0}%`;
      return bar;
    });
    return el('div', { class: 'years', 'aria-hidden': 'true' }, bars);
  }

  show(asOf) {
    if (!this.range) return;
    this.slider.value = String(asOf ? monthNumber(asOf) : this.range.last + 1);
    const text = asOf ? `End of ${sayDate(asOf)}` : 'Latest known state';
    this.output.textContent = text;
    this.slider.setAttribute('aria-valuetext', text);
    this.latest.disabled = !asOf;
  }

  move(month) {
    this.change(month > this.range.last ? null : monthText(month));
  }

  start() {
    const step = matchMedia('(prefers-reduced-motion: reduce)').matches ? 12 : 3;
    let month = Number(this.slider.value);
    if (month >= this.range.last) month = this.range.first;
    this.play.textContent = '❚❚';
    this.play.setAttribute('aria-label', 'Stop');
    this.timer = setInterval(() => {
      month += step;
      this.move(Math.min(month, this.range.last + 1));
      if (month > this.range.last) this.stop();
    }, (1000 * SECONDS_A_YEAR * step) / 12);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.play.textContent = '▶';
    this.play.setAttribute('aria-label', 'Play through time');
  }
}
