"""Lists of brands and of owners -> who owns what."""

from __future__ import annotations

from functools import cache

import pytest

from alliancegraph.extraction import patterns
from alliancegraph.extraction.extractor import Extractor
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.model import Document, Predicate


@cache
def _extractor() -> Extractor:
    return Extractor(use=("frames",))


def _listed(text: str) -> set[tuple[str, str]]:
    """The (owner, owned) that lists in *text* tell."""
    document = Document(id="x", title="", text=text, body=((0, len(text)),), date="2024-05-06")
    extractor = _extractor()
    mentions = find_mentions(document, extractor.registry, extractor.language)
    return {
        (found.subject.entity.id, found.object.entity.id)
        for reader in extractor.read(document, mentions)
        for found in patterns.find(reader, extractor.registry)
        if found.predicate is Predicate.OWNS and found.rule in ("owns:list", "owns:owners", "owns:funding")
    }


@pytest.mark.parametrize(
    ("text", "owner", "owned"),
    [
        (
            "Stellantis, whose brands include Jeep, Fiat and Peugeot, will close a plant.",
            "stellantis",
            {"jeep", "fiat", "peugeot"},
        ),
        (
            "With a wide portfolio of brands, such as Jeep and Ram, Stellantis has a firm place in America.",
            "stellantis",
            {"jeep", "ram"},
        ),
        (
            "Volkswagen controls marques and firms such as Audi, Seat and Ducati.",
            "volkswagen",
            {"audi", "seat", "ducati"},
        ),
        ("BMW has two further brands: Mini and Rolls-Royce.", "bmw", {"mini", "rolls-royce-motor-cars"}),
        (
            "Renault's brands Alpine and Dacia earned more than ever.",
            "renault",
            {"alpine", "dacia"},
        ),
    ],
)
def test_brands_in_a_list(text: str, owner: str, owned: set[str]) -> None:
    assert _listed(text) == {(owner, one) for one in owned}


def test_brands_with_an_owner_of_their_own() -> None:
    text = "Besides its brand Cupra, Seat looks after dealers of Stellantis brands Jeep, Fiat and Opel."
    assert _listed(text) == {("stellantis", "jeep"), ("stellantis", "fiat"), ("stellantis", "opel")}


def test_owners_in_a_list() -> None:
    assert _listed("Nio's investors include Tencent and Baidu.") == {("tencent", "nio"), ("baidu", "nio")}


@pytest.mark.parametrize(
    "text",
    [
        "Rivian closed a round of 500 million dollars led by Ford and Amazon.",
        "Rivian received funding from Ford and Amazon.",
    ],
)
def test_who_pays_for_a_round_owns_a_share(text: str) -> None:
    assert _listed(text) == {("ford", "rivian"), ("amazon", "rivian")}


@pytest.mark.parametrize(
    "text",
    [
        "Ford competes with brands such as Jeep and Fiat.",
        "Renault talked to PSA, the owner of Peugeot and Opel.",
        "Scania is, as a brand of Traton, a relative of Audi and Seat.",
        "Ford and Toyota lost ground to brands that buyers think better of.",
    ],
)
def test_other_lists_say_nothing(text: str) -> None:
    assert _listed(text) == set()


def test_who_takes_on_a_rival_buys_nothing() -> None:
    text = "With the new coupe Audi takes on Lexus."
    document = Document(id="x", title="", text=text, body=((0, len(text)),))
    assert _extractor().extract(document) == []
