"""Pairs of mentions that the frames leave open -> Findings with a score, by learned weights."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alliancegraph.model import Predicate

# brand_of is owns turned round, and is written so afterwards (see extract.py)
PREDICATES = tuple(p for p in Predicate if p is not Predicate.BRAND_OF)


def hashed(features: Sequence[str]) -> NDArray[np.uint32]:
    """The stable 32-bit numbers of features."""
    return np.fromiter((zlib.crc32(f.encode()) for f in features), np.uint32, len(features))
