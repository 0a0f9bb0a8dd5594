// Facts, stakes and dates in words.

import { sayDate } from './dates.js';

export function saySentence(look, fact) {
  return `${fact.subject.name} ${look.relations[fact.predicate].word} ${fact.object.name}`;
}

// The fact as one of its sides tells it: "is owned by".
export function sayFrom(look, fact, entity) {
  const relation = look.relations[fact.predicate];
  return fact.subject === entity ? relation.word : relation.back;
}

export function sayStake(stake) {
  return stake === null || stake === undefined ? '' : `${Number(stake.toFixed(2))} %`;
}

export function saySpan(start, end) {
  if (start && end) return `${sayDate(start)} – ${sayDate(end)}`;
  if (start) return `since ${sayDate(start)}`;
  if (end) return `until ${sayDate(end)}`;
  return '';
}

export function count(number, word, plural = `${word}s`) {
  return `${number.toLocaleString('en')} ${number === 1 ? word : plural}`;
}

export function sayArticle(document) {
  return [document.title, document.source, sayDate(document.date)].filter(Boolean).join(', ');
}

export function citation(look, claim) {
  const { document, text } = claim.sentence;
  const url = webAddress(document.url);
  return `“${text}” ${sayArticle(document)}${url ? `, ${url}` : ''}`;
}

// The address if it is one of the web; null for everything else that an article may hold.
export function webAddress(text) {
  if (!text || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
}

// Where names stand in a text: [[start, end, which], ...], longest first, never overlapping.
export function marksIn(text, namesOfSides) {
  const found = [];
  namesOfSides.forEach((names, side) => {
    for (const name of names) {
      if (name.length < 2) continue;
      const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'giu');
      for (const match of text.matchAll(pattern)) found.push([match.index, match.index + match[0].length, side]);
    }
  });
  found.sort((one, other) => other[1] - other[0] - (one[1] - one[0]) || one[0] - other[0]);
  const kept = [];
  for (const mark of found) {
    if (kept.every(([start, end]) => mark[1] <= start || mark[0] >= end)) kept.push(mark);
  }
  return kept.sort((one, other) => one[0] - other[0]);
}
