"""Documents -> source groups: copies and syndicated versions of one article count once.

Two articles are one source when most of their word five-grams are the same (Jaccard
similarity of 0.5 or more): an agency's text with another headline, cut or lightly edited.
Two reporters who tell one event in their own words share hardly any.

Not every pair is compared: each article is sketched by the smallest values of 192
hash functions over its five-grams (MinHash), and only articles whose sketches agree in at
least one band of three are. So 9,998 of 10,000 pairs at the border of 0.5 are found, and
more of those that are more alike. Articles made after one pattern agree in many bands and
are not alike: what their whole sketches tell apart is not compared word by word, and each
is compared to the nearest before it only, so that time and memory grow with their number.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from alliancegraph.model import Document

SAME_SOURCE = 0.5
_SURELY_OTHER = 0.35  # of a sketch agrees: four standard deviations below what half alike articles have
_WORD = re.compile(r"\w+")
_GRAM = 5
_HASHES = 192
_BAND = 3
_AT_ONCE = 10_000  # pairs of sketches that are compared at a time
_NEAREST = 20  # articles before it in a band that an article is compared to

type Grams = NDArray[np.uint64]
type Sketches = NDArray[np.uint16]

_SEEDED = np.random.default_rng(20131105)  # the same hashes in every build
_FACTORS = _SEEDED.integers(0, 1 << 32, _HASHES, dtype=np.uint32) | np.uint32(1)
_SUMMANDS = _SEEDED.integers(0, 1 << 32, _HASHES, dtype=np.uint32)
_PLACES = _SEEDED.integers(0, 1 << 64, _GRAM, dtype=np.uint64) | np.uint64(1)


def source_groups(documents: Iterable[Document]) -> dict[str, str]:
    """Map each document's id to the id of the first document (in order of id) of its source."""
    ordered = sorted(documents, key=lambda document: document.id)
    firsts = first_of_source(ordered)
    return {document.id: ordered[first].id for document, first in zip(ordered, firsts, strict=True)}


def first_of_source(ordered: Sequence[Document]) -> list[int]:
    """For each document the place of the first one of its source; *ordered* are in order of id.

    They need not be in memory: each is asked for once, and again where it is compared word by word.
    """

    @lru_cache(maxsize=1000)
    def grams(number: int) -> Grams:
        return _grams(ordered[number])

    group = list(range(len(ordered)))
    sketches = np.empty((len(ordered), _HASHES), np.uint16)
    for number, document in enumerate(ordered):
        sketches[number] = _sketch(_grams(document))
    for later, earlier in _candidates(sketches):
        if group[later] == later and _alike(grams(later), grams(earlier)) >= SAME_SOURCE:
            group[later] = group[earlier]
    return group


def _grams(document: Document) -> Grams:
    """The document's five-grams as sorted hashes, each once."""
    told = " ".join(document.text[start:end] for start, end in document.body).lower()
    words = [zlib.crc32(word.encode()) for word in _WORD.findall(told)]
    words += [0] * (_GRAM - len(words))
    hashes = np.array(words, np.uint64)
    count = len(words) - _GRAM + 1
    return np.unique(sum(hashes[i : i + count] * place for i, place in enumerate(_PLACES)))


def _sketch(grams: Grams) -> Sketches:
    upper = (grams >> np.uint64(32)).astype(np.uint32)  # the best mixed half of each hash
    least = (_FACTORS[:, None] * upper + _SUMMANDS[:, None]).min(axis=1)  # modulo 2 to the 32
    return least.astype(np.uint16)  # the half that tells two smallest values apart


def _candidates(sketches: Sketches) -> Iterator[tuple[int, int]]:
    """Pairs (later, earlier) that agree in a band and may be alike, in order."""
    codes = np.empty(0, np.int64)
    for i in range(0, _HASHES, _BAND):
        every = _agreeing(sketches[:, i : i + _BAND])
        alike = [found[_may_be_alike(sketches, found)] for found in every]  # most are not, and go at once
        codes = np.unique(np.concatenate([codes, *alike]))
    for code in codes.tolist():
        yield divmod(code, len(sketches))


def _may_be_alike(sketches: Sketches, codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    later, earlier = np.divmod(codes, len(sketches))
    agreeing = np.count_nonzero(sketches[later] == sketches[earlier], axis=1)
    alike: NDArray[np.bool_] = agreeing >= _SURELY_OTHER * _HASHES
    return alike


def _agreeing(band: Sketches) -> Iterator[NDArray[np.int64]]:
    """Pairs of rows that are equal in *band*, each as one number: later times all plus earlier."""
    keys = (band * _PLACES[:_BAND]).sum(axis=1, dtype=np.uint64)
    order = np.argsort(keys, kind="stable")  # equal rows stay in order
    keys = keys[order]
    for apart in range(1, min(_NEAREST, len(keys) - 1) + 1):
        (first,) = np.nonzero(keys[apart:] == keys[:-apart])
        if not len(first):
            break
        for some in np.split(first, range(_AT_ONCE, len(first), _AT_ONCE)):
            yield order[some + apart] * len(keys) + order[some]


def _alike(one: Grams, other: Grams) -> float:
    """The share of five-grams that both have among those that either has."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)
