"""language/*.yaml -> Language: cues with the places of their parties, hedges, word lists.

Every entry is checked when it is loaded; a bad one raises `VocabularyError` that names the
file and the entry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from alliancegraph.errors import VocabularyError
from alliancegraph.model import EntityType, Predicate, Status

FOLDER = Path(__file__).parent / "language"

_DIRECTED = re.compile(r"(?P<subject>[\w.|]+) (?P<how>[>&]) (?P<object>[\w.|]+)")
_WITHIN = re.compile(r"each (?P<places>[\w.|]+)")
_HEDGE_PLACES = frozenset({"governor", "negation", "modifier", "auxiliary"})

# Which types a predicate takes: (subject, object). What does not fit is no claim.
SIGNATURES: Mapping[Predicate, tuple[frozenset[EntityType], frozenset[EntityType]]] = {
    predicate: (predicate.subjects, predicate.objects) for predicate in Predicate
}


@dataclass(frozen=True, slots=True)
class Line:
    """One reading of a cue: which places hold the parties, and when the reading holds."""

    predicate: Predicate
    subject: tuple[str, ...]
    object: tuple[str, ...]  # empty: every pair within `subject`
    conditions: tuple[str, ...] = ()
    verbs: frozenset[str] | None = None
    not_verbs: frozenset[str] = frozenset()
    status: Status | None = None
    stake: bool = False
    giving: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Hedge:
    status: Status
    place: str
    words: frozenset[str]


@dataclass(frozen=True, eq=False)
class Language:
    """`verbs` and `nouns` map a cue lemma (or "verb particle") to its frames."""

    verbs: Mapping[str, tuple[Frame, ...]]
    nouns: Mapping[str, tuple[Frame, ...]]
    hedges: tuple[Hedge, ...]
    words: Mapping[str, frozenset[str]]
    groups: Mapping[str, frozenset[str]]
    version: str


@cache
def load_language(folder: Path = FOLDER) -> Language:
    """Read and check the cues, hedges and word lists under *folder*."""
    frames = _read(folder / "frames.yaml")
    groups = {name: frozenset(verbs) for name, verbs in frames["groups"].items()}
    where = folder / "frames.yaml"
    return Language(
        verbs=_frames(frames["verbs"], groups, where),
        nouns=_frames(frames["nouns"], groups, where),
        hedges=tuple(_hedge(row, folder / "hedges.yaml") for row in _read(folder / "hedges.yaml")),
        words={
            name: frozenset(_words(words, folder / "words.yaml"))
            for name, words in _read(folder / "words.yaml").items()
        },
        groups=groups,
        version=_version(folder),
    )


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError as error:
        raise VocabularyError(f"{path}: cannot be read ({error.strerror})") from None
    except yaml.YAMLError as error:
        raise VocabularyError(f"{path}: is not valid YAML: {error}") from None


def _frames(
    rows: list[dict[str, Any]], groups: Mapping[str, frozenset[str]], path: Path
) -> dict[str, tuple[Frame, ...]]:
    by_cue: dict[str, tuple[Frame, ...]] = {}
    for row in rows:
        try:
            lines = tuple(_line(line, groups) for line in row["lines"])
            frame = Frame(str(row["cues"][0]), lines)
            for cue in row["cues"]:
                by_cue[str(cue)] = (*by_cue.get(str(cue), ()), frame)
        except (KeyError, ValueError, TypeError) as error:
            raise VocabularyError(f"{path}: the frame {row!r} is not valid: {error}") from None
    return by_cue


def _line(row: dict[str, Any], groups: Mapping[str, frozenset[str]]) -> Line:
    options = dict(row)
    name = next(iter(options))
    predicate = Predicate(name)
    subject, target = _places(str(options.pop(name)), predicate)
    status = options.pop("status", None)
    line = Line(
        predicate=predicate,
        subject=subject,
        object=target,
        conditions=tuple(options.pop("if", ())),
        verbs=_group(options.pop("verbs", None), groups),
        not_verbs=_group(options.pop("not_verbs", None), groups) or frozenset(),
        status=Status(status) if status else None,
        stake=bool(options.pop("stake", False)),
        giving=bool(options.pop("giving", False)),
    )
    if options:
        raise ValueError(f"unknown option {next(iter(options))!r}")
    return line


def _places(text: str, predicate: Predicate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if match := _WITHIN.fullmatch(text):
        if not predicate.symmetric:
            raise ValueError(f"{predicate} is directed, so {text!r} cannot tell its sides apart")
        return tuple(match["places"].split("|")), ()
    match = _DIRECTED.fullmatch(text)
    if match is None or (match["how"] == "&") is not predicate.symmetric:
        raise ValueError(f"{text!r} does not read `PLACE > PLACE`, `PLACE & PLACE` or `each PLACE`")
    return tuple(match["subject"].split("|")), tuple(match["object"].split("|"))


def _group(names: list[str] | None, groups: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
    return None if names is None else frozenset().union(*(groups[name] for name in names))


def _hedge(row: dict[str, Any], path: Path) -> Hedge:
    if row.get("at") not in _HEDGE_PLACES:
        raise VocabularyError(
            f"{path}: {row.get('at')!r} is no place of a hedge; use {sorted(_HEDGE_PLACES)}"
        )
    return Hedge(Status(row["status"]), row["at"], frozenset(_words(row["words"], path)))


def _words(words: list[object], path: Path) -> list[str]:
    """The words of a list; YAML reads an unquoted `no` or `on` as a truth value, which is a mistake here."""
    for word in words:
        if not isinstance(word, str):
            raise VocabularyError(f"{path}: {word!r} in {words[:3]!r}... is no word; put it in quotes")
    return [str(word) for word in words]


def _version(folder: Path) -> str:
    import hashlib

    content = b"".join(path.read_bytes() for path in sorted(folder.glob("*.yaml")))
    return hashlib.sha256(content).hexdigest()[:16]
