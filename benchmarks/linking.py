"""names*.csv -> how often a name in its context is linked to the right entity.

    python benchmarks/linking.py               a table by tier and part, and each miss
    python benchmarks/linking.py --why n094    what speaks for and against each reading
    python benchmarks/linking.py --floor       exit 1 below 97 % (must) or 90 % (all)

A context holds one name in square brackets. The expected entity is an id of the registry,
`none` (no entity of the registry is meant), or `new:NAME|type` (an entity that no registry
knows, under the id of its name). Misses are shown only of the part that is not held out.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alliancegraph.extraction.linking import features, judged
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.names import name_index
from alliancegraph.extraction.surroundings import survey
from alliancegraph.model import Document, slug
from alliancegraph.vocabulary import load_language, load_registry

# A third of names.csv is held out; names_more.csv was written later, in batches (docs/linking.md).
CASES = (Path(__file__).parent / "names.csv", Path(__file__).parent / "names_more.csv")
FLOOR_MUST, FLOOR_ALL = 0.97, 0.90


@dataclass(frozen=True)
class NameCase:
    """One row: a document with one name at (start, end), and who is meant."""

    id: str
    tier: str
    held_out: bool
    document: Document
    start: int
    end: int
    entity: str

    @property
    def expected(self) -> str:
        return slug(self.entity[4:].split("|")[0]) if self.entity.startswith("new:") else self.entity


def all_cases() -> Iterator[NameCase]:
    for path in CASES:
        yield from read_cases(path)


def read_cases(path: Path) -> Iterator[NameCase]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            before, _, rest = row["context"].partition("[")
            name, _, after = rest.partition("]")
            text = before + name + after
            document = Document(
                id=row["id"], title="", text=text, body=((0, len(text)),), date=row["date"] or None
            )
            end = len(before) + len(name)
            yield NameCase(
                row["id"],
                row["tier"],
                row["held_out"] == "yes",
                document,
                len(before),
                end,
                row["entity"],
            )


def linked(case: NameCase) -> str:
    """The id of the entity that the name of *case* is linked to, or "none"."""
    registry = load_registry()
    for mention in find_mentions(case.document, registry, load_language()):
        if mention.start < case.end and mention.end > case.start:
            known = registry.get(mention.entity.id) is not None
            if known or case.entity != "none":
                return mention.entity.id
    return "none"


def _why(case: NameCase) -> None:
    registry, language = load_registry(), load_language()
    hits = name_index(registry).find(case.document.text)
    article = survey(case.document, hits, language, registry)
    print(case.document.text, "->", case.entity)
    for hit in hits:
        if hit.start < case.end and hit.end > case.start:
            for score, reading in judged(hit, article):
                print(f"{score:6.2f}  {reading.entry.entity.id}")
                for name, value in features(reading).items():
                    print(f"        {value:6.2f}  {name}")


def _share(counts: Counter[tuple[str, bool, bool]], tiers: tuple[str, ...], held_out: bool) -> float:
    right = sum(counts[tier, held_out, True] for tier in tiers)
    wrong = sum(counts[tier, held_out, False] for tier in tiers)
    return right / (right + wrong)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--why", metavar="ID", help="show the scores of one case")
    parser.add_argument("--floor", action="store_true", help="fail below the floors")
    options = parser.parse_args()
    cases = list(all_cases())
    if options.why:
        for case in cases:
            if case.id == options.why and not case.held_out:
                _why(case)
        return 0
    counts: Counter[tuple[str, bool, bool]] = Counter()
    for case in cases:
        found = linked(case)
        counts[case.tier, case.held_out, found == case.expected] += 1
        if found != case.expected and not case.held_out:
            print(f"{case.id} {case.tier:4} {case.expected} <> {found}: {case.document.text}")
    low = False
    for held_out, part in ((False, "open"), (True, "held out")):
        must = _share(counts, ("must",), held_out)
        both = _share(counts, ("must", "may"), held_out)
        number = sum(n for (_, part_held, _), n in counts.items() if part_held is held_out)
        print(f"{part:9} {number:4} names   must {must:6.1%}   may {_share(counts, ('may',), held_out):6.1%}"
              f"   all {both:6.1%}")  # fmt: skip
        low |= must < FLOOR_MUST or both < FLOOR_ALL
    return int(low and options.floor)


if __name__ == "__main__":
    sys.exit(main())
