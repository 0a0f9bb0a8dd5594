"""Builds that are ended by kill -9 at random moments, and what they leave behind."""

from __future__ import annotations

import hashlib
import random
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from alliancegraph.graph import AllianceGraph


@dataclass(frozen=True)
class Left:
    """What stands after a kill: the digest of the graph, and how many texts the work holds."""

    graph: str
    kept: int


def build_and_kill(raw: Path, out: Path, after: float) -> bool:
    """Start a build and kill it *after* so many seconds; tell whether it still ran."""
    command = [sys.executable, "-m", "alliancegraph.cli", "build", str(raw), "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
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
    """Open what a build left; raises if the graph is not whole."""
    AllianceGraph.load(out)
    graph = hashlib.sha256((out / "alliances.sqlite").read_bytes()).hexdigest()
    database = sqlite3.connect(out / ".work" / "kept.sqlite")
    try:
        assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
        [(kept,)] = database.execute("select count(*) from kept where shelf = 'claims'").fetchall()
    finally:
        database.close()
    return Left(graph, kept)


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
