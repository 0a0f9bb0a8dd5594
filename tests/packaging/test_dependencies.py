"""What is imported is declared, and what is declared is imported, or has a reason."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Needed without an import of our own.
NOT_IMPORTED = {
    "lxml-html-clean": "trafilatura and htmldate do not import without it",
}
# Extras for people, not for the package's own code: what they bring is used outside src/.
FOR_PEOPLE = {"docs", "notebooks", "train"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def named(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[\s\[<>=!~;]", requirement)[0]) for requirement in requirements}


REQUIRED = named(PROJECT["dependencies"])
EXTRAS = {extra: named(needs) for extra, needs in PROJECT["optional-dependencies"].items()}


def imports(path: Path) -> Iterator[str]:
    """The top-level modules that the code of *path* imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from (str(name.value).split(".")[0] for name in node.args if isinstance(name, ast.Constant))


@cache
def imported() -> frozenset[str]:
    """The distributions that the package imports."""
    modules = {module for path in (ROOT / "src").rglob("*.py") for module in imports(path)}
    homes = packages_distributions()
    foreign = modules - set(sys.stdlib_module_names) - {"alliancegraph"}
    return frozenset(normal(home) for module in foreign for home in homes.get(module, [module]))


def test_every_import_is_declared() -> None:
    assert imported() - REQUIRED - set().union(*EXTRAS.values()) == set()


@pytest.mark.parametrize("needed", sorted(REQUIRED))
def test_every_dependency_is_used(needed: str) -> None:
    assert (needed in imported()) is not (needed in NOT_IMPORTED)


@pytest.mark.parametrize("extra", sorted(EXTRAS.keys() - FOR_PEOPLE))
def test_every_extra_is_used(extra: str) -> None:
    assert EXTRAS[extra] & imported()


def test_exceptions_are_declared() -> None:
    assert NOT_IMPORTED.keys() <= REQUIRED


@pytest.mark.parametrize("extra", sorted(FOR_PEOPLE & EXTRAS.keys()))
def test_what_extras_bring_for_people_is_used_outside_the_package(extra: str) -> None:
    places = {"docs": "mkdocs.yml", "notebooks": "notebooks", "train": "training"}
    place = ROOT / places[extra]
    files = sorted(place.rglob("*")) if place.is_dir() else [place]
    text = "".join(
        path.read_text(encoding="utf-8") for path in files if path.suffix in (".py", ".ipynb", ".yml")
    )
    words = {"mkdocs-material": "name: material", "ipykernel": '"kernelspec"'}
    assert [
        needed for needed in sorted(EXTRAS[extra]) if words.get(needed, needed.replace("-", "_")) not in text
    ] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-model.txt"])
def test_pins_name_versions_and_digests_and_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = [line for line in text.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]
    assert pins
    assert [
        pin for pin in pins if not re.match(r"[\w.-]+(\[[\w,]+\])?==\S+.* --hash=sha256:[0-9a-f]{64}", pin)
    ] == []
    assert "://" not in text
    assert not re.search(r"^\s*-", text.replace("    --hash", ""), re.M)
