"""Document, its mentions and parsed sentences -> Chunks: what the encoder reads at once.

A chunk is a run of sentences that hold names, short enough for one pass. The last sentence of
one opens the next, so that two neighbours always stand together. It knows its spots (names, and
descriptions that coreference resolved) and its figures (percentages and dates), with offsets
into its own text and, by sentence, into the document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from alliancegraph.extraction.figures import stakes
from alliancegraph.extraction.frames import Reader, relatable
from alliancegraph.extraction.when import find_dates
from alliancegraph.model import Document, Mention

LONGEST = 150  # word pieces, the markers not counted
LONGEST_SENTENCE = 250  # word pieces; what is longer is a table
REACH = 2  # sentences between two spots that are read as a pair
_PRONOUNS = {"it", "its", "itself", "they", "their", "them", "both"}
MOST_PAIRS = 6  # pairs of spots for one pair of entities, the nearest ones


@dataclass(frozen=True)
class Spot:
    """A place of a chunk that names or describes one entity, or several ("the two firms")."""

    start: int
    end: int
    sentence: int
    mentions: tuple[Mention, ...]
    named: bool


@dataclass(frozen=True)
class Figure:
    """A percentage (`stake`) or a date at a place of a chunk, with its value."""

    start: int
    end: int
    sentence: int
    stake: float | None
    date: str | None


@dataclass(frozen=True)
class Chunk:
    """`sentences` are ranges of the document; `offsets` say where each begins in `text`."""

    text: str
    sentences: tuple[tuple[int, int], ...]
    offsets: tuple[int, ...]
    spots: tuple[Spot, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class SpotPair:
    """Two spots of a chunk in the order subject, object, each read as one of its mentions."""

    subject: int
    object: int
    one: Mention
    other: Mention


def chunks(
    document: Document,
    sentences: Sequence[tuple[int, int]],
    mentions: Sequence[Mention],
    readers: Sequence[Reader],
    length: Callable[[str], int],
    longest: int = LONGEST,
) -> Iterator[Chunk]:
    """The chunks of *document* that hold two entities; *length* counts the word pieces of a text."""
    held = _spots(document, sentences, mentions, readers)
    run: list[int] = []
    used = last = 0  # word pieces of the run, and of its last sentence
    for i, sentence in enumerate(sentences):
        if not held[i] and not _figures(document, sentence, 0, 0):
            continue
        size = length(document.text[slice(*sentence)])
        if size > LONGEST_SENTENCE:
            continue
        if run and used + size > longest:
            yield from _chunk(document, sentences, held, run)
            near = held[run[-1]] and i - run[-1] <= REACH and last + size <= longest
            run, used = (run[-1:], last) if near else ([], 0)
        run.append(i)
        used += size
        last = size
    yield from _chunk(document, sentences, held, run)


def _described(reader: Reader) -> Iterator[tuple[int, int, tuple[Mention, ...]]]:
    """Pronouns and descriptions that stand for entities: start and end in the document, and whom."""
    words = reader.language.words
    nouns = words["company_nouns"] | words["pair_nouns"] | words["venture_nouns"] | words["alliance_nouns"]
    for token in reader.parsed.doc:
        describes = token.pos_ == "NOUN" and token.lemma_.lower() in nouns
        if reader.parsed.mentions(token) or not (describes or token.lower_ in _PRONOUNS):
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
    for spot in sorted([*named, *described], key=lambda s: (s[0], s[1])):
        while i < len(sentences) and sentences[i][1] <= spot[0]:
            i += 1
        inside = i < len(sentences) and sentences[i][0] <= spot[0] and spot[1] <= sentences[i][1]
        if inside and not (found[i] and found[i][-1][1] > spot[0]):
            found[i].append(spot)
    return found


def _chunk(
    document: Document,
    sentences: Sequence[tuple[int, int]],
    held: Sequence[Sequence[tuple[int, int, tuple[Mention, ...], bool]]],
    run: Sequence[int],
) -> Iterator[Chunk]:
    entities = {m.entity.id for i in run for _, _, mentions, _ in held[i] for m in mentions}
    if len(entities) < 2:
        return
    text, offsets, spots, figures = "", [], [], []
    for n, i in enumerate(run):
        start, end = sentences[i]
        offset = len(text) + (1 if text else 0)
        text += (" " if text else "") + document.text[start:end]
        offsets.append(offset)
        spots += [Spot(s - start + offset, e - start + offset, n, m, named) for s, e, m, named in held[i]]
        figures += _figures(document, sentences[i], offset, n)
    yield Chunk(
        text, tuple(sentences[i] for i in run), tuple(offsets), tuple(spots), tuple(_apart(figures, spots))
    )


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


def pairs(chunk: Chunk) -> list[SpotPair]:
    """Every ordered pair of entities that some relation may hold of, at the spots nearest to each other."""
    near: dict[tuple[str, str], list[tuple[tuple[int, int, int, int], SpotPair]]] = {}
    for i, a in enumerate(chunk.spots):
        for j in range(i, len(chunk.spots)):
            b = chunk.spots[j]
            if b.sentence - a.sentence > REACH:
                break
            for one in a.mentions:
                for other in b.mentions:
                    if one.entity.id == other.entity.id or (i == j and one.entity.id > other.entity.id):
                        continue
                    distance = (b.sentence - a.sentence, b.start - a.end, i, j)
                    for pair in (SpotPair(i, j, one, other), SpotPair(j, i, other, one)):
                        if relatable(pair.one.entity.type, pair.other.entity.type):
                            key = (pair.one.entity.id, pair.other.entity.id)
                            near.setdefault(key, []).append((distance, pair))
    return [pair for found in near.values() for _, pair in sorted(found, key=lambda row: row[0])[:MOST_PAIRS]]
