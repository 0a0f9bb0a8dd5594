"""What a build was made of, and whether all of that and all that it wrote is still the same.

A folder of articles that did not change need not be merged and drawn again: the digest of its
`Inputs` is kept with the report and the sums of the files, and `unchanged` gives the report back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from sqlite3 import sqlite_version

from pydantic import BaseModel

from alliancegraph.ledger import FILE_NAME as LEDGER
from alliancegraph.ledger import BuildReport
from alliancegraph.model import digest

_HERE = Path(__file__).parent
_SOURCES = (".py", ".js", ".css", ".html", ".json")
_LIBRARIES = ("networkx", "numpy", "pydantic", "pyvis", "scipy")  # what merging and drawing are done with


@cache
def program_version() -> str:
    """Changes whenever another graph or page may come of the same claims."""
    sources = sorted(path for path in _HERE.rglob("*") if path.suffix in _SOURCES)
    code = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    return digest(code, sqlite_version, *(f"{name} {version(name)}" for name in _LIBRARIES))


class Inputs:
    """All that a graph is made of, told one after the other: two builds of one digest make the same files."""

    def __init__(self) -> None:
        self._told = hashlib.sha256()

    def add(self, *inputs: object) -> None:
        for part in inputs:
            said = part.model_dump_json() if isinstance(part, BaseModel) else repr(part)
            self._told.update(said.encode() + b"\n")

    def digest(self) -> str:
        return self._told.hexdigest()


def as_built(report: BuildReport, files: Iterable[Path], out: Path) -> str:
    """A build as text for `unchanged`: its sizes, and the sums of the *files* that it wrote to *out*."""
    sums = {name.as_posix(): _sum(out / name) for name in files}
    return json.dumps({"files": sums, "entities": report.entities, "facts": report.facts})


def unchanged(built: str | None, out: Path) -> BuildReport | None:
    """The report of the last build of the same inputs, where all that it wrote is there as it was."""
    if built is None:
        return None
    told = json.loads(built)
    if any(_sum(out / name) != before for name, before in told["files"].items()):
        return None
    return BuildReport.of_ledger(out / LEDGER, told["entities"], told["facts"])


def _sum(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
