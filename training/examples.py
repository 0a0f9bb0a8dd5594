"""Passages and annotated articles -> Examples: chunks of text as word pieces, with their labels.

Texts are read as extraction itself reads them: same mentions, same descriptions resolved, same
chunks. A marque's owner is an owner here (`brand_of` is `owns` turned round). Each passage comes
in several variants in which names are swapped for others of their kind, so that constructions are
learned, not companies.

    python training/examples.py FILE [VARIANTS [FOLDER_OF_PUBLIC_DATA]]
"""

from __future__ import annotations

import json
import random
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from passages import Passage, load_passages

from alliancegraph.evaluation import _bare, _Names
from alliancegraph.extraction.chunks import Chunk, Spot, pairs
from alliancegraph.extraction.encoder import PREDICATES, STATUSES
from alliancegraph.extraction.extractor import Extractor
from alliancegraph.extraction.frames import fits
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.parsing import family
from alliancegraph.model import Document, Entity, EntityType, Mention, Predicate, digest, slug
from alliancegraph.reading import read_document

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold"
RAW = ROOT / "data" / "raw"
SWAPPED = 0.6  # share of the names that a variant swaps
LONGEST = 230  # word pieces of a passage that is not cut

type Key = tuple[str, str, str]


@dataclass(frozen=True)
class Example:
    """One chunk. Entities are numbered; `pairs` holds (subject spot, object spot, one, other, mask),
    the mask of the predicates whose types fit; `facts` (predicate, one, other, what is stated), the
    other way round too where symmetric; `unknown` (predicate, one, other) is not asked."""

    group: str
    chunk: int
    variant: int
    kept: bool  # for calibration
    ids: list[int]
    spots: list[int]
    figures: list[int]
    pairs: list[tuple[int, int, int, int, int]]
    facts: list[tuple[int, int, int, dict[str, Any]]]
    unknown: list[tuple[int, int, int]]


def held_out(name: str) -> bool:
    """Whether an annotated article is kept for the test: a third, by its name alone."""
    return zlib.crc32(name.encode()) % 3 == 0


def for_calibration(name: str) -> bool:
    """Whether an annotated article outside the test is kept from training, for calibration: a quarter."""
    return zlib.crc32(name.encode()) % 12 in (1, 2)


def document_of(passage: Passage) -> Document:
    text = passage.text
    return Document(id=digest(text), title="", text=text, body=((0, len(text)),), date=passage.date)


def of_passage(extractor: Extractor, passage: Passage, variants: int = 1) -> Iterator[Example]:
    document = document_of(passage)
    mentions, ids = annotated(extractor, passage, document)
    side = lambda name: ids.get(name) or slug(name)  # noqa: E731
    stated: dict[Key, list[Mapping[str, Any]]] = {}
    for fact in passage.facts:
        k = key(fact.predicate, side(fact.subject), side(fact.object))
        stated.setdefault(k, []).append(
            {"status": fact.status.value, "optional": fact.optional, **dict(fact.qualifiers)}
        )
    for n, chunk in enumerate(extractor.chunks(document, mentions, LONGEST)):
        for variant in range(variants):
            text = swapped(chunk, extractor, f"{passage.where}:{variant}") if variant else chunk
            example = example_of(extractor, text, stated, lambda *_: True, lambda e: e.id)
            yield Example(passage.where, n, variant, False, *example)


def annotated(
    extractor: Extractor, passage: Passage, document: Document
) -> tuple[list[Mention], dict[str, str]]:
    """The names of a passage as mentions, with the ids that the registry gives to some of them."""
    listed = {
        (m.start, m.end): m.entity for m in find_mentions(document, extractor.registry, extractor.language)
    }
    ids: dict[str, str] = {}
    for name in passage.names:
        same = listed.get((name.start, name.end))
        if same is not None and family(same.type) == family(name.type) and same.id not in ids.values():
            ids.setdefault(name.entity, same.id)
    mentions = []
    for name in passage.names:
        if not name.described:
            entity = Entity(id=ids.get(name.entity) or slug(name.entity), name=name.entity, type=name.type)
            same = listed.get((name.start, name.end))
            if same is not None and same.id == entity.id:
                entity = same
            mentions.append(Mention(start=name.start, end=name.end, text=name.text, entity=entity))
    return mentions, ids


def of_article(
    extractor: Extractor, name: str, gold_folder: Path = GOLD, raw: Path = RAW, variants: int = 1
) -> Iterator[Example]:
    path = next(p for s in (".md", ".txt") for p in [raw / f"{name}{s}"] if p.exists())
    document = read_document(path)
    gold = json.loads((gold_folder / f"{name}.gold.json").read_text("utf-8"))
    names = _Names(gold["entities"])
    stated: dict[Key, list[Mapping[str, Any]]] = {}
    for relation in gold["relations"]:
        k = key(Predicate(relation["p"]), relation["s"], relation["o"])
        stated.setdefault(k, []).append({"status": "active", **relation})

    def told_in(chunk: Chunk, facts: Sequence[Mapping[str, Any]]) -> bool:
        return any(overlap(chunk.text, fact.get("evidence", "")) for fact in facts)

    mentions = find_mentions(document, extractor.registry, extractor.language)
    for n, chunk in enumerate(extractor.chunks(document, mentions)):
        for variant in range(variants):
            text = swapped(chunk, extractor, f"{name}:{variant}") if variant else chunk
            example = example_of(extractor, text, stated, lambda _, f, c=chunk: told_in(c, f), names.find)
            yield Example(name, n, variant, for_calibration(name), *example)


def example_of(
    extractor: Extractor,
    chunk: Chunk,
    stated: Mapping[Key, Sequence[Mapping[str, Any]]],
    told: Callable[[Chunk, Sequence[Mapping[str, Any]]], bool],
    name_of: Callable[[Entity], str],
) -> tuple[Any, ...]:
    """What an example holds besides its origin."""
    pieces = extractor.encoder.cutter.cut(chunk)
    number: dict[str, int] = {}
    rows, facts, unknown = [], {}, set()
    for pair in pairs(chunk):
        one, other = (number.setdefault(m.entity.id, len(number)) for m in (pair.one, pair.other))
        mask = 0
        for i, predicate in enumerate(PREDICATES):
            if not fits(predicate, pair.one, pair.other):
                continue
            mask |= 1 << i
            k = key(predicate, name_of(pair.one.entity), name_of(pair.other.entity))
            if k not in stated or (i, one, other) in facts:
                continue
            sure = [fact for fact in stated[k] if not fact.get("optional")]
            if sure and told(chunk, sure):
                facts[i, one, other] = _labels(chunk, sure)
            else:
                unknown.add((i, one, other))
        rows.append((pair.subject, pair.object, one, other, mask))
    return (
        pieces.ids,
        pieces.spots,
        pieces.figures,
        rows,
        [(*k, fact) for k, fact in facts.items()],
        sorted(unknown),
    )


def _labels(chunk: Chunk, facts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Statuses, and which figures of the chunk are its stake (with its statuses), its start, its end."""
    told = {STATUSES.index(f["status"]) for f in facts if f["status"] is not None}
    labels: dict[str, Any] = {"statuses": sorted(told)}
    stakes: dict[int, set[int]] = {}
    for n, figure in enumerate(chunk.figures):
        for fact in facts:
            stake = fact.get("stake")
            if figure.stake is not None and stake is not None and abs(float(stake) - figure.stake) <= 0.5:
                stakes.setdefault(n, set()).add(STATUSES.index(fact["status"]))
            for field in ("start", "end"):
                if figure.date is not None and fact.get(field) == figure.date:
                    labels.setdefault(field, []).append(n)
    labels["stakes"] = [(n, sorted(statuses)) for n, statuses in stakes.items()]
    return {**labels, **{f: sorted(set(labels.get(f, ()))) for f in ("start", "end")}}


# Names swapped for others -------------------------------------------------------------


def swapped(chunk: Chunk, extractor: Extractor, seed: str) -> Chunk:
    """*chunk* with most of its named entities called otherwise, each the same way throughout."""
    draw = random.Random(zlib.crc32(seed.encode()))
    pools = _pools(extractor)
    called: dict[str, str | None] = {}
    for spot in chunk.spots:
        if spot.named:
            entity = spot.mentions[0].entity
            if entity.id not in called:
                called[entity.id] = draw.choice(pools[entity.type]) if draw.random() < SWAPPED else None
    moves: list[tuple[int, int]] = []  # (from this offset on, shifted by)
    text, position, shift = "", 0, 0
    spots: list[Spot] = []
    for spot in chunk.spots:
        new = called.get(spot.mentions[0].entity.id) if spot.named else None
        start = spot.start + shift
        if new is not None:
            text += chunk.text[position : spot.start] + new
            position = spot.end
            shift += len(new) - (spot.end - spot.start)
            moves.append((spot.end, shift))
        spots.append(replace(spot, start=start, end=spot.end + shift))
    text += chunk.text[position:]

    def moved(offset: int) -> int:
        return offset + next((by for since, by in reversed(moves) if offset >= since), 0)

    figures = tuple(replace(f, start=moved(f.start), end=moved(f.end)) for f in chunk.figures)
    return replace(
        chunk, text=text, spots=tuple(spots), figures=figures, offsets=tuple(map(moved, chunk.offsets))
    )


_SYLLABLES = (
    "ar", "bel", "cor", "dan", "el", "fen", "gar", "hel", "ist", "jor", "kan", "lum", "mor", "nex", "or",
    "pel", "quan", "rov", "sol", "tan", "ul", "vel", "wes", "xen", "yor", "zan", "mi", "ta", "ro", "ko",
)  # fmt: skip
_TAILS = (
    "", "", "", " Motors", " Motor", " Group", " Automotive", " Technologies", " Energy", " Industries",
    " AG",
)  # fmt: skip


def _pools(extractor: Extractor) -> dict[EntityType, list[str]]:
    """Names to swap in, by type: those of the registry, and half as many that nobody bears."""
    if not hasattr(extractor, "_pools"):
        pools: dict[EntityType, list[str]] = {kind: [] for kind in EntityType}
        for entry in extractor.registry.entries.values():
            pools[entry.entity.type].append(entry.entity.name)
        draw = random.Random(1)
        invented = [
            "".join(draw.choices(_SYLLABLES, k=draw.choice((2, 2, 3)))).capitalize() for _ in range(800)
        ]
        for kind in (EntityType.COMPANY, EntityType.BRAND, EntityType.JOINT_VENTURE):
            tails = _TAILS if kind is EntityType.COMPANY else ("",)
            pools[kind] += [name + draw.choice(tails) for name in invented[:400]]
        extractor._pools = {kind: sorted(set(names)) for kind, names in pools.items()}  # type: ignore[attr-defined]
    return extractor._pools  # type: ignore[attr-defined, no-any-return]


def key(predicate: Predicate, one: str, other: str) -> Key:
    if predicate is Predicate.BRAND_OF:
        return (Predicate.OWNS.value, other, one)
    if predicate.symmetric and other < one:
        one, other = other, one
    return (predicate.value, one, other)


def overlap(sentence: str, evidence: str) -> bool:
    a, b = _bare(sentence), _bare(evidence)
    if not a or not b:
        return False
    if a in b or b in a:
        return True
    one, other = ({tuple(t[i : i + 5]) for i in range(len(t) - 4)} for t in (a.split(), b.split()))
    return bool(one & other)


def main(target: str, variants: str = "1", public: str | None = None) -> int:
    from public import of_public

    extractor = Extractor(use=("frames",))
    names = sorted(path.name.removesuffix(".gold.json") for path in GOLD.glob("*.gold.json"))
    with Path(target).open("w", encoding="utf-8") as out:
        for passage in load_passages():
            for example in of_passage(extractor, passage, int(variants)):
                out.write(json.dumps(asdict(example)) + "\n")
        for name in names:
            if not held_out(name):
                for example in of_article(extractor, name, variants=int(variants)):
                    out.write(json.dumps(asdict(example)) + "\n")
        if public is not None:
            for example in of_public(extractor, Path(public), 3):
                out.write(json.dumps(asdict(example)) + "\n")
    return 0


if __name__ == "__main__":
    sys.modules["examples"] = sys.modules["__main__"]
    sys.exit(main(*sys.argv[1:]))
