// Where the nodes of a small view stand. No physics, no chance: the same view, the same places.
//   around: owners above, what is owned below, allies to the left, the rest to the right
//   alongRow: a path from left to right

const SIDES = ['above', 'right', 'below', 'left'];
const ROOM = { width: 112, height: 50 };

export function around(centre, near, outer, tieOf, aspect) {
  const sorted = near
    .map((entity) => ({ entity, side: SIDES.indexOf(sideOf(centre, tieOf(entity).fact)) }))
    .sort((one, other) => one.side - other.side || one.entity.group - other.entity.group || compare(one.entity, other.entity));
  const rings = sorted.length <= 16 ? 1 : sorted.length <= 44 ? 2 : Math.ceil(Math.sqrt(sorted.length / 9));
  const step = (2 * Math.PI) / Math.max(sorted.length, 1);
  const angles = angleOfEach(sorted.map(({ side }) => side), Math.min(step, 0.5));
  const base = Math.max(170, (Math.ceil(sorted.length / rings) * 92) / (2 * Math.PI));
  const [wide, high] = [Math.sqrt(aspect), 1 / Math.sqrt(aspect)];
  const nodes = [{ entity: centre, x: 0, y: 0, ring: 0 }];
  const angleOf = new Map();
  const reach = base + (rings - 1) * 105;
  sorted.forEach(({ entity }, place) => {
    const angle = angles[place];
    const radius = base + (place % rings) * 105;
    angleOf.set(entity, angle);
    nodes.push({ entity, x: wide * radius * Math.cos(angle), y: high * radius * Math.sin(angle), ring: 1 });
  });
  const fans = new Map();
  for (const [entity, venture] of outer) fans.set(venture, [...(fans.get(venture) ?? []), entity]);
  for (const [venture, entities] of fans) {
    entities.forEach((entity, place) => {
      const angle = angleOf.get(venture) + (place - (entities.length - 1) / 2) * Math.min(step * 0.8, 0.22);
      nodes.push({ entity, x: wide * (reach + 95) * Math.cos(angle), y: high * (reach + 95) * Math.sin(angle), ring: 2 });
    });
  }
  return loosen(nodes);
}

export function alongRow(chain) {
  return chain.map((entity, place) => ({
    entity, x: (place - (chain.length - 1) / 2) * 210, y: place % 2 ? 46 : -46, ring: place === 0 || place === chain.length - 1 ? 0 : 1,
  }));
}

// An angle for each neighbour, in order: as near to the middle of its side as the others let it.
function angleOfEach(sides, gap) {
  const angles = sides.map((side, place) => {
    const first = sides.indexOf(side);
    const size = sides.lastIndexOf(side) - first + 1;
    return ((side - 1) * Math.PI) / 2 + (place - first - (size - 1) / 2) * gap;
  });
  const last = angles.length - 1;
  for (let round = 0; round < 200; round += 1) {
    let moved = false;
    for (let i = 0; i <= last && last > 0; i += 1) {
      const next = i === last ? angles[0] + 2 * Math.PI : angles[i + 1];
      const lack = (gap * 0.999 - (next - angles[i])) / 2;
      if (lack <= 1e-4) continue;
      moved = true;
      angles[i] -= lack;
      angles[i === last ? 0 : i + 1] += lack;
    }
    if (!moved) break;
  }
  return angles;
}

// Which side of the company a neighbour belongs to, by the tie between them.
function sideOf(centre, fact) {
  const outgoing = fact.subject === centre;
  switch (fact.predicate) {
    case 'owns':
    case 'partner_in':
      return outgoing ? 'below' : 'above';
    case 'brand_of':
      return outgoing ? 'above' : 'below';
    case 'allied_with':
    case 'member_of':
    case 'merged_with':
    case 'co_develops':
    case 'shares_platform_with':
    case 'joint_venture_with':
      return 'left';
    default:
      return 'right';
  }
}

// Push apart what would cover another's label; the middle stays.
function loosen(nodes) {
  for (let round = 0; round < 40 && nodes.length < 400; round += 1) {
    let moved = false;
    for (let i = 0; i < nodes.length; i += 1) {
      for (let j = i + 1; j < nodes.length; j += 1) {
        const [one, other] = [nodes[i], nodes[j]];
        const overX = ROOM.width - Math.abs(one.x - other.x);
        const overY = ROOM.height - Math.abs(one.y - other.y);
        if (overX <= 0 || overY <= 0) continue;
        moved = true;
        const axis = overX / ROOM.width < overY / ROOM.height ? 'x' : 'y';
        const push = ((axis === 'x' ? overX : overY) / 2) * (one[axis] > other[axis] ? 1 : -1);
        if (one.ring) one[axis] += push;
        if (other.ring) other[axis] -= push;
      }
    }
    if (!moved) break;
  }
  return nodes.map((node) => ({ ...node, x: Math.round(node.x), y: Math.round(node.y) }));
}

function compare(one, other) {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : one.index - other.index;
}
