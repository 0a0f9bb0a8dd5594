// A view -> the sentences above it: what is drawn, what is not, and why. The numbers add up.

import { sayDate } from './dates.js';
import { whyHidden } from './filters.js';
import { count } from './words.js';
import { MOST } from './views.js';

export function captionOf(state, graph, view, look) {
  const say = { overview: sayOverview, focus: sayFocus, path: sayPath }[view.kind];
  return [graph.day && `This graph is as of ${sayDate(graph.day)}.`, ...say(state, graph, view, look)].filter(Boolean);
}

function sayOverview(state, graph, view, look) {
  const reasons = whyHidden(graph.facts, state);
  const beyond = reasons.seen - view.facts.length;
  return [
    `${view.nodes.length.toLocaleString('en')} of ${count(graph.entities.length, 'entity', 'entities')}, ${view.facts.length.toLocaleString('en')} of ${count(graph.facts.length, 'fact')}.`,
    sayHidden(reasons, look),
    beyond > 0 && `Not drawn for want of room: ${count(beyond, 'fact')} beyond the best connected members of the largest groups; search finds them.`,
  ];
}

function sayFocus(state, graph, view, look) {
  const limit = view.canGrow ? '' : `, because at most ${MOST.toLocaleString('en')} are drawn at once; the details list them all`;
  const left = [view.held && count(view.held, 'more neighbour'), view.heldBeyond && `${count(view.heldBeyond, 'more partner')} of its ventures`].filter(Boolean);
  return [
    `${(view.nodes.length - 1).toLocaleString('en')} around it.`,
    sayHidden(whyHidden(graph.entities[view.centre].facts, state), look),
    left.length > 0 && `Not drawn for want of room: ${left.join(' and ')}${limit}.`,
  ];
}

function sayPath(state, graph, view) {
  return [view.found ? `${count(view.steps, 'step')}.` : 'No path connects them through what is shown.'];
}

function sayHidden({ status, later, filter }, look) {
  const number = (amount, word) => amount && `${amount.toLocaleString('en')} ${word}`;
  const over = Object.entries(status).map(([key, amount]) => number(amount, look.statuses[key].word));
  const hidden = [...over, number(later, 'not begun by then'), number(filter, 'filtered out')].filter(Boolean);
  return hidden.length > 0 && `Hidden: ${hidden.join(', ')}.`;
}
