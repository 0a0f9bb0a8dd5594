"""Builds that are ended by kill -9 at random moments, and what they leave behind.

`python -m tests.reading.killing RAW OUT TIMES` kills so many builds of articles that it writes to
RAW, and prints what it saw as JSON: `killed`, the builds that still ran; `graphs`, the different
graphs that stood afterwards. It ends with an error where a file was not whole or stood beside its place.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from alliancegraph import engines
from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Claim
from alliancegraph.pipeline import build

FILES = {"alliances.graphml", "alliances.sqlite", "claims.jsonl", "index.html", "ledger.json"}


@dataclass(frozen=True)
class Left:
    """What stands after a kill: the digest of the graph, and how many texts the work holds."""

    graph: str
    kept: int


def build_and_kill(
    raw: Path, out: Path, after: float = 3600, until: Callable[[], bool] = lambda: False
) -> bool:
    """Start a build and kill it *after* so many seconds or when *until* holds; tell whether it still ran."""
    command = [sys.executable, "-m", "alliancegraph.cli", "build", str(raw), "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + after
    while process.poll() is None:
        if time.monotonic() > end or until():
            process.kill()
            process.wait()
            return True
        time.sleep(0.02)
    return False


def build_with_little_room(raw: Path, out: Path, most: int) -> subprocess.CompletedProcess[str]:
    """Build where no file can grow past *most* bytes, as on a disk that fills up."""
    program = (
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}));"
        " from alliancegraph.cli import main; main()"
    )
    command = [sys.executable, "-c", program, "build", str(raw), "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def look(out: Path) -> Left:
    """Read all that a build left; raises if anything is not whole, or is where nothing should be."""
    assert {path.name for path in out.iterdir()} == {*FILES, ".work"}
    assert (out / "index.html").read_text("utf-8").rstrip().endswith("</html>")
    assert (out / "alliances.graphml").read_text("utf-8").rstrip().endswith("</graphml>")
    assert json.loads((out / "ledger.json").read_text("utf-8"))["documents"]
    for line in (out / "claims.jsonl").read_text("utf-8").splitlines():
        Claim.model_validate_json(line)
    assert AllianceGraph.load(out).sql("pragma integrity_check").rows == (("ok",),)
    graph = hashlib.sha256((out / "alliances.sqlite").read_bytes()).hexdigest()
    return Left(graph, kept(out))


def kept(out: Path) -> int:
    """How many documents' claims the work holds; raises if it is damaged."""
    with closing(sqlite3.connect(out / ".work" / "kept.sqlite", timeout=60)) as database:
        assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
        [(count,)] = database.execute("select count(*) from kept where shelf = 'claims'").fetchall()
    return int(count)


def kill_at_random_moments(raw: Path, out: Path, times: int) -> dict[str, int]:
    """Run this module in a process of its own; what it saw."""
    command = [sys.executable, "-m", "tests.reading.killing", str(raw), str(out), str(times)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen: dict[str, int] = json.loads(done.stdout)
    return seen


def write_articles(folder: Path, number: int, first: int = 0) -> None:
    """Small articles about firms that do not exist, all different."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(first, first + number):
        names = random.Random(n).sample(
            ["Ford", "Mazda", "Fiat", "Renault", "Nissan", "Volvo", "Opel", "Kia"], 3
        )
        text = (
            f"{names[0]} and {names[1]} found venture number {n}\n\n{names[0]} and {names[1]} said on Monday"
            f" that they had founded a joint venture in town {n}, in which each holds 50 per cent."
            f" {names[2]} has bought a stake of {n % 40 + 1} per cent in supplier Werk {n}.\n"
        )
        (folder / f"{2000 + n % 20}-03-{n % 28 + 1:02d}-{n:05d}.txt").write_text(text, "utf-8")


def _kill_many(raw: Path, out: Path, times: int) -> dict[str, int]:
    """Kill builds at moments spread evenly over the time that a whole one takes and a little longer."""
    loaded = engines.Extractor()
    engines.Extractor = lambda model=None: loaded  # type: ignore[assignment,misc]
    rng = random.Random(1985)
    write_articles(raw, 12)
    build(raw, out)
    began = time.monotonic()
    _renew(raw, 0)
    build(raw, out)
    whole = time.monotonic() - began
    killed, graphs = 0, {look(out).graph}
    for n in range(1, times + 1):
        _renew(raw, n)
        killed += _killed(raw, out, after=rng.uniform(0, 1.5 * whole))
        graphs.add(look(out).graph)
    build(raw, out)
    build(raw, out.with_name("anew"))
    assert look(out).graph == look(out.with_name("anew")).graph
    return {"killed": killed, "graphs": len(graphs)}


def _renew(raw: Path, turn: int) -> None:
    """Put two new articles in the place of the two oldest."""
    for path in sorted(raw.iterdir(), key=lambda path: path.stem[-5:])[:2]:
        path.unlink()
    write_articles(raw, 2, first=12 + 2 * turn)


def _killed(raw: Path, out: Path, after: float) -> bool:
    """Build in a child that has all models by birth, and kill it; tell whether it still ran."""
    child = os.fork()
    if not child:
        build(raw, out)
        os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or not status
    return os.WIFSIGNALED(status)


if __name__ == "__main__":
    print(json.dumps(_kill_many(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
