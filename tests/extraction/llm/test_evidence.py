"""What a model says is kept only where the article bears it out: a table of answers."""

from __future__ import annotations

import pytest

from alliancegraph.extraction.llm.answer import Answer
from alliancegraph.extraction.llm.evidence import Drop, Sent, checked
from alliancegraph.extraction.proposal import Proposal
from alliancegraph.model import Document, Entity, EntityType, Mention, Predicate, Status, digest

FIRST = "Renault SA’s board met in Paris."
SECOND = "The French firm raised its stake in\nNissan to 44.4 percent in March 2002."
THIRD = "The new Kestrel van was shown in Geneva."
FOURTH = "Rain fell on Monday."
FIFTH = "Ford said nothing."
TEXT = " ".join([FIRST, SECOND, THIRD, FOURTH, FIFTH])
ENTITIES = {
    "Renault": Entity(id="renault", name="Renault", type=EntityType.COMPANY, aliases=("Renault SA", "Régie")),
    "Nissan": Entity(id="nissan", name="Nissan", type=EntityType.COMPANY),
    "Kestrel van": Entity(id="kestrel-van", name="Kestrel van", type=EntityType.VEHICLE),
    "Ford": Entity(id="ford", name="Ford", type=EntityType.COMPANY),
}
RIGHT = {
    "quote": "raised its stake in Nissan to 44.4 percent",
    "subject": "Renault SA",
    "predicate": "owns",
    "object": "Nissan",
    "status": "active",
    "stake": 44.4,
    "start": "2002-03",
}


def span(sentence: str) -> tuple[int, int]:
    start = TEXT.index(sentence)
    return start, start + len(sentence)


def sent(*left_out: str) -> Sent:
    mentions = [
        Mention(start=TEXT.index(name), end=TEXT.index(name) + len(name), text=name, entity=entity)
        for name, entity in ENTITIES.items()
    ]
    sentences = [span(s) for s in (FIRST, SECOND, THIRD, FOURTH, FIFTH)]
    document = Document(id=digest(TEXT), title="", text=TEXT, body=((0, len(TEXT)),), date="2002-03-02")
    return Sent(document, sentences, mentions, [s for s in sentences if TEXT[slice(*s)] not in left_out])


def of(row: dict[str, object], *left_out: str) -> Proposal | Drop:
    (found,) = checked(Answer.model_validate({"relations": [row]}), sent(*left_out))
    return found


def test_what_the_article_says_is_kept_with_the_sentences_that_say_it() -> None:
    found = of(RIGHT)
    assert isinstance(found, Proposal)
    assert (found.subject.entity.id, found.predicate, found.object.entity.id) == (
        "renault",
        Predicate.OWNS,
        "nissan",
    )
    assert (found.status, found.stake, found.since) == (Status.ACTIVE, 44.4, "2002-03")
    assert TEXT[found.start : found.end] == f"{FIRST} {SECOND}"


@pytest.mark.parametrize(
    ("change", "drop"),
    [
        ({"predicate": "swallows"}, Drop.FORM),
        ({"status": None}, Drop.FORM),
        ({"quote": "raised its stake in Nissan to 45 percent"}, Drop.QUOTE),
        ({"quote": ""}, Drop.QUOTE),
        ({"quote": "aised its stake"}, Drop.QUOTE),
        ({"object": "Mazda"}, Drop.NAME),
        ({"subject": "Régie"}, Drop.NAME),
        ({"subject": ""}, Drop.NAME),
        ({"object": "Geneva"}, Drop.UNKNOWN),
        ({"object": "Ford"}, Drop.FAR),
        ({"quote": FIFTH, "subject": "Ford"}, Drop.FAR),
        ({"object": "Renault"}, Drop.TYPES),
        ({"quote": THIRD, "object": "Kestrel van"}, Drop.TYPES),
        ({"predicate": "executive_of"}, Drop.TYPES),
    ],
)
def test_what_it_does_not_bear_out_is_dropped(change: dict[str, object], drop: Drop) -> None:
    assert of({**RIGHT, **change}) is drop


def test_a_quote_from_a_sentence_that_was_not_sent_is_dropped() -> None:
    assert of(RIGHT, SECOND) is Drop.QUOTE


@pytest.mark.parametrize(
    ("field", "told", "kept"),
    [
        ("stake", 51, None),
        ("stake", 44, 44.4),
        ("start", "2002", "2002"),
        ("start", "2002-03-01", None),
        ("start", "March 2002", None),
        ("product", "batteries", None),
        ("attribution", "the French  firm", None),
        ("attribution", "The French firm", "The French firm"),
    ],
)
def test_what_the_passage_does_not_hold_is_left_out(field: str, told: object, kept: object) -> None:
    found = of({**RIGHT, field: told})
    assert isinstance(found, Proposal)
    assert getattr(found, {"start": "since"}.get(field, field)) == kept


def test_a_marque_is_owned_by_its_company() -> None:
    found = of({**RIGHT, "predicate": "brand_of", "subject": "Nissan", "object": "Renault SA"})
    assert isinstance(found, Proposal)
    assert (found.subject.entity.id, found.predicate) == ("renault", Predicate.OWNS)


def test_one_bad_row_costs_that_row_alone() -> None:
    answer = Answer.model_validate({"relations": [{"subject": 1}, "Renault owns Nissan", RIGHT]})
    found = list(checked(answer, sent()))
    assert found[:2] == [Drop.FORM, Drop.FORM]
    assert isinstance(found[2], Proposal)


def test_a_quote_may_run_on_over_sentences_as_they_were_sent() -> None:
    quote = f"[2] {SECOND} [3] {FIFTH}"
    assert of({**RIGHT, "quote": quote}) is Drop.QUOTE
    found = of({**RIGHT, "quote": quote}, THIRD, FOURTH)
    assert isinstance(found, Proposal)
    assert TEXT[found.start : found.end].endswith(FIFTH)


def test_names_are_as_near_as_the_sentences_sent_put_them() -> None:
    row = {**RIGHT, "quote": FIFTH, "subject": "Ford", "predicate": "allied_with"}
    assert of({**row, "object": "Renault"}) is Drop.FAR
    assert isinstance(of({**row, "object": "Renault"}, THIRD, FOURTH), Proposal)


def test_a_firm_that_has_partners_is_a_venture() -> None:
    found = of({**RIGHT, "predicate": "partner_in"})
    assert isinstance(found, Proposal)
    assert (found.predicate, found.object.entity.type) == (Predicate.PARTNER_IN, EntityType.JOINT_VENTURE)
