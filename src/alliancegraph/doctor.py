"""The installation -> what works in it and what does not, each with a remedy.

Every check does what it is about: loads the model, reads a sentence, makes a page. Each imports
what it needs itself, so that a missing package is a finding and stops no other check.
"""

from __future__ import annotations

import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from alliancegraph import __version__
from alliancegraph.errors import AllianceGraphError

_OLDEST = (3, 12)
_SENTENCE = "Renault has raised its stake in Nissan to 44.4 percent."
_CLAIM = "Renault owns Nissan, 44.4 %"
_AGAIN = "install alliancegraph again: `pip install --force-reinstall alliancegraph`"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: the state of a part, or what is wrong with it."""

    part: str
    sound: bool
    says: str


def examine(graph: Path) -> Iterator[Finding]:
    """One finding for each part of the installation, and one for the graph in the folder *graph*."""
    checks: dict[str, Callable[[], str]] = {
        "python": _python,
        "packages": _packages,
        "sqlite": _sqlite,
        "registry": _registry,
        "model": _model,
        "extraction": _extraction,
        "page": _page,
        "graph": lambda: _graph(graph),
    }
    for part, check in checks.items():
        try:
            yield Finding(part, True, check())
        except (AllianceGraphError, ImportError, OSError, sqlite3.Error) as error:
            yield Finding(part, False, " ".join(str(error).split()))


def _python() -> str:
    version = platform.python_version()
    if sys.version_info < _OLDEST:
        raise AllianceGraphError(f"{version}; alliancegraph needs 3.12 or later")
    return version


def _packages() -> str:
    """Whether all that this version requires is there, in the versions that it allows."""
    from packaging.requirements import Requirement

    wrong = []
    required = [Requirement(text) for text in metadata.requires("alliancegraph") or ()]
    for requirement in required:
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            try:
                found = metadata.version(requirement.name)
            except metadata.PackageNotFoundError:
                wrong.append(f"{requirement.name} is missing")
                continue
            if not requirement.specifier.contains(found, prereleases=True):
                wrong.append(f"{requirement.name} is {found}, wanted {requirement.specifier}")
    if wrong:
        raise AllianceGraphError(f"{'; '.join(wrong)}; {_AGAIN}")
    return f"alliancegraph {__version__} and all that it requires"


def _sqlite() -> str:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("create virtual table words using fts5 (word)")
    return f"{sqlite3.sqlite_version} with full-text search"


def _registry() -> str:
    from alliancegraph.vocabulary import load_registry

    return f"{len(load_registry().entries)} companies, brands, ventures, people, models and platforms"


def _model() -> str:
    from alliancegraph.extraction.parsing import load_pipeline

    language = load_pipeline()
    return f"{language.meta['lang']}_{language.meta['name']} {language.meta['version']}"


def _extraction() -> str:
    from alliancegraph import extract

    told = [f"{c.subject.name} {c.predicate} {c.object.name}, {c.stake} %" for c in extract(_SENTENCE)]
    if told != [_CLAIM]:
        raise AllianceGraphError(f"{_SENTENCE!r} gives {told}, not {_CLAIM!r}; {_AGAIN}")
    return _CLAIM


def _page() -> str:
    from alliancegraph.export.page import html
    from alliancegraph.graph import AllianceGraph

    return f"{len(html(AllianceGraph.from_claims([], []))) // 1024} kB with all its assets"


def _graph(folder: Path) -> str:
    from alliancegraph.graph import AllianceGraph
    from alliancegraph.graph.store import FILE_NAME

    if not (folder / FILE_NAME).exists() and not folder.is_file():
        return f"none in {folder} yet; `alliancegraph build` makes one"
    graph = AllianceGraph.load(folder)
    ((state,),) = graph.sql("pragma quick_check(1)")
    if state != "ok":
        raise AllianceGraphError(f"{folder}: damaged ({state}); build the graph again")
    return f"{folder}: {len(graph.facts)} facts about {len(graph.entities)} entities"
