"""Hand-written claims: one line of text a claim, one document a line's date and source.

    build('''
    1999-03-28 | Renault owns Nissan | agreed | stake=36.8
    1999-05-29 | Renault owns Nissan | start=1999-05, stake=36.8
    2021       | the French state:government owns Renault | stake=15
    ''')

A name carries its type after a colon where it is no company. `doc=` names the document
(else each line is one of its own), `at=` the place of its evidence in the document.
"""

from __future__ import annotations

import re

from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Claim, Document, Entity, EntityType, Evidence, Predicate, Status, slug

_PREDICATES = "|".join(sorted((p.value for p in Predicate), key=len, reverse=True))
_LINE = re.compile(rf"(?P<one>.+?) (?P<predicate>{_PREDICATES}) (?P<other>.+)")
_NUMBERS = ("stake", "confidence")


def build(text: str, source_of: dict[str, str] | None = None) -> AllianceGraph:
    """The graph of the claims in *text*."""
    documents, claims = tell(text)
    return AllianceGraph.from_claims(documents, claims, source_of)


def tell(text: str) -> tuple[list[Document], list[Claim]]:
    """The documents and claims that *text* describes."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    rows = [_row(line, f"doc-{number:03}") for number, line in enumerate(lines)]
    bodies: dict[str, str] = {}
    claims: list[Claim] = []
    for document, said, fields in rows:
        at = fields.pop("at", None)
        body = bodies.get(document, "")
        start = body.index(at) if at else len(body)
        quote = at or said
        if not at:
            bodies[document] = body + said + ". "
        evidence = Evidence(
            document=document, text=quote, start=start, end=start + len(quote), found_by="test"
        )
        claims.append(_claim(said, fields, evidence))
    dates = {document: line.split("|")[0].strip() for line, (document, _, _) in zip(lines, rows, strict=True)}
    return [
        Document(id=key, title=f"Article {key}", text=body, date=dates[key] if dates[key] != "-" else None)
        for key, body in bodies.items()
    ], claims


def _row(line: str, document: str) -> tuple[str, str, dict[str, str]]:
    _, said, *rest = (part.strip() for part in line.split("|"))
    fields: dict[str, str] = {}
    for part in rest:
        for item in part.split(","):
            key, _, value = item.strip().partition("=")
            fields[key if value else "status"] = value or key
    return fields.pop("doc", document), said, fields


def _claim(said: str, fields: dict[str, str], evidence: Evidence) -> Claim:
    match = _LINE.fullmatch(said)
    assert match, said
    values = {key: float(value) if key in _NUMBERS else value for key, value in fields.items()}
    values["status"] = Status(fields.get("status", "active"))
    return Claim.model_validate(
        {
            "subject": entity(match["one"]),
            "predicate": Predicate(match["predicate"]),
            "object": entity(match["other"]),
            "evidence": evidence,
            **values,
        }
    )


def entity(text: str) -> Entity:
    """The entity that a name stands for: "Nissan", "Dacia:brand"."""
    name, _, kind = text.partition(":")
    return Entity(id=slug(name), name=name, type=EntityType(kind or "company"))
