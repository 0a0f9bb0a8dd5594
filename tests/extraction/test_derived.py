"""What follows from a fact: partners of ventures, builders of other firms' cars."""

import pytest

from alliancegraph.extraction.extractor import Extractor
from alliancegraph.model import Document, Predicate


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def told(extractor: Extractor, text: str, date: str = "2019-06-01") -> set[tuple[str, str, str]]:
    document = Document(id="d", title="", text=text, body=((0, len(text)),), date=date)
    return {(c.subject.id, c.predicate.value, c.object.id) for c in extractor.extract(document)}


@pytest.mark.parametrize(
    ("text", "builder", "firm"),
    [
        ("Magna Steyr assembles the Jaguar E-Pace beside other cars.", "magna-steyr", "jaguar-land-rover"),
        ("Avtotor also assembled the Nissan Leaf in Kaliningrad.", "avtotor", "nissan"),
    ],
)
def test_who_builds_a_car_of_another_name_builds_for_it(
    extractor: Extractor, text: str, builder: str, firm: str
) -> None:
    assert (builder, "builds_for", firm) in told(extractor, text)


@pytest.mark.parametrize(
    "text",
    [
        "Nissan builds the Nissan Leaf in Sunderland.",
        "Volkswagen builds the Škoda Octavia in Kvasiny.",
        "Magna Steyr launched a fan page for the Jaguar E-Pace.",
    ],
)
def test_makers_and_their_owners_build_for_nobody(extractor: Extractor, text: str) -> None:
    assert not {fact for fact in told(extractor, text) if fact[1] == "builds_for"}


def test_what_the_text_calls_a_venture_has_partners(extractor: Extractor) -> None:
    text = (
        "Zanthium Motors is a joint venture of Renault and Bajaj Auto. Renault owns half of Zanthium Motors."
    )
    facts = told(extractor, text)
    assert ("renault", "partner_in", "zanthium-motors") in facts
    assert ("renault", "owns", "zanthium-motors") not in facts


def test_cross_holdings_hold_both_ways(extractor: Extractor) -> None:
    text = "Renault owns 43 percent of Nissan. Nissan in turn holds 15 percent of Renault."
    owning = {f for f in told(extractor, text) if f[1] == Predicate.OWNS}
    assert owning == {("renault", "owns", "nissan"), ("nissan", "owns", "renault")}


def test_it_stands_for_the_subject_of_a_sentence_that_was_not_parsed(extractor: Extractor) -> None:
    text = (
        "Lincoln, a brand of Ford, sells well. General Motors was once the largest of all. "
        "It owns Cadillac and Buick."
    )
    facts = told(extractor, text)
    assert {("cadillac", "brand_of", "general-motors"), ("buick", "brand_of", "general-motors")} <= facts
    assert ("cadillac", "brand_of", "ford") not in facts
