// Which facts are to be seen: by status on the day, relation, type of both sides, number of sources.

import { stateOf } from './dates.js';

// A function fact -> its state, or null where the fact is not to be seen.
export function makeFilter(state) {
  const statuses = new Set(state.statuses);
  return (fact) => {
    if (!isWanted(fact, state)) return null;
    const now = stateOf(fact, state.asOf);
    return now && statuses.has(now.status) ? now : null;
  };
}

// The same for any day: which facts are to be seen at some time.
export function makeEverFilter(state) {
  const statuses = new Set(state.statuses);
  return (fact) => (isWanted(fact, state) ? fact.periods.map(([, status]) => ({ status })).find(({ status }) => statuses.has(status)) ?? null : null);
}

function isWanted(fact, state) {
  return !state.hiddenRelations.includes(fact.predicate) && fact.sources >= state.sources
    && !state.hiddenTypes.includes(fact.subject.type) && !state.hiddenTypes.includes(fact.object.type);
}

// How many of *facts* are not seen, by the first reason that hides each.
export function whyHidden(facts, state) {
  const statuses = new Set(state.statuses);
  const reasons = { later: 0, status: {}, filter: 0 };
  for (const fact of facts) {
    const now = stateOf(fact, state.asOf);
    if (!now) reasons.later += 1;
    else if (!statuses.has(now.status)) reasons.status[now.status] = (reasons.status[now.status] ?? 0) + 1;
    else if (!isWanted(fact, state)) reasons.filter += 1;
  }
  return reasons;
}
