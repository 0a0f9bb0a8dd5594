"""Pronouns and descriptions in small articles -> whom they stand for."""

from __future__ import annotations

from functools import cache

import pytest

from alliancegraph.extraction.extractor import Extractor
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.model import Document


@cache
def _extractor() -> Extractor:
    return Extractor(use=("frames",))


def _described(text: str, words: str) -> list[str]:
    """The ids that *words*, found last in *text*, stand for."""
    document = Document(id="x", title="", text=text, body=((0, len(text)),), date="2019-05-06")
    extractor = _extractor()
    mentions = find_mentions(document, extractor.registry, extractor.language)
    last = text.rindex(words) + len(words)
    for reader in extractor.read(document, mentions):
        for token in reader.parsed.doc:
            if reader.parsed.ranges[token.i][1] == last:
                return [m.entity.id for m in reader.who([token], 1)]
    return []


@pytest.mark.parametrize(
    ("text", "words", "whom"),
    [
        (
            "Renault met Nissan. The French company owns 43 percent of the Japanese carmaker.",
            "company",
            ["renault"],
        ),
        (
            "Daimler rebuilt Chrysler and sold Fuso. The US division owns a stake in Getrag.",
            "division",
            ["chrysler"],
        ),
        # A heading says of whom a section speaks.
        (
            "Mazda\n\nFord held a third of Mazda until 2008. It builds the 124 Spider for Fiat.",
            "It",
            ["mazda"],
        ),
        (
            "## Subaru\n\nSales were good. It builds the GR86 for Toyota, with 20 percent of the shares.",
            "It",
            ["subaru"],
        ),
        # So does the line that an article begins with, or its first sentence, of all of it.
        (
            "A short history of Bizzarrini\n\nMoney was scarce. From 1965 the firm built Strada coupés.",
            "firm",
            ["bizzarrini"],
        ),
        (
            "Iso was an Italian maker of scooters and cars. Piero's son sold it. Ghia drew the body. "
            "Fiat was not interested. By 1972 the company used Ford engines.",
            "company",
            ["iso"],
        ),
        # Who does it is not whom it is done to.
        ("Tofas doubled its profit. Last year Fiat bought the firm out.", "firm", ["tofas"]),
        # Nations stand for their firms.
        (
            "Renault saved Nissan. The French got 36.8 percent of Nissan for it.",
            "French",
            ["renault"],
        ),
        (
            "Fiat went to Detroit to see Chrysler. The Italians took over Chrysler without paying for it.",
            "Italians",
            ["fiat"],
        ),
        # A described subject goes on as "it".
        (
            "Suzuki and Opel build cars in Hungary. The Japanese company sold engines to Opel. "
            "It also owned a part of Santana.",
            "It",
            ["suzuki"],
        ),
        # What follows a comma only says more of the firm.
        (
            "Maruti Suzuki raised its prices. The company, majority-owned by Suzuki, sold 50,000 cars.",
            "company",
            ["maruti-suzuki"],
        ),
        # Whoever owns a brand, where the article names it.
        (
            "Daimler sells no vans to Tesla. The maker of Mercedes-Benz cars has a stake in Aston Martin.",
            "maker",
            ["daimler"],
        ),
        # What a manager calls "the company" is the manager's.
        (
            "Geely bought a tenth of Daimler. Dieter Zetsche said the company would buy parts from Geely.",
            "company",
            ["daimler"],
        ),
    ],
)
def test_described(text: str, words: str, whom: list[str]) -> None:
    assert _described(text, words) == whom


def test_a_restricted_firm_is_another() -> None:
    text = "Maruti Suzuki raised its prices. The company that supplies Suzuki with seats owns a plant."
    assert _described(text, "company") == []
