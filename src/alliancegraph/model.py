"""The nouns: Document, Mention, Entity, Claim, Evidence, Fact.

    Document --extraction--> Claim (with Evidence) --graph--> Fact

All are frozen. Ids are digests of content or slugs of names, never random, so that
the same input gives the same bytes. Stakes are percent (0-100), dates are partial
(`YYYY`, `YYYY-MM`, `YYYY-MM-DD`; see `alliancegraph.dates`), offsets count characters.
The meaning of every type, predicate and status is in docs/schema.md.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from alliancegraph import dates

PartialDate = Annotated[str, AfterValidator(dates.parse)]
Percent = Annotated[float, Field(ge=0, le=100)]
Probability = Annotated[float, Field(ge=0, le=1)]


class EntityType(StrEnum):
    COMPANY = "company"
    BRAND = "brand"
    JOINT_VENTURE = "joint_venture"
    ALLIANCE = "alliance"
    PERSON = "person"
    GOVERNMENT = "government"
    VEHICLE = "vehicle"
    PLATFORM = "platform"


_FIRMS = frozenset({EntityType.COMPANY, EntityType.BRAND, EntityType.JOINT_VENTURE})
_PARTIES = _FIRMS | {EntityType.ALLIANCE, EntityType.GOVERNMENT}
_HOLDERS = _PARTIES | {EntityType.PERSON}
_MARQUES = frozenset({EntityType.BRAND, EntityType.COMPANY})
_VENTURES = frozenset({EntityType.JOINT_VENTURE})
_ALLIANCES = frozenset({EntityType.ALLIANCE})
_PEOPLE = frozenset({EntityType.PERSON})
_VEHICLES = frozenset({EntityType.VEHICLE})
_TECHNOLOGY = frozenset({EntityType.VEHICLE, EntityType.PLATFORM})
_SHARERS = _FIRMS | _VEHICLES
_ANYTHING = frozenset(EntityType)

_SYMMETRIC = "symmetric"  # stored once, whichever party is named first
_SECONDARY = "secondary"  # told apart in measurements: not what the graph is for


class Predicate(StrEnum):
    """A relation, a row each: its name, which types its subject and its object may have, what else it is.

    What does not fit the types is no claim. A new relation is a row here; docs/extending.md says how
    the rest follows.
    """

    OWNS = "owns", _HOLDERS, _FIRMS
    BRAND_OF = "brand_of", _MARQUES, _FIRMS
    PARTNER_IN = "partner_in", _PARTIES, _VENTURES
    JOINT_VENTURE_WITH = "joint_venture_with", _PARTIES, _PARTIES, _SYMMETRIC
    MEMBER_OF = "member_of", _FIRMS, _ALLIANCES
    ALLIED_WITH = "allied_with", _PARTIES, _PARTIES, _SYMMETRIC
    MERGED_WITH = "merged_with", _FIRMS, _FIRMS, _SYMMETRIC
    SHARES_PLATFORM_WITH = "shares_platform_with", _SHARERS, _SHARERS, _SYMMETRIC
    CO_DEVELOPS = "co_develops", _PARTIES, _PARTIES, _SYMMETRIC
    BASED_ON = "based_on", _VEHICLES, _TECHNOLOGY
    BUILDS_FOR = "builds_for", _FIRMS, _FIRMS
    SUPPLIES = "supplies", _FIRMS, _FIRMS
    LICENSES_TO = "licenses_to", _FIRMS, _FIRMS
    PRODUCES = "produces", _FIRMS, _VEHICLES, _SECONDARY
    EXECUTIVE_OF = "executive_of", _PEOPLE, _PARTIES, _SECONDARY

    subjects: frozenset[EntityType]
    objects: frozenset[EntityType]
    symmetric: bool
    core: bool

    def __new__(
        cls,
        name: str,
        subjects: frozenset[EntityType] = _ANYTHING,
        objects: frozenset[EntityType] = _ANYTHING,
        *marks: str,
    ) -> Self:
        predicate = str.__new__(cls, name)
        predicate._value_ = name
        predicate.subjects, predicate.objects = subjects, objects
        predicate.symmetric, predicate.core = _SYMMETRIC in marks, _SECONDARY not in marks
        return predicate


class Status(StrEnum):
    """How far a relation has come, in the order in which it comes about."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    ACTIVE = "active"
    ENDED = "ended"
    CANCELLED = "cancelled"
    DENIED = "denied"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def _repr_html_(self) -> str:
        """What a notebook shows: the fields that are told, one a row; text from articles only escaped."""
        rows = (
            f"<tr><th>{name}</th><td>{html.escape(_told(value))}</td></tr>"
            for name, value in self.model_dump(mode="json").items()
            if value not in (None, [], "")
        )
        return f"<table>{''.join(rows)}</table>"


def _told(value: object) -> str:
    """A value in words: a list by its items, a nested noun by its name or text, long text cut short."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("text") or ", ".join(_told(v) for v in value.values() if v)
    if isinstance(value, list):
        value = "; ".join(_told(item) for item in value)
    words = str(value)
    return words if len(words) <= _LONGEST_CELL else words[:_LONGEST_CELL] + "…"


_LONGEST_CELL = 300


class Document(_Frozen):
    """One article, as it was read.

    `text` is what was read, furniture included, so that evidence offsets reopen the quote
    in the very file that a user has; `body` holds the (start, end) ranges of the blocks
    that make up the article: headline, standfirst, paragraphs. Only those are extracted.
    """

    id: str
    title: str
    text: str
    body: tuple[tuple[int, int], ...] = ()
    date: PartialDate | None = None
    source: str | None = None
    url: str | None = None
    path: str | None = None
    author: str | None = None
    language: str | None = None


class Entity(_Frozen):
    """Somebody or something that a claim is about, under a stable id."""

    id: str
    name: str
    type: EntityType
    aliases: tuple[str, ...] = ()
    wikidata: str | None = None
    country: str | None = None


class Mention(_Frozen):
    """A span of a document that names or describes an entity."""

    start: int
    end: int
    text: str
    entity: Entity


class Evidence(_Frozen):
    """The passage that a claim rests on: document.text[start:end] == text."""

    document: str
    text: str
    start: int
    end: int
    found_by: str


class Claim(_Frozen):
    """What one passage asserts, as of its article."""

    subject: Entity
    predicate: Predicate
    object: Entity
    status: Status = Status.ACTIVE
    stake: Percent | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    product: str | None = None
    platform: str | None = None
    attribution: str | None = None
    confidence: Probability = 1.0
    evidence: Evidence

    @model_validator(mode="after")
    def _not_about_itself(self) -> Self:
        if self.subject.id == self.object.id:
            raise ValueError(f"{self.subject.name} cannot be related to itself")
        return self

    @property
    def key(self) -> tuple[str, str, str]:
        """(predicate, one side, other side), the sides sorted where the relation is symmetric."""
        one, other = self.subject.id, self.object.id
        if self.predicate.symmetric and other < one:
            one, other = other, one
        return (self.predicate.value, one, other)


class Step(_Frozen):
    """One state in a fact's history and the claims that say so."""

    status: Status
    stake: Percent | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    reported: PartialDate | None = None
    claims: tuple[str, ...] = ()


class Fact(_Frozen):
    """What all claims about one relation together support.

    `history` holds the distinct states, oldest first; the other fields are its last
    state. `claims` and `claims_against` (denials) are claim ids. `sources` counts
    independent articles: copies of one text count once.
    """

    id: str
    subject: str
    predicate: Predicate
    object: str
    status: Status
    stake: Percent | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    product: str | None = None
    platform: str | None = None
    confidence: Probability = 1.0
    sources: int = 1
    history: tuple[Step, ...] = ()
    claims: tuple[str, ...] = ()
    claims_against: tuple[str, ...] = ()


def digest(*parts: str) -> str:
    """A short id that depends on *parts* alone."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def claim_id(claim: Claim) -> str:
    """The id of a claim: a digest of what it says, of whom (by id), and where.

    A new alias of a party, or another confidence, makes no other claim of it.
    """
    evidence = claim.evidence
    said = (claim.subject.id, claim.predicate, claim.object.id, claim.status, claim.stake, claim.start)
    more = (claim.end, claim.product, claim.platform, claim.attribution)
    place = (evidence.document, evidence.start, evidence.end)
    return digest(*("" if part is None else str(part) for part in (*said, *more, *place)))


def claims_by_id(claims: Iterable[Claim]) -> dict[str, Claim]:
    """*claims* by their ids; of two that say the same in one place, the more confident one."""
    found: dict[str, Claim] = {}
    for claim in claims:
        key = claim_id(claim)
        found[key] = strongest((found[key], claim)) if key in found else claim
    return found


def strongest(claims: Iterable[Claim]) -> Claim:
    """The most confident of *claims*; among equals it depends on what they say, not on their order."""
    return max(claims, key=lambda claim: (claim.confidence, claim.model_dump_json()))


def slug(name: str) -> str:
    """The stable id of an entity known by its name alone: "Citroën SA" -> "citroen-sa"."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9]+", "-", ascii_name.casefold()).strip("-")
    return plain or "x-" + digest(name)
