"""training/{sentences,paragraphs,pages}/*.txt -> Passages: annotated texts with their names and facts.

A block is a text with its names in square brackets, then one line a fact:

    > [Renault] raised its stake in [Nissan] to 43.4 percent.
    owns | Renault | Nissan | active | stake=43.4

`[Jeep=brand]` gives a type, `[VW=company:Volkswagen]` the name under which the facts know it. Of a
page, each line is a heading, a paragraph or an item of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alliancegraph import dates
from alliancegraph.model import EntityType, Predicate, Status

FOLDERS = tuple(Path(__file__).parent / name for name in ("sentences", "paragraphs"))
PAGES = Path(__file__).parent / "pages"

_HEAD = re.compile(r"(?:@(?P<date>[\d-]+)\s+)?>\s*(?P<text>.+)", re.S)
_BRACKET = re.compile(r"\[(?P<text>[^\[\]=]+)(?:=(?P<type>\w+)(?::(?P<name>[^\[\]]+))?)?\]")
_DESCRIPTION = re.compile(
    r"(?:[Tt]he|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er)\s+(?:[A-Z][\w-]+\s+)?(?:[a-z-]+\s*)+|[Ii]ts?|[Tt]hey"
)
_QUALIFIERS = ("stake", "start", "end", "product", "platform", "attribution")


class PassageError(ValueError):
    """A block that does not follow the format; the message names file, line and fault."""


@dataclass(frozen=True)
class Name:
    """A bracketed span of the text: whom it names, and whether by a description."""

    start: int
    end: int
    text: str
    entity: str
    type: EntityType
    described: bool


@dataclass(frozen=True)
class Fact:
    predicate: Predicate
    subject: str
    object: str
    status: Status
    qualifiers: tuple[tuple[str, str], ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Passage:
    """One text without its brackets; `where` is file and line."""

    where: str
    text: str
    date: str | None
    names: tuple[Name, ...]
    facts: tuple[Fact, ...]


def load_passages(*folders: Path) -> list[Passage]:
    """All passages under *folders*, in the order of files and lines; raise `PassageError` for a bad one."""
    files = [path for folder in folders or FOLDERS for path in sorted(folder.glob("*.txt"))]
    return [passage for path in files for passage in _read(path, "\n")]


def load_pages(folder: Path = PAGES) -> list[Passage]:
    """All whole pages under *folder*, with blank lines between lines; raise `PassageError` for a bad one."""
    return [page for path in sorted(folder.glob("*.txt")) for page in _read(path, "\n\n")]


def _read(path: Path, between: str) -> Iterator[Passage]:
    block: list[str] = []
    for number, line in enumerate([*path.read_text("utf-8").splitlines(), ""], 1):
        if line.strip():
            block.append(line.strip())
        elif block:
            yield _passage(block, f"{path.name}:{number - len(block)}", between)
            block = []


def _passage(block: list[str], where: str, between: str) -> Passage:
    facts_at = next((i for i, line in enumerate(block) if line == "none" or " | " in line), len(block))
    head = _HEAD.fullmatch(between.join(block[:facts_at]))
    if head is None or facts_at == len(block):
        raise PassageError(f"{where}: a block is `> text` and then facts or `none`")
    try:
        text, names = _names(head["text"])
        date = dates.parse(head["date"]) if head["date"] else None
        known = {name.entity for name in names}
        facts = tuple(_fact(line, known) for line in block[facts_at:] if line != "none")
    except ValueError as error:
        raise PassageError(f"{where}: {error}") from None
    return Passage(where, text, date, names, facts)


def _names(bracketed: str) -> tuple[str, tuple[Name, ...]]:
    text, position = "", 0
    found: list[Name] = []
    for match in _BRACKET.finditer(bracketed):
        text += bracketed[position : match.start()]
        written = match["text"].strip()
        kind = EntityType(match["type"] or "company")
        described = bool(match["name"]) and bool(_DESCRIPTION.fullmatch(written))
        entity = (match["name"] or written).strip()
        found.append(Name(len(text), len(text) + len(written), written, entity, kind, described))
        text += written
        position = match.end()
    text += bracketed[position:]
    if "[" in text.replace("[1]", "") or "=brand" in text:
        raise ValueError("brackets are not balanced")
    return text, tuple(found)


def _fact(line: str, known: set[str]) -> Fact:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) < 4:
        raise ValueError(f"{line!r} is not `predicate | subject | object | status`")
    predicate, subject, target, status = Predicate(cells[0]), cells[1], cells[2], Status(cells[3])
    for name in (subject, target):
        if name not in known:
            raise ValueError(f"{name!r} is not bracketed in the text")
    if subject == target:
        raise ValueError(f"{subject!r} cannot be related to itself")
    optional = "optional" in cells[4:]
    qualifiers = tuple(
        _qualifier(item) for cell in cells[4:] if cell and cell != "optional" for item in _items(cell)
    )
    return Fact(predicate, subject, target, status, qualifiers, optional)


def _items(cell: str) -> list[str]:
    return [item.strip() for item in re.split(rf",\s*(?=(?:{'|'.join(_QUALIFIERS)})=)", cell) if item.strip()]


def _qualifier(item: str) -> tuple[str, str]:
    name, _, value = item.partition("=")
    if name not in _QUALIFIERS or not value:
        raise ValueError(f"{item!r} is no qualifier; use {', '.join(_QUALIFIERS)}")
    if name in ("start", "end"):
        dates.parse(value)
    if name == "stake" and not 0 <= float(value) <= 100:
        raise ValueError(f"{item!r} is no percentage")
    return name, value
