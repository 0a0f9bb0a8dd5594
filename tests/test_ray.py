"""A Ray cluster of this machine makes the same graph as one process; where Ray is installed."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from alliancegraph import claims_table
from alliancegraph.engines import Engine, extract_all
from alliancegraph.errors import AllianceGraphError
from alliancegraph.model import Document
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


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A cluster of one core that was there before, of this test alone; the builds that it starts may join."""
    monkeypatch.setenv("RAY_AUTH_MODE", "token")
    monkeypatch.setenv("RAY_AUTH_TOKEN", secrets.token_hex(32))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="ray") as folder:  # of a short name: sockets have no long ones
        command = [str(Path(sys.executable).with_name("ray")), "start", "--head", "--block", "--num-cpus=1"]
        command += ["--node-ip-address=127.0.0.1", f"--port={port}", f"--temp-dir={folder}"]
        command += ["--include-dashboard=false", "--disable-usage-stats"]
        head = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_for(port, head)
            yield f"127.0.0.1:{port}"
            assert head.poll() is None, "a build ends no cluster that it did not start"
        finally:
            head.terminate()
            head.wait()


def _wait_for(port: int, head: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while head.poll() is None and time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("no cluster could be started")


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


def test_a_cluster_that_is_there_does_the_same(address: str, tmp_path: Path) -> None:
    write_articles(tmp_path / "raw", 70)
    command = [
        sys.executable,
        "-m",
        "alliancegraph.cli",
        "build",
        tmp_path / "raw",
        "--out",
        tmp_path / "ray",
    ]
    command += ["--engine", "ray", "--address", address]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False
    )  # anew: Ray reads its token once
    assert done.returncode == 0, done.stderr
    build(tmp_path / "raw", tmp_path / "alone")
    assert files(tmp_path / "ray") == files(tmp_path / "alone")


def test_a_cluster_that_is_not_there_is_named() -> None:
    document = Document(id="a", title="", text="Ford owns Jaguar.", body=((0, 17),))
    with pytest.raises(AllianceGraphError, match=r"127\.0\.0\.1:1: no Ray cluster can be reached there"):
        list(extract_all([document], engine=Engine.RAY, address="127.0.0.1:1"))
