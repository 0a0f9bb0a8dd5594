"""Annotated passages and articles -> src/alliancegraph/extraction/model/: `make train`.

    python training/train.py [--report]

One logistic regression a predicate, L2, by L-BFGS. Calibration and thresholds come from
cross-validation over groups (a passage or an article is never on both sides), on articles
above all: passages state facts far more often than news does. The same input gives the
same bytes: single-threaded sums in a fixed order, weights rounded to 16 bits.
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from examples import GOLD, Example, Fired, from_articles, from_passages, held_out
from passages import load_passages
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from alliancegraph.extraction.classifier import FOLDER, PREDICATES
from alliancegraph.extraction.extractor import Extractor
from alliancegraph.vocabulary import load_registry

PENALTY = 6.0
LEAST = 2  # examples that a feature has to occur in
FOLDS = 5
ARTICLE_WEIGHT = 2.0  # of an article's pair in training, beside a passage's
PASSAGE_WEIGHT = 0.05  # of a passage's pair in calibration, beside an article's
WANTED = 0.66  # precision of what is told beyond the frames
FEWEST = 4  # right pairs in cross-validation without which a predicate is never told
NEVER = 1.01

type Weights = tuple[np.ndarray, np.ndarray, np.ndarray]


def main() -> int:
    extractor = Extractor(use=("frames",))
    names = sorted(path.name.removesuffix(".gold.json") for path in GOLD.glob("*.gold.json"))
    seen = list(from_passages(extractor, load_passages()))
    articles = list(from_articles(extractor, [name for name in names if not held_out(name)]))
    write(FOLDER, seen, articles)
    if "--report" in sys.argv:
        tested = list(from_articles(extractor, [name for name in names if held_out(name)]))
        print(json.dumps(reliability(FOLDER, tested), indent=1))
    return 0


def write(folder: Path, passages: Sequence[Example | Fired], articles: Sequence[Example | Fired]) -> None:
    """Train, calibrate and write weights.npz and calibration.json under *folder*."""
    a = [e for e in passages if isinstance(e, Example)]
    b = [e for e in articles if isinstance(e, Example)]
    examples = [*a, *b]
    weight = np.array([1.0] * len(a) + [ARTICLE_WEIGHT] * len(b))
    scores = cross_validated(examples, weight)
    calibration = calibrate(examples, scores, np.array([PASSAGE_WEIGHT] * len(a) + [1.0] * len(b)))
    numbers, weights, bias = fit(examples, weight)
    rounded = weights.astype(np.float16)
    kept = np.abs(rounded).max(axis=1) >= 0.02
    folder.mkdir(exist_ok=True)
    np.savez_compressed(
        folder / "weights.npz",
        numbers=numbers[kept],
        weights=rounded[kept],
        bias=bias.round(3).astype(np.float32),
    )
    told = {
        "predicates": calibration,
        "rules": rule_precision(
            [f for f in passages if isinstance(f, Fired)], [f for f in articles if isinstance(f, Fired)]
        ),
    }
    (folder / "calibration.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def fit(examples: Sequence[Example], weight: np.ndarray) -> Weights:
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


def as_matrix(examples: Sequence[Example], numbers: np.ndarray) -> csr_matrix:
    """Examples by features, ones where an example has a feature that is among *numbers*."""
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


def cross_validated(examples: Sequence[Example], weight: np.ndarray) -> np.ndarray:
    """The scores of each example by a model that has not seen its group."""
    fold = np.array([zlib.crc32(e.group.encode()) // 7 % FOLDS for e in examples])
    scores = np.zeros((len(examples), len(PREDICATES)))
    for n in range(FOLDS):
        train, test = np.flatnonzero(fold != n), np.flatnonzero(fold == n)
        numbers, weights, bias = fit([examples[i] for i in train], weight[train])
        scores[test] = as_matrix([examples[i] for i in test], numbers) @ weights + bias
    return scores


def calibrate(
    examples: Sequence[Example], scores: np.ndarray, weight: np.ndarray
) -> dict[str, dict[str, float]]:
    """Platt scaling on the pairs that frames leave open: one slope, an offset a predicate, and thresholds."""
    labels = np.array([e.labels for e in examples])
    frames = np.array([[p.value in e.found for p in PREDICATES] for e in examples])
    rows, columns = np.nonzero((labels >= 0) & ~frames)
    z, y, w = scores[rows, columns], labels[rows, columns].astype(float), weight[rows]

    def loss(t: np.ndarray) -> tuple[float, np.ndarray]:
        slope, shared, own = t[0], t[1], t[2:]
        p = 1 / (1 + np.exp(-np.clip(slope * z + shared + own[columns], -50, 50)))
        value = -(w * (y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))).sum() + 2 * (own @ own)
        g = w * (p - y)
        return float(value), np.concatenate(
            [[(g * z).sum(), g.sum()], np.bincount(columns, g, len(PREDICATES)) + 4 * own]
        )

    t = minimize(loss, np.concatenate([[1.0], np.zeros(1 + len(PREDICATES))]), jac=True, method="L-BFGS-B").x
    sure = t[0] * z + t[1] + t[2:][columns] >= np.log(0.9 / 0.1)
    ceiling = round(float((w * y)[sure].sum() + 1.8) / float(w[sure].sum() + 2), 3)
    told = {}
    for k, predicate in enumerate(PREDICATES):
        slope, offset = round(float(t[0]), 3), round(float(t[1] + t[2 + k]), 3)
        here = columns == k
        p = 1 / (1 + np.exp(-(slope * z[here] + offset)))
        told[predicate.value] = {
            "slope": slope,
            "offset": offset,
            "threshold": _threshold(p, y[here], w[here]),
            "ceiling": ceiling,
        }
    return told


def _threshold(p: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    """The lowest probability from 0.5 on from which what is told is precise enough."""
    for threshold in np.arange(0.5, 0.96, 0.05):
        told = p >= threshold
        right, all_told = (w * y)[told].sum(), w[told].sum()
        if y[told].sum() >= FEWEST and (right + WANTED) / (all_told + 1) >= WANTED:
            return round(float(threshold), 2)
    return NEVER


def rule_precision(passages: Sequence[Fired], articles: Sequence[Fired]) -> dict[str, float]:
    """How often each rule of the frames is right, drawn towards its predicate's share, that towards all's."""
    counts: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(2))
    for fired, weight in ((passages, PASSAGE_WEIGHT), (articles, 1.0)):
        for one in fired:
            for name in ("all", one.rule.split(":")[0], one.rule):
                counts[name] += weight * np.array([one.right, 1])
    share = {"all": counts["all"][0] / counts["all"][1]}
    for name in sorted(counts, key=lambda name: (":" in name, name)):
        if name != "all":
            above = share.get(name.split(":")[0], share["all"]) if ":" in name else share["all"]
            share[name] = (counts[name][0] + 4 * above) / (counts[name][1] + 4)
    return {name: round(float(value), 3) for name, value in sorted(share.items())}


def reliability(folder: Path, tested: Sequence[Example | Fired]) -> dict[str, object]:
    """Calibration on text that training has not seen: expected error, and each bin's share of right ones."""
    from alliancegraph.extraction.classifier import load_classifier

    load_classifier.cache_clear()
    classifier = load_classifier(load_registry(), folder)
    told: list[tuple[float, bool]] = [
        (classifier._rules.get(f.rule, classifier._rules["all"]), f.right)
        for f in tested
        if isinstance(f, Fired)
    ]
    examples = [e for e in tested if isinstance(e, Example)]
    for e in examples:
        scores = classifier._weights[classifier._rows(e.features)].sum(axis=0) + classifier._bias
        for k, predicate in enumerate(PREDICATES):
            p = classifier._calibration[predicate].probability(float(scores[k]))
            if (
                e.labels[k] >= 0
                and predicate.value not in e.found
                and p >= classifier._calibration[predicate].threshold
            ):
                told.append((p, bool(e.labels[k])))
    return {"claims": len(told), "error": round(expected_error(told), 3), "bins": _bins(told)}


def expected_error(told: Sequence[tuple[float, bool]]) -> float:
    """The mean distance between what is claimed and what holds, over ten bins of confidence."""
    return sum(n * abs(claimed - right) for claimed, right, n in _bins(told)) / max(len(told), 1)


def _bins(told: Sequence[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    found = []
    for low in np.arange(0, 1, 0.1):
        inside = [(p, y) for p, y in told if low <= p < low + 0.1 or (low > 0.85 and p >= 1)]
        if inside:
            claimed, right = (float(np.mean([row[i] for row in inside])) for i in (0, 1))
            found.append((round(claimed, 3), round(right, 3), len(inside)))
    return found


if __name__ == "__main__":
    sys.exit(main())
