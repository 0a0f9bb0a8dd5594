"""The answers to questions: small frozen rows of plain values.

The command line prints them as tables, a notebook as a data frame, JSON as objects.
Names are for people, ids (`..._id`, `fact`) for looking further; stakes are percent,
dates partial.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

type Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Card:
    """One entity at a glance. `group` is the head of its group, None where nobody controls it."""

    name: str
    type: str
    aliases: tuple[str, ...]
    country: str | None
    wikidata: str | None
    group: str | None
    owners: tuple[str, ...]
    holdings: tuple[str, ...]
    partners: tuple[str, ...]
    facts: int
    id: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A fact as one of its parties sees it; `told` is the date of the latest article that tells it."""

    subject: str
    predicate: str
    object: str
    status: str
    stake: float | None
    start: str | None
    end: str | None
    detail: str | None
    confidence: float
    sources: int
    told: str | None
    other_id: str
    fact: str


@dataclass(frozen=True, slots=True)
class Partner:
    """A company that works with another: `how`, and through which venture or alliance (`via`)."""

    partner: str
    how: str
    via: str | None
    status: str
    start: str | None
    end: str | None
    partner_id: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """A share of one company in another. Percent; None where no article states it.

    `direct` is held by the holder itself. `total` adds what it holds through other
    companies; it is given only where the question was to look through.
    """

    holder: str
    held: str
    direct: float | None
    total: float | None
    since: str | None
    holder_id: str
    held_id: str
    fact: str | None


@dataclass(frozen=True, slots=True)
class CapTable:
    """Who holds a company or joint venture, in percent.

    `unknown` is what the stated stakes leave open; `excess` what they have above 100 %,
    which means that a source is wrong or two dates are mixed.
    """

    company: str
    holders: tuple[Holding, ...]
    stated: float
    unknown: float
    excess: float

    def slices(self) -> tuple[Slice, ...]:
        """The table as rows that add up to 100 %: the holders, then `unknown` and `above 100 %`."""
        held = [Slice(h.holder, h.direct, h.since, h.holder_id, h.fact) for h in self.holders]
        rest = {"unknown": self.unknown, "above 100 %": -self.excess}
        return (*held, *(Slice(name, share, None, None, None) for name, share in rest.items() if share))


@dataclass(frozen=True, slots=True)
class Slice:
    """A row of a cap table: a holder with its stake (None where no article states it), or what is left."""

    holder: str
    stake: float | None
    since: str | None
    holder_id: str | None
    fact: str | None


@dataclass(frozen=True, slots=True)
class Control:
    """The head of the group that a company belongs to: `parent` is the company where nobody controls it."""

    company: str
    parent: str
    controlled: bool
    parent_id: str


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of a path, with the most convincing sentence behind it."""

    subject: str
    predicate: str
    object: str
    status: str
    start: str | None
    sentence: str | None
    document: str | None
    fact: str


@dataclass(frozen=True, slots=True)
class Group:
    """Companies that have more to do with each other than with the rest, best connected first."""

    name: str
    members: tuple[str, ...]
    member_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlatformMate:
    """A company that shares a platform with another, and the models that say so."""

    company: str
    platform: str | None
    own_model: str | None
    their_model: str | None
    company_id: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that became of a relation. `date` is None where no article dates it."""

    date: str | None
    status: str
    subject: str
    predicate: str
    object: str
    stake: float | None
    reported_only: bool
    fact: str


@dataclass(frozen=True, slots=True)
class Centrality:
    """How central an entity is: number of neighbours, and two measures between 0 and 1."""

    name: str
    neighbours: int
    betweenness: float
    pagerank: float
    id: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a fact is believed, or doubted: one claim and where it stands."""

    subject: str
    predicate: str
    object: str
    says: str
    stake: float | None
    start: str | None
    end: str | None
    supports: bool
    confidence: float
    sentence: str
    article: str
    article_date: str | None
    found_by: str
    fact: str | None
    claim: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found: an entity by name, or a sentence of an article."""

    kind: str
    name: str
    text: str
    id: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that one graph has and another has not, or has otherwise."""

    change: str
    subject: str
    predicate: str
    object: str
    field: str | None
    before: Cell
    after: Cell
    fact: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person should look at. `about` is a fact in ids, or two entity ids."""

    value: float
    kind: str
    about: str
    says: str
    sentence: str | None
    article: str | None
    fact: str | None
    claims: tuple[str, ...]


type Row = (
    Card
    | Tie
    | Partner
    | Holding
    | Slice
    | Control
    | PathStep
    | Group
    | PlatformMate
    | Event
    | Centrality
    | Reason
    | Hit
    | Change
    | Doubt
)


def records(rows: Iterable[Row]) -> list[dict[str, Cell]]:
    """The rows as flat dictionaries: lists of names become one text."""
    return [
        {
            field.name: "; ".join(value) if isinstance(value, tuple) else value
            for field in dataclasses.fields(row)
            for value in (getattr(row, field.name),)
        }
        for row in rows
    ]
