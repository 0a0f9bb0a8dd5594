"""registry/*.csv -> Registry: every known entity with its dated names.

An expert edits the tables; each row is checked when it is loaded, and a bad one is
reported with its file and line. The registry says who is meant by a name. It never
adds a fact: owners, partners and makers serve to resolve "its parent" or "the venture".
"""

from __future__ import annotations

import csv
import gc
import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from alliancegraph import dates
from alliancegraph.errors import DateError, VocabularyError
from alliancegraph.model import Entity, EntityType, slug

FOLDER = Path(__file__).parent / "registry"

_DATED = re.compile(r"(?P<value>.*?)\s*(?:\[(?:(?P<year>\d{4})|(?P<since>[\d-]*)\.\.(?P<until>[\d-]*))\])?")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Name(NamedTuple):
    """One way to write an entity, with the years in which it was in use.

    A weak name is also an ordinary word, or the name of somebody else: it counts only
    with support from the context.
    """

    text: str
    since: str | None = None
    until: str | None = None
    weak: bool = False


class Entry(NamedTuple):
    """A row of the registry. `related` holds owners, partners, members, makes or employers (ids)."""

    entity: Entity
    kind: str
    names: tuple[Name, ...]
    base: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    related: tuple[Name, ...] = ()
    model: str | None = None


@dataclass(frozen=True)
class Country:
    """A country with the words for it and for what comes from it."""

    code: str
    name: str
    words: tuple[str, ...]
    adjectives: tuple[str, ...]
    demonyms: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Registry:
    entries: Mapping[str, Entry]
    countries: Mapping[str, Country]
    version: str
    adjectives: Mapping[str, str] = field(default_factory=dict)
    demonyms: Mapping[str, str] = field(default_factory=dict)
    cities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nations: Mapping[str, Country] = field(default_factory=dict)
    states: Mapping[str, Entity] = field(default_factory=dict)

    def __getitem__(self, entity_id: str) -> Entry:
        return self.entries[entity_id]

    def get(self, entity_id: str) -> Entry | None:
        return self.entries.get(entity_id)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)


@dataclass(frozen=True)
class _Table:
    """How one file is read: the type of its rows and the column with related ids."""

    file: str
    type: EntityType | None
    related: str | None = None


_TABLES = (
    _Table("companies.csv", EntityType.COMPANY, "owner"),
    _Table("brands.csv", EntityType.BRAND, "owner"),
    _Table("suppliers.csv", EntityType.COMPANY, "owner"),
    _Table("joint_ventures.csv", EntityType.JOINT_VENTURE, "partners"),
    _Table("alliances.csv", EntityType.ALLIANCE, "members"),
    _Table("owners.csv", None),
    _Table("people.csv", EntityType.PERSON, "roles"),
    _Table("vehicles.csv", EntityType.VEHICLE, "make"),
    _Table("platforms.csv", EntityType.PLATFORM, "owner"),
)


@cache
def load_registry(folder: Path = FOLDER) -> Registry:
    """Read and check all tables under *folder*; raise `VocabularyError` at the first bad row."""
    with no_garbage():
        entries = _entries(folder)
    countries = {c.code: c for c in _countries(folder / "countries.csv")}
    return Registry(
        entries=entries,
        countries=countries,
        version=_version(folder),
        adjectives={word: c.code for c in countries.values() for word in c.adjectives},
        demonyms={word: c.code for c in countries.values() for word in c.demonyms},
        cities=_cities(entries),
        nations={word: c for c in countries.values() for word in c.words},
        states=_states(entries, countries),
    )


@contextmanager
def no_garbage() -> Iterator[None]:
    """Pause the collector while thousands of lasting objects are made: it would find none to free."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _entries(folder: Path) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for table in _TABLES:
        path = folder / table.file
        for line, row in _rows(path):
            entry = _entry(table, path, line, row)
            if entry.entity.id in entries:
                raise VocabularyError(f"{path}:{line}: id {entry.entity.id!r} is taken; give the row another")
            entries[entry.entity.id] = entry
    return entries


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table with their lines; plain csv.reader, for it is read at every start."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            for cells in reader:
                if len(cells) != len(header):
                    raise VocabularyError(
                        f"{path}:{reader.line_num}: the row has another number of cells than the header"
                    )
                yield reader.line_num, dict(zip(header, cells, strict=False))
    except OSError as error:
        raise VocabularyError(f"{path}: cannot be read ({error.strerror})") from None
    except csv.Error as error:
        raise VocabularyError(f"{path}: is not a CSV table: {error}") from None


def _entry(table: _Table, path: Path, line: int, row: dict[str, str]) -> Entry:
    try:
        return _parsed(table, row)
    except (ValueError, KeyError, DateError) as error:
        raise VocabularyError(f"{path}:{line}: {error}") from None


def _parsed(table: _Table, row: dict[str, str]) -> Entry:
    if not _ID.fullmatch(row["id"]):
        raise ValueError(f"id {row['id']!r} is no slug of lower-case letters, digits and hyphens")
    if not row["name"].strip():
        raise ValueError(f"row {row['id']!r} has no name")
    if (end := row.get("end")) and row["start"] and end[:4] < row["start"][:4]:
        raise ValueError(f"{row['id']!r} ends in {end}, before it starts in {row['start']}")
    aliases = _dated(row["aliases"])
    names = (Name(row["name"]), *aliases, *_model_names(row), *_dated(row.get("weak_aliases", ""), weak=True))
    return Entry(
        entity=Entity(
            id=row["id"],
            name=row["name"],
            type=table.type or EntityType(row["type"]),
            aliases=_other_than(row["name"], aliases),
            wikidata=row.get("wikidata") or None,
            country=row.get("country") or None,
        ),
        kind=row.get("kind", ""),
        names=_canonical_may_be_weak(names),
        base=_values(row.get("base", "")),
        since=_date(row.get("start", "")),
        until=_date(row.get("end", "")),
        related=_without_roles(_dated(row[table.related])) if table.related else (),
        model=row.get("model") or None,
    )


def _other_than(name: str, aliases: tuple[Name, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([alias.text for alias in aliases if alias.text != name])) if aliases else ()


def _canonical_may_be_weak(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """A canonical name listed again as a weak or dated alias is only as strong as that."""
    if len(names) == 1:
        return names
    first = names[0].text
    return names[1:] if first in [name.text for name in names[1:]] else names


def _model_names(row: dict[str, str]) -> tuple[Name, ...]:
    """A model's name without its make: `bare` says whether it stands alone."""
    match row.get("bare"):
        case "yes":
            return (Name(row["model"]),)
        case "context":
            return (Name(row["model"], weak=True),)
        case _:
            return ()


def _values(cell: str) -> tuple[str, ...]:
    if ";" not in cell:  # most cells hold one value or none, and they are read at every start
        return (value,) if (value := cell.strip()) else ()
    return tuple(value for part in cell.split(";") if (value := part.strip()))


def _dated(cell: str, *, weak: bool = False) -> tuple[Name, ...]:
    if not cell:
        return ()
    if "[" not in cell:
        return tuple([Name(value, None, None, weak) for value in _values(cell)])
    return tuple(_dated_value(value, weak) for value in _values(cell))


def _dated_value(text: str, weak: bool) -> Name:
    if "[" not in text:
        return Name(text, weak=weak)
    match = _DATED.fullmatch(text)
    if match is None or not match["value"] or "[" in match["value"]:
        raise ValueError(f"{text!r} is no value with an optional range such as [1998..2007]")
    since, until = match["year"] or match["since"] or "", match["year"] or match["until"] or ""
    return Name(match["value"], _date(since), _date(until), weak)


def _without_roles(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """ "volkswagen:chair" relates to volkswagen."""
    if not names or ":" not in names[0].text:  # a column holds roles or none
        return names
    return tuple([name._replace(text=name.text.partition(":")[0]) for name in names])


@cache
def _date(text: str) -> str | None:
    return dates.parse(text) if text else None


def _countries(path: Path) -> Iterator[Country]:
    for line, row in _rows(path):
        if not re.fullmatch(r"[A-Z]{2}", row["code"]):
            raise VocabularyError(f"{path}:{line}: {row['code']!r} is no country code of two capitals")
        yield Country(
            row["code"],
            row["name"],
            (row["name"], *_values(row["aliases"])),
            _values(row["adjectives"]),
            _values(row["demonyms"]),
        )


def _cities(entries: Mapping[str, Entry]) -> dict[str, tuple[str, ...]]:
    cities: dict[str, list[str]] = {}
    for entry in entries.values():
        for city in entry.base:
            cities.setdefault(city, []).append(entry.entity.id)
    return {city: tuple(ids) for city, ids in cities.items()}


def _states(entries: Mapping[str, Entry], countries: Mapping[str, Country]) -> dict[str, Entity]:
    """The state of each country, by the country's code; one that no table has gets its row here."""
    states = {
        code: Entity(
            id=f"{slug(country.name)}-state",
            name=f"{country.adjectives[0] if country.adjectives else country.name} government",
            type=EntityType.GOVERNMENT,
            aliases=country.words,
            country=code,
        )
        for code, country in countries.items()
    }
    for entry in entries.values():
        nation = countries.get(entry.entity.country or "")
        if entry.entity.type is not EntityType.GOVERNMENT or nation is None:
            continue
        if any(name.text in nation.words for name in entry.names):
            aliases = tuple(dict.fromkeys((*entry.entity.aliases, *nation.words)))
            states[nation.code] = entry.entity.model_copy(update={"aliases": aliases})
    return states


def _version(folder: Path) -> str:
    content = b"".join((folder / table.file).read_bytes() for table in _TABLES)
    return hashlib.sha256(content).hexdigest()[:16]
