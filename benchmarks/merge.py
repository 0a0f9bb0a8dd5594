"""Figures for docs/measurements.md: merging very many claims and storing the graph.

python -m benchmarks.merge 200000        time and peak memory of so many claims, and what that is for each

Claims are synthetic: eight to an article, a hundredth as many companies, a few of them in most of the
news; each tenth tells of a joint venture, a third of stakes, and most relations are told about twice.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Claim, Document, Entity, EntityType, Evidence, Predicate, Status, digest

SEED = 1999
A_DOCUMENT = 8
_KINDS = (
    *(Predicate.OWNS,) * 4, Predicate.SUPPLIES, Predicate.ALLIED_WITH, Predicate.CO_DEVELOPS,
    Predicate.BUILDS_FOR, Predicate.PARTNER_IN, Predicate.JOINT_VENTURE_WITH,
)  # fmt: skip


def main(number: int) -> None:
    documents = [_document(n) for n in range(-(-number // A_DOCUMENT))]
    claims = list(_claims(number, documents))
    before = _peak()
    print(f"{number:,} claims of {len(documents):,} articles: {before:,.0f} MB before they are merged")
    with TemporaryDirectory() as folder:
        began = time.process_time()
        graph = AllianceGraph.from_claims(documents, claims)
        merged = time.process_time()
        stored = graph.save(Path(folder)).stat().st_size
        done = time.process_time()
    print(f"merged to {len(graph.facts):,} facts in {merged - began:.0f} s of CPU")
    print(f"stored in {done - merged:.0f} s of CPU")
    print(f"{stored / 1e6:,.0f} MB on disk, peak {_peak():,.0f} MB: {_peak() * 1e3 / number:.1f} KB a claim")
    print(f"5,000,000 at this rate: {(done - began) / number * 5e6 / 60:.0f} minutes, ", end="")
    print(f"{_peak() / number * 5e6 / 1000:.0f} GB (wanted: minutes, 6 GB)")


def _document(number: int) -> Document:
    text = f"What the car makers did in week {number}"
    return Document.model_construct(
        id=digest(text), title=text, text=text, body=((0, len(text)),), date=f"{1985 + number % 40}-06-15"
    )


def _claims(number: int, documents: list[Document]) -> Iterator[Claim]:
    chance = random.Random(SEED)
    firms = [_entity(n, EntityType.COMPANY) for n in range(max(20, number // 100))]
    ventures = [_entity(n, EntityType.JOINT_VENTURE) for n in range(max(5, number // 400))]
    for n in range(number):
        predicate = chance.choice(_KINDS)
        one, other = _popular(firms, chance), _popular(firms, chance)
        if predicate is Predicate.PARTNER_IN:
            other = chance.choice(ventures)
        if one is other:
            other = firms[0] if one is not firms[0] else firms[1]
        yield _claim(n, one, predicate, other, documents[n // A_DOCUMENT].id, chance)


def _entity(number: int, kind: EntityType) -> Entity:
    name = f"{kind.replace('_', ' ').title()} {number}"
    return Entity(id=name.lower().replace(" ", "-"), name=name, type=kind)


def _popular(firms: list[Entity], chance: random.Random) -> Entity:
    return firms[int(len(firms) * chance.random() ** 3)]


def _claim(
    number: int, one: Entity, predicate: Predicate, other: Entity, document: str, chance: random.Random
) -> Claim:
    start = (number % A_DOCUMENT) * 200
    text = f"{one.name} {predicate.replace('_', ' ')} {other.name}, both said in report {number}."
    evidence = Evidence.model_construct(
        document=document, text=text, start=start, end=start + len(text), found_by="frame"
    )
    stake = float(chance.randint(1, 99)) if predicate is Predicate.OWNS else None
    told = {"status": chance.choice((Status.ACTIVE, Status.ACTIVE, Status.AGREED)), "stake": stake}
    return Claim.model_construct(
        subject=one, predicate=predicate, object=other, confidence=0.8, evidence=evidence, **told
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    match sys.argv[1:]:
        case [number]:
            main(int(number))
        case _:
            sys.exit(__doc__)
