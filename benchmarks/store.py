"""How fast the store answers, beside networkx in memory: one seeded graph, one run, ratios.

    python benchmarks/store.py --facts 100000

Builds a synthetic graph of that many facts (1,000,000 take some minutes and 10 GB), then
asks both the same questions, checks that they answer the same, and prints times and ratios.
Targets are in docs/measurements.md; the exit status is 1 if one is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx
import scipy.sparse.csgraph  # noqa: F401 - so that no question pays for the import

from alliancegraph.graph import AllianceGraph
from alliancegraph.graph.ownership import totals_of
from alliancegraph.graph.store import Store
from alliancegraph.model import (
    Claim,
    Document,
    Entity,
    EntityType,
    Evidence,
    Fact,
    Predicate,
    Status,
    Step,
    digest,
)

ENTITIES_PER_FACT = 0.7  # as in the graph of data/raw
OWNERSHIP = 0.4  # of all facts
GROUP = 12  # companies of a group
CROSSED = 0.05  # of all entities: in groups with cross-holdings, about five owners each ...
LOOPS = 0.3  # ... and so many shares held upwards; half of all ownership is in these groups,
PLAIN = 0.22  # the other half in pyramids, about one owner each. Over both: 1.7 shares a company
CUT = 1e-6  # path by path, a chain of a smaller share is left; answers have six digits
SAMPLE = 2000
SEED = 1999

type Stake = tuple[str, str, float]

NEIGHBOURS = """
    select object, predicate, status, stake from states where subject = ? and from_day <= ? and to_day > ?
    union all
    select subject, predicate, status, stake from states where object = ? and from_day <= ? and to_day > ?
"""
OWNERS = """
    select subject, stake from states
    where object = ? and from_day <= ? and to_day > ? and predicate = 'owns' and status = 'active'
"""


@dataclass(frozen=True)
class Line:
    """One comparison: seconds of the store, seconds of the other way, and the least ratio, where wanted."""

    what: str
    ours: float
    other: float
    least: float | None

    @property
    def met(self) -> bool:
        return self.least is None or self.other / self.ours >= self.least

    def __str__(self) -> str:
        times = f"{self.what:<44} {_time(self.ours):>11} {_time(self.other):>11}"
        ratio = f"{self.other / self.ours:>10.1f} x"
        if self.least is None:
            return f"{times} {ratio}"
        return f"{times} {ratio}  (at least {self.least:g}) {'ok' if self.met else 'MISSED'}"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--facts", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="keep the store in this folder, or use the one there")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = wanted.keep or Path(temporary)
        if not (folder / "alliances.sqlite").exists():
            # In a process of its own: what it needs in memory is gone before anything is timed.
            builder = multiprocessing.get_context("spawn").Process(target=make, args=(wanted.facts, folder))
            builder.start()
            builder.join()
        return report(folder)


def report(folder: Path) -> int:
    start = time.perf_counter()
    graph = AllianceGraph.load(folder)
    opened = time.perf_counter() - start
    store = Store.open(folder)
    start = time.perf_counter()
    network = in_memory(store)
    built = time.perf_counter() - start
    facts, size = (
        store.rows("select count(*) from facts")[0][0],
        store.file.stat().st_size if store.file else 0,
    )
    print(f"{facts:,} facts, {network.number_of_nodes():,} entities, {size / 1e6:,.0f} MB on disk")
    print(f"{'':<44} {'store':>11} {'networkx':>11}")
    lines = [Line("opening, against building the graph", opened, built, 200), *questions(store, network)]
    lines.extend(all_owners(graph))
    for line in lines:
        print(line)
    searches = list(search_times(graph))
    print(f"full-text search, median of {len(searches)}: {_time(statistics.median(searches))}")
    print(f"full-text search, slowest: {_time(max(searches))} (at most 20 ms)")
    return 0 if all(line.met for line in lines) and max(searches) < 0.02 else 1


def questions(store: Store, network: nx.MultiDiGraph[str]) -> Iterator[Line]:
    """Every question asked of both, one after the other, for the same entities and days."""
    chance = random.Random(SEED)
    ids = sorted(network)
    asked = [(chance.choice(ids), f"{chance.randint(1960, 2020)}-07-01") for _ in range(SAMPLE)]
    pairs: dict[str, tuple[Callable[[str, str], object], Callable[[str, str], object]]] = {
        "neighbours as of a day": (
            lambda e, day: store.rows(NEIGHBOURS, e, day, day, e, day, day),
            lambda e, day: nx_neighbours(network, e, day),
        ),
        "owners as of a day": (
            lambda e, day: store.rows(OWNERS, e, day, day),
            lambda e, day: nx_owners(network, e, day),
        ),
        "all within three steps, as of a day": (
            lambda e, day: list(within(lambda one: store.rows(NEIGHBOURS, one, day, day, one, day, day), e)),
            lambda e, day: list(within(lambda one: nx_neighbours(network, one, day), e)),
        ),
    }
    for what, (ours, other) in pairs.items():
        for question in asked[:200]:
            assert sorted(ours(*question), key=str) == sorted(other(*question), key=str), (what, question)
        mine, theirs = [], []
        for question in asked:
            mine.append(_timed(ours, *question))
            theirs.append(_timed(other, *question))
        yield Line(what, statistics.median(mine), statistics.median(theirs), 1)


def all_owners(graph: AllianceGraph) -> Iterator[Line]:
    """Look-through ownership of all companies in one call, against walking every chain of a sample.

    Both read the stakes of the whole graph themselves; then both are given those of either kind of group.
    """
    yield _look_through("look-through owners of all", graph.stakes, 50)
    crossed = int(len(graph.entities) * CROSSED)
    stakes: dict[bool, list[Stake]] = {True: [], False: []}
    for stake in graph.stakes():
        stakes[_number(stake[1]) < crossed].append(stake)
    yield _look_through("  groups with cross-holdings", lambda: stakes[True], None)
    yield _look_through("  pyramids", lambda: stakes[False], None)


def _look_through(what: str, read: Callable[[], list[Stake]], least: float | None) -> Line:
    start = time.perf_counter()
    names, totals = totals_of(read())
    ours = time.perf_counter() - start
    start = time.perf_counter()
    holders: dict[str, list[tuple[str, float]]] = {}
    for holder, held, stake in read():
        holders.setdefault(held, []).append((holder, stake))
    shares = {held: _shares(stakes) for held, stakes in holders.items()}
    prepared = time.perf_counter() - start
    sample = random.Random(SEED).sample(sorted(holders), min(SAMPLE // 4, len(holders)))
    start = time.perf_counter()
    walked = {held: path_by_path(shares, held) for held in sample}
    walk = (time.perf_counter() - start) / len(sample) * len(holders)  # all of them would take too long
    _check(names, totals, walked)
    return Line(f"{what} ({len(holders):,})", ours, prepared + walk, least)


def _check(names: list[str], totals: Any, walked: dict[str, dict[str, float]]) -> None:
    place = {name: n for n, name in enumerate(names)}
    columns = totals.tocsc()
    for held in list(walked)[:200]:
        column = columns[:, [place[held]]].toarray().ravel()
        for holder, total in walked[held].items():
            missed = column[place[holder]] - total  # what the chains add that are too small to be walked
            assert -1e-6 <= missed < 0.02, (holder, held, missed)


def _shares(stakes: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Percent as fractions; what adds up to more than 100 % is scaled down to it, as the store does."""
    whole = max(100.0, sum(stake for _, stake in stakes))
    return [(holder, stake / whole) for holder, stake in stakes]


def search_times(graph: AllianceGraph) -> Iterator[float]:
    words = ["stake", "joint venture", "motors", "percent", "alliance said", "platform", "bor", "a"]
    names = [graph.entities[key].name for (key,) in graph.sql("select id from entities order by id limit 40")]
    for text in [*words, *names]:
        yield statistics.median(_timed(graph.search, text) for _ in range(3))


def path_by_path(holders: dict[str, list[tuple[str, float]]], held: str) -> dict[str, float]:
    """What each owner holds of *held* along all chains, each followed to where it stops to matter."""
    totals: dict[str, float] = {}
    chains: list[tuple[str, float, frozenset[str]]] = [(held, 1.0, frozenset((held,)))]
    while chains:
        company, share, passed = chains.pop()
        for holder, stake in holders.get(company, ()):
            if share * stake > CUT:
                if holder not in passed:
                    totals[holder] = totals.get(holder, 0.0) + share * stake
                chains.append((holder, share * stake, passed | {holder}))
    return totals


def in_memory(store: Store) -> nx.MultiDiGraph[str]:
    """The same facts as a plain networkx graph, each edge with the periods of its fact."""
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    with closing(store.connection.execute("select id, name, type from entities")) as rows:
        network.add_nodes_from((key, {"name": name, "type": kind}) for key, name, kind in rows)
    query = 'select id, subject, object, predicate, status, stake, start, "end", confidence from facts'
    with closing(store.connection.execute(query)) as rows:
        for key, subject, other, predicate, status, stake, start, end, trust in rows:
            told = {"status": status, "stake": stake, "start": start, "end": end, "confidence": trust}
            network.add_edge(subject, other, key=key, predicate=predicate, states=[], **told)
    query = "select fact, subject, object, from_day, to_day, status, stake from states"
    with closing(store.connection.execute(query)) as rows:
        for fact, subject, other, *state in rows:
            network[subject][other][fact]["states"].append(tuple(state))
    return network


def nx_neighbours(network: nx.MultiDiGraph[str], entity: str, day: str) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for _, other, fact in network.out_edges(entity, data=True):
        for first, last, status, stake in fact["states"]:
            if first <= day < last:
                found.append((other, fact["predicate"], status, stake))
    for other, _, fact in network.in_edges(entity, data=True):
        for first, last, status, stake in fact["states"]:
            if first <= day < last:
                found.append((other, fact["predicate"], status, stake))
    return found


def nx_owners(network: nx.MultiDiGraph[str], entity: str, day: str) -> list[tuple[object, ...]]:
    return [
        (owner, stake)
        for owner, _, fact in network.in_edges(entity, data=True)
        if fact["predicate"] == "owns"
        for first, last, status, stake in fact["states"]
        if status == "active" and first <= day < last
    ]


def within(neighbours: Callable[[str], list[tuple[object, ...]]], entity: str, hops: int = 3) -> set[str]:
    reached = ring = {entity}
    for _ in range(hops):
        ring = {str(row[0]) for one in ring for row in neighbours(one)} - reached
        reached = reached | ring
    return reached


def make(facts: int, folder: Path) -> None:
    """Write the synthetic graph: groups with chains and cross-holdings, and other relations across them."""
    chance = random.Random(SEED)
    entities = [_entity(chance, number) for number in range(int(facts * ENTITIES_PER_FACT))]
    documents = [
        Document(id=f"doc-{n:07}", title=f"Article {n}", text="", date=f"{chance.randint(1950, 2024)}-06-15")
        for n in range(facts // 20)
    ]
    told: dict[str, Fact] = {}
    claims: dict[str, Claim] = {}
    while len(told) < facts:
        one, predicate, other = _relation(chance, entities)
        key = digest(predicate, one.id, other.id)
        if one is not other and key not in told:
            claim, fact = _fact(chance, key, one, predicate, other, documents, len(told))
            claims[fact.claims[0]], told[key] = claim, fact
    Store.create(documents, {entity.id: entity for entity in entities}, claims, told).write(folder)


def _entity(chance: random.Random, number: int) -> Entity:
    syllables = (
        "ka",
        "ro",
        "mi",
        "ven",
        "to",
        "la",
        "bor",
        "su",
        "ne",
        "dai",
        "fi",
        "qua",
        "zel",
        "ha",
        "pe",
    )
    name = "".join(chance.choices(syllables, k=3)).title()
    kind = chance.choice(("Motors", "Automotive", "Cars", "Group", "Industries", "Steel", "Systems"))
    return Entity(id=f"e{number:07}", name=f"{name} {kind} {number}", type=EntityType.COMPANY)


def _number(entity: str) -> int:
    return int(entity.removeprefix("e"))


def _relation(chance: random.Random, entities: list[Entity]) -> tuple[Entity, Predicate, Entity]:
    """An owner belongs to the same group, and to its upper half but for shares held upwards."""
    if chance.random() < OWNERSHIP:
        crossed, plain = int(len(entities) * CROSSED), int(len(entities) * PLAIN)
        turns = chance.random() < 0.5
        start, firms = (0, crossed) if turns else (crossed, plain)
        first = start + chance.randrange(max(1, firms // GROUP)) * GROUP
        up, down = sorted((chance.randrange(GROUP), chance.randrange(GROUP)))
        if turns and chance.random() < LOOPS:
            up, down = down, up
        return entities[first + up], Predicate.OWNS, entities[first + down]
    predicates = [Predicate.SUPPLIES, Predicate.ALLIED_WITH, Predicate.BUILDS_FOR, Predicate.CO_DEVELOPS]
    popular = int(len(entities) * chance.random() ** 2)  # a few have many ties
    return entities[popular], chance.choice(predicates), chance.choice(entities)


def _fact(
    chance: random.Random,
    key: str,
    one: Entity,
    predicate: Predicate,
    other: Entity,
    documents: list[Document],
    number: int,
) -> tuple[Claim, Fact]:
    owns = predicate is Predicate.OWNS
    stake = chance.choice((3.0, 5.0, 10.0, 15.0, 20.0, 25.0)) if owns else None
    begun = chance.randint(1950, 2015)
    document = documents[number % len(documents)].id
    words = f"to {stake:g} percent" if owns else "in a joint venture on a platform"
    text = f"{one.name} has {predicate.replace('_', ' ')} {other.name} {words}, the company said in {begun}."
    evidence = Evidence.model_construct(
        document=document, text=text, start=number, end=number + len(text), found_by="seed"
    )
    claim_key = digest("claim", key)
    claim = Claim.model_construct(
        **{"subject": one, "predicate": predicate, "object": other, "status": Status.ACTIVE, "stake": stake},
        **{"start": str(begun), "confidence": 0.8, "evidence": evidence},
    )
    steps = [_step(Status.ACTIVE, stake, str(begun), None, claim_key)]
    if owns and chance.random() < 0.3:
        steps.append(_step(Status.ACTIVE, stake, str(begun + 3), None, claim_key))
    if chance.random() < 0.2:
        steps.append(_step(Status.ENDED, stake, None, str(begun + 6), claim_key))
    fact = Fact.model_construct(
        **{"id": key, "subject": one.id, "predicate": predicate, "object": other.id, "stake": stake},
        **{"status": steps[-1].status, "start": str(begun), "end": steps[-1].end, "confidence": 0.8},
        **{"history": tuple(steps), "claims": (claim_key,)},
    )
    return claim, fact


def _step(status: Status, stake: float | None, start: str | None, end: str | None, claim: str) -> Step:
    return Step.model_construct(
        **{"status": status, "stake": stake, "start": start, "end": end, "reported": None, "claims": (claim,)}
    )


def _timed(ask: Callable[..., object], *values: str) -> float:
    start = time.perf_counter()
    ask(*values)
    return time.perf_counter() - start


def _time(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.3f} ms"


if __name__ == "__main__":
    sys.exit(main())
