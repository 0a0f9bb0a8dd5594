// Which facts are to be seen: by status on the day, relation, type and country of the sides,
// confidence, number of sources.

import { stateOf } from './dates.js';

// A function fact -> its state, or null where the fact is not to be seen.
export function makeFilter(state) {
  const statuses = new Set(state.statuses);
  const isWanted = makeWish(state);
  return (fact) => {
    if (!isWanted(fact)) return null;
    const now = stateOf(fact, state.asOf);
    return now && statuses.has(now.status) ? now : null;
  };
}

// The same for any day: which facts are to be seen at some time.
export function makeEverFilter(state) {
  const statuses = new Set(state.statuses);
  const isWanted = makeWish(state);
  return (fact) => (isWanted(fact) ? fact.periods.map(([, status]) => ({ status })).find(({ status }) => statuses.has(status)) ?? null : null);
}

// Whatever the day: of a country are the facts that have a side there.
function makeWish({ hiddenRelations, hiddenTypes, countries, sources, confidence }) {
  const [relations, types, places] = [new Set(hiddenRelations), new Set(hiddenTypes), new Set(countries)];
  return ({ predicate, subject, object, sources: told, confidence: sure }) => !relations.has(predicate) && !types.has(subject.type) && !types.has(object.type)
    && told >= sources && sure >= confidence
    && (!places.size || places.has(subject.country) || places.has(object.country));
}

// How many of *facts* are not seen, by the first reason that hides each.
export function whyHidden(facts, state) {
  const statuses = new Set(state.statuses);
  const isWanted = makeWish(state);
  const reasons = { later: 0, status: {}, filter: 0, seen: 0 };
  for (const fact of facts) {
    const now = stateOf(fact, state.asOf);
    if (!now) reasons.later += 1;
    else if (!statuses.has(now.status)) reasons.status[now.status] = (reasons.status[now.status] ?? 0) + 1;
    else if (isWanted(fact)) reasons.seen += 1;
    else reasons.filter += 1;
  }
  return reasons;
}
