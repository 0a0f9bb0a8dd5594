"""Parsed sentence -> Weighed pairs, by a linear model over features of the tree of the sentence.

Each predicate has its own logistic regression over the features of a pair (features.py), what the
frames say of it among them. The encoder reads words over several sentences; this weighs the grammar
of one. Weights lie in model/ and are rebuilt by `make train`; docs/classifier.md tells how.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Token

from alliancegraph.errors import ModelError
from alliancegraph.extraction.encoder import EQUITY, PREDICATES
from alliancegraph.extraction.features import Pair, cue_predicates, pairs
from alliancegraph.extraction.frames import Finding, fits
from alliancegraph.extraction.learned import FOLDER
from alliancegraph.extraction.reader import Reader
from alliancegraph.model import Predicate, Status
from alliancegraph.vocabulary import Language, Registry


@dataclass(frozen=True)
class Weighed:
    """A relation of two mentions of one sentence and its score (log-odds)."""

    predicate: Predicate
    pair: Pair
    reader: Reader
    score: float

    @cached_property
    def finding(self) -> Finding:
        """Where the sentence would state it, so that the rules can read status, stake and dates there."""
        return _finding(self.reader, self.pair, self.predicate)


def hashed(features: Sequence[str]) -> NDArray[np.uint32]:
    """The stable 32-bit numbers of features."""
    return np.fromiter(map(zlib.crc32, map(str.encode, features)), np.uint32, len(features))


class Linear:
    """Learned weights, read once; depends on nothing but its file."""

    def __init__(
        self, numbers: NDArray[np.uint32], weights: NDArray[np.float32], bias: NDArray[np.float32]
    ) -> None:
        """*numbers* are hashes of features, ascending; *weights* their rows, a column a predicate."""
        self._numbers = numbers
        # the last row is for features that training has not seen
        self._weights = np.vstack([weights, np.zeros((1, weights.shape[1]), np.float32)])
        self._bias = bias

    def weigh(
        self, reader: Reader, found: Sequence[Finding], registry: Registry, least: float
    ) -> Iterator[Weighed]:
        """The relations of one sentence from a score of *least* on; *found* is what frames see there."""
        candidates = list(pairs(reader, registry, found))
        if not candidates:
            return
        scores = self.scores(candidates)
        for row, column in np.argwhere(scores >= least):
            pair, predicate = candidates[row], PREDICATES[column]
            if asked(predicate, pair):
                yield Weighed(predicate, pair, reader, round(float(scores[row, column]), 3))

    def scores(self, candidates: Sequence[Pair]) -> NDArray[np.float32]:
        """Raw scores, a row a pair, a column a predicate."""
        numbers = hashed(list(chain.from_iterable(pair.features for pair in candidates)))
        starts = np.cumsum([0, *(len(pair.features) for pair in candidates[:-1])])
        summed: NDArray[np.float32] = np.add.reduceat(self._weights[self._rows(numbers)], starts, axis=0)
        return summed + self._bias

    def _rows(self, numbers: NDArray[np.uint32]) -> NDArray[np.intp]:
        at = np.searchsorted(self._numbers, numbers)
        at[at == len(self._numbers)] = 0
        at[self._numbers[at] != numbers] = len(self._numbers)
        return at


def asked(predicate: Predicate, pair: Pair) -> bool:
    """Whether the pair can hold *predicate*: by its types, symmetric ones in the order of the text only."""
    return (pair.forward or not predicate.symmetric) and fits(predicate, pair.subject, pair.object)


def _finding(reader: Reader, pair: Pair, predicate: Predicate) -> Finding:
    cue = _cue(pair, predicate, reader.language)
    return Finding(
        predicate,
        pair.subject,
        pair.object,
        reader.parsed,
        cue if cue is not None else pair.other,
        predicate.value,
        status=Status.ACTIVE if cue is None else None,
        stake=predicate in EQUITY,
        giving=predicate is Predicate.OWNS and cue is not None and _gives(pair, cue, reader.language),
    )


def _cue(pair: Pair, predicate: Predicate, language: Language) -> Token | None:
    """The token that states the relation: a cue of the predicate on the way between the two, else its top.

    None where the two stand in one noun phrase without any word between: "Ford's Volvo".
    """
    if pair.one.i == pair.other.i:
        verb = next((a for a in pair.one.ancestors if a.pos_ in ("VERB", "AUX")), None)
        return verb if verb is not None else pair.one.head
    below = [pair.other, *pair.other.ancestors]
    up = [pair.one, *pair.one.ancestors]
    top = next((t for t in up if t in below), None)
    if top is None:  # the parser made two trees of the sentence
        return up[-1]
    way = [*up[: up.index(top)], *below[: below.index(top)], top]
    way = [t for t in way if t.i not in (pair.one.i, pair.other.i)]
    cues = cue_predicates(language)
    beside = [t for t in top.children if t.dep_ in ("dobj", "attr", "nsubjpass")] if top in way else []
    for pool in (reversed(way), beside):
        for token in pool:
            if predicate.value in cues.get(token.lemma_.lower(), ()):
                return token
    return top if top in way else (way[-1] if way else None)


def _gives(pair: Pair, cue: Token, language: Language) -> bool:
    """Whether the owner is the one who gives away: the subject of "sell" and the like."""
    verbs = [t for t in (cue, *cue.ancestors) if t.pos_ == "VERB"][:1]
    return any(
        verb.lemma_.lower() in language.groups["giving"]
        and any(c.dep_ == "nsubj" and (c.i == pair.one.i or c.is_ancestor(pair.one)) for c in verb.children)
        for verb in verbs
    )


@cache
def load_linear(folder: Path = FOLDER) -> Linear:
    """Read the weights under *folder*; raise `ModelError` where they are missing or of another shape."""
    path = folder / "linear.npz"
    try:
        with np.load(path) as arrays:
            numbers, weights, bias = arrays["numbers"], arrays["weights"], arrays["bias"]
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{path}: the linear model cannot be read ({error}); run make train") from None
    if weights.shape != (len(numbers), len(PREDICATES)):
        raise ModelError(f"{path}: the linear model was trained for other relations; run make train")
    return Linear(numbers, weights.astype(np.float32), bias)
