// look.json -> what each type, relation and status is called and how it is drawn, light or dark.
// A value that the table lacks is an error of the build, which a test catches.

export function readLook(table, dark) {
  const shade = dark ? 'dark' : 'light';
  const colour = (rows) => Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, { ...row, colour: row[shade] }]));
  const families = colour(table.families);
  const relations = Object.fromEntries(
    Object.entries(table.relations).map(([key, row]) => [key, { ...row, colour: families[row.family].colour }]),
  );
  return { types: colour(table.types), families, relations, statuses: table.statuses, dark, ...GROUND[shade] };
}

const GROUND = {
  light: { paper: '#fcfbf8', ink: '#1c2128', soft: '#59616d', hull: '#efede6', hullInk: '#6a6557', halo: '#fcfbf8' },
  dark: { paper: '#14171c', ink: '#e9ecf1', soft: '#a3adba', hull: '#1e232b', hullInk: '#9aa3b0', halo: '#14171c' },
};

// The line of a fact in a state: unknown shares stay thin, known ones grow with the stake.
export function lineOf(look, fact, now) {
  const relation = look.relations[fact.predicate];
  const status = look.statuses[now.status];
  const width = relation.equity && now.stake !== null ? 1.6 + (now.stake / 100) * 6 : 1.7;
  return { colour: relation.colour, dash: status.dash, faded: status.over, width, arrow: relation.arrow };
}
