// What is looked at <-> the fragment of the address, so that a view can be sent and gone back to.
//   #company=renault&as-of=1999-05&show=ended,cancelled&hide=supplies&select=renault~owns~nissan

export const FIRST = Object.freeze({
  company: null, level: 0, path: null, asOf: null, select: null, table: false, more: 0, sources: 1, confidence: 0,
  statuses: Object.freeze(['active', 'agreed', 'proposed']), hiddenTypes: Object.freeze([]), hiddenRelations: Object.freeze([]),
  countries: Object.freeze([]),
});

// Where the page opens on a company (*opensOn*), the overview has to be named.
export function writeAddress(state, opensOn = null) {
  const parts = new URLSearchParams();
  if (state.path) parts.set('path', state.path.join('~'));
  else if (state.company) parts.set('company', state.company);
  else if (state.level || opensOn) parts.set('level', String(state.level));
  if (state.more) parts.set('more', String(state.more));
  if (state.asOf) parts.set('as-of', state.asOf);
  if (state.select) parts.set('select', state.select);
  if (state.table) parts.set('view', 'table');
  if (state.sources > 1) parts.set('sources', String(state.sources));
  if (state.confidence) parts.set('confidence', String(state.confidence));
  if (state.countries.length) parts.set('country', state.countries.join());
  if (state.statuses.join() !== FIRST.statuses.join()) parts.set('status', state.statuses.join());
  if (state.hiddenTypes.length) parts.set('hide-types', state.hiddenTypes.join());
  if (state.hiddenRelations.length) parts.set('hide', state.hiddenRelations.join());
  const text = parts.toString().replaceAll('%2C', ',').replaceAll('%7E', '~');
  return text ? `#${text}` : '#';
}

// Whatever the fragment says that the graph does not know is left out.
export function readAddress(fragment, graph, look) {
  const parts = new URLSearchParams(fragment.replace(/^#/, ''));
  const list = (key, known) => (parts.get(key) ?? '').split(',').filter((value) => Object.hasOwn(known, value));
  const ends = (parts.get('path') ?? '').split('~');
  const select = parts.get('select');
  const company = parts.get('company') ?? (parts.has('level') || parts.has('path') ? null : graph.company);
  return {
    company: graph.byId.has(company) ? company : null,
    level: whole(parts.get('level'), graph.levels.length - 1),
    path: ends.length === 2 && ends.every((id) => graph.byId.has(id)) ? ends : null,
    asOf: /^\d{4}-(0[1-9]|1[0-2])$/.test(parts.get('as-of') ?? '') ? parts.get('as-of') : null,
    select: graph.byId.has(select) || graph.factOf(select) ? select : null,
    table: parts.get('view') === 'table',
    more: whole(parts.get('more'), 9),
    sources: Math.max(1, whole(parts.get('sources'), 99)),
    confidence: share(parts.get('confidence')),
    countries: list('country', graph.countries),
    statuses: parts.has('status') ? list('status', look.statuses) : FIRST.statuses,
    hiddenTypes: list('hide-types', look.types),
    hiddenRelations: list('hide', look.relations),
  };
}

function whole(text, most) {
  return /^\d{1,3}$/.test(text ?? '') ? Math.min(Number(text), Math.max(most, 0)) : 0;
}

function share(text) {
  return /^(0|0?\.\d{1,2}|1)$/.test(text ?? '') ? Number(text) : 0;
}
