"""Which articles are read at all: those that name somebody of the trade, or speak of cars."""

from __future__ import annotations

import pytest

from alliancegraph.extraction import Extractor
from alliancegraph.model import Document, digest

DEAL = "Harland Foods and Oakbridge Partners have formed a joint venture, each with 50 percent."


@pytest.mark.parametrize(
    ("beside", "read"),
    [
        pytest.param("It will bake bread in Leeds.", False, id="another trade"),
        pytest.param("Siemens and Vodafone were not asked.", False, id="firms of other trades"),
        pytest.param("The French government is pleased.", False, id="a government"),
        pytest.param("It will build vans in Leeds.", True, id="speaks of vehicles"),
        pytest.param("Renault was not asked.", True, id="a maker"),
        pytest.param("Bosch will be its customer.", True, id="a supplier"),
    ],
)
def test_articles(beside: str, read: bool, extractor: Extractor) -> None:
    text = f"{DEAL} {beside}"
    document = Document(id=digest(text), title="", text=text, body=((0, len(text)),), date="2015-01-01")
    assert bool(extractor.see(document).readers) is read
