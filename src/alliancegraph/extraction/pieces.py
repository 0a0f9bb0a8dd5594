"""Chunk -> Pieces: the numbers of its word pieces, with a marker before and after each spot and figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from alliancegraph.extraction.chunks import Chunk
from alliancegraph.model import EntityType

VOCABULARY = 30522  # word pieces of the encoder; the markers are numbered on from there
MARKERS = (*EntityType, "stake", "date", "described", "end")
_NUMBER = {name: VOCABULARY + i for i, name in enumerate(MARKERS)}
_OPEN, _CLOSE = 101, 102  # [CLS] and [SEP]


@dataclass(frozen=True)
class Pieces:
    """`spots` and `figures` are the places of the opening markers."""

    ids: list[int]
    spots: list[int]
    figures: list[int]


class Cutter:
    """Cuts text into word pieces by the vocabulary in *path*."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def length(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def cut(self, chunk: Chunk) -> Pieces:
        """The pieces of *chunk*; a marker stands right before the piece in which its span begins."""
        encoded = self._tokenizer.encode(chunk.text, add_special_tokens=False)
        opening: dict[int, list[tuple[str, int]]] = {}
        closing: dict[int, int] = {}
        spans = [
            (s.start, s.end, s.mentions[0].entity.type.value if s.named else "described") for s in chunk.spots
        ]
        spans += [(f.start, f.end, "stake" if f.stake is not None else "date") for f in chunk.figures]
        for n, (first, last, name) in zip(range(len(spans)), _covered(encoded.offsets, spans), strict=True):
            opening.setdefault(first, []).append((name, n))
            closing[last] = closing.get(last, 0) + 1
        ids, places = [_OPEN], [0] * len(spans)
        for i in range(len(encoded.ids) + 1):
            for name, n in opening.get(i, ()):
                places[n] = len(ids)
                ids.append(_NUMBER[name])
            if i < len(encoded.ids):
                ids.append(encoded.ids[i])
            ids += [_NUMBER["end"]] * closing.get(i, 0)
        ids.append(_CLOSE)
        return Pieces(ids, places[: len(chunk.spots)], places[len(chunk.spots) :])


def _covered(
    offsets: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int, str]]
) -> Iterator[tuple[int, int, str]]:
    """The first and the last piece of each span, with its marker."""
    for start, end, name in spans:
        inside = [i for i, (s, e) in enumerate(offsets) if s < end and start < e]
        first = (
            inside[0] if inside else next((i for i, (s, _) in enumerate(offsets) if s >= start), len(offsets))
        )
        yield first, inside[-1] if inside else first, name
