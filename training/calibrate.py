"""Annotated articles and pages, read with the encoder -> model/calibration.json: how sure a candidate is.

A logistic regression over what both see: the encoder's score, the precision of the frame's rule,
an offset for each predicate. Fitted on articles and pages that the encoder was not trained on.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from examples import (
    GOLD,
    Annotated,
    annotated_article,
    annotated_page,
    for_calibration,
    held_out,
    key,
    page_for_calibration,
)
from passages import load_pages
from scipy.optimize import minimize

from alliancegraph.evaluation import _Names
from alliancegraph.extraction.encoder import PREDICATES
from alliancegraph.extraction.extractor import Extractor
from alliancegraph.extraction.judgement import Calibration, Candidate
from alliancegraph.extraction.learned import FOLDER
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.model import Predicate

SHRINK = 4.0  # findings of its predicate that a rule is weighed with
PENALTY = 0.5  # on the offsets of predicates
# From which confidence a relation is told: core ones, secondary ones, ventures, which bring others, and those
# that pages of others tell of fewer firms than our articles do, so that they are right less often there.
CORE, SECONDARY, VENTURES, COOPERATION = 0.47, 0.4, 0.55, 0.65
OF_VENTURES = (Predicate.PARTNER_IN, Predicate.JOINT_VENTURE_WITH)
OF_COOPERATION = (
    Predicate.ALLIED_WITH,
    Predicate.CO_DEVELOPS,
    Predicate.SUPPLIES,
    Predicate.BUILDS_FOR,
    Predicate.BASED_ON,
    Predicate.LICENSES_TO,
    Predicate.MEMBER_OF,
)
STATUS_OF_RULES = 1.0


@dataclass(frozen=True)
class Row:
    """One relation of one article at its best place, and whether the annotation has it."""

    article: str
    predicate: Predicate
    score: float | None
    weight: float | None
    rules: tuple[str, ...]
    right: bool


def rows(extractor: Extractor, text: Annotated) -> list[Row]:
    """The relations that frames or classifier see in a text; optional ones are left out, and those
    that the weights do not know."""
    document, gold = text.document, text.gold
    names = _Names(gold["entities"])
    stated: dict[Any, bool] = {}
    for r in gold["relations"]:
        k = key(Predicate(r["p"]), r["s"], r["o"])
        stated[k] = stated.get(k, True) and bool(r.get("optional"))
    mentions = find_mentions(document, extractor.registry, extractor.language)
    best: dict[Any, list[Candidate]] = defaultdict(list)
    for c in extractor.candidates(document, mentions, extractor.read(document, mentions), in_full=True):
        best[key(c.predicate, names.find(c.subject.entity), names.find(c.object.entity))].append(c)
    found = []
    for k, places in best.items():
        if not stated.get(k, False) and places[0].predicate in PREDICATES:
            rules = tuple(sorted({f.rule for c in places for f in c.findings}))
            score, weight = (
                max((v for c in places if (v := getattr(c, name)) is not None), default=None)
                for name in ("score", "weight")
            )
            found.append(Row(text.name, places[0].predicate, score, weight, rules, k in stated))
    return found


def rule_shares(found: Iterable[Row]) -> dict[str, float]:
    """How often each rule is right, drawn towards its predicate's share, that towards all's."""
    counts: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(2))
    for row in found:
        for rule in row.rules:
            for name in ("all", rule.split(":")[0], rule):
                counts[name] += np.array([row.right, 1])
    share = {"all": float(counts["all"][0] / max(1, counts["all"][1]))}
    for name in sorted(counts, key=lambda name: (":" in name, name)):
        if name != "all":
            above = share.get(name.split(":")[0], share["all"]) if ":" in name else share["all"]
            share[name] = float((counts[name][0] + SHRINK * above) / (counts[name][1] + SHRINK))
    return {name: round(value, 3) for name, value in sorted(share.items())}


def fit(found: Sequence[Row], shares: Mapping[str, float]) -> dict[str, Any]:
    """Slope, offsets and the weight of frames, by logistic regression."""
    plain = Calibration(1, 1, 0, 0, 0, 0, 0, 0, 0, {}, {}, shares)
    y = np.array([row.right for row in found], float)
    read = np.array([row.score is not None for row in found], float)
    score = np.array([row.score or 0.0 for row in found])
    weighed = np.array([row.weight is not None for row in found], float)
    weight = np.array([row.weight or 0.0 for row in found])
    fired = np.array([bool(row.rules) for row in found], float)
    odds = np.array(
        [
            max(
                (np.log(s / (1 - s)) for r in row.rules for s in [plain.share(r, row.predicate)]), default=0.0
            )
            for row in found
        ]
    )
    kind = np.array([PREDICATES.index(row.predicate) for row in found])

    columns = {
        "slope": score * (1 - fired),
        "slope_seen": score * fired,
        "unread": 1 - read,
        "weighing": weight * (1 - fired),
        "weighing_seen": weight * fired,
        "unweighed": 1 - weighed,
        "seen": fired,
        "rule": odds,
    }
    told = np.stack(list(columns.values()), axis=1)
    n = len(columns)

    def loss(t: np.ndarray) -> float:
        z = told @ t[:n] + t[n] + t[n + 1 :][kind]
        shrunk = PENALTY * (t[n + 1 :] ** 2).sum() + 0.05 * (t[:n] ** 2).sum()
        return float(np.logaddexp(0, -(2 * y - 1) * z).sum() + shrunk)

    t = minimize(loss, np.zeros(n + 1 + len(PREDICATES)), method="L-BFGS-B").x
    return {
        **{name: round(float(value), 3) for name, value in zip(columns, t, strict=False)},
        "status_of_rules": STATUS_OF_RULES,
        "offsets": {p.value: round(float(t[n] + t[n + 1 + i]), 3) for i, p in enumerate(PREDICATES)},
        "thresholds": {p.value: threshold(p) for p in PREDICATES},
        "rules": dict(shares),
    }


def threshold(predicate: Predicate) -> float:
    if predicate in OF_VENTURES:
        return VENTURES
    if predicate in OF_COOPERATION:
        return COOPERATION
    return CORE if predicate.core else SECONDARY


def main() -> int:
    extractor = Extractor()
    names = sorted(path.name.removesuffix(".gold.json") for path in GOLD.glob("*.gold.json"))
    articles = {name: rows(extractor, annotated_article(name)) for name in names if not held_out(name)}
    pages = [rows(extractor, annotated_page(page)) for page in load_pages() if page_for_calibration(page)]
    shares = rule_shares(row for some in [*articles.values(), *pages] for row in some)
    kept = [row for name, some in articles.items() if for_calibration(name) for row in some]
    kept += [row for some in pages for row in some]
    told = fit(kept, shares)
    (FOLDER / "calibration.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print({k: v for k, v in told.items() if k != "rules"}, len(kept))
    return 0


if __name__ == "__main__":
    sys.exit(main())
