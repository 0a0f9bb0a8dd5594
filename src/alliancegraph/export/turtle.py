"""AllianceGraph -> RDF in Turtle.

Every fact is a resource of its own (`ag:Fact`) with its parties, status, stake and dates, and
derives (PROV) from claims, each quoted from its article. Relations in force are stated as
plain triples as well: `entity:nissan ag:partner_in entity:nmkv`. Wikidata ids become
`owl:sameAs`. Names are under `urn:alliancegraph:`, which belongs to nobody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from alliancegraph.export import flat
from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Fact, Status

_PREFIXES = """\
@prefix ag: <urn:alliancegraph:schema:> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write(graph: AllianceGraph, target: Path) -> None:
    """Write *graph* for rdflib or any triple store."""
    blocks = (_PREFIXES, *_entities(graph), *_facts(graph), *_claims(graph), *_documents(graph))
    target.write_text("\n".join(blocks), encoding="utf-8")


def _entities(graph: AllianceGraph) -> Iterator[str]:
    relations: dict[str, list[Fact]] = {}
    for fact in graph.facts.values():
        if fact.status is Status.ACTIVE:
            relations.setdefault(fact.subject, []).append(fact)
    for node in flat.nodes(graph):
        key, wikidata = str(node["id"]), node["wikidata"]
        yield _block(
            _iri("entity", key),
            [
                ("a", f"ag:{_class_name(str(node['type']))}"),
                ("rdfs:label", _text(node["name"])),
                *(("skos:altLabel", _text(flat.clean(alias))) for alias in graph.entities[key].aliases),
                ("owl:sameAs", f"<http://www.wikidata.org/entity/{wikidata}>" if wikidata else None),
                ("ag:country", _text(node["country"])),
                *((f"ag:{f.predicate.value}", _iri("entity", f.object)) for f in relations.get(key, ())),
            ],
        )


def _facts(graph: AllianceGraph) -> Iterator[str]:
    for edge in flat.edges(graph):
        fact = graph.facts[str(edge["id"])]
        yield _block(
            _iri("fact", fact.id),
            [
                ("a", "ag:Fact, prov:Entity"),
                ("ag:subject", _iri("entity", fact.subject)),
                ("ag:predicate", f"ag:{fact.predicate.value}"),
                ("ag:object", _iri("entity", fact.object)),
                ("ag:status", _text(edge["status"])),
                ("ag:stake", _number(edge["stake"])),
                ("ag:start", _date(fact.start)),
                ("ag:end", _date(fact.end)),
                ("ag:product", _text(edge["product"])),
                ("ag:platform", _text(edge["platform"])),
                ("ag:confidence", _number(edge["confidence"])),
                ("ag:sources", str(fact.sources)),
                *(("prov:wasDerivedFrom", _iri("claim", claim)) for claim in fact.claims),
                *(("ag:deniedBy", _iri("claim", claim)) for claim in fact.claims_against),
            ],
        )


def _claims(graph: AllianceGraph) -> Iterator[str]:
    for claim in flat.claims(graph):
        yield _block(
            _iri("claim", str(claim["id"])),
            [
                ("a", "ag:Claim, prov:Entity"),
                ("ag:subject", _iri("entity", str(claim["subject"]))),
                ("ag:predicate", f"ag:{claim['predicate']}"),
                ("ag:object", _iri("entity", str(claim["object"]))),
                ("ag:status", _text(claim["status"])),
                ("ag:stake", _number(claim["stake"])),
                ("prov:value", _text(claim["text"])),
                ("prov:wasQuotedFrom", _iri("document", str(claim["document"]))),
                ("prov:wasGeneratedBy", _iri("rule", str(claim["found_by"]))),
            ],
        )


def _documents(graph: AllianceGraph) -> Iterator[str]:
    for document in flat.documents(graph):
        date, url = document["date"], document["url"]
        yield _block(
            _iri("document", str(document["id"])),
            [
                ("a", "ag:Document, prov:Entity"),
                ("dcterms:title", _text(document["title"])),
                ("dcterms:date", _date(str(date)) if date else None),
                ("dcterms:publisher", _text(document["source"])),
                ("dcterms:identifier", _text(url)),
            ],
        )


def _block(subject: str, said: list[tuple[str, str | None]]) -> str:
    lines = [f"    {predicate} {value}" for predicate, value in said if value is not None]
    return f"{subject}\n" + " ;\n".join(lines) + " .\n"


def _iri(kind: str, key: str) -> str:
    return f"<urn:alliancegraph:{kind}:{quote(key, safe='-._~')}>"


def _text(value: flat.Value) -> str | None:
    if value is None:
        return None
    return '"' + re.sub(r'[\\"\n\r\t]', lambda match: _ESCAPES[match[0]], str(value)) + '"'


def _number(value: flat.Value) -> str | None:
    return None if value is None else f'"{value}"^^xsd:double'


def _date(partial: str | None) -> str | None:
    return f'"{partial}"^^xsd:{_DATE_TYPES[len(partial)]}' if partial else None


def _class_name(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("_"))
