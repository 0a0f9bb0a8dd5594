// The packed columns of the page -> entities, facts, claims that hold each other.
// The order of the columns is that of page_data.py.

export async function unpack(text) {
  const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

function bytesOf(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const chars = atob(text);
  const bytes = new Uint8Array(chars.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = chars.charCodeAt(i);
  return bytes;
}

export function readGraph(data) {
  const entities = rows(data.entities).map(readEntity);
  data.groups.forEach((members, group) => {
    for (const index of members) entities[index].group = group;
  });
  const documents = rows(data.documents).map(([title, date, source, url]) => ({ title, date, source, url }));
  const sentences = rows(data.sentences).map(([document, text]) => ({ document: documents[document], text }));
  const claims = rows(data.claims).map((row) => readClaim(row, entities, sentences));
  const facts = rows(data.facts).map((row, index) => readFact(row, index, entities, claims));
  const byId = new Map(entities.map((entity) => [entity.id, entity]));
  const byKey = new Map(facts.map((fact) => [fact.key, fact]));
  return { entities, facts, byId, byKey, groups: data.groups, levels: data.levels, day: data.day, articles: data.articles };
}

function rows(columns) {
  return (columns[0] ?? []).map((_, place) => columns.map((column) => column[place]));
}

function readEntity([id, name, type, country, wikidata, aliases], index) {
  return { index, id, name, type, country, wikidata, aliases, group: -1, facts: [] };
}

function readClaim([sentence, subject, object, status, stake, start, end, attribution], entities, sentences) {
  return {
    sentence: sentences[sentence], subject: entities[subject] ?? null, object: entities[object] ?? null,
    status, stake, start, end, attribution,
  };
}

function readFact(row, index, entities, claims) {
  const [subject, predicate, object, status, stake, start, end, product, platform, confidence, sources,
    history, support, against, periods] = row;
  const fact = {
    index, subject: entities[subject], predicate, object: entities[object], status, stake, start, end,
    product, platform, confidence, sources,
    history: Array.isArray(history) ? history : [[status, stake, start, end, history]],
    claims: support.map((at) => claims[at]), against: against.map((at) => claims[at]), periods,
  };
  fact.key = `${fact.subject.id}~${predicate}~${fact.object.id}`;
  fact.subject.facts.push(fact);
  if (fact.object !== fact.subject) fact.object.facts.push(fact);
  return fact;
}

export function otherSide(fact, entity) {
  return fact.subject === entity ? fact.object : fact.subject;
}
