"""Excerpt -> Windows: the sentences in which two entities stand, as numbers of word pieces.

A window is read for its two entities alone. Every name is put away behind a marker that says
what it is and whether it is one of the two, so that constructions are learned, not companies;
descriptions, percentages and dates stay, each after a marker of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from alliancegraph.extraction.excerpt import Excerpt, Spot
from alliancegraph.extraction.frames import relatable
from alliancegraph.model import Entity, EntityType, Mention

VOCABULARY = 30522  # word pieces of the encoder; the markers are numbered on from there
ROLES = ("one", "other", "third")
KINDS = (*EntityType, "described")
MARKERS = (*(f"{role} {kind}" for role in ROLES for kind in KINDS), "both", "stake", "date", "alike")
_NUMBER = {name: VOCABULARY + i for i, name in enumerate(MARKERS)}
_OPEN, _CLOSE = 101, 102  # [CLS] and [SEP]
MOST_WINDOWS = 4  # of one pair of entities in one excerpt
LONGEST = 200  # pieces; what is longer is a table


@dataclass(frozen=True)
class Window:
    """Two entities in the order of the text, at their nearest spots, and the pieces around them.

    `place_of_one` and `place_of_other` are the places of their markers in `ids`; `figures` are
    (number in the excerpt, place of the marker).
    """

    spot_of_one: int
    spot_of_other: int
    one: Mention
    other: Mention
    ids: list[int]
    place_of_one: int
    place_of_other: int
    figures: list[tuple[int, int]]


@dataclass(frozen=True)
class _Piece:
    """A word piece, or the place of a spot or a figure, in a sentence of a excerpt."""

    sentence: int
    id: int = 0
    spot: int | None = None
    figure: int | None = None


class Cutter:
    """Cuts excerpts into windows by the vocabulary in *path*."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def windows(
        self, excerpt: Excerpt, worth: Callable[[Entity, Entity], bool] = lambda *_: True
    ) -> Iterator[Window]:
        """The windows of all pairs of *excerpt* that some relation may hold of and that are *worth* it."""
        pairs = [pair for pair in _nearest(excerpt) if worth(pair[0].entity, pair[1].entity)]
        pieces = self._pieces(excerpt) if pairs else []
        for one, other, i, j in pairs:
            window = _window(excerpt, pieces, one, other, i, j)
            if len(window.ids) <= LONGEST:
                yield window

    def _pieces(self, excerpt: Excerpt) -> list[_Piece]:
        """What stands in *excerpt*, without the letters of names."""
        encoded = self._tokenizer.encode(excerpt.text, add_special_tokens=False)
        spots, figures = iter(enumerate(excerpt.spots)), iter(enumerate(excerpt.figures))
        spot, figure = next(spots, None), next(figures, None)
        begins = [*excerpt.offsets[1:], len(excerpt.text) + 1]
        sentence, hidden = 0, 0
        found: list[_Piece] = []
        for id_, (start, end) in zip(encoded.ids, encoded.offsets, strict=True):
            while start >= begins[sentence]:
                sentence += 1
            while spot is not None and spot[1].start < end:
                found.append(_Piece(spot[1].sentence, spot=spot[0]))
                hidden = spot[1].end if spot[1].named else hidden
                spot = next(spots, None)
            while figure is not None and figure[1].start < end:
                found.append(_Piece(figure[1].sentence, figure=figure[0]))
                figure = next(figures, None)
            if start >= hidden:
                found.append(_Piece(sentence, id_))
        return found


def _nearest(excerpt: Excerpt) -> Iterator[tuple[Mention, Mention, int, int]]:
    """Pairs of entities with their nearest spots in the sentences that have both."""
    near: dict[tuple[str, str], dict[int, tuple[int, int, int, Mention, Mention]]] = {}
    for i, a in enumerate(excerpt.spots):
        for j in range(i, len(excerpt.spots)):
            b = excerpt.spots[j]
            if b.sentence != a.sentence:
                break
            for one, other in _of_two(a, b, i == j):
                first, second = sorted((one.entity.id, other.entity.id))
                places = near.setdefault((first, second), {})
                distance = b.start - a.end
                if a.sentence not in places or distance < places[a.sentence][0]:
                    places[a.sentence] = (distance, i, j, one, other)
    for places in near.values():
        for _, i, j, one, other in list(places.values())[:MOST_WINDOWS]:
            yield one, other, i, j


def _of_two(a: Spot, b: Spot, same: bool) -> Iterator[tuple[Mention, Mention]]:
    for x, one in enumerate(a.mentions):
        for other in a.mentions[x + 1 :] if same else b.mentions:
            types = one.entity.type, other.entity.type
            if one.entity.id != other.entity.id and (relatable(*types) or relatable(*types[::-1])):
                yield one, other


def _window(
    excerpt: Excerpt, pieces: Sequence[_Piece], one: Mention, other: Mention, i: int, j: int
) -> Window:
    sentence = excerpt.spots[i].sentence
    ids, places = [_OPEN], {}
    figures: list[tuple[int, int]] = []
    if _alike(one.entity.name, other.entity.name):
        ids.append(_NUMBER["alike"])
    for piece in pieces:
        if piece.sentence != sentence:
            continue
        if piece.spot is not None:
            places[piece.spot] = len(ids)
            ids.append(_NUMBER[_marker(excerpt.spots[piece.spot], one.entity.id, other.entity.id)])
        elif piece.figure is not None:
            figures.append((piece.figure, len(ids)))
            ids.append(_NUMBER["date" if excerpt.figures[piece.figure].stake is None else "stake"])
        else:
            ids.append(piece.id)
    ids.append(_CLOSE)
    return Window(i, j, one, other, ids, places[i], places[j], figures)


def _marker(spot: Spot, one: str, other: str) -> str:
    of = {m.entity.id for m in spot.mentions}
    if one in of and other in of:
        return "both"
    role = "one" if one in of else "other" if other in of else "third"
    return f"{role} {spot.mentions[0].entity.type.value if spot.named else 'described'}"


def _alike(one: str, other: str) -> bool:
    """Whether one name holds the other: "Nissan" and "Nissan Dayz"."""
    a, b = one.lower().split(), other.lower().split()
    short, long = sorted((a, b), key=len)
    return any(long[k : k + len(short)] == short for k in range(len(long) - len(short) + 1))
