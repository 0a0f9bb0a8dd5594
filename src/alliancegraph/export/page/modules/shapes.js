// The outline of each kind of entity, in a square from -1 to 1: one table for canvas, SVG and legend.

const CORNERS = {
  square: [[-0.82, -0.82], [0.82, -0.82], [0.82, 0.82], [-0.82, 0.82]],
  diamond: [[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]],
  hexagon: [[-0.55, -0.95], [0.55, -0.95], [1.1, 0], [0.55, 0.95], [-0.55, 0.95], [-1.1, 0]],
  pentagon: [[0, -1.08], [1.05, -0.3], [0.66, 0.92], [-0.66, 0.92], [-1.05, -0.3]],
  triangle: [[0, -1.05], [1.05, 0.8], [-1.05, 0.8]],
  wedge: [[-1.05, -0.8], [1.05, -0.8], [0, 1.05]],
  bar: [[-1.25, -0.5], [1.25, -0.5], [1.25, 0.5], [-1.25, 0.5]],
};

export function pathOf(shape, x, y, size) {
  if (shape === 'circle') {
    return `M${x - size} ${y}a${size} ${size} 0 1 0 ${2 * size} 0a${size} ${size} 0 1 0 ${-2 * size} 0Z`;
  }
  return `M${CORNERS[shape].map(([dx, dy]) => `${(x + dx * size).toFixed(1)} ${(y + dy * size).toFixed(1)}`).join('L')}Z`;
}

export function trace(ctx, shape, x, y, size) {
  ctx.beginPath();
  if (shape === 'circle') ctx.arc(x, y, size, 0, 2 * Math.PI);
  else for (const [dx, dy] of CORNERS[shape]) ctx.lineTo(x + dx * size, y + dy * size);
  ctx.closePath();
}

// The convex hull of points, counter-clockwise (Andrew's monotone chain).
export function hull(points) {
  const sorted = [...points].sort((one, other) => one.x - other.x || one.y - other.y);
  const half = (list) => {
    const side = [];
    for (const point of list) {
      while (side.length > 1 && turn(side.at(-2), side.at(-1), point) <= 0) side.pop();
      side.push(point);
    }
    return side.slice(0, -1);
  };
  return sorted.length < 3 ? sorted : [...half(sorted), ...half(sorted.reverse())];
}

function turn(a, b, c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}
