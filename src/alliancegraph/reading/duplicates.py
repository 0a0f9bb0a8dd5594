"""Documents -> source groups: copies and syndicated versions of one article count once.

Two articles are one source when most of their word five-grams are the same (Jaccard
similarity of 0.5 or more): an agency's text with another headline, cut or lightly edited.
Two reporters who tell one event in their own words share hardly any.

Not every pair is compared: each article is sketched by the smallest values of 192
hash functions over its five-grams (MinHash), and only articles whose sketches agree in at
least one band of three are. So 9,998 of 10,000 pairs at the border of 0.5 are found, and
more of those that are more alike.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alliancegraph.model import Document

SAME_SOURCE = 0.5
_WORD = re.compile(r"\w+")
_GRAM = 5
_HASHES = 192
_BAND = 3

type Grams = NDArray[np.uint64]

_SEEDED = np.random.default_rng(20131105)  # the same hashes in every build
_FACTORS = _SEEDED.integers(0, 1 << 64, _HASHES, dtype=np.uint64) | np.uint64(1)
_SUMMANDS = _SEEDED.integers(0, 1 << 64, _HASHES, dtype=np.uint64)


def source_groups(documents: Sequence[Document]) -> dict[str, str]:
    """Map each document's id to the id of the first document (in order of id) of its source."""
    grams = {document.id: _grams(document) for document in documents}
    group: dict[str, str] = {}
    banded: dict[tuple[int, bytes], list[str]] = defaultdict(list)
    for key in sorted(grams):
        bands = _bands(grams[key])
        candidates = sorted({other for band in bands for other in banded[band]})
        same = (other for other in candidates if _alike(grams[key], grams[other]) >= SAME_SOURCE)
        first = next(same, None)
        group[key] = key if first is None else group[first]
        for band in bands:
            banded[band].append(key)
    return group


def _grams(document: Document) -> Grams:
    """The document's five-grams as sorted hashes, each once."""
    words = [w.lower() for start, end in document.body for w in _WORD.findall(document.text[start:end])]
    told = {" ".join(words[i : i + _GRAM]) for i in range(max(1, len(words) - _GRAM + 1))}
    return np.unique(np.fromiter((zlib.crc32(gram.encode()) for gram in told), np.uint64, len(told)))


def _bands(grams: Grams) -> list[tuple[int, bytes]]:
    sketch = (grams[:, None] * _FACTORS + _SUMMANDS).min(axis=0)  # modulo 2 to the 64
    return [(i, sketch[i : i + _BAND].tobytes()) for i in range(0, _HASHES, _BAND)]


def _alike(one: Grams, other: Grams) -> float:
    """The share of five-grams that both have among those that either has."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)
