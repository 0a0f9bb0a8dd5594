"""Figures and the claims they belong to: which dates and shares of a sentence are a claim's own."""

from __future__ import annotations

import pytest

from alliancegraph.extraction import Extractor
from alliancegraph.extraction.judgement import Candidate
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.ties import Place, Ties
from alliancegraph.model import Document, Predicate, digest


def place(extractor: Extractor, text: str, claim: str) -> Place:
    """Where *claim*, "Ford owns Mazda", stands in the sentence *text*."""
    document = Document(id=digest(text), title="", text=text, body=((0, len(text)),))
    mentions = find_mentions(document, extractor.registry, extractor.language)
    one, predicate, other = claim.split(" | ")
    subject, target = (next(m for m in mentions if m.text == name) for name in (one, other))
    candidate = Candidate(Predicate(predicate), subject, target, 0, len(text))
    found = Ties(extractor.read(document, mentions)).place_of(candidate, 0)
    assert found is not None
    return found


DATES = [
    ("Ford bought Jaguar in 1989.", "Ford | owns | Jaguar", "1989", True),
    ("Ford agreed in 1989 to buy Jaguar.", "Ford | owns | Jaguar", "1989", True),
    ("Jaguar was bought by Ford in 1989.", "Ford | owns | Jaguar", "1989", True),
    ("Jaguar, bought by Ford in 1989, lost money for years.", "Ford | owns | Jaguar", "1989", True),
    ("Geely, which bought Volvo Cars in 2010, owns Lotus.", "Geely | owns | Volvo Cars", "2010", True),
    ("Geely, which bought Volvo Cars in 2010, owns Lotus.", "Geely | owns | Lotus", "2010", False),
    (
        "Ford bought Jaguar in 1989 and sold Land Rover in 2008.",
        "Ford | owns | Jaguar",
        "1989",
        True,
    ),
    (
        "Ford bought Jaguar in 1989 and sold Land Rover in 2008.",
        "Ford | owns | Land Rover",
        "1989",
        False,
    ),
    (
        "Ford bought Jaguar in 1989 and sold Land Rover in 2008.",
        "Ford | owns | Land Rover",
        "2008",
        True,
    ),
    (
        "Renault has an alliance with Nissan, which bought 34 percent of Mitsubishi Motors in 2016.",
        "Renault | allied_with | Nissan",
        "2016",
        False,
    ),
    (
        "Fiat owns half of Sevel, a venture founded in 1978.",
        "Fiat | partner_in | Sevel",
        "1978",
        True,
    ),
    ("Sevel, which Fiat and Peugeot set up in 1978, makes vans.", "Fiat | partner_in | Sevel", "1978", True),
    (
        "Toyota makes the Corolla in Turkey, where Honda closed its factory in 2021.",
        "Toyota | produces | Corolla",
        "2021",
        False,
    ),
    ("Nissan has built the Micra in Chennai since 2010.", "Nissan | produces | Micra", "2010", True),
    (
        "Renault's purchase of Dacia in 1999 was cheap.",
        "Renault | owns | Dacia",
        "1999",
        True,
    ),
]


@pytest.mark.parametrize(("text", "claim", "date", "own"), DATES)
def test_a_date_belongs_to_what_it_hangs_on(
    extractor: Extractor, text: str, claim: str, date: str, own: bool
) -> None:
    assert place(extractor, text, claim).dates(text.index(date)) is own


SHARES = [
    ("Ford owns 33.4 percent of Mazda.", "Ford | owns | Mazda", "33.4", True),
    ("Ford has a 33.4 percent stake in Mazda.", "Ford | owns | Mazda", "33.4", True),
    ("Ford raised its stake in Mazda to 33.4 percent.", "Ford | owns | Mazda", "33.4", True),
    (
        "Toyota owns 51 percent of Daihatsu and 20 percent of Hino.",
        "Toyota | owns | Daihatsu",
        "51",
        True,
    ),
    (
        "Toyota owns 51 percent of Daihatsu and 20 percent of Hino.",
        "Toyota | owns | Hino",
        "51",
        False,
    ),
    (
        "Toyota owns 51 percent of Daihatsu and 20 percent of Hino.",
        "Toyota | owns | Daihatsu",
        "20",
        False,
    ),
    (
        "Renault owns 43.4 percent of Nissan, and Nissan owns 15 percent of Renault.",
        "Renault | owns | Nissan",
        "15",
        False,
    ),
    (
        "Renault owns 43.4 percent of Nissan, and Nissan owns 15 percent of Renault.",
        "Nissan | owns | Renault",
        "15",
        True,
    ),
    (
        "In Autolatina Volkswagen had 51 percent and Ford 49 percent.",
        "Ford | partner_in | Autolatina",
        "51",
        False,
    ),
    (
        "In Autolatina Volkswagen had 51 percent and Ford 49 percent.",
        "Volkswagen | partner_in | Autolatina",
        "49",
        False,
    ),
    (
        "Volkswagen sold half of its 20 percent stake in Suzuki.",
        "Volkswagen | owns | Suzuki",
        "half",
        False,
    ),
    (
        "Renault and Nissan own 3 percent of Daimler together.",
        "Renault | owns | Daimler",
        "3",
        False,
    ),
    ("Renault and Nissan each own 3 percent of Daimler.", "Renault | owns | Daimler", "3", True),
]


@pytest.mark.parametrize(("text", "claim", "share", "own"), SHARES)
def test_a_share_belongs_to_its_holder_and_its_firm(
    extractor: Extractor, text: str, claim: str, share: str, own: bool
) -> None:
    assert place(extractor, text, claim).shares(text.index(share)) is own


def test_where_neither_holder_nor_firm_is_told_a_share_stays_open(extractor: Extractor) -> None:
    text = "Ford owns Mazda, and 25 percent seems little."
    assert place(extractor, text, "Ford | owns | Mazda").shares(text.index("25")) is None


def test_the_steps_of_a_share_each_have_the_date_of_their_verb(extractor: Extractor) -> None:
    text = "Ford bought 25 percent of Mazda in 1979 and raised the stake to 33.4 percent in 1996."
    verb = place(extractor, text, "Ford | owns | Mazda").verb
    assert verb(text.index("25")) == verb(text.index("1979")) == text.index("bought")
    assert verb(text.index("33.4")) == verb(text.index("1996")) == text.index("raised")
