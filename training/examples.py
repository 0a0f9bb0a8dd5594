"""Passages, pages and annotated articles -> Examples: two entities, the windows that show them, and labels.

Texts are read as extraction itself reads them: same mentions, same descriptions resolved, same
windows. A marque's owner is an owner here (`brand_of` is `owns` turned round).

    python training/examples.py FILE [FOLDER_OF_PUBLIC_DATA]
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from passages import Name, Passage, load_pages, load_passages

from alliancegraph.evaluation import _bare, _Names
from alliancegraph.extraction.encoder import PREDICATES, STATUSES
from alliancegraph.extraction.excerpt import Excerpt
from alliancegraph.extraction.extractor import Extractor
from alliancegraph.extraction.frames import fits
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.parsing import family
from alliancegraph.extraction.windows import Window
from alliancegraph.model import Document, Entity, Mention, Predicate, digest, slug
from alliancegraph.reading import read_document
from alliancegraph.reading.clean import layout

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold"
RAW = ROOT / "data" / "raw"

type Key = tuple[str, str, str]


type Facts = Mapping[Key, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Shown:
    """A window as numbers; `turned` where the two stand the other way round than in the first window.

    `asked` says of each relation, then of each the other way round, whether its absence is a label.
    """

    ids: list[int]
    one: int
    other: int
    figures: list[tuple[int, int]]
    turned: bool
    asked: list[bool]


@dataclass(frozen=True)
class Example:
    """Two entities of one text. `told` holds (column of the relation, the windows one of which must show
    it, its statuses and figures); `kept` examples are for calibration, not for training. `whole` ones come
    from whole pages."""

    group: str
    kept: bool
    whole: bool
    windows: list[Shown]
    told: list[tuple[int, list[int], dict[str, Any]]]


def held_out(name: str) -> bool:
    """Whether an annotated article is kept for the test: a third, by its name alone."""
    return zlib.crc32(name.encode()) % 3 == 0


def for_calibration(name: str) -> bool:
    """Whether an annotated article outside the test is kept from training, for calibration: a quarter."""
    return zlib.crc32(name.encode()) % 12 in (1, 2)


def page_for_calibration(page: Passage) -> bool:
    """Whether a page is kept from training, for calibration: a fifth, by its text alone."""
    return zlib.crc32(page.text.encode()) % 5 == 0


def pages_to_learn() -> list[Passage]:
    """The pages that are not kept for calibration."""
    return [page for page in load_pages() if not page_for_calibration(page)]


def document_of(passage: Passage) -> Document:
    """A passage is one block; a page has a title and blocks, as extraction sees them."""
    text = passage.text
    title, body = "", ((0, len(text)),)
    if "\n\n" in text:
        laid_out = layout(text)
        title, body = laid_out.title, laid_out.body
    return Document(id=digest(text), title=title, text=text, body=body, date=passage.date)


@dataclass(frozen=True)
class Annotated:
    """A whole text and its annotation, in the form of the annotated articles; a page's has no evidence."""

    name: str
    document: Document
    gold: Mapping[str, Any]


def annotated_article(name: str) -> Annotated:
    """An annotated article of the corpus."""
    path = next(path for suffix in (".md", ".txt") if (path := RAW / f"{name}{suffix}").exists())
    return Annotated(name, read_document(path), json.loads((GOLD / f"{name}.gold.json").read_text("utf-8")))


def annotated_page(page: Passage) -> Annotated:
    """A page as its reader meets it: the names without their brackets."""
    names: dict[str, list[Name]] = {}
    for name in page.names:
        names.setdefault(name.entity, []).append(name)
    entities = [
        {"id": entity, "names": [entity, *(name.text for name in some if not name.described)]}
        for entity, some in names.items()
    ]
    relations = [
        {
            "s": fact.subject,
            "p": fact.predicate.value,
            "o": fact.object,
            "status": fact.status.value,
            "optional": fact.optional,
            **dict(fact.qualifiers),
        }
        for fact in page.facts
    ]
    return Annotated(page.where, document_of(page), {"entities": entities, "relations": relations})


def of_passage(extractor: Extractor, passage: Passage) -> Iterator[Example]:
    document = document_of(passage)
    mentions, ids = annotated(extractor, passage, document)
    stated: dict[Key, list[Mapping[str, Any]]] = {}
    for fact in passage.facts:
        sides = (ids.get(name) or slug(name) for name in (fact.subject, fact.object))
        stated.setdefault(key(fact.predicate, *sides), []).append(
            {"status": fact.status.value, "optional": fact.optional, **dict(fact.qualifiers)}
        )
    excerpt = extractor.excerpt(document, mentions)
    yield from examples_of(extractor, passage.where, excerpt, stated)


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


def of_annotated(extractor: Extractor, text: Annotated) -> Iterator[Example]:
    """Evidence says which windows show a fact, elsewhere the pair is not asked for it; without evidence
    one of all its windows has to show it. Names are those that extraction itself finds."""
    document, gold = text.document, text.gold
    names = _Names(gold["entities"])
    stated: dict[Key, list[Mapping[str, Any]]] = {}
    for relation in gold["relations"]:
        k = key(Predicate(relation["p"]), relation["s"], relation["o"])
        stated.setdefault(k, []).append({"status": "active", **relation})

    def shows(text: str, facts: Sequence[Mapping[str, Any]]) -> bool:
        return any(is_evidence(text, fact) for fact in facts)

    excerpt = extractor.excerpt(document, find_mentions(document, extractor.registry, extractor.language))
    yield from examples_of(extractor, text.name, excerpt, stated, names.find, shows)


def is_evidence(sentence: str, relation: Mapping[str, Any]) -> bool:
    """Whether *sentence* may be the one that *relation* was annotated by."""
    return "evidence" not in relation or overlap(sentence, relation["evidence"])


def examples_of(
    extractor: Extractor,
    group: str,
    excerpt: Excerpt,
    stated: Facts,
    name_of: Callable[[Entity], str] = lambda entity: entity.id,
    shows: Callable[[str, Sequence[Mapping[str, Any]]], bool] = lambda *_: True,
) -> Iterator[Example]:
    """An example for every two entities of *excerpt* that stand in some window together.

    *stated* are the facts of the text, by relation and names; *shows* says whether a window shows them.
    """
    pairs: dict[frozenset[str], list[Window]] = {}
    for window in extractor.encoder.cutter.windows(excerpt):
        pairs.setdefault(frozenset((window.one.entity.id, window.other.entity.id)), []).append(window)
    for windows in pairs.values():
        texts = [_text(excerpt, window) for window in windows]
        one, other = windows[0].one, windows[0].other
        asked = [[False] * (2 * len(PREDICATES)) for _ in windows]
        told: list[tuple[int, list[int], dict[str, Any]]] = []
        for column in range(2 * len(PREDICATES)):
            back, n = divmod(column, len(PREDICATES))
            predicate, (s, o) = PREDICATES[n], (other, one) if back else (one, other)
            if (back and predicate.symmetric) or not _possible(predicate, s, o):
                continue
            facts = stated.get(key(predicate, name_of(s.entity), name_of(o.entity)), ())
            sure = [fact for fact in facts if not fact.get("optional")]
            showing = [i for i, text in enumerate(texts) if sure and shows(text, sure)]
            for row in asked:
                row[column] = not facts
            if showing:
                told.append((column, showing, _labels(excerpt, sure)))
        shown = [
            Shown(w.ids, w.place_of_one, w.place_of_other, w.figures, w.one.entity.id != one.entity.id, row)
            for w, row in zip(windows, asked, strict=True)
        ]
        yield Example(group, False, False, shown, told)


def _possible(predicate: Predicate, one: Mention, other: Mention) -> bool:
    return fits(predicate, one, other) or (predicate.symmetric and fits(predicate, other, one))


def _text(excerpt: Excerpt, window: Window) -> str:
    sentence = excerpt.spots[window.spot_of_one].sentence
    return excerpt.text[excerpt.offsets[sentence] : [*excerpt.offsets, len(excerpt.text)][sentence + 1]]


def _labels(excerpt: Excerpt, facts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Statuses, and which figures of the excerpt are its stake (with its statuses), its start, its end."""
    told = {STATUSES.index(f["status"]) for f in facts if f["status"] is not None}
    labels: dict[str, Any] = {"statuses": sorted(told)}
    stakes: dict[int, set[int]] = {}
    for n, figure in enumerate(excerpt.figures):
        for fact in facts:
            stake = fact.get("stake")
            if figure.stake is not None and stake is not None and abs(float(stake) - figure.stake) <= 0.5:
                stakes.setdefault(n, set()).add(STATUSES.index(fact["status"]))
            for field in ("start", "end"):
                if figure.date is not None and fact.get(field) == figure.date:
                    labels.setdefault(field, []).append(n)
    labels["stakes"] = [(n, sorted(statuses)) for n, statuses in stakes.items()]
    return {**labels, **{f: sorted(set(labels.get(f, ()))) for f in ("start", "end")}}


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


def main(target: str, public: str | None = None) -> int:
    from public import of_public

    extractor = Extractor(use=("frames",))
    names = sorted(path.name.removesuffix(".gold.json") for path in GOLD.glob("*.gold.json"))
    with Path(target).open("w", encoding="utf-8") as out:

        def write(examples: Iterator[Example]) -> None:
            for example in examples:
                out.write(json.dumps(asdict(example)) + "\n")

        for passage in load_passages():
            write(of_passage(extractor, passage))
        for page in pages_to_learn():
            write(replace(e, whole=True) for e in of_passage(extractor, page))
            write(replace(e, whole=True) for e in of_annotated(extractor, annotated_page(page)))
        for name in names:
            if not held_out(name):
                kept = for_calibration(name)
                write(replace(e, kept=kept) for e in of_annotated(extractor, annotated_article(name)))
        if public is not None:
            write(of_public(extractor, Path(public)))
    return 0


if __name__ == "__main__":
    sys.modules["examples"] = sys.modules["__main__"]
    sys.exit(main(*sys.argv[1:]))
