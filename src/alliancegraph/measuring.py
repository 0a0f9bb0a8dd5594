"""Annotated articles -> figures of chosen extractors beside the default ones, and a model's calibration.

A user's language model is measured on the user's own annotated articles; how far its word counts
beside frames and classifier is fitted there, as theirs was.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from math import exp, log, log1p
from pathlib import Path

from scipy.optimize import minimize_scalar

from alliancegraph.errors import UsageError
from alliancegraph.evaluation import Evaluation, Key, Score, annotated, evaluate
from alliancegraph.extraction import DEFAULT, Extractor
from alliancegraph.extraction.instructions import without_instructions
from alliancegraph.extraction.judgement import Calibration, Candidate
from alliancegraph.extraction.llm import LlmOptions
from alliancegraph.extraction.llm.options import SHELF
from alliancegraph.files import write_whole
from alliancegraph.model import Claim, Document
from alliancegraph.work import Work

_PENALTY = 0.05  # draws `agreed` towards what is assumed of an unknown model
_PRIOR = 4.0  # relations that `alone` is drawn towards the assumed share with


@dataclass(frozen=True)
class Measured:
    """The figures of the chosen extractors, those of the default ones if others were chosen."""

    result: Evaluation
    default: Evaluation | None = None
    heard: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """A table; two extractors stand side by side."""
        if self.default is None:
            return self.result.lines()
        rows = [f"{'':10} {'default':^23}   {'chosen':^23}"]
        rows += [
            f"{name:10} {_figures(self.default.scores[name])}   {_figures(score)}"
            for name, score in self.result.scores.items()
        ]
        return [*rows, f"articles   {self.result.articles}", *self.heard]


def _figures(score: Score) -> str:
    return f"P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f}"


def measure(
    gold: Path,
    articles: Path | None = None,
    spacy_model: str | None = None,
    use: Sequence[str] = DEFAULT,
    llm: LlmOptions | None = None,
    answers: Path | None = None,
    calibrate: Path | None = None,
) -> Measured:
    """Score the extractors *use*, and where these are not the default ones, those too.

    *answers* is a folder that keeps what a language model said, *calibrate* a file for what was
    learned of it.
    """
    if calibrate is not None and "llm" not in use:
        raise UsageError("--calibrate is for the extractor llm")
    plain = evaluate(gold, Extractor(spacy_model).extract, articles)
    if tuple(use) == DEFAULT:
        return Measured(plain)
    with ExitStack() as stack:
        shelf = stack.enter_context(Work(answers)).shelf(*SHELF) if answers else None
        extractor = Extractor(spacy_model, use, llm, shelf)
        listener = _Listener(extractor)
        result = evaluate(gold, listener.extract, articles)
        if calibrate is not None and llm is not None:
            trust = fitted(list(_rows(gold, articles, extractor)), llm.trust)
            write_whole(calibrate, json.dumps(trust) + "\n")
    return Measured(result, plain, tuple(listener.heard()), tuple(listener.unheard))


@dataclass
class _Listener:
    """Passes claims on, and remembers how the language model was heard."""

    extractor: Extractor
    told: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    unheard: list[str] = field(default_factory=list)

    def extract(self, document: Document) -> list[Claim]:
        extraction = self.extractor.extraction(document)
        if (heard := extraction.hearing) is not None:
            self.told += heard.told
            self.dropped.update(heard.dropped)
            if heard.failure is not None:
                name = document.path or document.title
                self.unheard.append(f"{name}: no claims of the language model: {heard.failure}")
        return extraction.claims

    def heard(self) -> Iterator[str]:
        if self.extractor.llm is not None:
            yield f"the model told {self.told} relations, {self.told - self.dropped.total()} kept"
            yield from (f"  {number} dropped: {reason}" for reason, number in sorted(self.dropped.items()))


@dataclass(frozen=True)
class Row:
    """A relation that the model told: the log-odds that the others give it, and whether it is right."""

    odds: float
    right: bool


def _rows(gold: Path, articles: Path | None, extractor: Extractor) -> Iterator[Row]:
    """The relations that the model told of each article, each once, optional ones left out."""
    for article in annotated(gold, articles):
        best: dict[Key, Row] = {}
        told = [c for c in extractor.see(without_instructions(article.document)).candidates if c.proposals]
        keys = article.stated((c.predicate, c.subject.entity, c.object.entity) for c in told)
        for candidate, (key, right) in zip(told, keys, strict=True):
            odds = _odds(candidate, extractor.calibration)
            if right is not None and (key not in best or best[key].odds < odds):
                best[key] = Row(odds, right)
        yield from best.values()


def _odds(candidate: Candidate, calibration: Calibration) -> float:
    rules = [f.rule for f in candidate.findings]
    share = calibration.confidence(candidate.predicate, candidate.score, candidate.weight, rules)
    share = min(max(share, 0.001), 0.999)
    return log(share / (1 - share))


def fitted(rows: Sequence[Row], assumed: Mapping[str, float]) -> dict[str, float]:
    """`agreed`, by logistic regression on what the model told, and `alone`; few rows stay near *assumed*."""

    def loss(agreed: float) -> float:
        missed = sum(log1p(exp(-(r.odds + agreed) if r.right else r.odds + agreed)) for r in rows)
        return float(missed + _PENALTY * (agreed - assumed["agreed"]) ** 2)

    agreed = minimize_scalar(loss, bounds=(0, 8), method="bounded").x
    right = sum(row.right for row in rows)
    alone = (right + _PRIOR * assumed["alone"]) / (len(rows) + _PRIOR)
    return {"agreed": round(float(agreed), 3), "alone": round(min(max(alone, 0.02), 0.98), 3)}
