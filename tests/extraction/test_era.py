"""Undated texts -> the year that they were probably written in."""

from __future__ import annotations

import pytest

from alliancegraph.extraction.era import era
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.names import name_index
from alliancegraph.model import Document
from alliancegraph.vocabulary import load_language, load_registry


def _document(text: str) -> Document:
    return Document(id="x", title="", text=text, body=((0, len(text)),), date=None)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Renault shares fell. ©2019 Motor Press Ltd", "2019"),
        ("Copyright 2004 The Car Wire. Sales of Volvo rose.", "2004"),
        ("Renault bought Dacia in 1999 and showed the Logan in 2004.", "2004"),
        ("Renault bought Dacia in 1999. It will close a plant by 2012.", "1999"),
        ("In 2011 Saab was declared bankrupt; the plant should reopen, it is planned, in 2014.", "2011"),
        ("DaimlerChrysler will cut jobs in Bremen.", None),
        ("The BMW 2002 was tuned by Alpina; it did 1990 cc.", None),
    ],
)
def test_era(text: str, year: str | None) -> None:
    document = _document(text)
    told = era(document, name_index(load_registry()).find(text))
    assert told == year or (year is None and (told is None or told < "2010"))


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("Daimler sold its stake in 2012, says a dealer of heavy trucks and buses.", "daimler"),
        ("Daimler sold its stake in 2024, says a dealer of heavy trucks and buses.", "daimler-truck"),
        ("Peugeot has sold 200,000 cars in 2015.", "peugeot"),
    ],
)
def test_a_guessed_year_tells_who_is_meant(text: str, entity: str) -> None:
    found = find_mentions(_document(text), load_registry(), load_language())
    assert found[0].entity.id == entity
