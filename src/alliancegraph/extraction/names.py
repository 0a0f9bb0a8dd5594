"""Text -> Hits: where names of the registry stand, before anyone asks who is meant.

One pass of a multi-pattern automaton over folded text (lower case, no diacritics, plain
dashes and quotes; as long as the original, so that offsets stay). A hit must stand between
word boundaries and be written as a name: "smart" the word is no hit for a firm "Smart".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
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


_WORDS = re.compile(r"\w+")
_ADDRESS = re.compile(r"[^\s(]*\w[/.]$")
_FOLDING = _Folding()
_CARS = ("car", "carmaker", "truckmaker", "motorcycle", "group", "truck")  # kinds with a plural: "two Saabs"


def fold(text: str) -> str:
    """Lower case without diacritics, exactly as long as *text*."""
    return text.translate(_FOLDING)


@dataclass(frozen=True, slots=True)
class Hit:
    """A span that is written like a name, and the entries that bear the name."""

    start: int
    end: int
    candidates: tuple[tuple[Entry, Name], ...]
    plural: bool = False


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
            plural = _plural_end(text, end)
            if text[start:end].isdigit():  # "in 2008": a number alone is no model
                continue
            if not _stands_alone(folded, start, plural or end):
                continue
            written = text[start:end]
            fitting = _as_written(written, self._candidates[i])
            if plural:
                fitting = tuple(c for c in fitting if c[0].kind in _CARS or c[0].model)
            if fitting:
                yield Hit(start, plural or end, fitting, plural=bool(plural))


def in_use(name: Name, date: str | None) -> bool:
    """Whether *name* was used on *date*. Where no date is known, none that has ended was, nor a weak one
    that came up late."""
    if date is None:
        return name.until is None and not (name.weak and name.since)
    return covers(name.since, name.until, date)


def covers(since: str | None, until: str | None, date: str) -> bool:
    """Whether *date* lies between two dates of any precision; an open side bounds nothing."""
    return (since is None or date[: len(since)] >= since) and (until is None or date[: len(until)] <= until)


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
    last: Hit | None = None
    for hit in hits:
        if last is None or hit.start >= last.end:
            if last is not None:
                yield last
            last = hit
        elif (hit.start, hit.end) == (last.start, last.end):  # "Fords": the cars, and the family
            last = Hit(hit.start, hit.end, (*last.candidates, *hit.candidates), last.plural or hit.plural)
    if last is not None:
        yield last


def _as_written(written: str, candidates: Sequence[tuple[Entry, Name]]) -> tuple[tuple[Entry, Name], ...]:
    """The names that *written* can be; of an entry with this very name ("Seat", for SEAT) just that one."""
    exact = {entry.entity.id for entry, name in candidates if name.text == written}
    return tuple(
        (entry, name)
        for entry, name in candidates
        if (name.text == written or entry.entity.id not in exact) and _written_as_name(written, name)
    )


def _plural_end(text: str, end: int) -> int:
    """Where "Toyotas" or "Mercedeses" ends, if the name that ends at *end* is written as a plural; else 0.

    "Mitsubishi is" are no cars called Mitsubishi i.
    """
    if text[end - 1].islower() and text[end - 2] == " ":
        return 0
    for ending in ("es", "s") if text[end - 1] in "sxz" else ("s",):
        if text.startswith(ending, end) and not text[end + len(ending) : end + len(ending) + 1].isalnum():
            return end + len(ending)
    return 0


def _stands_alone(folded: str, start: int, end: int) -> bool:
    before = folded[start - 1] if start else " "
    after = folded[end] if end < len(folded) else " "
    if before.isalnum() or (before in "@_" and folded[: start - 1][-1:].isalnum()):
        return False
    if before in "/." and _in_an_address(folded, start):
        return False
    if before in "£$€¥" and folded[start].isdigit():  # "$24m"
        return False
    if end - start == 1 and after == "-":  # "F-16"
        return False
    return not (after.isalnum() or after == "@")


def _in_an_address(folded: str, start: int) -> bool:
    """ "www.example.com/audi" and "v2.golf", but not "VW/Audi"."""
    before = _ADDRESS.search(folded, max(0, start - 60), start)
    return before is not None and ("." in before[0] or "//" in before[0])


def _written_as_name(written: str, name: Name) -> bool:
    """Whether *written* has the capitals of *name*, or is all capitals as in a headline."""
    if written == name.text:
        return True
    if not name.text[0].isalpha():  # "3m" are no 3M
        return _same_capitals(written, name.text)
    letters = [c for c in written if c.isalpha()]
    if len(letters) >= 4 and written.isupper() and not name.weak:
        return True
    if name.weak or len(letters) < 4:
        return _same_capitals(written, name.text)
    if written[0].isupper():  # "Nissan Diesel" is a firm, a "Nissan diesel" is a car
        return all(
            w[0].isupper() or not n[0].isupper() or len(n) == 1
            for w, n in _pairs_of_words(written, name.text)
        )
    return not name.text[0].isupper() and _same_capitals(written, name.text)


def _pairs_of_words(one: str, other: str) -> Iterator[tuple[str, str]]:
    return zip(_WORDS.findall(one), _WORDS.findall(other), strict=False)


def _same_capitals(one: str, other: str) -> bool:
    return [c.isupper() for c in one if c.isalpha()] == [c.isupper() for c in other if c.isalpha()]
