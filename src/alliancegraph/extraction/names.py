"""Text -> Hits: where names of the registry stand, before anyone asks who is meant.

One pass of a multi-pattern automaton over folded text (lower case, no diacritics, plain
dashes and quotes; as long as the original, so that offsets stay). A hit must stand between
word boundaries and be written as a name: "smart" the word is no hit for a firm "Smart".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from ahocorasick_rs import AhoCorasick, MatchKind

from alliancegraph.vocabulary import Entry, Name, Registry
from alliancegraph.vocabulary.registry import no_garbage


class _Folding(dict[int, int]):
    """str.translate table that folds each character to exactly one."""

    _PLAIN: ClassVar[dict[str, str]] = {
        "–": "-",
        "—": "-",
        "‑": "-",
        "‐": "-",
        "−": "-",
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
    }
    _LATIN: ClassVar[dict[str, str]] = {
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "ß": "s",
        "æ": "a",
        "ı": "i",
    }

    def __missing__(self, code: int) -> int:
        char = chr(code)
        if char.isspace():
            folded = " "
        else:
            folded = self._PLAIN.get(char) or self._LATIN.get(char) or char
            folded = unicodedata.normalize("NFKD", folded)[0].lower()
            folded = folded if len(folded) == 1 else char
        self[code] = ord(folded)
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Lower case without diacritics, exactly as long as *text*."""
    return text.translate(_FOLDING)


@dataclass(frozen=True, slots=True)
class Hit:
    """A span that is written like a name, and the entries that bear the name."""

    start: int
    end: int
    candidates: tuple[tuple[Entry, Name], ...]


class NameIndex:
    """All names of a registry, searched at once."""

    def __init__(self, registry: Registry) -> None:
        by_key: dict[str, list[tuple[Entry, Name]]] = {}
        with no_garbage():
            for entry in registry:
                for name in entry.names:
                    for key in _spellings(name.text):
                        by_key.setdefault(key, []).append((entry, name))
        self._keys = list(by_key)
        self._candidates = list(by_key.values())
        self._automaton = AhoCorasick(self._keys, matchkind=MatchKind.Standard)

    def find(self, text: str) -> list[Hit]:
        """The hits in *text*, leftmost and longest first, not overlapping."""
        folded = fold(text)
        found = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        spans = sorted((start, -(end - start), i) for i, start, end in found)
        return list(_outermost(self._hits(text, folded, spans)))

    def _hits(self, text: str, folded: str, spans: list[tuple[int, int, int]]) -> Iterator[Hit]:
        for start, minus_length, i in spans:
            end = start - minus_length
            if not _stands_alone(folded, start, end):
                continue
            written = text[start:end]
            fitting = tuple(c for c in self._candidates[i] if _written_as_name(written, c[1]))
            if fitting:
                yield Hit(start, end, fitting)


@cache
def name_index(registry: Registry) -> NameIndex:
    return NameIndex(registry)


def _spellings(name: str) -> Iterator[str]:
    key = fold(name)
    yield key
    if "-" in key:
        yield key.replace("-", " - ")  # as tokenised text has it
        if key.count("-") == 1 and len(key) > 9:
            yield key.replace("-", " ")


def _outermost(hits: Iterator[Hit]) -> Iterator[Hit]:
    reached = -1
    for hit in hits:
        if hit.start >= reached:
            yield hit
            reached = hit.end


def _stands_alone(folded: str, start: int, end: int) -> bool:
    before = folded[start - 1] if start else " "
    after = folded[end] if end < len(folded) else " "
    if before.isalnum() or (before in "@_/." and start > 1 and folded[start - 2].isalnum()):
        return False
    return not (after.isalnum() or after == "@")


def _written_as_name(written: str, name: Name) -> bool:
    """Whether *written* has the capitals of *name*, or is all capitals as in a headline."""
    if written == name.text or not name.text[0].isalpha():
        return True
    letters = [c for c in written if c.isalpha()]
    if len(letters) >= 4 and written.isupper() and not name.weak:
        return True
    if name.weak or len(letters) < 4:
        return _same_capitals(written, name.text)
    return written[0].isupper() or (not name.text[0].isupper() and _same_capitals(written, name.text))


def _same_capitals(one: str, other: str) -> bool:
    return [c.isupper() for c in one if c.isalpha()] == [c.isupper() for c in other if c.isalpha()]
