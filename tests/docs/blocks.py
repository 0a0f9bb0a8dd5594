"""A page of documentation -> its code blocks, and each of them run as its reader would.

    ```sh       run by bash, in the order of the page
    ```python   run as a program of its own
    ```sql      run over the store
    ```yaml     read
    ```text     after one of these: what it prints, where "..." stands for anything

A block after `<!-- not run: REASON -->` is left out. The blocks of a page share a folder, which
is a checkout with a graph: of the whole corpus for the README, of few articles for other pages; only
`src` and `data` are its own.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw"
README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").rglob("*.md"))
FEW = [
    RAW / f"{name}.md"
    for name in (
        "1991-03-28-volkswagen-skoda-contract",
        "1993-12-02-volvo-drops-renault-merger",
        "1999-03-27-renault-nissan-alliance-signed",
        "2010-03-28-geely-signs-for-volvo",
        "2010-04-07-daimler-renault-nissan-cooperation",
        "2013-11-05-renault-nissan-mitsubishi-widen-cooperation",
        "2016-05-12-nissan-takes-34-percent-of-mitsubishi",
        "2020-05-29-mercedes-x-class-a-short-life",
        "2022-05-16-renault-leaves-russia",
    )
]

_BLOCK = re.compile(
    r"(?:^ *<!-- (?P<mark>[^\n]*?) -->\n)?"
    r"^(?P<indent> *)```(?P<kind>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```$",
    re.M | re.S,
)
_NOT_RUN = re.compile(r"not run: \w.{9,}")


@dataclass(frozen=True)
class Block:
    """A code block; `prints` is what the page shows as its output, `why_not` why it is not run."""

    page: Path
    line: int
    kind: str
    text: str
    prints: str | None = None
    why_not: str | None = None


def blocks(page: Path) -> list[Block]:
    """The code blocks of *page*, each with the output that follows it."""
    found: list[Block] = []
    text = page.read_text(encoding="utf-8")
    for match in _BLOCK.finditer(text):
        indent = re.compile(rf"^{match['indent']}", re.M)
        block = Block(
            page, text.count("\n", 0, match.start("kind")) + 1, match["kind"], indent.sub("", match["text"])
        )
        mark = match["mark"] or ""
        if _NOT_RUN.fullmatch(mark):
            block = Block(page, block.line, block.kind, block.text, why_not=mark)
        if block.kind == "text" and found and found[-1].prints is None and block.why_not is None:
            last = found.pop()
            block = Block(page, last.line, last.kind, last.text, block.text, last.why_not)
        found.append(block)
    return found


class Desk:
    """The folder where the blocks of one page are run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, block: Block) -> str:
        """What *block* prints; `AssertionError` names the page and line of a block that fails."""
        match block.kind:
            case "sh":
                return self._program(block, ["bash", "-euo", "pipefail", "-c", block.text])
            case "python":
                return self._program(block, [sys.executable, "-W", "error", "-c", block.text])
            case "sql":
                return "\n".join(map(str, self._query(block.text)))
            case "yaml":
                assert yaml.safe_load(block.text) is not None, f"{block.page}:{block.line}: is empty"
                return ""
            case _:
                raise AssertionError(
                    f"{block.page}:{block.line}: nothing runs a {block.kind!r} block; call it sh, python, "
                    "sql or yaml, or write <!-- not run: why --> above it"
                )

    def _program(self, block: Block, command: list[str]) -> str:
        done = subprocess.run(
            command, cwd=self.folder, env=self._environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (
            f"{block.page}:{block.line}: status {done.returncode}\n{block.text}{done.stdout}{done.stderr}"
        )
        return done.stdout

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(self.folder / "src"),
            "COLUMNS": "110",
            "NO_COLOR": "1",
        }

    def _query(self, text: str) -> Iterator[object]:
        connection = sqlite3.connect(self.folder / "data" / "graph" / "alliances.sqlite")
        try:
            for statement in filter(str.strip, text.split(";")):
                yield from connection.execute(statement)
        finally:
            connection.close()


def as_shown(block: Block, printed: str) -> bool:
    """Whether *printed* is what the page shows, but for white space and what "..." stands for."""
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    return block.prints is None or doctest.OutputChecker().check_output(block.prints, printed, flags)


def set_up(folder: Path, articles: list[Path]) -> None:
    """Make *folder* a checkout with *articles* as its corpus and a graph of them."""
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("benchmarks", "training", "tests", "docs", "notebooks", "scripts"):
        (folder / name).symlink_to(ROOT / name)
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    for article in articles:
        shutil.copy(article, raw)
    shutil.copy(articles[0], folder / "article.txt")
    (folder / "my-articles").symlink_to(raw)
    programs = folder / "bin"
    programs.mkdir()
    for name, arguments in (("alliancegraph", "-m alliancegraph.cli"), ("python", "")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    Desk(folder).run(Block(folder, 0, "sh", "alliancegraph build\n"))
