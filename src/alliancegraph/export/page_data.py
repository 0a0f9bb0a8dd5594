"""AllianceGraph -> the data that the page holds: columns of plain values that point at each other by number.

    page_data      {"entities": [...], "facts": [...], "groups": [...], "levels": [...], ...}
    evidence_data  {"support": [...], "claims": [...], "sentences": [...], "documents": [...]}

The page unpacks the evidence, which is most of it, when somebody first asks for it.
`modules/data.js` makes rows of the columns again; their order is stated here and there.
Articles are foreign text: control characters, which could turn a name around on the
screen, are dropped, and what is longer than a page can show is cut, visibly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from alliancegraph.export import page_overview
from alliancegraph.graph import AllianceGraph, history
from alliancegraph.model import Claim, Document, Entity, Fact
from alliancegraph.vocabulary import load_registry

type Row = list[Any]

_NAME = 160
_QUOTE = 1500
_SPACE = re.compile(r"\s+")


def page_data(graph: AllianceGraph, company: str | None = None) -> dict[str, Any]:
    """What the page draws of *graph*, in a stable order; it opens on *company* (an id), if there is one."""
    entities, facts = dict(graph.entities.items()), list(graph.facts.values())
    number = {key: i for i, key in enumerate(entities)}
    groups = page_overview.groups_of(graph)
    return {
        "day": graph.day.isoformat() if graph.day else None,
        "articles": len(graph.documents),
        "company": company,
        "countries": _countries(entities.values()),
        "entities": _columns(_entity(entity) for entity in entities.values()),
        "facts": _columns(_fact(fact, number) for fact in facts),
        "groups": [[number[key] for key in members] for members in groups],
        "levels": page_overview.levels(entities, facts, groups, number),
    }


def evidence_data(graph: AllianceGraph) -> dict[str, Any]:
    """What articles say about each fact of *graph*, facts in the order of `page_data`."""
    facts = list(graph.facts.values())
    number = {key: i for i, key in enumerate(graph.entities)}
    told = _in_order(graph, facts)
    claim_at = {key: i for i, key in enumerate(told)}
    passage_at = {passage: i for i, passage in enumerate(dict.fromkeys(map(_passage, told.values())))}
    cited = sorted({document for document, *_ in passage_at})
    document_at = {key: i for i, key in enumerate(cited)}
    sides = _sides(facts)
    return {
        "support": _columns(
            [[claim_at[key] for key in fact.claims], [claim_at[key] for key in fact.claims_against]]
            for fact in facts
        ),
        "claims": _columns(_claim(claim, sides[key], number, passage_at) for key, claim in told.items()),
        "sentences": _columns(
            [document_at[document], shown(text, _QUOTE)] for document, _, _, text in passage_at
        ),
        "documents": _columns(_document(graph.documents[key]) for key in cited),
    }


def shown(text: str, limit: int = _NAME) -> str:
    """*text* on one line, without characters that have no shape of their own, at most *limit* long.

    >>> shown("Re\\u202enault\\x00  SA")
    'Renault SA'
    """
    spaced = _SPACE.sub(" ", text[: 4 * limit]).strip()
    plain = "".join(char for char in spaced if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co"))
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


def _columns(rows: Iterable[Row]) -> list[Row]:
    """Columns pack far better than rows."""
    return [list(column) for column in zip(*rows, strict=True)]


def _in_order(graph: AllianceGraph, facts: Iterable[Fact]) -> dict[str, Claim]:
    """The claims behind *facts*, in the order in which the facts cite them."""
    keys = dict.fromkeys(key for fact in facts for key in (*fact.claims, *fact.claims_against))
    every = dict(graph.claims_by_id.items())
    return {key: every[key] for key in keys}


def _sides(facts: Iterable[Fact]) -> dict[str, set[tuple[str, str]]]:
    """Between whom the facts are that each claim tells of."""
    sides: dict[str, set[tuple[str, str]]] = {}
    for fact in facts:
        for key in (*fact.claims, *fact.claims_against):
            sides.setdefault(key, set()).add((fact.subject, fact.object))
    return sides


def _passage(claim: Claim) -> tuple[str, int, int, str]:
    evidence = claim.evidence
    return (evidence.document, evidence.start, evidence.end, evidence.text)


def _entity(entity: Entity) -> Row:
    """id, name, type, country, Wikidata id, aliases."""
    name = shown(entity.name) or entity.id
    aliases = dict.fromkeys(shown(alias) for alias in entity.aliases)
    others = [alias for alias in aliases if alias and alias != name]
    return [entity.id, name, entity.type.value, _text(entity.country), entity.wikidata, others]


def _countries(entities: Iterable[Entity]) -> dict[str, str]:
    """The name of each country that an entity has, by its code; one that no table has keeps its code."""
    names = {code: country.name for code, country in load_registry().countries.items()}
    codes = sorted({code for entity in entities if (code := _text(entity.country))})
    return {code: names.get(code, code) for code in codes}


def _fact(fact: Fact, number: Mapping[str, int]) -> Row:
    """subject, predicate, object, status, stake, start, end, product, platform, confidence, sources,
    history, periods."""
    return [
        *(number[fact.subject], fact.predicate.value, number[fact.object]),
        *(fact.status.value, fact.stake, fact.start, fact.end),
        *(_text(fact.product), _text(fact.platform), round(fact.confidence, 2), fact.sources),
        _history(fact),
        _periods(fact),
    ]


def _history(fact: Fact) -> list[Row] | str | None:
    """status, stake, start, end, reported of each step; of a single one only what the fact does not say."""
    steps = [[step.status.value, step.stake, step.start, step.end, step.reported] for step in fact.history]
    if len(steps) == 1 and steps[0][:4] == [fact.status.value, fact.stake, fact.start, fact.end]:
        return fact.history[0].reported
    return steps


def _periods(fact: Fact) -> list[Row] | str:
    """first day (empty: always), status, stake of each period; of a single one that is like the fact
    only the first day."""
    periods = [
        ["" if first == date.min else first.isoformat(), now.status.value, now.stake]
        for first, _, now in history.spans(fact.history)
    ]
    if len(periods) == 1 and periods[0][1:] == [fact.status.value, fact.stake]:
        return str(periods[0][0])
    return periods


def _claim(
    claim: Claim,
    sides: set[tuple[str, str]],
    number: Mapping[str, int],
    passage_at: Mapping[tuple[str, int, int, str], int],
) -> Row:
    """sentence, subject and object (null: as in its fact), status, stake, start, end, attribution."""
    same = sides == {(claim.subject.id, claim.object.id)}
    return [
        passage_at[_passage(claim)],
        *((None, None) if same else (number[claim.subject.id], number[claim.object.id])),
        *(claim.status.value, claim.stake, claim.start, claim.end, _text(claim.attribution)),
    ]


def _document(document: Document) -> Row:
    """title, date, source, url."""
    url = document.url if document.url and len(document.url) <= _QUOTE else None
    return [shown(document.title, 300), document.date, _text(document.source), url]


def _text(text: str | None) -> str | None:
    return shown(text) if text else None
