"""AllianceGraph -> flat nodes and edges: plain values only, the same for every format.

Lists become one text, unknown values stay None, and control characters, which XML forbids
and nobody means, are dropped.
"""

from __future__ import annotations

import re

from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Entity, Fact

type Value = str | float | int | None
type Flat = dict[str, Value]

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BETWEEN = "; "


def clean(text: str) -> str:
    """*text* without the characters that XML 1.0 cannot hold."""
    return _NOT_IN_XML.sub("", text)


def nodes(graph: AllianceGraph) -> list[Flat]:
    """One record for each entity that takes part in a fact, in order of id."""
    taking_part = {side for fact in graph.facts.values() for side in (fact.subject, fact.object)}
    return [_node(graph.entities[key]) for key in sorted(taking_part)]


def edges(graph: AllianceGraph) -> list[Flat]:
    """One record for each fact, in order of id; `subject` and `object` are ids of `nodes`."""
    return [_edge(fact) for fact in graph.facts.values()]


def claims(graph: AllianceGraph) -> list[Flat]:
    """One record for each claim with its passage and the fact it speaks for or against."""
    facts = {key: fact.id for fact in graph.facts.values() for key in (*fact.claims, *fact.claims_against)}
    return [
        {
            "id": key,
            "fact": facts.get(key),
            "subject": claim.subject.id,
            "predicate": claim.predicate.value,
            "object": claim.object.id,
            "status": claim.status.value,
            "stake": claim.stake,
            "start": claim.start,
            "end": claim.end,
            "product": _text(claim.product),
            "platform": _text(claim.platform),
            "attribution": _text(claim.attribution),
            "confidence": claim.confidence,
            "document": claim.evidence.document,
            "text": clean(claim.evidence.text),
            "text_start": claim.evidence.start,
            "text_end": claim.evidence.end,
            "found_by": claim.evidence.found_by,
        }
        for key, claim in graph.claims_by_id.items()
    ]


def documents(graph: AllianceGraph) -> list[Flat]:
    """One record for each article, without its text."""
    return [
        {
            "id": document.id,
            "title": clean(document.title),
            "date": document.date,
            "source": _text(document.source),
            "url": _text(document.url),
            "path": _text(document.path),
        }
        for document in graph.documents.values()
    ]


def _node(entity: Entity) -> Flat:
    return {
        "id": entity.id,
        "name": clean(entity.name),
        "type": entity.type.value,
        "aliases": clean(_BETWEEN.join(entity.aliases)),
        "wikidata": entity.wikidata,
        "country": entity.country,
    }


def _edge(fact: Fact) -> Flat:
    return {
        "id": fact.id,
        "subject": fact.subject,
        "predicate": fact.predicate.value,
        "object": fact.object,
        "status": fact.status.value,
        "stake": fact.stake,
        "start": fact.start,
        "end": fact.end,
        "product": _text(fact.product),
        "platform": _text(fact.platform),
        "confidence": fact.confidence,
        "sources": fact.sources,
        "claims": len(fact.claims),
        "claims_against": len(fact.claims_against),
    }


def _text(text: str | None) -> str | None:
    return None if text is None else clean(text)
