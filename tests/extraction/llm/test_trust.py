"""How far a language model's word counts beside frames and classifier, and how that is learned."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from alliancegraph.errors import ModelError, UsageError
from alliancegraph.extraction.encoder import PREDICATES
from alliancegraph.extraction.extractor import extractor_version, extractors
from alliancegraph.extraction.judgement import Calibration, Candidate, candidates, judged, told
from alliancegraph.extraction.llm import LlmOptions
from alliancegraph.extraction.llm.address import checked_url
from alliancegraph.extraction.proposal import Proposal
from alliancegraph.extraction.qualifiers import found_by
from alliancegraph.measuring import Row, fitted
from alliancegraph.model import Entity, EntityType, Mention, Predicate, Status

TRUST = Calibration(
    slope=1.0,
    slope_seen=1.0,
    unread=-4.0,
    weighing=1.0,
    weighing_seen=1.0,
    unweighed=0.0,
    seen=1.0,
    rule=0.5,
    status_of_rules=0.0,
    offsets=dict.fromkeys(PREDICATES, 0.0),
    thresholds=dict.fromkeys(PREDICATES, 0.5),
    rules={"all": 0.5, "owns": 0.8},
    agreed=2.0,
    alone=0.6,
)
ASSUMED = {"agreed": 2.5, "alone": 0.6, "silent": 1.0, "status_of_model": 1.0}
ALL = frozenset({"frames", "classifier", "llm"})
URL = "http://127.0.0.1:1/v1"


def mention(name: str, at: int = 0) -> Mention:
    entity = Entity(id=name, name=name, type=EntityType.COMPANY)
    return Mention(start=at, end=at + 1, text=name, entity=entity)


def proposal(one: str, other: str, start: int = 0, end: int = 10) -> Proposal:
    return Proposal(Predicate.OWNS, mention(one), mention(other), start, end, Status.ACTIVE)


@pytest.mark.parametrize(
    ("score", "rules"), [(0.5, []), (0.5, ["owns:buy"]), (None, ["owns:buy"]), (-3.0, [])]
)
def test_agreement_makes_surer(score: float | None, rules: list[str]) -> None:
    without = TRUST.confidence(Predicate.OWNS, score, None, rules)
    assert TRUST.confidence(Predicate.OWNS, score, None, rules, said=True) > without


def test_agreement_with_frames_alone_makes_surer() -> None:
    frame = TRUST.unread_confidence(Predicate.OWNS, ["owns:buy"], said=False)
    both = TRUST.unread_confidence(Predicate.OWNS, ["owns:buy"], said=True)
    assert both > frame == 0.8
    assert TRUST.unread_confidence(Predicate.OWNS, [], said=True) == TRUST.alone


@pytest.mark.parametrize(("score", "kept"), [(-1.0, True), (-5.0, False), (None, False)])
def test_the_model_alone_does_not_carry_what_the_classifier_rules_out(
    score: float | None, kept: bool
) -> None:
    said = proposal("a", "b")
    alone = Candidate(Predicate.OWNS, said.subject, said.object, 0, 10, score=score, proposals=(said,))
    assert bool(told(judged([alone], TRUST, ALL), TRUST, ALL)) is kept


SEEN = Candidate(Predicate.OWNS, mention("a"), mention("b"), 0, 10, score=1.0)
SAID = Candidate(
    Predicate.OWNS, mention("c"), mention("d"), 0, 10, score=1.0, proposals=(proposal("c", "d"),)
)


def test_its_silence_takes_nothing_away_where_that_was_not_measured() -> None:
    (with_it, _) = judged([SEEN, SAID], TRUST, ALL)
    (without, _) = judged([SEEN, SAID], TRUST, ALL - {"llm"})
    assert with_it.confidence == without.confidence


def test_its_silence_counts_where_it_tells_of_the_article_but_not_of_this() -> None:
    trust = replace(TRUST, silent=1.0)
    (passed_over, said) = judged([SEEN, SAID], trust, ALL)
    (alone,) = judged([SEEN], trust, ALL)  # a model that says nothing at all is no witness
    assert passed_over.confidence < alone.confidence < said.confidence
    elsewhere = replace(SAID, subject=SEEN.subject, object=SEEN.object, start=50, end=60)
    assert judged([SEEN, elsewhere], trust, ALL)[0].confidence == alone.confidence


def test_who_is_not_asked_is_not_heard() -> None:
    said = proposal("a", "b")
    (alone,) = candidates([], None, proposals=[said])
    assert judged([alone], TRUST, frozenset({"frames", "classifier"})) == []
    assert [c.confidence for c in judged([alone], TRUST, frozenset({"llm"}))] == [0.6]
    assert found_by(alone) == "llm:owns"


def test_two_quotes_of_one_relation_are_two_places_and_overlapping_ones_are_one() -> None:
    apart = candidates([], None, proposals=[proposal("a", "b"), proposal("a", "b", 50, 60)])
    assert [(c.start, c.end) for c in apart] == [(0, 10), (50, 60)]
    (one,) = candidates([], None, proposals=[proposal("a", "b"), proposal("a", "b", 5, 20)])
    assert len(one.proposals) == 2


def test_a_model_that_is_right_is_trusted_more_than_one_that_is_not() -> None:
    assumed = ASSUMED
    good = fitted([Row(-1.0, True)] * 40 + [Row(-1.0, False)] * 2, assumed)
    bad = fitted([Row(-1.0, True)] * 4 + [Row(-1.0, False)] * 40, assumed)
    assert good["agreed"] > assumed["agreed"] > bad["agreed"] >= 0
    assert good["alone"] > 0.9
    assert bad["alone"] < 0.2
    assert fitted([], assumed) == pytest.approx(assumed, abs=0.01)


def test_few_answers_stay_near_what_is_assumed() -> None:
    one = fitted([Row(0.0, False)], ASSUMED)
    assert 0.4 < one["alone"] < 0.6


def test_silence_and_status_are_learned_from_what_was_passed_over_and_told() -> None:
    wrong = [Row(0.0, False, said=False)] * 30
    knowing = fitted([*wrong, *[Row(0.0, True, status=True)] * 30], ASSUMED)
    unknowing = fitted([*[Row(0.0, True, said=False)] * 30, *[Row(0.0, True, status=False)] * 30], ASSUMED)
    assert knowing["silent"] > ASSUMED["silent"] > unknowing["silent"] >= 0
    assert knowing["status_of_model"] > ASSUMED["status_of_model"] > unknowing["status_of_model"]


def test_names_of_extractors() -> None:
    assert extractors("llm, frames") == ("frames", "llm")
    with pytest.raises(UsageError, match="'oracle'"):
        extractors("frames,oracle")


def test_the_version_knows_model_prompt_and_trust_but_not_the_address(tmp_path: Path) -> None:
    use = ("frames", "llm")
    one = extractor_version(None, use, LlmOptions("m", URL))
    assert extractor_version(None, use, LlmOptions("m", "http://127.0.0.1:2/v1")) == one
    (tmp_path / "m.json").write_text(json.dumps({"agreed": 1.0, "alone": 0.5}))
    others = {
        extractor_version(None, use, LlmOptions("n", URL)),
        extractor_version(None, ("llm",), LlmOptions("m", URL)),
        extractor_version(None, use, LlmOptions("m", URL, calibration=tmp_path / "m.json")),
        extractor_version(),
        one,
    }
    assert len(others) == 5


@pytest.mark.parametrize("text", ["", "{}", '{"agreed": "much", "alone": 0.5}', "[1]"])
def test_a_calibration_that_does_not_read_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(text)
    with pytest.raises(ModelError, match=r"m\.json"):
        _ = LlmOptions("m", URL, calibration=path).trust


@pytest.mark.parametrize(
    "url", ["localhost:8080", "ftp://host/v1", "http://", "http://me:key@host/v1", "https://host/v1?key=sk-1"]
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        checked_url(url)
    assert "key=sk-1" not in str(refused.value)
    assert "me:key" not in str(refused.value)
