"""Figures for docs/measurements.md: merging very many claims and storing the graph.

python -m benchmarks.merge 500000 5000000      CPU time and peak memory of each number, and of a claim
python -m benchmarks.merge --memory 50000      the same without a folder: all in memory

Each number is merged in a process of its own, and the claims are made while they are merged, eight to
an article. They tell of a world with a fiftieth as many companies, in groups that own each other, with
joint ventures of two or three of them; relations are told about four times, some of them very often,
in up to three stages with a stake and a date, by companies of which some spell their name otherwise.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Claim, Document, Entity, EntityType, Evidence, Predicate, Status, digest

SEED = 1999
WANTED = 5_000_000
A_DOCUMENT = 8
_KNOWN = 20_000
GROUP = 30  # companies that may own each other
_KINDS = (
    *(Predicate.OWNS,) * 4, Predicate.SUPPLIES, Predicate.ALLIED_WITH, Predicate.CO_DEVELOPS,
    Predicate.BUILDS_FOR, Predicate.PARTNER_IN, Predicate.JOINT_VENTURE_WITH,
)  # fmt: skip
_STATUSES = (
    *(Status.ACTIVE,) * 12,
    Status.AGREED,
    Status.AGREED,
    Status.PROPOSED,
    Status.ENDED,
    Status.DENIED,
)


class Measured(NamedTuple):
    """What merging so many claims took: seconds of CPU and of the clock, MB in memory and on disk."""

    claims: int
    facts: int
    cpu: float
    clock: float
    memory: float
    disk: float

    def __str__(self) -> str:
        per_claim = f"{1e6 * self.cpu / self.claims:.0f} us of CPU a claim"
        return (
            f"{self.claims:,} claims -> {self.facts:,} facts: {self.cpu:.0f} s of CPU, {self.clock:.0f} s, "
            f"peak {self.memory:,.0f} MB, {self.disk:,.0f} MB on disk, {per_claim}"
        )


def main(numbers: list[int], in_folder: bool) -> None:
    found = []
    for number in numbers:
        found.append(_in_child(number, in_folder))
        print(found[-1], flush=True)
    first, last = found[0], found[-1]
    if len(found) > 1:
        growth = (last.cpu / last.claims) / (first.cpu / first.claims)
        print(f"a claim takes {growth:.2f} times the CPU with {last.claims / first.claims:.0f} times as many")
    if last.claims != WANTED:
        print(f"{WANTED:,} at this rate: {last.cpu / last.claims * WANTED / 60:.0f} minutes of CPU")


def _in_child(number: int, in_folder: bool) -> Measured:
    program = f"from benchmarks.merge import merge; merge({number}, {in_folder})"
    done = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True, env=os.environ
    )
    claims, facts, *rest = done.stdout.split()
    return Measured(int(claims), int(facts), *map(float, rest))


def merge(number: int, in_folder: bool) -> None:
    """Merge and store so many claims, and print what it took."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "merging").mkdir()
        began = time.perf_counter()
        documents = (_document(n) for n in range(-(-number // A_DOCUMENT)))
        graph = AllianceGraph.from_claims(
            documents, claims(number), folder=folder / "merging" if in_folder else None
        )
        size = graph.save(folder).stat().st_size / 1e6
        clock = time.perf_counter() - began
        facts = AllianceGraph.load(folder).sql("select count(*) from facts").rows[0][0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(number, facts, time.process_time(), clock, peak, size)


def claims(number: int) -> Iterator[Claim]:
    """So many claims about one world: the same ones each time."""
    chance = random.Random(SEED)
    relations = max(1, number // 4)
    for n in range(number):
        relation = int(relations * chance.random() ** 2)
        predicate, one, other = _relation(relation, max(2 * GROUP, number // 50))
        yield _claim(n, relation, _other_spelling(one) if n % 10 == 0 else one, predicate, other, chance)


@lru_cache(_KNOWN)
def _relation(number: int, firms: int) -> tuple[Predicate, Entity, Entity]:
    """The relation of this number: always between the same two."""
    chance = random.Random(number)
    predicate = chance.choice(_KINDS)
    if predicate is Predicate.OWNS:
        start = chance.randrange(firms // GROUP) * GROUP
        owner, held = sorted(chance.sample(range(start, start + GROUP), 2))
        return predicate, _firm(owner), _firm(held)
    if predicate is Predicate.PARTNER_IN:
        venture = chance.randrange(firms // 4)
        return predicate, _firm(chance.choice(_partners(venture, firms))), _venture(venture)
    if predicate is Predicate.JOINT_VENTURE_WITH and chance.random() < 0.7:
        one, other = chance.sample(_partners(chance.randrange(firms // 4), firms), 2)
    else:
        one, other = _popular(firms, chance), _popular(firms, chance)
    return predicate, _firm(one), _firm(other if one != other else (other + 1) % firms)


def _partners(venture: int, firms: int) -> list[int]:
    chance = random.Random(-1 - venture)
    return sorted({_popular(firms, chance), _popular(firms, chance), venture, (venture + 1) % firms})[:3]


def _popular(firms: int, chance: random.Random) -> int:
    return int(firms * chance.random() ** 2)


@lru_cache(_KNOWN)
def _firm(number: int) -> Entity:
    name = f"Company {number}"
    return Entity.model_construct(
        id=f"company-{number}", name=name, type=EntityType.COMPANY, aliases=(), wikidata=None, country=None
    )


@lru_cache(_KNOWN)
def _venture(number: int) -> Entity:
    told = {"id": f"venture-{number}", "name": f"Venture {number}", "type": EntityType.JOINT_VENTURE}
    return Entity.model_construct(**told, aliases=(), wikidata=None, country=None)


@lru_cache(_KNOWN)
def _other_spelling(entity: Entity) -> Entity:
    return entity.model_copy(update={"aliases": (f"{entity.name} AG",)})


def _document(number: int) -> Document:
    text = f"What the car makers did in week {number}"
    return Document.model_construct(
        id=_key(number), title=text, text=text, body=((0, len(text)),), date=f"{1985 + number % 40}-06-15"
    )


@lru_cache(A_DOCUMENT)
def _key(document: int) -> str:
    return digest(f"What the car makers did in week {document}")


def _claim(
    number: int, relation: int, one: Entity, predicate: Predicate, other: Entity, chance: random.Random
) -> Claim:
    start = (number % A_DOCUMENT) * 200
    text = f"{one.name} {predicate.replace('_', ' ')} {other.name}, both said in report {number}."
    evidence = Evidence.model_construct(
        document=_key(number // A_DOCUMENT), text=text, start=start, end=start + len(text), found_by="frame"
    )
    stage = chance.randrange(3)
    dated = chance.random() < 0.4
    return Claim.model_construct(
        subject=one,
        predicate=predicate,
        object=other,
        status=chance.choice(_STATUSES),
        stake=_stake(relation, stage) if predicate is Predicate.OWNS and chance.random() < 0.5 else None,
        start=str(1980 + relation % 30 + 3 * stage) if dated else None,
        confidence=0.8,
        evidence=evidence,
    )


def _stake(relation: int, stage: int) -> float:
    """What is held after this stage: some take everything in the end."""
    return (10.0, 34.0, 100.0 if relation % 7 == 0 else 51.0)[stage]


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--memory", *numbers] if numbers:
            main(list(map(int, numbers)), in_folder=False)
        case [*numbers] if numbers:
            main(list(map(int, numbers)), in_folder=True)
        case _:
            sys.exit(__doc__)
