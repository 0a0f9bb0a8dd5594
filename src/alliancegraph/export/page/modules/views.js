// What to draw: the overview, a company with its neighbours, or the path between two.
//   {kind, nodes: [{entity, x, y, ring}], facts: [{fact, now}], held: neighbours left out for want of room}
// Never more than MOST nodes.

import { otherSide } from './data.js';
import { around, alongRow } from './places.js';

export const MOST = 1500;
const FIRST_RING = 36;

// On paper that is taller than wide the overview lies on its side.
export function overview(graph, level, seen, upright) {
  const { nodes, edges } = graph.levels[level] ?? { nodes: [], edges: [] };
  const facts = withStates(edges.map((fact) => graph.facts[fact]), seen);
  const tied = new Set(facts.flatMap(({ fact }) => [fact.subject, fact.object]));
  const drawn = nodes.map((node) => ({ entity: graph.entities[node.id], x: upright ? node.y : node.x, y: upright ? node.x : node.y, ring: 1 }));
  return { kind: 'overview', nodes: drawn.filter((node) => tied.has(node.entity)), facts, held: 0, heldBeyond: 0 };
}

// The company in the middle, its neighbours around it, beyond them the other partners of shared
// ventures. While time passes everybody keeps the place that they have at any time (*ever*).
export function focus(graph, centre, seen, ever, more, aspect) {
  const room = Math.min(MOST - 1, FIRST_RING * 4 ** more);
  const ties = withStates(centre.facts, ever);
  const neighbours = [...new Set(ties.map(({ fact }) => otherSide(fact, centre)))];
  const near = neighbours.sort(byWeight).slice(0, room);
  const inner = new Set([centre, ...near]);
  const outer = new Map();
  const beyond = new Set();
  const roomBeyond = Math.min(room / 2, MOST - inner.size);
  for (const venture of near.filter(isCircle)) {
    for (const { fact } of withStates(venture.facts, ever)) {
      const partner = otherSide(fact, venture);
      if (inner.has(partner)) continue;
      beyond.add(partner);
      if (!outer.has(partner) && outer.size < roomBeyond) outer.set(partner, venture);
    }
  }
  const frame = around(centre, near, outer, (entity) => ties.find(({ fact }) => otherSide(fact, centre) === entity), aspect);
  const facts = among(frame, seen);
  const tied = new Set([centre, ...facts.flatMap(({ fact }) => [fact.subject, fact.object])]);
  return {
    kind: 'focus', centre: centre.index, frame, nodes: frame.filter((node) => tied.has(node.entity)), facts,
    held: neighbours.length - near.length, heldBeyond: beyond.size - outer.size, canGrow: room < MOST - 1,
  };
}

// What binds its members to each other: its lines belong together.
export function isCircle(entity) {
  return entity.type === 'joint_venture' || entity.type === 'alliance';
}

// The shortest chain; what is in force or agreed goes before what is over.
export function path(graph, from, to, seen) {
  const cameBy = new Map([[from, null]]);
  let ring = [from];
  while (ring.length && !cameBy.has(to)) {
    const next = [];
    for (const entity of ring) {
      for (const { fact } of withStates(entity.facts, seen).sort((one, other) => other.fact.confidence - one.fact.confidence)) {
        const neighbour = otherSide(fact, entity);
        if (cameBy.has(neighbour)) continue;
        cameBy.set(neighbour, entity);
        next.push(neighbour);
      }
    }
    ring = next;
  }
  const chain = [];
  for (let entity = cameBy.has(to) ? to : null; entity; entity = cameBy.get(entity)) chain.unshift(entity);
  const nodes = alongRow(chain.length ? chain : [from, to]);
  return { kind: 'path', nodes, facts: among(nodes, seen), held: 0, heldBeyond: 0, found: chain.length > 0, steps: chain.length - 1 };
}

function withStates(facts, seen) {
  return facts.map((fact) => ({ fact, now: seen(fact) })).filter(({ now }) => now);
}

function among(nodes, seen) {
  const inside = new Set(nodes.map((node) => node.entity));
  const facts = new Set();
  for (const entity of inside) {
    for (const fact of entity.facts) if (inside.has(fact.subject) && inside.has(fact.object)) facts.add(fact);
  }
  return withStates([...facts].sort((one, other) => one.index - other.index), seen);
}

function byWeight(one, other) {
  return other.facts.length - one.facts.length || one.index - other.index;
}
