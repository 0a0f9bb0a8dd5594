// What somebody types -> the entities that bear such a name, best first.

// No case, no diacritics, no punctuation: "Citroën" and "citroen" are one name.
export function nameKey(name) {
  return name.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

export function nameIndex(entities) {
  return entities.map((entity) => ({ entity, keys: [entity.name, ...entity.aliases].map(nameKey) }));
}

// [{entity, alias}]: alias is the other name that matched, or null.
export function findNames(index, typed, limit = 12) {
  const wanted = nameKey(typed);
  if (!wanted) return [];
  const found = [];
  for (const { entity, keys } of index) {
    let best = Infinity;
    let at = 0;
    keys.forEach((key, place) => {
      const score = matchScore(key, wanted) + (place ? 0.5 : 0);
      if (score < best) [best, at] = [score, place];
    });
    if (best < Infinity) found.push({ entity, alias: at ? entity.aliases[at - 1] : null, score: best });
  }
  const order = (one, other) =>
    one.score - other.score || other.entity.facts.length - one.entity.facts.length || one.entity.index - other.entity.index;
  return found.sort(order).slice(0, limit);
}

// Whole name, beginning of the name, beginning of a word, within a word; every word of it somewhere.
function matchScore(key, wanted) {
  if (key === wanted) return 0;
  if (key.startsWith(wanted)) return 1;
  if (key.includes(` ${wanted}`)) return 2;
  if (wanted.length > 2 && key.includes(wanted)) return 3;
  const words = wanted.split(' ');
  return words.length > 1 && words.every((word) => key.includes(word)) ? 4 : Infinity;
}
