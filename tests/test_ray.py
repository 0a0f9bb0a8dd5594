"""A Ray cluster of this machine makes the same graph as one process; where Ray is installed."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from alliancegraph import claims_table
from alliancegraph.pipeline import build

from .reading import samples
from .reading.killing import FILES, write_articles

pytest.importorskip("ray")
pytestmark = pytest.mark.filterwarnings("default")  # Ray's own


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    write_articles(folder, 160)
    for name in ("a.parquet", "a.jsonl", "a.warc.gz"):
        (folder / name).write_bytes(samples.SAMPLES[name])
    return folder


def files(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in sorted(FILES)}


def test_the_same_graph_and_a_killed_worker_costs_its_batch(raw: Path, tmp_path: Path) -> None:
    killed: list[int] = []

    def kill_one(done: int, of: int, article: str) -> None:
        if done == 40 and not killed:
            listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True)
            busy = [line.split() for line in listed.stdout.splitlines() if "ray::_work" in line]
            for pid, *_ in busy:
                os.kill(int(pid), signal.SIGKILL)
                killed.append(int(pid))

    build(raw, tmp_path / "alone")
    report = build(raw, tmp_path / "ray", engine="ray", processes=2, progress=kill_one)
    assert killed
    assert report.failed == ()
    assert files(tmp_path / "ray") == files(tmp_path / "alone")
    claims = [claim.model_dump_json() for claim in claims_table.read(tmp_path / "ray" / claims_table.FOLDER)]
    assert sorted(claims) == sorted((tmp_path / "ray" / "claims.jsonl").read_text("utf-8").splitlines())
