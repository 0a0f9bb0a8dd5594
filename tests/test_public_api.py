"""What `import alliancegraph` offers."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from functools import cache
from pathlib import Path

import pytest

import alliancegraph
from alliancegraph import AllianceGraph, build, extract

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
LISTED = re.findall(r"^::: (\S+)$", PAGE, re.M)
QUESTIONS = [
    *("as_of", "cap_table", "centrality", "claims", "conflicts", "control", "diff", "entity", "explain"),
    *("from_claims", "groups", "holdings", "load", "look_through", "nx", "owners", "partners", "path"),
    *("platform_mates", "save", "search", "show", "sql", "ties", "timeline", "to_pandas", "ultimate_parent"),
]


def test_public_names() -> None:
    assert alliancegraph.__all__ == ["AllianceGraph", "build", "extract"]
    assert all(callable(name) for name in (AllianceGraph.load, build, extract))


def test_public_names_survive_the_import_of_every_module() -> None:
    import alliancegraph.cli
    import alliancegraph.extraction.extractor
    import alliancegraph.pipeline

    assert alliancegraph.build is build
    assert alliancegraph.extract is extract


def test_extract_reads_a_passage() -> None:
    (claim,) = extract("Renault has raised its stake in Nissan to 44.4 percent.", date="2002-03-02")
    assert (claim.subject.name, claim.object.name, claim.stake) == ("Renault", "Nissan", 44.4)


@cache
def named_in_tests() -> set[str]:
    """The names that come after a dot in the code of any test."""
    return {
        node.attr
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }


def test_methods_of_the_graph_are_those_that_are_meant_to_be_public() -> None:
    """What a user builds on: nothing here may go or change its name unnoticed."""
    own = [name for name in vars(AllianceGraph) if not name.startswith("_")]
    assert sorted({*own, "entity"}) == QUESTIONS


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_method_says_what_it_does_and_is_tested(name: str) -> None:
    method = inspect.getattr_static(AllianceGraph, name)
    assert inspect.getdoc(getattr(method, "__func__", method))
    assert name in named_in_tests()


@pytest.mark.parametrize("listed", LISTED)
def test_what_the_page_of_python_lists_is_there_and_described(listed: str) -> None:
    home, _, name = listed.rpartition(".")
    try:
        described = importlib.import_module(listed)
    except ModuleNotFoundError:
        described = getattr(importlib.import_module(home), name)
    assert described.__doc__


def test_the_page_of_python_lists_all_public_names() -> None:
    assert {name.rpartition(".")[2] for name in LISTED} >= set(alliancegraph.__all__)
