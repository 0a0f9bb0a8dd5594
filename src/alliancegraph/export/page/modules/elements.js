// Small makers of elements. Text goes in as text, never as markup.

import { pathOf } from './shapes.js';

const SVG = 'http://www.w3.org/2000/svg';

export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return element;
}

export function button(text, press, attributes = {}) {
  return el('button', { type: 'button', on: { click: press }, ...attributes }, text);
}

export function glyph(look, type) {
  const { shape, colour } = look.types[type];
  return svg('svg', { class: 'glyph', viewBox: '-10 -10 20 20', width: 16, height: 16, 'aria-hidden': 'true' },
    svg('path', { d: pathOf(shape, 0, 0, 7.4), fill: colour }));
}

export function lineSample(colour, dash, width = 2.4, arrow = '') {
  const parts = [svg('line', { x1: 1, y1: 6, x2: arrow ? 26 : 33, y2: 6, stroke: colour, 'stroke-width': width, 'stroke-dasharray': dash.join(' ') || null })];
  if (arrow) parts.push(svg('path', { d: 'M25 2L33 6L25 10Z', fill: colour }));
  return svg('svg', { class: 'sample', viewBox: '0 0 34 12', width: 34, height: 12, 'aria-hidden': 'true' }, ...parts);
}

// To the clipboard; where a frame may not write to it, in the way that is open to every page.
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el('textarea', { class: 'unseen', 'aria-hidden': 'true' }, text);
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}
