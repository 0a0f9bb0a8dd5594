"""From what frames and classifier see to what is told: hand-made candidates and calibrations."""

from dataclasses import replace

import pytest

from alliancegraph.extraction.derived import with_partners
from alliancegraph.extraction.encoder import PREDICATES
from alliancegraph.extraction.judgement import Calibration, Candidate, relation_key, told, verdicts
from alliancegraph.model import Entity, EntityType, Mention, Predicate

CALIBRATION = Calibration(
    slope=1.0,
    slope_seen=1.0,
    unread=-1.5,
    weighing=1.0,
    weighing_seen=1.0,
    unweighed=-1.5,
    seen=1.0,
    rule=0.5,
    status_of_rules=1.0,
    offsets=dict.fromkeys(PREDICATES, 0.0),
    thresholds=dict.fromkeys(PREDICATES, 0.5),
    rules={"all": 0.5, "owns": 0.8, "owns:buy": 0.9},
)
BOTH = frozenset({"frames", "classifier"})


def mention(name: str) -> Mention:
    entity = Entity(id=name, name=name, type=EntityType.COMPANY)
    return Mention(start=0, end=1, text=name, entity=entity)


def candidate(one: str, predicate: Predicate, other: str, confidence: float, at: int = 0) -> Candidate:
    return Candidate(predicate, mention(one), mention(other), at, at + 10, score=0.0, confidence=confidence)


def test_agreement_makes_surer() -> None:
    alone = CALIBRATION.confidence(Predicate.OWNS, 1.0, 1.0, [])
    both = CALIBRATION.confidence(Predicate.OWNS, 1.0, 1.0, ["owns:buy"])
    rule = CALIBRATION.confidence(Predicate.OWNS, None, None, ["owns:buy"])
    assert rule < alone < both


def test_doubts_of_the_models_count_less_where_a_frame_sees_it() -> None:
    trusting = replace(CALIBRATION, slope_seen=0.2, weighing_seen=0.2)
    doubted = CALIBRATION.confidence(Predicate.OWNS, -3.0, -3.0, ["owns:buy"])
    assert trusting.confidence(Predicate.OWNS, -3.0, -3.0, ["owns:buy"]) > doubted
    assert trusting.confidence(Predicate.OWNS, -3.0, -3.0, []) == CALIBRATION.confidence(
        Predicate.OWNS, -3.0, -3.0, []
    )


def test_a_rule_that_nobody_counted_has_the_share_of_its_predicate() -> None:
    assert CALIBRATION.share("owns:swallow", Predicate.OWNS) == 0.8
    assert CALIBRATION.share("builds_for:weld", Predicate.BUILDS_FOR) == 0.5


def test_what_is_unlikely_is_not_told() -> None:
    found = [candidate("a", Predicate.OWNS, "b", 0.49), candidate("a", Predicate.OWNS, "c", 0.51)]
    assert [c.object.entity.id for c in told(found, CALIBRATION, BOTH)] == ["c"]


@pytest.mark.parametrize("other", [Predicate.OWNS, Predicate.PARTNER_IN])
def test_a_directed_relation_holds_one_way(other: Predicate) -> None:
    found = [candidate("a", Predicate.OWNS, "b", 0.7), candidate("b", other, "a", 0.9, at=50)]
    (kept,) = told(found, CALIBRATION, BOTH)
    assert kept.subject.entity.id == "b"
    objections = {c.subject.entity.id: o for c, o in verdicts(found, CALIBRATION, BOTH)}
    assert objections == {"a": "the other way round is likelier", "b": None}


def test_of_nested_passages_the_narrowest_tells() -> None:
    wide = replace(candidate("a", Predicate.OWNS, "b", 0.9), end=40)
    narrow = candidate("a", Predicate.OWNS, "b", 0.8, at=5)
    assert told([wide, narrow], CALIBRATION, BOTH) == [narrow]


def test_two_places_that_say_it_are_two_claims() -> None:
    found = [candidate("a", Predicate.OWNS, "b", 0.9, at=at) for at in (0, 100)]
    assert told(found, CALIBRATION, BOTH) == found


def test_keys_are_the_same_for_both_ways_of_saying_it() -> None:
    assert relation_key(Predicate.BRAND_OF, "b", "a") == relation_key(Predicate.OWNS, "a", "b")
    assert relation_key(Predicate.ALLIED_WITH, "b", "a") == relation_key(Predicate.ALLIED_WITH, "a", "b")
    assert relation_key(Predicate.OWNS, "b", "a") != relation_key(Predicate.OWNS, "a", "b")


def test_partners_of_a_venture_have_it_together_but_parent_and_subsidiary_are_one_side() -> None:
    venture = Mention(
        start=0, end=1, text="v", entity=Entity(id="v", name="v", type=EntityType.JOINT_VENTURE)
    )
    found = [candidate("a", Predicate.OWNS, "b", 0.9)]
    found += [replace(candidate(x, Predicate.PARTNER_IN, "v", 0.9), object=venture) for x in "abc"]
    pairs = {
        (c.subject.entity.id, c.object.entity.id)
        for c in with_partners(found, set())
        if c.predicate is Predicate.JOINT_VENTURE_WITH
    }
    assert pairs == {("a", "c"), ("b", "c")}
