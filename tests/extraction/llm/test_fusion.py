"""A capable model's recorded answer to one article of ours, of which the default misses half: that it
gets through to the claims, not how good such answers are."""

from __future__ import annotations

import shutil
from pathlib import Path

from alliancegraph.extraction.llm import LlmOptions
from alliancegraph.measuring import measure

from .stub import content, serving

ROOT = Path(__file__).parents[3]
NAME = "1991-03-28-volkswagen-skoda-contract"


def test_a_recorded_answer_raises_recall(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "gold" / f"{NAME}.gold.json", tmp_path)
    answer = (Path(__file__).parent / "answers" / f"{NAME}.json").read_text("utf-8")
    with serving(lambda _: content(answer)) as stub:
        options = LlmOptions("stub", stub.url)
        use = ("frames", "classifier", "llm")
        measured = measure(tmp_path, ROOT / "data" / "raw", use=use, llm=options)
    assert measured.unheard == ()
    assert measured.default is not None
    chosen, default = measured.result.scores["core"], measured.default.scores["core"]
    assert chosen.recall > default.recall + 0.1
    assert chosen.precision >= default.precision
