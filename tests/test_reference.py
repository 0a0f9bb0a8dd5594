"""The annotated reference articles, where they are at hand: floors that only go up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from alliancegraph.evaluation import evaluate
from alliancegraph.extraction import Extractor

SEED = "000-renault-nissan-mitsubishi.txt"


def test_claims_of_the_seed_article_reopen_their_quotes(reference: Path) -> None:
    path = reference / "seed" / SEED
    done = subprocess.run(
        [sys.executable, "-m", "alliancegraph.cli", "extract", str(path), "--format", "jsonl"],
        capture_output=True,
        text=True,
        check=True,
    )
    claims = [json.loads(line) for line in done.stdout.splitlines()]
    text = path.read_text("utf-8")
    debate = text.index("Join the debate")
    assert len(claims) >= 8
    for claim in claims:
        evidence = claim["evidence"]
        assert text[evidence["start"] : evidence["end"]] == evidence["text"]
        assert evidence["end"] <= debate, "a reader's comment became a claim"
        assert "Currently reading" not in evidence["text"]


@pytest.mark.parametrize(("folder", "floor"), [("seed", 0.80), ("dev", 0.52)])
def test_core_f1(reference: Path, extractor: Extractor, folder: str, floor: float) -> None:
    assert evaluate(reference / folder, extractor.extract).scores["core"].f1 >= floor
