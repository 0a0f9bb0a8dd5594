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
  const entities = rows(data.entities, readEntity);
  data.groups.forEach((members, group) => {
    for (const index of members) entities[index].group = group;
  });
  const facts = rows(data.facts, (row, index) => readFact(row, index, entities));
  const byId = new Map(entities.map((entity) => [entity.id, entity]));
  const factOf = (key) => byId.get((key ?? '').split('~')[0])?.facts.find((fact) => fact.key === key);
  const { groups, levels, day, articles, company, countries } = data;
  return { entities, facts, byId, factOf, groups, levels, day, articles, company, countries };
}

// What articles say of each fact, in the order of the facts: {claims, against}.
export function readEvidence(data, entities) {
  const documents = rows(data.documents, ([title, date, source, url]) => ({ title, date, source, url }));
  const sentences = rows(data.sentences, ([document, text]) => ({ document: documents[document], text }));
  const claims = rows(data.claims, (row) => readClaim(row, entities, sentences));
  const of = (numbers) => numbers.map((at) => claims[at]);
  return rows(data.support, ([support, against]) => ({ claims: of(support), against: of(against) }));
}

// Most facts have one step and one period, which are made of the fact when they are asked for.
class Fact {
  constructor(index, entities, [subject, predicate, object, status, stake, start, end, product, platform, confidence, sources, steps, spans]) {
    this.index = index;
    this.subject = entities[subject];
    this.predicate = predicate;
    this.object = entities[object];
    this.status = status;
    this.stake = stake;
    this.start = start;
    this.end = end;
    this.product = product;
    this.platform = platform;
    this.confidence = confidence;
    this.sources = sources;
    this.steps = steps;
    this.spans = spans;
  }

  // A fact is called after its sides and its relation, which no two facts share.
  get key() {
    return `${this.subject.id}~${this.predicate}~${this.object.id}`;
  }

  // [status, stake, start, end, reported] of each step.
  get history() {
    return Array.isArray(this.steps) ? this.steps : [[this.status, this.stake, this.start, this.end, this.steps]];
  }

  // [first day, status, stake] of each period.
  get periods() {
    return Array.isArray(this.spans) ? this.spans : [[this.spans, this.status, this.stake]];
  }
}

function rows(columns, read) {
  const row = new Array(columns.length);
  return (columns[0] ?? []).map((_, place) => {
    for (let column = 0; column < row.length; column += 1) row[column] = columns[column][place];
    return read(row, place);
  });
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

function readFact(row, index, entities) {
  const fact = new Fact(index, entities, row);
  fact.subject.facts.push(fact);
  if (fact.object !== fact.subject) fact.object.facts.push(fact);
  return fact;
}

export function otherSide(fact, entity) {
  return fact.subject === entity ? fact.object : fact.subject;
}
