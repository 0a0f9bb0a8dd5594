"""Passages, pages and annotated articles -> the linear model: src/alliancegraph/extraction/model/linear.npz.

    python training/linear.py

Each ordered pair of mentions of a sentence is an example, read as extraction itself reads it: same
parser, same descriptions resolved, same frames. One logistic regression a predicate, L2, by L-BFGS.
The same input gives the same bytes: single-threaded sums in a fixed order, weights of 16 bits.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from examples import (
    GOLD,
    Annotated,
    annotated,
    annotated_article,
    annotated_page,
    document_of,
    for_calibration,
    held_out,
    is_evidence,
    key,
    pages_to_learn,
)
from passages import Passage, load_passages
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from alliancegraph.evaluation import _Names
from alliancegraph.extraction import frames, patterns
from alliancegraph.extraction.encoder import PREDICATES
from alliancegraph.extraction.extractor import Extractor
from alliancegraph.extraction.features import pairs
from alliancegraph.extraction.frames import fits
from alliancegraph.extraction.learned import FOLDER
from alliancegraph.extraction.linear import hashed
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.reader import Reader
from alliancegraph.model import Entity, Predicate, slug

PENALTY = 6.0
LEAST = 2  # examples that a feature has to occur in
ARTICLE_WEIGHT = 2.0  # of an article's pair, beside a passage's

type Key = tuple[str, str, str]


@dataclass(frozen=True)
class Pairing:
    """One ordered pair. `labels` holds, a predicate, 1 (stated), 0 (not stated) or -1 (not asked)."""

    features: np.ndarray
    labels: np.ndarray


def main() -> int:
    extractor = Extractor(use=("frames",))
    found = [pair for passage in load_passages() for pair in of_passage(extractor, passage)]
    for page in pages_to_learn():
        found += [*of_passage(extractor, page), *of_annotated(extractor, annotated_page(page))]
    weight = [1.0] * len(found)
    for path in sorted(GOLD.glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        if not held_out(name) and not for_calibration(name):
            found += of_annotated(extractor, annotated_article(name))
    weight += [ARTICLE_WEIGHT] * (len(found) - len(weight))
    write(FOLDER / "linear.npz", *fit(found, np.array(weight)))
    return 0


def write(path: Path, numbers: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> None:
    rounded = weights.astype(np.float16)
    kept = np.abs(rounded).max(axis=1) >= 0.02
    np.savez_compressed(
        path, numbers=numbers[kept], weights=rounded[kept], bias=bias.round(3).astype(np.float32)
    )


def of_passage(extractor: Extractor, passage: Passage) -> Iterator[Pairing]:
    document = document_of(passage)
    mentions, ids = annotated(extractor, passage, document)
    stated = {
        key(f.predicate, *(ids.get(side) or slug(side) for side in (f.subject, f.object))): f.optional
        for f in passage.facts
    }
    for reader in extractor.read(document, mentions):
        yield from _of_sentence(extractor, reader, stated, frozenset(), lambda entity: entity.id)


def of_annotated(extractor: Extractor, text: Annotated) -> Iterator[Pairing]:
    document, gold = text.document, text.gold
    names = _Names(gold["entities"])
    facts = [(key(Predicate(r["p"]), r["s"], r["o"]), r) for r in gold["relations"]]
    mentions = find_mentions(document, extractor.registry, extractor.language)
    for reader in extractor.read(document, mentions):
        stated: dict[Key, bool] = {}
        elsewhere: set[Key] = set()
        for k, r in facts:
            if is_evidence(reader.parsed.text, r):
                stated[k] = stated.get(k, True) and bool(r.get("optional"))
            else:
                elsewhere.add(k)
        yield from _of_sentence(extractor, reader, stated, frozenset(elsewhere - stated.keys()), names.find)


def _of_sentence(
    extractor: Extractor,
    reader: Reader,
    stated: Mapping[Key, bool],
    elsewhere: frozenset[Key],
    name_of: Callable[[Entity], Any],
) -> Iterator[Pairing]:
    found = [*frames.find(reader), *patterns.find(reader, extractor.registry)]
    for pair in pairs(reader, extractor.registry, found):
        one, other = name_of(pair.subject.entity), name_of(pair.object.entity)
        labels = np.full(len(PREDICATES), -1, np.int8)
        for i, predicate in enumerate(PREDICATES):
            k = key(predicate, one, other)
            if not fits(predicate, pair.subject, pair.object) or (predicate.symmetric and not pair.forward):
                continue
            if k not in elsewhere and not stated.get(k, False):
                labels[i] = k in stated
        if (labels >= 0).any():
            yield Pairing(hashed(pair.features), labels)


def fit(examples: Sequence[Pairing], weight: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numbers of the features in ascending order, their weights (a column a predicate), biases."""
    numbers, counts = np.unique(np.concatenate([e.features for e in examples]), return_counts=True)
    numbers = numbers[counts >= LEAST]
    matrix = as_matrix(examples, numbers)
    labels = np.array([e.labels for e in examples])
    columns = []
    for k in range(len(PREDICATES)):
        asked = labels[:, k] >= 0
        columns.append(_logistic(matrix[asked], labels[asked, k].astype(float), weight[asked]))
    both = np.array(columns).T
    return numbers, both[:-1], both[-1]


def as_matrix(examples: Sequence[Pairing], numbers: np.ndarray) -> csr_matrix:
    """Pairings by features, ones where an example has a feature that is among *numbers*."""
    columns = []
    for example in examples:
        at = np.searchsorted(numbers, example.features)
        at[at == len(numbers)] = 0
        columns.append(np.unique(at[numbers[at] == example.features]))
    ends = np.cumsum([0, *map(len, columns)])
    return csr_matrix((np.ones(ends[-1]), np.concatenate(columns), ends), shape=(len(examples), len(numbers)))


def _logistic(x: csr_matrix, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Weights of the features and, last, the bias, which is not shrunk."""
    sign = 2 * y - 1
    turned = x.T.tocsr()

    def loss(t: np.ndarray) -> tuple[float, np.ndarray]:
        z = (x @ t[:-1] + t[-1]) * sign
        gradient = -weight * sign / (1 + np.exp(np.clip(z, -50, 50)))
        value = (weight * np.logaddexp(0, -z)).sum() + PENALTY / 2 * (t[:-1] @ t[:-1])
        return float(value), np.append(turned @ gradient + PENALTY * t[:-1], gradient.sum())

    begin = np.zeros(x.shape[1] + 1)
    begin[-1] = -2.0
    return np.asarray(minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 60}).x)


if __name__ == "__main__":
    sys.exit(main())
