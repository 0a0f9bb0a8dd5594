"""Floors for the score on the project's own annotated articles. They only go up.

The set is named by its digest, so that nobody raises the score by changing the answers
unnoticed: whoever adds or mends annotations states the new digest and figures here.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from alliancegraph.evaluation import Evaluation, evaluate
from alliancegraph.extraction import Extractor

GOLD = Path(__file__).parent / "gold"
RAW = Path(__file__).parents[1] / "data" / "raw"
DIGEST = "5600fb5b20aedb9c"
FLOORS = {"core": 0.42, "status": 0.35, "pair": 0.49, "secondary": 0.45}


@pytest.fixture(scope="module")
def result(extractor: Extractor) -> Evaluation:
    return evaluate(GOLD, extractor.extract, RAW)


def test_the_annotated_set_is_the_one_that_the_floors_are_for() -> None:
    content = b"".join(path.read_bytes() for path in sorted(GOLD.glob("*.gold.json")))
    assert hashlib.sha256(content).hexdigest()[:16] == DIGEST


@pytest.mark.parametrize("name", FLOORS)
def test_f1_does_not_fall(result: Evaluation, name: str) -> None:
    assert result.scores[name].f1 >= FLOORS[name]


def test_precision_does_not_fall(result: Evaluation) -> None:
    assert result.scores["core"].precision >= 0.75
