"""Pairs of mentions -> Findings with a calibrated score, by weights learned from annotated text.

The frames state what they can point at; this reads the pairs that they leave open. Each
predicate has its own logistic regression over the features of a pair (features.py), so one
pair may hold several relations. Weights and calibration lie in model/ and are rebuilt by
`make train`; docs/classifier.md tells how they were measured.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from math import exp, inf, log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Token

from alliancegraph.errors import ModelError
from alliancegraph.extraction.features import Pair, cue_predicates, pairs
from alliancegraph.extraction.frames import Finding, Reader, fits
from alliancegraph.model import Predicate, Status
from alliancegraph.vocabulary import Language, Registry

FOLDER = Path(__file__).parent / "model"
# brand_of is owns turned round, and is written so where the claim is made (extract.py)
PREDICATES = tuple(p for p in Predicate if p is not Predicate.BRAND_OF)
_EQUITY = (Predicate.OWNS, Predicate.PARTNER_IN)


def hashed(features: Sequence[str]) -> NDArray[np.uint32]:
    """The stable 32-bit numbers of features."""
    return np.fromiter(map(zlib.crc32, map(str.encode, features)), np.uint32, len(features))


@dataclass(frozen=True)
class Calibration:
    """From a raw score to a probability, never above `ceiling`; told from `threshold` on."""

    slope: float
    offset: float
    threshold: float
    ceiling: float

    def probability(self, score: float) -> float:
        return round(min(self.ceiling, 1 / (1 + exp(-(self.slope * score + self.offset)))), 3)

    @property
    def lowest(self) -> float:
        """The raw score that the threshold stands for; infinite where the predicate is never told."""
        if self.threshold >= 1:
            return inf
        return (log(self.threshold / (1 - self.threshold)) - self.offset) / self.slope


class Classifier:
    """Learned weights and calibration, read once; depends on nothing but its files."""

    def __init__(
        self,
        numbers: NDArray[np.uint32],
        weights: NDArray[np.float32],
        bias: NDArray[np.float32],
        calibration: Mapping[Predicate, Calibration],
        rules: Mapping[str, float],
        registry: Registry,
    ) -> None:
        """*numbers* are hashes of features, ascending; *weights* their rows, a column a predicate."""
        self._numbers = numbers
        # the last row is for features that training has not seen
        self._weights = np.vstack([weights, np.zeros((1, weights.shape[1]), np.float32)])
        self._bias = bias
        self._calibration = calibration
        self._lowest = np.array([calibration[p].lowest for p in PREDICATES])
        self._rules = rules
        self._registry = registry

    def classify(self, reader: Reader, found: Sequence[Finding] = ()) -> Iterator[Finding]:
        """The relations of one sentence that the frames have not *found*, likeliest direction only."""
        candidates = list(pairs(reader, self._registry, found))
        if not candidates:
            return
        told = {_undirected(f.predicate, f.subject.entity.id, f.object.entity.id) for f in found}
        best: dict[tuple[str, ...], Finding] = {}
        scores = self.scores(candidates)
        for row, column in np.argwhere(scores >= self._lowest):
            pair, predicate = candidates[row], PREDICATES[column]
            key = _undirected(predicate, pair.subject.entity.id, pair.object.entity.id)
            if key in told or not asked(predicate, pair) or _merely_listed(predicate, pair):
                continue
            probability = self._calibration[predicate].probability(float(scores[row, column]))
            if key not in best or (best[key].score or 0) < probability:
                best[key] = _finding(reader, pair, predicate, probability)
        yield from best.values()

    def scores(self, candidates: Sequence[Pair]) -> NDArray[np.float32]:
        """Raw scores, a row a pair, a column a predicate."""
        numbers = hashed(list(chain.from_iterable(pair.features for pair in candidates)))
        rows = self._rows(numbers)
        starts = np.cumsum([0, *(len(pair.features) for pair in candidates[:-1])])
        summed: NDArray[np.float32] = np.add.reduceat(self._weights[rows], starts, axis=0)
        return summed + self._bias

    def reasons(self, pair: Pair, predicate: Predicate) -> list[tuple[str, float]]:
        """The features of *pair* with their weights for *predicate*, heaviest first."""
        column = PREDICATES.index(predicate)
        weights = self._weights[self._rows(hashed(pair.features)), column]
        told = [(f, float(w)) for f, w in zip(pair.features, weights, strict=True) if w]
        return sorted(told, key=lambda item: (-abs(item[1]), item[0]))

    def confidence(self, finding: Finding) -> float:
        """How often findings like this one are right: of the classifier by score, of frames by rule."""
        if finding.score is not None:
            return finding.score
        return self.confidence_of_rule(finding.rule, finding.predicate)

    def confidence_of_rule(self, rule: str, predicate: Predicate) -> float:
        """The share of right ones among what *rule* found; where unknown, among its predicate's."""
        return self._rules.get(rule, self._rules.get(predicate.value, self._rules["all"]))

    def _rows(self, numbers: NDArray[np.uint32]) -> NDArray[np.intp]:
        at = np.searchsorted(self._numbers, numbers)
        at[at == len(self._numbers)] = 0
        at[self._numbers[at] != numbers] = len(self._numbers)
        return at


@cache
def load_classifier(registry: Registry, folder: Path = FOLDER) -> Classifier:
    """Read the weights under *folder*; raise `ModelError` where they are missing or of another shape."""
    try:
        with np.load(folder / "weights.npz") as arrays:
            numbers, weights, bias = arrays["numbers"], arrays["weights"], arrays["bias"]
        told = json.loads((folder / "calibration.json").read_text("utf-8"))
        calibration = {Predicate(name): Calibration(**row) for name, row in told["predicates"].items()}
        rules = {str(rule): float(share) for rule, share in told["rules"].items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder}: the classifier cannot be read ({error}); run make train") from None
    if tuple(calibration) != PREDICATES or weights.shape != (len(numbers), len(PREDICATES)):
        raise ModelError(f"{folder}: the classifier was trained for other relations; run make train")
    return Classifier(numbers, weights.astype(np.float32), bias, calibration, rules, registry)


def asked(predicate: Predicate, pair: Pair) -> bool:
    """Whether the pair can hold *predicate*: by its types, symmetric ones in the order of the text only."""
    return (pair.forward or not predicate.symmetric) and fits(predicate, pair.subject, pair.object)


def _merely_listed(predicate: Predicate, pair: Pair) -> bool:
    """ "work with A and B": what one does with both, A and B do not do together."""
    one, other = pair.one, pair.other
    return predicate is Predicate.CO_DEVELOPS and (
        one.i == other.i or (other.dep_ == "conj" and one.is_ancestor(other))
    )


def _undirected(predicate: Predicate, one: str, other: str) -> tuple[str, ...]:
    """Two sides of one relation count as one thing told; so do owning and being a partner in."""
    name = Predicate.OWNS if predicate in (Predicate.PARTNER_IN, Predicate.BRAND_OF) else predicate
    return (name.value, *sorted((one, other)))


def _finding(reader: Reader, pair: Pair, predicate: Predicate, probability: float) -> Finding:
    cue = _cue(pair, predicate, reader.language)
    return Finding(
        predicate,
        pair.subject,
        pair.object,
        reader.parsed,
        cue if cue is not None else pair.other,
        predicate.value,
        status=Status.ACTIVE if cue is None else None,
        stake=predicate in _EQUITY,
        giving=predicate is Predicate.OWNS and cue is not None and _gives(pair, cue, reader.language),
        score=probability,
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
