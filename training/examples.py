"""Passages and annotated articles -> Examples: pairs of mentions with their features and labels.

Passages are read as if found by the extraction itself: same parser, same descriptions
resolved, same frames. A marque's owner is an owner here (`brand_of` is `owns` turned round).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from passages import Passage

from alliancegraph.evaluation import _bare, _Names
from alliancegraph.extraction import frames, patterns
from alliancegraph.extraction.classifier import PREDICATES, hashed
from alliancegraph.extraction.extractor import Extractor
from alliancegraph.extraction.features import pairs
from alliancegraph.extraction.frames import Reader, fits
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.parsing import family
from alliancegraph.model import Document, Entity, Mention, Predicate, digest, slug
from alliancegraph.reading import read_document

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold"
RAW = ROOT / "data" / "raw"

type Key = tuple[str, str, str]


@dataclass(frozen=True)
class Example:
    """One ordered pair. `labels` holds, a predicate, 1 (stated), 0 (not stated) or -1 (not asked)."""

    group: str
    features: np.ndarray
    labels: np.ndarray
    found: frozenset[str]
    text: str


@dataclass(frozen=True)
class Fired:
    """A finding of the frames, and whether the annotation agrees."""

    group: str
    rule: str
    right: bool


def held_out(name: str) -> bool:
    """Whether an annotated article is kept for the test: a third, by its name alone."""
    return zlib.crc32(name.encode()) % 3 == 0


def from_passages(extractor: Extractor, passages: Sequence[Passage]) -> Iterator[Example | Fired]:
    for passage in passages:
        yield from _of_passage(extractor, passage)


def from_articles(
    extractor: Extractor, names: Sequence[str], gold: Path = GOLD, raw: Path = RAW
) -> Iterator[Example | Fired]:
    for name in names:
        path = next(p for s in (".md", ".txt") for p in [raw / f"{name}{s}"] if p.exists())
        yield from _of_article(
            extractor, name, read_document(path), json.loads((gold / f"{name}.gold.json").read_text("utf-8"))
        )


def _of_passage(extractor: Extractor, passage: Passage) -> Iterator[Example | Fired]:
    document = Document(
        id=digest(passage.text),
        title="",
        text=passage.text,
        body=((0, len(passage.text)),),
        date=passage.date,
    )
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
    stated = {
        key(f.predicate, *(ids.get(side) or slug(side) for side in (f.subject, f.object))): f.optional
        for f in passage.facts
    }
    for reader in extractor.read(document, mentions):
        yield from _of_sentence(
            extractor, reader, passage.where, stated, frozenset(), lambda entity: entity.id
        )


def _of_article(
    extractor: Extractor, name: str, document: Document, gold: Mapping[str, Any]
) -> Iterator[Example | Fired]:
    names = _Names(gold["entities"])
    facts = [(key(Predicate(r["p"]), r["s"], r["o"]), r) for r in gold["relations"]]
    mentions = find_mentions(document, extractor.registry, extractor.language)
    for reader in extractor.read(document, mentions):
        stated: dict[Key, bool] = {}
        elsewhere: set[Key] = set()
        for k, r in facts:
            if _overlap(reader.parsed.text, r.get("evidence", "")):
                stated[k] = stated.get(k, True) and bool(r.get("optional"))
            else:
                elsewhere.add(k)
        yield from _of_sentence(
            extractor, reader, name, stated, frozenset(elsewhere - stated.keys()), names.find
        )


def _of_sentence(
    extractor: Extractor,
    reader: Reader,
    group: str,
    stated: Mapping[Key, bool],
    elsewhere: frozenset[Key],
    name_of: Any,
) -> Iterator[Example | Fired]:
    found = [*frames.find(reader), *patterns.find(reader, extractor.registry)]
    seen: dict[Key, set[str]] = {}
    for finding in found:
        k = key(finding.predicate, name_of(finding.subject.entity), name_of(finding.object.entity))
        seen.setdefault(k, set()).add(finding.rule)
        if k not in elsewhere and not stated.get(k, False):
            yield Fired(group, finding.rule, k in stated)
    for pair in pairs(reader, extractor.registry, found):
        one, other = name_of(pair.subject.entity), name_of(pair.object.entity)
        labels = np.full(len(PREDICATES), -1, np.int8)
        already = set()
        for i, predicate in enumerate(PREDICATES):
            k = key(predicate, one, other)
            if not fits(predicate, pair.subject, pair.object) or (predicate.symmetric and not pair.forward):
                continue
            if k in elsewhere or stated.get(k, False):
                continue
            labels[i] = k in stated
            if k in seen:
                already.add(predicate.value)
        if (labels >= 0).any():
            yield Example(
                group,
                hashed(pair.features),
                labels,
                frozenset(already),
                f"{pair.subject.text} | {pair.object.text} | {reader.parsed.text}",
            )


def key(predicate: Predicate, one: str, other: str) -> Key:
    if predicate is Predicate.BRAND_OF:
        return (Predicate.OWNS.value, other, one)
    if predicate.symmetric and other < one:
        one, other = other, one
    return (predicate.value, one, other)


def _overlap(sentence: str, evidence: str) -> bool:
    a, b = _bare(sentence), _bare(evidence)
    if not a or not b:
        return False
    if a in b or b in a:
        return True
    one, other = ({tuple(t[i : i + 5]) for i in range(len(t) - 4)} for t in (a.split(), b.split()))
    return bool(one & other)
