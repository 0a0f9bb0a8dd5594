"""Which articles are read at all: those that name somebody of the trade, or speak of cars."""

from __future__ import annotations

import pytest

from alliancegraph.extraction import Extractor
from alliancegraph.model import Document, digest

DEAL = "Harland Foods and Oakbridge Partners have formed a joint venture, each with 50 percent."


def _opened(text: str, extractor: Extractor) -> list[str]:
    """The sentences of *text* that are read."""
    document = Document(id=digest(text), title="", text=text, body=((0, len(text)),), date="2015-01-01")
    return [text[r.parsed.start : r.parsed.end] for r in extractor.see(document).readers]


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
    assert bool(_opened(text, extractor)) is read


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        pytest.param("Four years later Proton bought the company.", True, id="an irregular past"),
        pytest.param("By then Proton had been sold.", True, id="an irregular participle"),
        pytest.param("The rain fell on Proton for days.", False, id="no cue"),
    ],
)
def test_sentences_with_one_name(sentence: str, read: bool, extractor: Extractor) -> None:
    text = f"Lotus made few cars. {sentence}"
    assert (sentence in _opened(text, extractor)) is read
