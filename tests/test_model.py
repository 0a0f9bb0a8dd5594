"""The nouns: what is refused, what ids depend on, what a notebook shows."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from alliancegraph.model import Claim, Entity, EntityType, Evidence, Predicate, claim_id, slug

EVIDENCE = Evidence(document="d", text="Ford owns Jaguar.", start=0, end=17, found_by="test")


def company(name: str, *aliases: str) -> Entity:
    return Entity(id=slug(name), name=name, type=EntityType.COMPANY, aliases=aliases)


def claim(one: Entity, other: Entity, **fields: object) -> Claim:
    return Claim.model_validate(
        {"subject": one, "predicate": Predicate.OWNS, "object": other, "evidence": EVIDENCE, **fields}
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Citroën SA", "citroen-sa"), ("Škoda Auto", "skoda-auto"), ("Lynk & Co", "lynk-co")],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_name_without_latin_letters_has_an_id_of_its_own() -> None:
    assert slug("比亚迪") != slug("吉利")


@pytest.mark.parametrize("fields", [{"stake": 101}, {"stake": -1}, {"start": "1999-13"}, {"status": "maybe"}])
def test_what_cannot_be_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        claim(company("Ford"), company("Jaguar"), **fields)


def test_nobody_is_related_to_itself() -> None:
    with pytest.raises(ValidationError, match="Ford cannot be related to itself"):
        claim(company("Ford"), company("Ford"))


def test_a_new_alias_keeps_the_id_of_a_claim() -> None:
    assert claim_id(claim(company("Ford"), company("Jaguar"))) == claim_id(
        claim(company("Ford", "FoMoCo"), company("Jaguar"))
    )


def test_a_notebook_shows_what_is_told_and_only_escaped() -> None:
    shown = company("<script>alert(1)</script>", "B & C")._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown
    assert "B &amp; C" in shown
    assert "wikidata" not in shown
