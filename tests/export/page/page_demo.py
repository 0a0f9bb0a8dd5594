"""A graph to look at: some sixty companies and their ties, told in plain sentences.

    demo() -> AllianceGraph        strung(500) -> a graph of any size, for measuring

A line of demo.txt is `article date | subject > predicate > object | fields | sentence`; the sentence
names both sides. Names carry a type after a colon where they are no company.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Claim, Document, Entity, EntityType, Evidence, Predicate, Status, slug

STORY = Path(__file__).with_name("demo.txt").read_text(encoding="utf-8")
ALIASES = {
    "Volkswagen": ("VW", "Volkswagen AG", "Volkswagen Group"),
    "General Motors": ("GM", "General Motors Company"),
    "PSA": ("PSA Peugeot Citroën", "Groupe PSA"),
    "Škoda Auto": ("Skoda",),
    "BMW": ("Bayerische Motoren Werke",),
    "Renault": ("Groupe Renault",),
}


COUNTRIES = {
    **dict.fromkeys(("Renault", "PSA", "Peugeot", "the French state"), "FR"),
    **dict.fromkeys(("Nissan", "Toyota", "Honda", "Mitsubishi Motors", "Mazda", "Subaru", "Suzuki"), "JP"),
    **dict.fromkeys(("Volkswagen", "BMW", "Daimler", "Audi", "Porsche"), "DE"),
    **dict.fromkeys(("General Motors", "Ford", "Tesla", "Chevrolet"), "US"),
    **dict.fromkeys(("Geely", "SAIC", "Leapmotor", "Wuling"), "CN"),
}


def demo(without: Collection[int] = ()) -> AllianceGraph:
    """The graph of demo.txt: one article a line, *without* the lines of some numbers."""
    documents: list[Document] = []
    claims: list[Claim] = []
    for number, line in enumerate(STORY.strip().splitlines()):
        if number in without:
            continue
        date, sides, fields, sentence = (part.strip() for part in line.split("|"))
        subject, predicate, obj = (part.strip() for part in sides.split(">"))
        document = article(f"article-{number:03}", sentence, date=date)
        documents.append(document)
        claims.append(claim(document, entity(subject), predicate, entity(obj), **_fields(fields)))
    return AllianceGraph.from_claims(documents, claims)


def article(key: str, text: str, **fields: Any) -> Document:
    """An article of one sentence."""
    return Document(
        id=key,
        text=text,
        **{
            "title": text.rstrip("."),
            "source": "The Daily Motor",
            "url": f"https://example.org/{key}",
            **fields,
        },
    )


def entity(name: str, **fields: Any) -> Entity:
    """The entity of a name; its type may follow a colon."""
    plain, _, kind = name.partition(":")
    return Entity(
        id=slug(plain),
        name=plain,
        **{
            "type": EntityType(kind or "company"),
            "aliases": ALIASES.get(plain, ()),
            "country": COUNTRIES.get(plain),
            **fields,
        },
    )


def claim(document: Document, subject: Entity, predicate: str, obj: Entity, **fields: Any) -> Claim:
    """A claim that rests on the whole of *document*."""
    evidence = Evidence(
        document=document.id, text=document.text, start=0, end=len(document.text), found_by="test"
    )
    told = {"status": Status.ACTIVE, "confidence": 0.8, **fields}
    return Claim(subject=subject, predicate=Predicate(predicate), object=obj, evidence=evidence, **told)


def strung(nodes: int, ties: int | None = None) -> AllianceGraph:
    """A graph of *nodes* companies in clusters, with twice as many ties; the same every time.

    One tie in forty leads to the first company, which is a hub.
    """
    chance = random.Random(nodes)
    companies = [
        entity(
            f"{chance.choice(_FIRST)}{chance.choice(_SECOND)} {chance.choice(_THIRD)} {number}",
            country=chance.choice(_COUNTRIES),
        )
        for number in range(nodes)
    ]
    predicates = ["owns", "allied_with", "supplies", "co_develops", "shares_platform_with"]
    documents = [
        article(f"article-{number:05}", "", title=f"News of day {number}", date=f"{1990 + number % 36}")
        for number in range(max(nodes // 10, 1))
    ]
    return AllianceGraph.from_claims(
        documents, _strung_claims(chance, companies, documents, predicates, ties)
    )


_COUNTRIES = ("CN", "DE", "FR", "GB", "IN", "IT", "JP", "KR", "SE", "US", None, None)
_FIRST = ("Nor", "Vel", "Tor", "Kan", "Mar", "Sol", "Bra", "Fen", "Gal", "Ric", "Ost", "Dan")
_SECOND = ("auto", "motor", "drive", "tech", "wagen", "cars", "line", "works")
_THIRD = ("AG", "SA", "Group", "Motors", "Holding", "Industries", "Ltd", "Corporation")


def _strung_claims(
    chance: random.Random,
    companies: list[Entity],
    documents: list[Document],
    predicates: list[str],
    ties: int | None,
) -> Iterable[Claim]:
    count = len(companies)
    for number in range(2 * count if ties is None else ties):
        one = number % count
        near = (one // 25) * 25 + chance.randrange(25)
        other = near if chance.random() < 0.85 else int(count * chance.random() ** 2)
        if number % 40 == 1:
            other = 0
        if other >= count or other == one:
            other = (one + 1) % count
        document = chance.choice(documents)
        predicate = chance.choice(predicates)
        text = f"{companies[one].name} {predicate} {companies[other].name}, as was told on day {number}."
        evidence = Evidence(
            document=document.id, text=text, start=number, end=number + len(text), found_by="test"
        )
        yield Claim(
            subject=companies[one],
            predicate=Predicate(predicate),
            object=companies[other],
            status=chance.choice([*[Status.ACTIVE] * 6, Status.ENDED, Status.PROPOSED]),
            stake=round(chance.random() * 100, 1) if predicate == "owns" else None,
            start=f"{1990 + chance.randrange(36)}",
            confidence=0.8,
            evidence=evidence,
        )


def _fields(text: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for part in text.split():
        key, _, value = part.partition("=")
        if not value:
            fields["status"] = Status(key)
        else:
            fields[key] = float(value) if key == "stake" else value.replace("_", " ")
    return fields
