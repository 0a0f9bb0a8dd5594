// Partial dates (YYYY, YYYY-MM, YYYY-MM-DD) and what a fact was like at one.
// Days compare as text, because they are written largest unit first.

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

export function sayDate(partial) {
  if (!partial) return '';
  const [year, month, day] = partial.split('-');
  return [day && String(Number(day)), month && MONTHS[Number(month) - 1], year].filter(Boolean).join(' ');
}

// "1999-05" -> 1999 * 12 + 4; the year alone means its last month.
export function monthNumber(partial) {
  const [year, month] = partial.split('-').map(Number);
  return year * 12 + (month || 12) - 1;
}

export function monthText(number) {
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;
}

// The state of a fact at the end of a month; null where nothing had begun. Without a month: the latest.
export function stateOf(fact, month) {
  if (!month) return { status: fact.status, stake: fact.stake };
  const last = `${month}-31`;
  let now = null;
  for (const [from, status, stake] of fact.periods) {
    if (from > last) break;
    now = { status, stake };
  }
  return now;
}

// How many changes each year brings, and the first and last month to go through; null where no fact
// is dated. The few changes that lie long before all others are taken as having happened before the first.
export function monthRange(facts) {
  const changes = new Map();
  let last = '';
  let sum = 0;
  for (const { periods } of facts) {
    for (const [from] of periods) {
      if (!from) continue;
      const year = Number(from.slice(0, 4));
      changes.set(year, (changes.get(year) ?? 0) + 1);
      sum += 1;
      if (from > last) last = from;
    }
  }
  if (!sum) return null;
  let early = sum * 0.02;
  const first = [...changes.keys()].sort((one, other) => one - other).find((year) => (early -= changes.get(year)) < 0);
  return { first: first * 12, last: monthNumber(last), changes };
}
