// The page: one state, written to the address; every change of it is drawn anew.

import { FIRST, readAddress, writeAddress } from './address.js';
import { Canvas } from './canvas.js';
import { captionOf } from './caption.js';
import { readEvidence, readGraph, unpack } from './data.js';
import { sayDate } from './dates.js';
import { button, copyText, el } from './elements.js';
import { Finder } from './finder.js';
import { makeEverFilter, makeFilter } from './filters.js';
import { Legend } from './legend.js';
import { readLook } from './look.js';
import { Panel } from './panel.js';
import { csv, drawing, picture, save } from './share.js';
import { findNames, nameIndex } from './search.js';
import { showTable } from './table.js';
import { Timebar } from './timebar.js';
import { focus, overview, path } from './views.js';
import { count, saySentence } from './words.js';

const byId = (id) => document.getElementById(id);
const dark = matchMedia('(prefers-color-scheme: dark)');

class App {
  constructor(graph, table, packedEvidence) {
    this.graph = graph;
    this.packedEvidence = packedEvidence;
    this.table = table;
    this.look = readLook(table, dark.matches);
    this.state = { ...FIRST };
    this.depth = 0;
    this.panelWasHidden = true;
    this.past = location.protocol === 'about:' ? [] : null; // a notebook's frame has no address of its own
    this.counts = countKinds(graph);
    const select = (key) => this.go({ select: key });
    const open = (entity) => this.open(entity);
    this.canvas = new Canvas(byId('canvas'), graph.levels[0]?.options ?? { physics: { enabled: false } }, {
      select: (node, edge) => select(node !== null ? graph.entities[node].id : edge !== null ? graph.facts[Number(edge.slice(1))].key : null),
      open: (node) => open(graph.entities[node]),
    });
    this.panel = new Panel(byId('panel'), { close: () => select(null), select, open, pathFrom: (entity) => this.askPath(entity) });
    this.legend = new Legend(byId('legend'), { change: (change) => this.go(typeof change === 'function' ? change(this.state) : change) });
    this.finder = new Finder(byId('search'), byId('suggestions'), graph, () => this.look, open);
    this.timebar = new Timebar(byId('timebar'), graph, (asOf) => this.go({ asOf }, false));
    this.listen();
  }

  listen() {
    const press = (id, act) => byId(id).addEventListener('click', act);
    press('back', () => (this.past ? this.goBack() : history.back()));
    press('home', () => this.goHome());
    press('show-table', () => this.go({ table: !this.state.table }));
    press('show-path', () => this.unfold('show-path', 'path-form'));
    press('show-share', () => this.unfold('show-share', 'share'));
    press('show-legend', () => {
      const shown = document.body.classList.toggle('filtering');
      byId('show-legend').setAttribute('aria-expanded', String(shown));
    });
    press('skip', (event) => { event.preventDefault(); this.go({ table: true }); byId('table-view').focus(); });
    press('zoom-in', () => this.canvas.zoom(1.3));
    press('zoom-out', () => this.canvas.zoom(1 / 1.3));
    press('zoom-fit', () => this.canvas.fit());
    for (const entry of byId('share').children) entry.addEventListener('click', () => this.unfold('show-share', 'share', false));
    press('copy-link', () => copyText(location.href).then(() => this.say('The link is copied.')));
    press('save-csv', () => save('alliances.csv', new Blob([csv(this.look, this.view)], { type: 'text/csv' })));
    press('save-svg', () => save('alliances.svg', new Blob([drawing(this.look, this.view, this.canvas.lines, this.title())], { type: 'image/svg+xml' })));
    press('save-png', async () => save('alliances.png', await picture(byId('canvas').querySelector('canvas'), this.look)));
    byId('path-form').addEventListener('submit', (event) => { event.preventDefault(); this.findPath(); });
    for (const id of ['path-from', 'path-to']) byId(id).addEventListener('input', () => this.offerNames(byId(id).value));
    byId('canvas').addEventListener('keydown', (event) => this.steer(event));
    document.addEventListener('keydown', (event) => this.shortcut(event));
    document.addEventListener('click', (event) => {
      if (!event.target.closest('.menu')) this.unfold('show-share', 'share', false);
    });
    addEventListener('popstate', (event) => { this.depth = event.state?.depth ?? 0; this.read(); });
    dark.addEventListener('change', () => { this.look = readLook(this.table, dark.matches); this.draw(false); });
    new ResizeObserver(() => this.view && this.resized()).observe(byId('canvas'));
  }

  // Change the state and show it. What *remember*s can be gone back to.
  go(change, remember = true) {
    const before = writeAddress(this.state, this.graph.company);
    if (change.select && change.select !== this.state.select) this.announce(change.select);
    const moved = ['company', 'path', 'level', 'more'].some((key) => key in change && change[key] !== this.state[key]);
    const leapt = 'asOf' in change && Boolean(change.asOf) !== Boolean(this.state.asOf);
    this.state = { ...this.state, ...change };
    const address = writeAddress(this.state, this.graph.company);
    if (address !== before) {
      if (remember) this.depth += 1;
      if (!this.past) history[remember ? 'pushState' : 'replaceState']({ depth: this.depth }, '', address);
      else if (remember) this.past.push(before);
    }
    this.draw(moved || leapt);
  }

  goHome() {
    this.go({ company: null, path: null, select: null, level: 0, more: 0 });
  }

  goBack() {
    this.depth -= 1;
    this.read(this.past.pop());
  }

  read(address = location.hash) {
    this.state = readAddress(address, this.graph, this.look);
    this.draw(true);
  }

  open(entity) {
    this.go({ company: entity.id, path: null, select: entity.id, more: 0 });
  }

  // When the panel opens or closes beside a view, what one looks at stays in its place; else the view is
  // fitted anew.
  resized() {
    const panelMoved = byId('panel').hidden !== this.panelWasHidden;
    this.panelWasHidden = byId('panel').hidden;
    const { width, height } = this.canvas.camera();
    if (`${width} ${height}` === this.fittedTo) this.canvas.fit();
    else if (panelMoved && !this.fitted) this.canvas.stay(this.camera);
    else this.draw(true);
  }

  draw(fit) {
    const { state, graph, look } = this;
    this.camera = this.canvas.camera();
    this.fillPanel();
    this.fitted = fit;
    if (fit) {
      const { width, height } = this.canvas.camera();
      this.fittedTo = `${width} ${height}`;
      this.aspect = Math.max(0.6, Math.min((width - 100) / Math.max(height - 40, 1), 2.2)); // within reason
      this.upright = width < 0.8 * height;
    }
    this.view = this.viewOf();
    this.canvas.show(this.view, look, graph, fit);
    this.canvas.select(this.selectedIds());
    this.legend.show(look, state, this.counts, graph.countries);
    this.timebar.show(state.asOf);
    this.caption();
    byId('table-view').hidden = !state.table;
    byId('show-table').setAttribute('aria-pressed', String(state.table));
    if (state.table) showTable(byId('table-view'), look, this.view, this.title(), { open: (who) => this.open(who), select: (key) => this.go({ select: key }) });
    byId('back').disabled = this.depth === 0;
    byId('canvas').setAttribute('aria-label', `${this.title()}: ${count(this.view.nodes.length, 'node')}, ${count(this.view.facts.length, 'fact')}. Arrow keys move, Enter opens, the button Table lists all.`);
    document.body.classList.toggle('with-panel', !byId('panel').hidden);
  }

  fillPanel() {
    const { state, graph, look } = this;
    const entity = graph.byId.get(state.select);
    const fact = graph.factOf(state.select);
    if (entity) this.panel.showEntity(entity, look, state, graph.countries);
    else if (fact) this.panel.showFact(fact, look, state, this.evidence?.[fact.index] ?? null);
    else this.panel.hide();
    if (fact && !this.evidence) this.readEvidence().then(() => this.fillPanel());
  }

  // Unpacked when it is first asked for.
  readEvidence() {
    this.reading ??= unpack(this.packedEvidence).then((text) => {
      this.evidence = readEvidence(JSON.parse(text), this.graph.entities);
    });
    return this.reading;
  }

  viewOf() {
    const { state, graph } = this;
    const seen = makeFilter(state);
    const ever = state.asOf ? makeEverFilter(state) : seen;
    if (state.path) return path(graph, ...state.path.map((id) => graph.byId.get(id)), seen);
    if (state.company) return focus(graph, graph.byId.get(state.company), seen, ever, state.more, this.aspect);
    return overview(graph, state.level, seen, this.upright);
  }

  selectedIds() {
    const { select } = this.state;
    if (this.graph.byId.has(select)) return [this.graph.byId.get(select).index];
    const fact = this.graph.factOf(select);
    return fact ? [`f${fact.index}`] : [];
  }

  title() {
    const { state, graph } = this;
    const day = state.asOf ? `, end of ${sayDate(state.asOf)}` : '';
    if (state.path) return `From ${state.path.map((id) => graph.byId.get(id).name).join(' to ')}${day}`;
    if (state.company) return `${graph.byId.get(state.company).name} and its ties${day}`;
    return `${graph.levels[state.level]?.name ?? 'No facts'}${day}`;
  }

  // What is drawn, what is not, and why; and what to press for more.
  caption() {
    const { state, graph, view, look } = this;
    const notes = captionOf(state, graph, view, look);
    byId('caption').replaceChildren(el('h2', {}, el('bdi', {}, this.title())), el('p', {}, notes.join(' '), ' ', this.ways()));
  }

  ways() {
    const { state, graph, view, look } = this;
    const all = Object.keys(look.statuses);
    const level = (step) => () => this.go({ level: state.level + step });
    return [
      view.kind === 'path' && !view.found && state.statuses.length < all.length
        && button('Look through what is over, too', () => this.go({ statuses: all })),
      view.kind === 'focus' && view.held + view.heldBeyond > 0 && view.canGrow
        && button('Draw more', () => this.go({ more: state.more + 1 }), { id: 'more' }),
      view.kind === 'overview' && state.level + 1 < graph.levels.length && button('Show more', level(1), { id: 'more' }),
      view.kind === 'overview' && state.level > 0 && button('Show less', level(-1)),
    ].filter(Boolean);
  }

  unfold(opener, target, shown = byId(target).hidden) {
    byId(target).hidden = !shown;
    byId(opener).setAttribute('aria-expanded', String(shown));
    if (shown) byId(target).querySelector('input, button').focus();
  }

  askPath(entity) {
    this.unfold('show-path', 'path-form', true);
    byId('path-from').value = entity.name;
    byId('path-to').focus();
  }

  offerNames(typed) {
    this.names ??= nameIndex(this.graph.entities);
    byId('path-names').replaceChildren(...findNames(this.names, typed, 8).map(({ entity }) => el('option', { value: entity.name })));
  }

  findPath() {
    this.names ??= nameIndex(this.graph.entities);
    const ends = ['path-from', 'path-to'].map((id) => findNames(this.names, byId(id).value, 1)[0]?.entity);
    const missing = ends.findIndex((entity) => !entity);
    const note = missing >= 0 ? `Nothing is called “${byId(missing ? 'path-to' : 'path-from').value}”.` : ends[0] === ends[1] ? 'Give two different names.' : '';
    byId('path-note').textContent = note;
    if (note) return;
    this.unfold('show-path', 'path-form', false);
    this.go({ path: ends.map((entity) => entity.id), company: null, select: null });
  }

  // The arrow keys move from node to node, Enter opens one.
  steer(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (way) {
      event.preventDefault();
      const next = this.canvas.neighbourOf(this.at, ...way);
      if (next === null) return;
      this.at = next;
      this.canvas.select([next]);
      this.canvas.reveal(next);
      const entity = this.graph.entities[next];
      this.say(`${entity.name}, ${this.look.types[entity.type].word}, ${count(entity.facts.length, 'fact')}`);
    } else if (event.key === 'Enter' && this.canvas.places.has(this.at)) this.open(this.graph.entities[this.at]);
    else if (event.key === ' ' && this.canvas.places.has(this.at)) this.go({ select: this.graph.entities[this.at].id });
    else if (event.key === '+' || event.key === '=') this.canvas.zoom(1.3);
    else if (event.key === '-') this.canvas.zoom(1 / 1.3);
    else if (event.key === '0') this.canvas.fit();
  }

  shortcut(event) {
    const typing = event.target.closest('input[type=text], select');
    if (event.key === '/' && !typing) {
      event.preventDefault();
      byId('search').focus();
    } else if (event.key === 'Escape' && !typing) {
      this.unfold('show-share', 'share', false);
      document.body.classList.remove('filtering');
      if (this.state.select) this.go({ select: null });
    }
  }

  announce(key) {
    const fact = this.graph.factOf(key);
    this.say(fact ? `Evidence: ${saySentence(this.look, fact)}` : `Details: ${this.graph.byId.get(key).name}`);
  }

  say(text) {
    byId('live').textContent = text;
  }
}

function countKinds({ entities, facts }) {
  const tally = (rows, kind) => {
    const sums = Object.create(null); // a country may be called anything
    for (const row of rows) sums[row[kind]] = (sums[row[kind]] ?? 0) + 1;
    return sums;
  };
  return { types: tally(entities, 'type'), countries: tally(entities, 'country'), relations: tally(facts, 'predicate'), statuses: tally(facts, 'status') };
}

// The packed text of a part, which then leaves the page.
function packed(id) {
  const { textContent } = byId(id);
  byId(id).remove();
  return textContent;
}

async function open() {
  const message = byId('message');
  if (typeof DecompressionStream === 'undefined' || !Map.groupBy) {
    message.textContent = 'This browser is too old for the page: it needs one of 2024 or later.';
    return;
  }
  const [library, data] = await Promise.all([unpack(packed('library')), unpack(packed('data'))]);
  document.head.append(el('script', {}, library));
  const app = new App(readGraph(JSON.parse(data)), JSON.parse(byId('look').textContent), packed('evidence'));
  message.remove();
  app.read();
  window.alliancegraph = app; // for the browser's console
  document.documentElement.dataset.ready = 'yes';
}

open().catch((error) => {
  byId('message').textContent = `The page cannot be shown: ${error.message}`;
  throw error;
});
