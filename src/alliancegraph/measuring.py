"""Annotated articles -> figures of chosen extractors beside the default ones, and a model's calibration.

A user's language model is measured on the user's own annotated articles; how far its word counts
beside frames and classifier is fitted there, as theirs was.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
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

_PENALTY = 0.05  # draws `agreed` and `silent` towards what is assumed of an unknown model
_PRIOR = 4.0  # relations that shares are drawn towards the assumed ones with
_FURTHEST = 8.0


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
    """A relation that anybody sees in an article of which the model tells something: the log-odds that
    the others give it, whether it is right, whether the model tells it, and with the right status."""

    odds: float
    right: bool
    said: bool = True
    status: bool | None = None


def _rows(gold: Path, articles: Path | None, extractor: Extractor) -> Iterator[Row]:
    """The relations seen in each article, each once, optional ones left out."""
    for article in annotated(gold, articles):
        found = extractor.see(without_instructions(article.document)).candidates
        if not any(c.proposals for c in found):
            continue
        best: dict[Key, Row] = {}
        keys = article.stated((c.predicate, c.subject.entity, c.object.entity) for c in found)
        for candidate, (key, right) in zip(found, keys, strict=True):
            if right is None or candidate.predicate not in extractor.calibration.offsets:
                continue
            row = _row(candidate, right, article.statuses(key), extractor.calibration)
            best[key] = _both(best[key], row) if key in best else row
        yield from best.values()


def _row(candidate: Candidate, right: bool, statuses: Container[str], calibration: Calibration) -> Row:
    told = [p.status.value in statuses for p in candidate.proposals]
    return Row(_odds(candidate, calibration), right, bool(told), any(told) if told and right else None)


def _both(one: Row, other: Row) -> Row:
    """What two places say of one relation."""
    told = [row.status for row in (one, other) if row.status is not None]
    return Row(max(one.odds, other.odds), one.right, one.said or other.said, any(told) if told else None)


def _odds(candidate: Candidate, calibration: Calibration) -> float:
    rules = [f.rule for f in candidate.findings]
    return _log_odds(calibration.confidence(candidate.predicate, candidate.score, candidate.weight, rules))


def _log_odds(share: float) -> float:
    share = min(max(share, 0.001), 0.999)
    return log(share / (1 - share))


def fitted(rows: Sequence[Row], assumed: Mapping[str, float]) -> dict[str, float]:
    """`agreed` and `silent`, by logistic regression on what the model told and what it did not, and
    the shares of right relations (`alone`) and statuses; few rows stay near *assumed*."""
    said = [row for row in rows if row.said]
    silent = [row for row in rows if not row.said]
    status = [row.status for row in said if row.status is not None]
    of_status = 1 / (1 + exp(-assumed["status_of_model"]))
    return {
        "agreed": _added(said, assumed["agreed"]),
        "alone": round(_share([row.right for row in said], assumed["alone"]), 3),
        "silent": 0.0 - _added(silent, -assumed["silent"], -1),
        "status_of_model": round(_log_odds(_share(status, of_status)), 3),
    }


def _added(rows: Sequence[Row], assumed: float, sign: int = 1) -> float:
    """What is best added to the log-odds of *rows*: nothing, or something of that sign."""

    def loss(added: float) -> float:
        missed = sum(log1p(exp(-(r.odds + added) if r.right else r.odds + added)) for r in rows)
        return float(missed + _PENALTY * (added - assumed) ** 2)

    bounds = (0, _FURTHEST) if sign > 0 else (-_FURTHEST, 0)
    return round(float(minimize_scalar(loss, bounds=bounds, method="bounded").x), 3)


def _share(right: Sequence[bool], assumed: float) -> float:
    share = (sum(right) + _PRIOR * assumed) / (len(right) + _PRIOR)
    return min(max(share, 0.02), 0.98)
