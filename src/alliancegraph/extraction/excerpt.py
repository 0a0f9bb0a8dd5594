"""Document, its mentions and parsed sentences -> Excerpt: the sentences that the encoder may read.

Those are the ones with names. An excerpt knows its spots (names, and descriptions that
coreference resolved) and its figures (percentages and dates), with offsets into its own text and,
by sentence, into the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alliancegraph.extraction.figures import stakes
from alliancegraph.extraction.reader import Reader
from alliancegraph.extraction.when import find_dates
from alliancegraph.model import Document, Mention

LONGEST = 1000  # characters of a sentence; what is longer is a table


@dataclass(frozen=True)
class Spot:
    """A place of an excerpt that names or describes one entity, or several ("the two firms")."""

    start: int
    end: int
    sentence: int
    mentions: tuple[Mention, ...]
    named: bool


@dataclass(frozen=True)
class Figure:
    """A percentage (`stake`) or a date at a place of an excerpt, with its value."""

    start: int
    end: int
    sentence: int
    stake: float | None
    date: str | None


@dataclass(frozen=True)
class Excerpt:
    """`sentences` are ranges of the document; `offsets` say where each begins in `text`."""

    text: str
    sentences: tuple[tuple[int, int], ...]
    offsets: tuple[int, ...]
    spots: tuple[Spot, ...]
    figures: tuple[Figure, ...]


def excerpt(
    document: Document,
    sentences: Sequence[tuple[int, int]],
    mentions: Sequence[Mention],
    readers: Sequence[Reader],
) -> Excerpt:
    """The excerpt of *document*; *readers* have those of its *sentences* parsed that may hold a fact."""
    held = _spots(document, sentences, mentions, readers)
    text = ""
    ranges: list[tuple[int, int]] = []
    offsets: list[int] = []
    spots: list[Spot] = []
    figures: list[Figure] = []
    for (start, end), here in zip(sentences, held, strict=True):
        if not here or end - start > LONGEST:
            continue
        offset, n = len(text) + (1 if text else 0), len(ranges)
        text += (" " if text else "") + document.text[start:end]
        ranges.append((start, end))
        offsets.append(offset)
        spots += [Spot(s - start + offset, e - start + offset, n, m, named) for s, e, m, named in here]
        figures += _figures(document, (start, end), offset, n)
    return Excerpt(text, tuple(ranges), tuple(offsets), tuple(spots), tuple(_apart(figures, spots)))


def _described(reader: Reader) -> Iterator[tuple[int, int, tuple[Mention, ...]]]:
    """Pronouns and descriptions that stand for entities: start and end in the document, and whom."""
    for token in reader.parsed.doc:
        if reader.parsed.mentions(token) or not reader.may_describe(token):
            continue
        if whom := tuple(reader.who([token], 1)):
            yield (*reader.parsed.ranges[token.i], whom)


def _spots(
    document: Document,
    sentences: Sequence[tuple[int, int]],
    mentions: Sequence[Mention],
    readers: Sequence[Reader],
) -> list[list[tuple[int, int, tuple[Mention, ...], bool]]]:
    """By sentence: (start, end, mentions, named), offsets into the document."""
    found: list[list[tuple[int, int, tuple[Mention, ...], bool]]] = [[] for _ in sentences]
    known = {(m.start, m.end) for m in mentions}
    named = [(m.start, m.end, (m,), True) for m in mentions]
    described = []
    for reader in readers:
        for group in reader.parsed.at.values():
            named += [(m.start, m.end, (m,), True) for m in group if (m.start, m.end) not in known]
        described += [(*place, False) for place in _described(reader)]
    i = 0
    for spot in sorted([*named, *described], key=lambda s: (s[0], -s[1])):
        while i < len(sentences) and sentences[i][1] <= spot[0]:
            i += 1
        inside = i < len(sentences) and sentences[i][0] <= spot[0] and spot[1] <= sentences[i][1]
        if inside and not (found[i] and found[i][-1][1] > spot[0]):
            found[i].append(spot)
    return found


def _figures(document: Document, sentence: tuple[int, int], offset: int, n: int) -> list[Figure]:
    text = document.text[slice(*sentence)]
    found = [Figure(s.start + offset, s.end + offset, n, s.percent, None) for s in stakes(text)]
    found += [
        Figure(w.start + offset, w.end + offset, n, None, w.date) for w in find_dates(text, document.date)
    ]
    return sorted(found, key=lambda f: (f.start, f.end))


def _apart(figures: Sequence[Figure], spots: Sequence[Spot]) -> Iterator[Figure]:
    """The figures that do not overlap each other or a name ("BMW 2002")."""
    end = 0
    for figure in figures:
        inside = any(s.start < figure.end and figure.start < s.end for s in spots)
        if figure.start >= end and not inside:
            yield figure
            end = figure.end
