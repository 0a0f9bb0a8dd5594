"""The table "Where things are" of the README is the order of the house: no import goes up, or in circles."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "alliancegraph"


def parts() -> list[str]:
    """The parts of the package as the README lists them, topmost first."""
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## Where things are\n")[1]
    rows = [line.split(" | ")[0] for line in table.splitlines() if line.startswith("| `")]
    return [name for row in rows for name in re.findall(r"`(\w+)(?:/|\.py)`", row)]


PARTS = parts()
# g.show() draws the page in a notebook: the one call up, made only when it is asked for.
GRANTED = {("graph/alliance_graph.py", "export")}
PATHS = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PATHS
}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules(path: Path) -> Iterator[str]:
    """The modules of the package that the code of *path* imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ImportFrom(module=str(module), names=names) if module.startswith("alliancegraph"):
                yield from (
                    name if name in MODULES else module for n in names if (name := f"{module}.{n.name}")
                )
            case ast.Import(names=names):
                yield from (n.name for n in names if n.name in MODULES)


def used(path: Path) -> Iterator[str]:
    """The parts of the package that the code of *path* imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.ImportFrom(module="alliancegraph", names=names):
                yield from (name.name for name in names if name.name in PARTS)
            case ast.ImportFrom(module=str(module)) if module.startswith("alliancegraph."):
                yield module.split(".")[1]
            case ast.Import(names=names):
                yield from (n.name.split(".")[1] for n in names if n.name.startswith("alliancegraph."))


def test_every_part_is_in_the_table_once() -> None:
    assert sorted(PARTS) == sorted({part_of(path) for path in PATHS})


@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_imports_upwards(path: Path) -> None:
    here = PARTS.index(part_of(path))
    name = path.relative_to(PACKAGE).as_posix()
    up = [part for part in used(path) if PARTS.index(part) < here and (name, part) not in GRANTED]
    assert up == []


def test_nothing_imports_in_circles() -> None:
    graph = {name: set(modules(path)) - {name} for name, path in MODULES.items()}
    for file, part in GRANTED:
        (granted,) = [name for name, path in MODULES.items() if path == PACKAGE / file]
        graph[granted] = {name for name in graph[granted] if not name.startswith(f"alliancegraph.{part}")}
    assert set(TopologicalSorter(graph).static_order()) >= MODULES.keys()  # CycleError names a circle
