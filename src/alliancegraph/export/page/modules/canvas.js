// A view -> pixels, by vis-network. Lines and picking are vis-network's; outlines, the tint
// behind groups and the labels are drawn here: labels keep their size at every zoom, the
// more important ones first, and none covers another.

import { lineOf } from './look.js';
import { hull, trace } from './shapes.js';
import { isCircle } from './views.js';
import { sayStake } from './words.js';

const FONT = 'system-ui, "Segoe UI", "Noto Sans", sans-serif';
const MANY = 400;
const MOST_LABELS = 150;
const CELL = 60;
const STEP = 0.16;
const LEAST = 5;
const LINE = 15;
const HEAD = 48;
const BUTTONS = { width: 58, height: 132 };

export class Canvas {
  constructor(element, options, on) {
    this.element = element;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.network = new vis.Network(element, { nodes: this.nodes, edges: this.edges }, options);
    element.querySelector('.vis-network').tabIndex = -1; // the keyboard stops once, at the element around it
    this.network.on('click', ({ nodes, edges }) => on.select(nodes[0] ?? null, edges[0] ?? null));
    this.network.on('doubleClick', ({ nodes }) => nodes.length && on.open(nodes[0]));
    this.network.on('hoverNode', ({ node }) => this.point(node));
    this.network.on('hoverEdge', () => element.classList.add('pointing'));
    this.network.on('blurNode', () => this.point(null));
    this.network.on('blurEdge', () => element.classList.remove('pointing'));
    this.network.on('dragging', ({ nodes }) => this.follow(nodes));
    this.network.on('zoom', () => this.keepInReach());
    this.network.on('beforeDrawing', (ctx) => this.drawGround(ctx));
    this.network.on('afterDrawing', (ctx) => this.drawLabels(ctx));
  }

  // Draw *view*; move the camera where *fit* says so.
  show(view, look, graph, fit) {
    this.view = view;
    this.look = look;
    this.graph = graph;
    this.places = new Map(view.nodes.map((node) => [node.entity.index, node]));
    this.lines = parallel(view.facts.map(({ fact, now }) => ({ fact, now, ...lineOf(look, fact, now) })));
    this.ranked = [...view.nodes].sort((one, other) => one.ring - other.ring || other.entity.facts.length - one.entity.facts.length || one.entity.index - other.entity.index);
    this.hulls = this.outline();
    this.leaders = new Set(this.hulls.filter(({ members }) => members > 3).map(({ leader }) => leader));
    this.chosen = null;
    this.pointed = null;
    const many = this.lines.length > MANY;
    this.network.setOptions({ interaction: { hideEdgesOnDrag: many, hideEdgesOnZoom: many, hover: !many } });
    replace(this.nodes, view.nodes.map((node) => this.nodeOf(node)));
    replace(this.edges, this.lines.map((line) => this.edgeOf(line)));
    this.measure(view.nodes.map(({ entity }) => entity.index));
    if (fit) this.fit();
  }

  nodeOf(node) {
    const { shape, colour } = this.look.types[node.entity.type];
    const draw = ({ ctx, x, y, state }) => ({
      drawNode: () => {
        trace(ctx, shape, x, y, this.radius(node));
        ctx.fillStyle = colour;
        ctx.fill();
        ctx.lineWidth = (state.selected ? 4 : 1.5) / Math.min(this.network.getScale(), 1);
        ctx.strokeStyle = state.selected || state.hover ? this.look.ink : this.look.paper;
        ctx.stroke();
      },
      nodeDimensions: { width: 2 * this.radius(node) + 4, height: 2 * this.radius(node) + 4 },
    });
    return { id: node.entity.index, x: node.x, y: node.y, shape: 'custom', ctxRenderer: draw };
  }

  // vis-network leaves out nodes outside the picture, but for shapes of our own it learns where
  // they are a frame too late: tell it.
  measure(ids) {
    for (const id of ids) this.network.body.nodes[id].updateBoundingBox();
  }

  point(node) {
    this.pointed = node;
    this.element.classList.toggle('pointing', node !== null);
  }

  // Nodes that somebody drags take their labels along.
  follow(ids) {
    for (const id of ids) Object.assign(this.places.get(id), this.network.getPosition(id));
    this.measure(ids);
  }

  // From afar nodes shrink less than the paper.
  radius(node) {
    return Math.max(sizeOf(node), LEAST / this.network.getScale());
  }

  edgeOf(line) {
    const { fact, colour, dash, faded, arrow, bend } = line;
    const behind = this.isBehind(line);
    const width = behind ? line.width * 0.6 : line.width;
    return {
      id: `f${fact.index}`, from: fact.subject.index, to: fact.object.index, width,
      color: { color: colour, highlight: this.look.ink, hover: this.look.ink, opacity: behind ? 0.3 : faded ? 0.6 : 0.9 },
      dashes: dash.length ? dash : false,
      arrows: { to: { enabled: arrow === 'to', scaleFactor: arrowSize(width) }, from: { enabled: arrow === 'from', scaleFactor: arrowSize(width) } },
      smooth: bend ? { enabled: true, type: bend > 0 ? 'curvedCW' : 'curvedCCW', roundness: Math.abs(bend) } : false,
    };
  }

  // Lines between groups, or among neighbours of the company in the middle, stand back, so that
  // the others can be read; those of what is selected come forward.
  isBehind({ fact: { subject, object } }) {
    const chosen = this.chosen ?? this.view.centre;
    if (subject.index === chosen || object.index === chosen) return false;
    return this.view.kind === 'overview' ? subject.group !== object.group : this.view.kind === 'focus' && !isCircle(subject) && !isCircle(object);
  }

  select(ids) {
    const chosen = ids.find((id) => typeof id === 'number') ?? null;
    if (chosen !== this.chosen) {
      this.chosen = chosen;
      this.edges.update(this.lines.map((line) => this.edgeOf(line)));
    }
    const nodes = ids.filter((id) => this.nodes.get(id) !== null && typeof id === 'number');
    const edges = ids.filter((id) => typeof id === 'string' && this.edges.get(id) !== null);
    this.network.setSelection({ nodes, edges }, { highlightEdges: false });
  }

  fit() {
    const spots = this.view.frame ?? this.view.nodes;
    if (!spots.length) return;
    const { clientWidth: width, clientHeight: height } = this.element;
    const bounds = (axis) => [Math.min(...spots.map((spot) => spot[axis])), Math.max(...spots.map((spot) => spot[axis]))];
    const [[left, right], [highest, bottom]] = [bounds('x'), bounds('y')];
    const top = this.hulls.length ? highest - HEAD : highest;
    const margin = { x: Math.min(170, width / 3), y: Math.min(90, height / 4) };
    const scale = Math.min((width - margin.x) / Math.max(right - left, 1), (height - margin.y) / Math.max(bottom - top, 1), 1.3);
    this.least = Math.min(scale / 2, 0.5);
    this.network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation: false });
  }

  camera() {
    const { clientWidth: width, clientHeight: height } = this.element;
    return { scale: this.network.getScale(), at: this.network.getViewPosition(), width, height };
  }

  // After the paper got another size: everything where it was on the screen, what is chosen in sight.
  stay({ scale, at, width, height }) {
    const { clientWidth, clientHeight } = this.element;
    const position = { x: at.x + (clientWidth - width) / 2 / scale, y: at.y + (clientHeight - height) / 2 / scale };
    this.network.moveTo({ scale, position, animation: false });
    if (this.places.has(this.chosen)) this.reveal(this.chosen);
  }

  zoom(factor) {
    this.network.moveTo({ scale: this.network.getScale() * factor, animation: false });
    this.keepInReach();
  }

  keepInReach() {
    const scale = this.network.getScale();
    const kept = Math.max(this.least ?? 0.05, Math.min(scale, 4));
    if (kept !== scale) this.network.moveTo({ scale: kept, animation: false });
  }

  // The node nearest to *from* in a direction, for the arrow keys.
  neighbourOf(from, dx, dy) {
    const start = this.places.get(from);
    if (!start) return this.ranked[0]?.entity.index ?? null;
    let best = null;
    let least = Infinity;
    for (const node of this.view.nodes) {
      const [x, y] = [node.x - start.x, node.y - start.y];
      const along = x * dx + y * dy;
      const aside = Math.abs(x * dy - y * dx);
      const cost = along + 2 * aside;
      if (along > 1 && along >= aside * 0.5 && cost < least) [best, least] = [node.entity.index, cost];
    }
    return best;
  }

  reveal(id) {
    const at = this.network.canvasToDOM(this.network.getPosition(id));
    const { clientWidth: width, clientHeight: height } = this.element;
    if (at.x < 30 || at.y < 60 || at.x > width - 30 || at.y > height - 30) {
      this.network.moveTo({ position: this.network.getPosition(id), animation: false });
    }
  }

  // The tint behind each group, with its name above.
  outline() {
    if (this.view.kind !== 'overview') return [];
    const groups = [...Map.groupBy(this.view.nodes, (node) => node.entity.group)];
    return groups.filter(([group, members]) => group >= 0 && members.length > 1).map(([group, members]) => {
      const corners = hull(members);
      const shape = new Path2D();
      for (const { x, y } of corners) shape.lineTo(x, y);
      shape.closePath();
      const highest = corners.reduce((one, other) => (other.y < one.y ? other : one));
      const leader = this.graph.groups[group].find((index) => this.places.has(index));
      return { shape, leader, members: members.length, name: `Around ${this.graph.entities[leader].name}`, x: highest.x, y: highest.y - HEAD };
    });
  }

  drawGround(ctx) {
    ctx.save();
    ctx.lineJoin = 'round';
    ctx.lineWidth = 96;
    ctx.strokeStyle = ctx.fillStyle = this.look?.hull;
    for (const { shape } of this.hulls ?? []) {
      ctx.stroke(shape);
      ctx.fill(shape);
    }
    ctx.restore();
  }

  // What is chosen or pointed at always bears its name, and so do those that groups are called after.
  isUrgent({ entity }) {
    return entity.index === this.chosen || entity.index === this.pointed || this.leaders.has(entity.index);
  }

  fontOf({ entity, ring }) {
    const style = ring === 0 ? '700 15px' : this.leaders.has(entity.index) ? '650 13.5px' : ring === 1 ? '500 12.5px' : '400 12px';
    return `${style} ${FONT}`;
  }

  drawLabels(ctx) {
    if (!this.view) return;
    const ratio = ctx.canvas.width / ctx.canvas.clientWidth;
    const scale = this.network.getScale();
    const centre = this.network.getViewPosition();
    const { clientWidth: width, clientHeight: height } = ctx.canvas;
    const toScreen = ({ x, y }) => ({ x: (x - centre.x) * scale + width / 2, y: (y - centre.y) * scale + height / 2 });
    const taken = new Boxes();
    const fits = (box) => taken.leave(box);
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    ctx.lineJoin = 'round';
    const write = (text, x, y, font, colour) => {
      ctx.font = font;
      ctx.lineWidth = 4;
      ctx.strokeStyle = this.look.halo;
      ctx.strokeText(text, x, y);
      ctx.fillStyle = colour;
      ctx.fillText(text, x, y);
    };
    const near = [...this.ranked].sort((one, other) => this.isUrgent(other) - this.isUrgent(one)).map((node) => ({ node, ...toScreen(node), size: this.radius(node) * scale }))
      .filter(({ x, y }) => x > -80 && y > -40 && x < width + 80 && y < height + 40);
    for (const { x, y, size } of near) taken.add({ x: x - size, y: y - size, w: 2 * size, h: 2 * size });
    taken.add({ x: width - BUTTONS.width, y: height - BUTTONS.height, w: BUTTONS.width, h: BUTTONS.height });
    let room = MOST_LABELS;
    for (const { node, x, y, size } of near) {
      if (room <= 0) break;
      const font = this.fontOf(node);
      ctx.font = font;
      node.words ??= broken(node.entity.name);
      node.wide ??= Math.max(...node.words.map((text) => ctx.measureText(text).width)) + 4;
      const w = node.wide;
      const h = node.words.length * LINE;
      const places = [[0, size + h / 2 + 2], [0, -size - h / 2 - 2], [w / 2 + size + 4, 0], [-w / 2 - size - 4, 0]]
        .map(([dx, dy]) => ({ x: inside(x + dx - w / 2, width - w), y: y + dy - h / 2, w, h }));
      const box = places.find(fits) ?? (this.isUrgent(node) ? places[0] : null);
      if (!box) continue;
      taken.add(box);
      room -= 1;
      const colour = node.ring === 2 ? this.look.soft : this.look.ink;
      node.words.forEach((text, line) => write(text, box.x + w / 2, box.y + (line + 0.5) * LINE, font, colour));
    }
    if (this.view.kind === 'overview') this.drawGroupNames(ctx, toScreen, fits, taken);
    if (this.view.facts.length <= MANY) this.drawLineNotes(ctx, toScreen, fits, taken, write, scale);
    ctx.restore();
  }

  drawGroupNames(ctx, toScreen, fits, taken) {
    ctx.font = `600 11px ${FONT}`;
    ctx.fillStyle = this.look.hullInk;
    for (const { name, x, y } of this.hulls ?? []) {
      const spot = toScreen({ x, y });
      const text = short(name).toUpperCase();
      const w = ctx.measureText(text).width;
      const box = { x: spot.x - w / 2, y: spot.y - 14, w, h: 14 };
      if (!fits(box)) continue;
      taken.add(box);
      ctx.fillText(text, spot.x, spot.y - 7);
    }
  }

  // Stakes on ownership lines, and the mark of a status that is not plainly in force.
  drawLineNotes(ctx, toScreen, fits, taken, write, scale) {
    const roomy = this.view.kind !== 'overview' || scale > 0.9;
    for (const line of this.lines.filter((each) => !this.isBehind(each))) {
      const { equity } = this.look.relations[line.fact.predicate];
      const mark = this.look.statuses[line.now.status].mark;
      const stake = roomy && equity ? sayStake(line.now.stake) : '';
      const text = [mark, stake].filter(Boolean).join(' ');
      if (!text) continue;
      const spot = toScreen(middleOf(this.places.get(line.fact.subject.index), this.places.get(line.fact.object.index), line.bend));
      ctx.font = `600 11px ${FONT}`;
      const w = ctx.measureText(text).width;
      const box = { x: spot.x - w / 2, y: spot.y - 7, w, h: 14 };
      if (!fits(box)) continue;
      taken.add(box);
      write(text, spot.x, spot.y, `600 11px ${FONT}`, line.colour);
    }
  }
}

// Boxes on the screen, kept by the cells that they touch, so that a clash is found at once.
class Boxes {
  cells = new Map();

  add(box) {
    for (const cell of cellsOf(box)) {
      if (this.cells.has(cell)) this.cells.get(cell).push(box);
      else this.cells.set(cell, [box]);
    }
  }

  // Whether the boxes taken leave room for *box*.
  leave(box) {
    for (const cell of cellsOf(box)) {
      for (const other of this.cells.get(cell) ?? []) {
        if (box.x + box.w > other.x && other.x + other.w > box.x && box.y + box.h > other.y && other.y + other.h > box.y) return false;
      }
    }
    return true;
  }
}

function cellsOf({ x, y, w, h }) {
  const cells = [];
  for (let column = Math.floor(x / CELL); column <= (x + w) / CELL; column += 1) {
    for (let row = Math.floor(y / CELL); row <= (y + h) / CELL; row += 1) cells.push(column * 4096 + row);
  }
  return cells;
}

export function sizeOf(node) {
  if (node.ring === 0) return 22;
  return Math.min(7 + Math.sqrt(node.entity.facts.length) * 1.9, 18);
}

// Facts between one pair are bent apart, each by its own amount; a single one is straight.
export function parallel(lines) {
  const pairs = Map.groupBy(lines, ({ fact }) => [fact.subject.index, fact.object.index].sort((one, other) => one - other).join());
  for (const together of pairs.values()) {
    together.forEach((line, place) => {
      const offset = (place - (together.length - 1) / 2) * STEP * (together.length > 6 ? 6 / together.length : 1);
      line.bend = line.fact.subject.index < line.fact.object.index ? offset : -offset;
    });
  }
  return lines;
}

// The control point of a bent line: what vis-network takes for curvedCW and curvedCCW.
export function controlOf(from, to, bend) {
  const reach = (Math.abs(bend) * 0.5 + 0.5) * Math.hypot(to.x - from.x, to.y - from.y);
  const angle = Math.atan2(from.y - to.y, to.x - from.x) + (bend * 0.5 + 0.5) * Math.PI;
  return { x: from.x + reach * Math.sin(angle), y: from.y + reach * Math.cos(angle) };
}

export function middleOf(from, to, bend) {
  if (!bend) return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const control = controlOf(from, to, bend);
  return { x: (from.x + 2 * control.x + to.x) / 4, y: (from.y + 2 * control.y + to.y) / 4 };
}

function arrowSize(width) {
  return Math.max(0.32, 0.75 - width * 0.07);
}

// A long name on two lines, broken at the space nearest to its middle.
export function broken(name) {
  const text = short(name, 46);
  if (text.length < 18) return [text];
  const spaces = [...text.matchAll(/[ -]/g)].map(({ index }) => index);
  if (!spaces.length) return [short(text)];
  const at = spaces.reduce((best, index) => (Math.abs(index - text.length / 2) < Math.abs(best - text.length / 2) ? index : best));
  return [text.slice(0, at + 1).trimEnd(), text.slice(at + 1)];
}

// Pushed back from the rim, if it hangs over by half a label at most.
function inside(x, most) {
  return x < 2 && x > -60 ? 2 : x > most - 2 && x < most + 60 ? most - 2 : x;
}

function short(name, most = 30) {
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}

function replace(set, items) {
  const kept = new Set(items.map((item) => item.id));
  set.remove(set.getIds().filter((id) => !kept.has(id)));
  set.update(items);
}
