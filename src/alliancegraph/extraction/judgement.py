"""Findings of the frames + Weighed pairs of the linear model + the Readings of the encoder (+ Proposals
of a language model, where a user brings one) -> Candidates, each with a calibrated confidence.

All look at the same article. A relation that several see is surer than one that either sees
alone; how much, was measured on annotated articles (model/calibration.json, written by `make
train`). A candidate is one relation at one place of the text; what is told is whatever reaches
its predicate's threshold there.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, log
from pathlib import Path

import numpy as np

from alliancegraph.errors import ModelError
from alliancegraph.extraction.encoder import PREDICATES, Readings
from alliancegraph.extraction.frames import Finding, fits
from alliancegraph.extraction.learned import FOLDER
from alliancegraph.extraction.linear import Weighed
from alliancegraph.extraction.proposal import Proposal
from alliancegraph.model import EntityType, Mention, Predicate

type Key = tuple[Predicate, str, str]
type Place = tuple[Key, int, int]  # a relation in a sentence: its start and end

FAINT = -3.0  # a score (log-odds) from which a pair is looked at
LEAST = -12.0  # a score from which what others see is weighed too
_HIGHEST = 4.0  # a score of the encoder that few relations exceed


@dataclass(frozen=True)
class Candidate:
    """A relation at one place: `start` and `end` span the sentence that tells it.

    `score` is the encoder's (log-odds) with the row of `reading` that it comes from, `weight` the
    linear model's, and `weighed` where in the sentence it would be stated. Any of them may be
    missing, and `findings` and `proposals` too, not all.
    """

    predicate: Predicate
    subject: Mention
    object: Mention
    start: int
    end: int
    score: float | None = None
    reading: Readings | None = None
    row: int = 0
    weight: float | None = None
    weighed: Finding | None = None
    findings: tuple[Finding, ...] = ()
    confidence: float = 0.0
    proposals: tuple[Proposal, ...] = ()

    @property
    def key(self) -> Key:
        return relation_key(self.predicate, self.subject.entity.id, self.object.entity.id)

    @property
    def led_by_model(self) -> bool:
        """Whether a language model sees it that no frame does, and the encoder hardly."""
        return bool(self.proposals) and not self.findings and (self.score or FAINT) < 0

    def said(self, name: str) -> str | None:
        """The *name* (product, platform, attribution) that a language model gives, if any does."""
        return next((word for p in self.proposals if (word := getattr(p, name))), None)


def relation_key(predicate: Predicate, one: str, other: str) -> Key:
    """Owning a venture is being a partner in it; the sides of symmetric relations are sorted."""
    if predicate is Predicate.BRAND_OF:
        predicate, one, other = Predicate.OWNS, other, one
    if predicate.symmetric and other < one:
        one, other = other, one
    return (predicate, one, other)


@dataclass(frozen=True)
class Calibration:
    """The log-odds of a candidate: `slope` times the encoder's score (`unread` where it has none),
    `weighing` times the linear model's (`unweighed`), an offset by predicate, and, where a frame sees
    it too, `seen` plus `rule` times the log-odds of its rule, the models counting less then
    (`slope_seen`, `weighing_seen`); `agreed` where a language model says so too, which is right in a
    share of `alone` where nobody else is asked, and less `silent` where it tells of the article, but
    not of this. `status_of_rules` is what the status that rules read weighs beside the encoder's,
    `status_of_model` what the one that the language model tells does."""

    slope: float
    slope_seen: float
    unread: float
    weighing: float
    weighing_seen: float
    unweighed: float
    seen: float
    rule: float
    status_of_rules: float
    offsets: Mapping[Predicate, float]
    thresholds: Mapping[Predicate, float]
    rules: Mapping[str, float]
    agreed: float = 0.0
    alone: float = 0.5
    silent: float = 0.0
    status_of_model: float = 0.0

    def confidence(
        self,
        predicate: Predicate,
        score: float | None,
        weight: float | None,
        rules: Iterable[str],
        said: bool | None = None,
    ) -> float:
        """*said* tells whether a language model says so, None where it tells nothing of the article."""
        shares = [self.share(rule, predicate) for rule in rules]
        slope, weighing = (self.slope_seen, self.weighing_seen) if shares else (self.slope, self.weighing)
        odds = self.offsets[predicate] + (self.unread if score is None else slope * score)
        odds += self.unweighed if weight is None else weighing * weight
        odds += self._word(said)
        if shares:
            best = max(shares)
            odds += self.seen + self.rule * log(best / (1 - best))
        return _probability(odds)

    def open_for(self, predicate: Predicate, weight: float) -> bool:
        """Whether the encoder can still make told what the linear model gives *weight* and no frame sees."""
        if predicate not in self.offsets:
            return False
        return self.confidence(predicate, _HIGHEST, weight, ()) >= self.thresholds[predicate]

    def _word(self, said: bool | None) -> float:
        return 0.0 if said is None else self.agreed if said else -self.silent

    def unread_confidence(self, predicate: Predicate, rules: Sequence[str], said: bool | None) -> float:
        """The confidence where no encoder is asked, or none knows the relation."""
        if not rules:
            return self.alone
        best = max(self.share(rule, predicate) for rule in rules)
        return _probability(log(best / (1 - best)) + self._word(said))

    def share(self, rule: str, predicate: Predicate) -> float:
        """How often *rule* is right; where unknown, how often its predicate's rules are."""
        share = self.rules.get(rule, self.rules.get(predicate.value, self.rules["all"]))
        return min(max(share, 0.02), 0.98)


def _probability(odds: float) -> float:
    return round(1 / (1 + exp(-odds)), 3)


_NUMBERS = (
    "slope",
    "slope_seen",
    "unread",
    "weighing",
    "weighing_seen",
    "unweighed",
    "seen",
    "rule",
    "status_of_rules",
)


@cache
def load_calibration(folder: Path = FOLDER) -> Calibration:
    path = folder / "calibration.json"
    try:
        told = json.loads(path.read_text("utf-8"))
        return Calibration(
            **{name: float(told[name]) for name in _NUMBERS},
            offsets={p: float(told["offsets"][p.value]) for p in PREDICATES},
            thresholds={p: float(told["thresholds"][p.value]) for p in PREDICATES},
            rules={str(rule): float(share) for rule, share in told["rules"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: the calibration cannot be read ({error}); run make train") from None


def candidates(
    findings: Sequence[Finding],
    reading: Readings | None,
    weighed: Sequence[Weighed] = (),
    faint: float = FAINT,
    proposals: Sequence[Proposal] = (),
) -> list[Candidate]:
    """All that anyone sees, one a relation and place, in the order of the text.

    What nobody else sees counts as seen from an encoder's score of *faint* on.
    """
    found: dict[Place, Candidate] = {}
    seen: dict[Place, list[Finding]] = defaultdict(list)
    for finding in findings:
        key = relation_key(finding.predicate, finding.subject.entity.id, finding.object.entity.id)
        seen[key, finding.parsed.start, finding.parsed.end].append(finding)
    heavy: dict[Place, Weighed] = {}
    for w in weighed:
        key = relation_key(w.predicate, w.pair.subject.entity.id, w.pair.object.entity.id)
        place = (key, w.reader.parsed.start, w.reader.parsed.end)
        if place not in heavy or heavy[place].score < w.score:
            heavy[place] = w
    wanted = {*seen, *(place for place, w in heavy.items() if w.score >= faint)}
    if reading is not None:
        for candidate in _read(reading, wanted, faint):
            place = (candidate.key, candidate.start, candidate.end)
            known = found.get(place)
            if known is None or (known.score or FAINT) < (candidate.score or FAINT):
                found[place] = candidate
    for place, fired in seen.items():
        first = fired[0]
        base = found.get(place) or Candidate(first.predicate, first.subject, first.object, *place[1:])
        found[place] = replace(base, subject=first.subject, object=first.object, findings=tuple(fired))
    for place, w in heavy.items():
        if w.score >= faint or place in found:
            new = Candidate(w.predicate, w.pair.subject, w.pair.object, *place[1:])
            found[place] = replace(found.get(place, new), weight=w.score, weighed=w.finding)
    for proposal in proposals:
        for candidate in _proposed(proposal, list(found.values()), reading):
            found[candidate.key, candidate.start, candidate.end] = candidate
    return sorted(found.values(), key=lambda c: (c.start, c.end, c.key))


def _proposed(
    proposal: Proposal, found: Sequence[Candidate], reading: Readings | None
) -> Iterator[Candidate]:
    """The candidates that *proposal* agrees with, or a new one, with the encoder's doubts about it."""
    key = relation_key(proposal.predicate, proposal.subject.entity.id, proposal.object.entity.id)
    around = [c for c in found if c.key == key and c.start < proposal.end and proposal.start < c.end]
    for c in around:
        yield replace(c, proposals=(*c.proposals, proposal))
    if not around:
        yield Candidate(
            proposal.predicate,
            proposal.subject,
            proposal.object,
            proposal.start,
            proposal.end,
            score=_doubted(proposal, key, reading),
            proposals=(proposal,),
        )


def _doubted(proposal: Proposal, key: Key, reading: Readings | None) -> float | None:
    """The encoder's best score for what it does not tell itself; None where it never read the pair."""
    if reading is None or proposal.predicate not in PREDICATES:
        return None
    column, sentences = PREDICATES.index(proposal.predicate), reading.excerpt.sentences
    scores = [
        float(scores[column])
        for pair, scores in zip(reading.pairs, reading.relations, strict=True)
        for start, end in [sentences[reading.excerpt.spots[pair.subject].sentence]]
        if start < proposal.end
        and proposal.start < end
        and relation_key(proposal.predicate, pair.one.entity.id, pair.other.entity.id) == key
    ]
    return round(max(scores), 3) if scores else None


def _read(reading: Readings, wanted: Container[Place], faint: float) -> Iterator[Candidate]:
    """What the encoder makes of an excerpt, faint readings only of what is *wanted*."""
    excerpt = reading.excerpt
    for i, pair in enumerate(reading.pairs):
        scores = reading.relations[i]
        for column in np.flatnonzero(scores > LEAST):
            predicate = PREDICATES[column]
            score = float(scores[column])
            key = relation_key(predicate, pair.one.entity.id, pair.other.entity.id)
            start, end = excerpt.sentences[excerpt.spots[pair.subject].sentence]
            if not fits(predicate, pair.one, pair.other):
                continue
            if score < faint and (key, start, end) not in wanted:
                continue
            yield Candidate(
                predicate,
                pair.one,
                pair.other,
                start,
                end,
                round(score, 3),
                reading,
                i,
            )


def judged(found: Sequence[Candidate], calibration: Calibration, use: frozenset[str]) -> list[Candidate]:
    """The candidates with their confidence; *use* says who is listened to: frames, classifier, llm."""
    result = []
    heard = {c.key for c in found if c.proposals} if "llm" in use else set()
    for c in found:
        rules = [f.rule for f in c.findings] if "frames" in use else []
        score, weight = (c.score, c.weight) if "classifier" in use else (None, None)
        proposed = bool(c.proposals) and "llm" in use
        if not rules and score is None and weight is None and not proposed:
            continue
        said = proposed or (False if heard and c.key not in heard else None)
        unread = rules and score is None and weight is None and any(f.of_maker for f in c.findings)
        if unread or "classifier" not in use or c.predicate not in calibration.offsets:
            confidence = calibration.unread_confidence(c.predicate, rules, said)
        else:
            confidence = calibration.confidence(c.predicate, score, weight, rules, said)
        result.append(replace(c, confidence=confidence))
    return result


def told(found: Sequence[Candidate], calibration: Calibration, use: frozenset[str]) -> list[Candidate]:
    """The candidates that nothing speaks against."""
    return [c for c, objection in verdicts(found, calibration, use) if objection is None]


def verdicts(
    found: Sequence[Candidate], calibration: Calibration, use: frozenset[str]
) -> Iterator[tuple[Candidate, str | None]]:
    """Each candidate with what keeps it from being told: its threshold, a likelier direction (of a
    directed relation one holds, but for cross-holdings that frames see both ways), a narrower place
    that says the same; None where it is told."""
    bar: dict[Predicate, float] = defaultdict(float, calibration.thresholds if "classifier" in use else {})
    sure = [c for c in found if c.confidence >= bar[c.predicate]]
    likeliest: dict[tuple[str, frozenset[str]], Candidate] = {}
    places: dict[Key, list[Candidate]] = defaultdict(list)
    for c in sure:
        places[c.key].append(c)
        known = likeliest.setdefault(_tie(c), c)
        if known.confidence < c.confidence:
            likeliest[_tie(c)] = c
    for c in found:
        if c.confidence < bar[c.predicate]:
            yield c, f"below {bar[c.predicate]:.2f}"
        elif _turned(c, likeliest[_tie(c)]):
            yield c, "the other way round is likelier"
        elif any(_inside(other, c) for other in places[c.key]):
            yield c, "a part of the passage says it too"
        else:
            yield c, None


def _turned(c: Candidate, likeliest: Candidate) -> bool:
    """Whether *c* has the sides of a likelier one the other way round."""
    if c.predicate.symmetric or c.subject.entity.id == likeliest.subject.entity.id:
        return False
    return not (c.predicate is Predicate.OWNS and c.findings and likeliest.findings)


def _inside(one: Candidate, other: Candidate) -> bool:
    return (
        other.start <= one.start and one.end <= other.end and (one.start, one.end) != (other.start, other.end)
    )


def _tie(c: Candidate) -> tuple[str, frozenset[str]]:
    """Owning and being a partner in are one kind of tie: it holds one way only."""
    kind = Predicate.OWNS if c.predicate is Predicate.PARTNER_IN else c.predicate
    return kind.value, frozenset((c.subject.entity.id, c.object.entity.id))


def is_venture(mention: Mention) -> bool:
    return mention.entity.type is EntityType.JOINT_VENTURE
