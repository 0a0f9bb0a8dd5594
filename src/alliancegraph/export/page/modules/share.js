// The view -> files to pass on: PNG, SVG, CSV.

import { controlOf, sizeOf } from './canvas.js';
import { pathOf } from './shapes.js';
import { COLUMN_NAMES, csvRows } from './table.js';

export function csv(look, view) {
  return [COLUMN_NAMES, ...csvRows(look, view.facts)].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n';
}

// A cell that a spreadsheet would take for a formula is made text.
export function csvCell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function drawing(look, view, lines, title) {
  const spots = view.nodes;
  const [left, top] = [Math.min(...spots.map((spot) => spot.x)) - 110, Math.min(...spots.map((spot) => spot.y)) - 90];
  const width = Math.max(...spots.map((spot) => spot.x)) + 110 - left;
  const height = Math.max(...spots.map((spot) => spot.y)) + 60 - top;
  const at = new Map(spots.map((spot) => [spot.entity.index, spot]));
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" text-anchor="middle">`,
    `<title>${xml(title)}</title><rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${look.paper}"/>`,
    `<text x="${left + 20}" y="${top + 34}" text-anchor="start" font-size="18" font-weight="600" fill="${look.ink}">${xml(title)}</text>`,
  ];
  for (const line of lines) parts.push(svgLine(line, at.get(line.fact.subject.index), at.get(line.fact.object.index)));
  for (const spot of spots) {
    const { shape, colour } = look.types[spot.entity.type];
    const size = sizeOf(spot);
    parts.push(`<path d="${pathOf(shape, spot.x, spot.y, size)}" fill="${colour}"/>`);
    parts.push(`<text x="${spot.x}" y="${spot.y + size + 14}" font-size="${spot.ring ? 12 : 15}" fill="${look.ink}" stroke="${look.paper}" stroke-width="3" paint-order="stroke">${xml(spot.entity.name)}</text>`);
  }
  return `${parts.join('\n')}\n</svg>\n`;
}

function svgLine({ fact, colour, dash, faded, width, arrow, bend, now }, from, to) {
  const control = bend ? controlOf(from, to, bend) : { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const [start, end] = arrow === 'from' ? [to, from] : [from, to];
  const tip = retreat(control, end, sizeOf(end) + 2);
  const path = `M${start.x} ${start.y}Q${control.x.toFixed(1)} ${control.y.toFixed(1)} ${tip.x.toFixed(1)} ${tip.y.toFixed(1)}`;
  const line = `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width.toFixed(1)}"${dash.length ? ` stroke-dasharray="${dash.join(' ')}"` : ''}${faded ? ' opacity="0.6"' : ''}><title>${xml(`${fact.subject.name} ${fact.predicate} ${fact.object.name}: ${now.status}`)}</title></path>`;
  return arrow ? `${line}${svgHead(control, tip, width, colour)}` : line;
}

function svgHead(control, tip, width, colour) {
  const size = 7 + width;
  const back = retreat(control, tip, size);
  const [dx, dy] = [((tip.y - back.y) / size) * (size / 2.4), ((back.x - tip.x) / size) * (size / 2.4)];
  return `<path d="M${tip.x.toFixed(1)} ${tip.y.toFixed(1)}L${(back.x + dx).toFixed(1)} ${(back.y + dy).toFixed(1)}L${(back.x - dx).toFixed(1)} ${(back.y - dy).toFixed(1)}Z" fill="${colour}"/>`;
}

// The point *distance* before *end* on the way from *from*.
function retreat(from, end, distance) {
  const reach = Math.hypot(end.x - from.x, end.y - from.y) || 1;
  return { x: end.x - ((end.x - from.x) / reach) * distance, y: end.y - ((end.y - from.y) / reach) * distance };
}

export function picture(source, look) {
  const copy = document.createElement('canvas');
  [copy.width, copy.height] = [source.width, source.height];
  const ctx = copy.getContext('2d');
  ctx.fillStyle = look.paper;
  ctx.fillRect(0, 0, copy.width, copy.height);
  ctx.drawImage(source, 0, 0);
  return new Promise((resolve) => { copy.toBlob(resolve, 'image/png'); });
}

export function save(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function xml(text) {
  return text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char]);
}
