"""Claims -> tellings: which relation of the graph each claim tells of.

The same thing is said in several ways, and is stored once. Three rules, all of them here:

- `owns(A, B)` and `brand_of(B, A)` are one relation: `brand_of` where B is a brand, else `owns`.
- `owns(A, J)` of a joint venture J is `partner_in(A, J)`.
- `joint_venture_with(A, B)` is never stored. It tells of the joint venture in which both are
  partners; where no article names one, of a node of its own, "Mazda-Toyota joint venture".
  Where A and B have several ventures and the article names none of them, it tells of the pair
  only: the claim is kept, and no fact rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, groupby
from typing import NamedTuple

from alliancegraph import dates
from alliancegraph.graph.desk import Desk, Row
from alliancegraph.model import Entity, EntityType, Predicate, Status, digest

_KNOWN = 10_000  # ventures that are remembered
_FIRMS = (EntityType.COMPANY, EntityType.JOINT_VENTURE)
_CLAIM = """
    t.id, t.status, t.stake, t.start, t."end", d.date, t.status, t.confidence, t.product, t.platform,
    coalesce(s.source, t.document), t.document, t.at, t.until
"""
_TOLD = "told t join documents d on d.id = t.document left join sources s on s.document = t.document"
_RELATIONS = f"""
    select t.predicate, t.subject, t.object, one.type, other.type,
        case t.predicate
            when 'owns' then exists (
                select 1 from partnerships p where p.partner = t.subject and p.venture = t.object)
            when 'brand_of' then exists (
                select 1 from partnerships p where p.partner = t.object and p.venture = t.subject)
            else 0 end, {_CLAIM}
    from {_TOLD} join who one on one.id = t.subject join who other on other.id = t.object
    where t.predicate <> 'joint_venture_with' order by t.id
"""
_PAIRS = f"""
    select t.subject, t.object, t.text, {_CLAIM} from {_TOLD}
    where t.predicate = 'joint_venture_with' order by t.id
"""
_VENTURES = """
create table desk.partners as
    select subject as partner, object as venture, status, start, reported, document, at, until
    from tellings where predicate = 'partner_in' order by rowid;
create index desk.partners_by_partner on partners (partner, venture);
create index desk.partners_by_venture on partners (venture);
create index desk.partners_by_place on partners (document, at, until, venture);
create table desk.nameless (
    one text, other text, claim text, status text, stake real, start text, "end" text, reported text,
    said text, confidence real, product text, platform text, source text, document text, at integer,
    until integer
);
create table desk.widest (pair text primary key, size integer, partners text) without rowid
"""


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """Two entity ids and what is said to hold between them."""

    predicate: Predicate
    subject: str
    object: str

    @property
    def id(self) -> str:
        """The id of the fact about this relation: the same in every build."""
        return digest(self.predicate, self.subject, self.object)


@dataclass(frozen=True, slots=True)
class Telling:
    """What one claim says of one relation, and when its article said so (`reported`)."""

    claim: str
    status: Status
    stake: float | None
    start: str | None
    end: str | None
    reported: str | None


class Told(NamedTuple):
    """A telling as a row: what it says, and what of its claim and article counts for the fact."""

    claim: str
    status: str
    stake: float | None
    start: str | None
    end: str | None
    reported: str | None
    said: str  # the status that the claim itself gives
    confidence: float
    product: str | None
    platform: str | None
    source: str
    document: str
    at: int
    until: int

    def telling(self) -> Telling:
        return Telling(self.claim, Status(self.status), self.stake, self.start, self.end, self.reported)


type Passage = tuple[str, int, int]
type Pair = tuple[str, str]


def relate(desk: Desk) -> None:
    """Fill the table `tellings` from all claims, and `made` with the nodes of nameless joint ventures."""
    desk.run(
        """
        create table desk.partnerships (partner text, venture text, primary key (partner, venture))
            without rowid;
        insert or ignore into partnerships select subject, object from told where predicate = 'partner_in'
        """
    )
    desk.insert("tellings", (_related(row[:6], Told(*row[6:])) for row in desk.rows(_RELATIONS)))
    desk.run(_VENTURES)
    desk.insert("tellings", _of_named_ventures(desk))
    _find_circles(desk)
    desk.insert("tellings", _of_nameless_ventures(desk))


def _related(said: Row, told: Told) -> Row:
    """The row of a claim: its predicate, both parties, their types, and whether the owner, where it tells
    of one, is told to be a partner elsewhere."""
    predicate, one, other, type_of_one, type_of_other, partner = said
    if predicate == Predicate.BRAND_OF and type_of_one in _FIRMS:
        predicate, one, other, type_of_other = Predicate.OWNS, other, one, type_of_one
    if predicate == Predicate.OWNS:
        if type_of_other == EntityType.BRAND:
            predicate, one, other = Predicate.BRAND_OF, other, one
        elif type_of_other == EntityType.JOINT_VENTURE or partner:
            predicate = Predicate.PARTNER_IN
    if Predicate(predicate).symmetric and other < one:
        one, other = other, one
    return _row(Relation(Predicate(predicate), one, other), told)


def _row(relation: Relation, told: Told) -> Row:
    return (relation.id, relation.predicate, relation.subject, relation.object, *told)


def _of_venture(venture: str, one: str, other: str, told: Told) -> Iterator[Row]:
    return (_row(Relation(Predicate.PARTNER_IN, partner, venture), told) for partner in (one, other))


def _of_named_ventures(desk: Desk) -> Iterator[Row]:
    """The rows of all pairs that a known venture explains; the others are left in `nameless`."""
    ventures = _Ventures(desk)
    for one, other, text, *row in desk.rows(_PAIRS):
        told = Told(*row)
        candidates = ventures.explaining((one, other), text, told)
        if not candidates:
            desk.insert("nameless", [(one, other, *told)])
        elif len(candidates) == 1:
            yield from _of_venture(candidates[0], one, other, told)


class _Ventures:
    """The named joint ventures: their partners, when they began, where articles name them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._names = lru_cache(_KNOWN)(self._names_of)
        self._told = lru_cache(_KNOWN)(self._told_of)

    def explaining(self, pair: Pair, text: str, claim: Told) -> list[str]:
        """The ventures of both parties that the *claim*, told in *text*, may tell of.

        Those that its sentence names count before those of its passage, these before those
        of its article, and these before all others. A venture that only one party is known
        for must be named by the very passage.
        """
        one, other = (self._ventures("partner = ?", side) for side in pair)
        at_hand = self._ventures(
            "document = ? and at = ? and until = ?", claim.document, claim.at, claim.until
        )
        candidates = one & other or (one | other) & at_hand
        possible = {venture for venture in candidates if self._may_be(venture, claim)}
        if not possible:
            return []
        in_article = self._ventures("document = ?", claim.document)
        named = {venture for venture in possible if any(name in text for name in self._names(venture))}
        return sorted(named or possible & at_hand or possible & in_article or possible)

    def _ventures(self, where: str, *values: object) -> set[str]:
        return {key for (key,) in self._desk.rows(f"select venture from partners where {where}", *values)}

    def _names_of(self, venture: str) -> tuple[str, ...]:
        entity = self._desk.entity(venture)
        return (entity.name, *entity.aliases)

    def _told_of(self, venture: str) -> list[tuple[Status, str | None, str | None]]:
        query = "select distinct status, start, reported from partners where venture = ?"
        return [(Status(status), *days) for status, *days in self._desk.rows(query, venture)]

    def _may_be(self, venture: str, claim: Told) -> bool:
        told = self._told(venture)
        begun = [start for status, start, _ in told if start and status in (Status.AGREED, Status.ACTIVE)]
        if claim.start and begun and all(_years_apart(claim.start, start) > 1 for start in begun):
            return False
        if claim.status in (Status.ACTIVE, Status.ENDED) or any(s == claim.status for s, *_ in told):
            return True
        # Talks of a venture, after this one has begun, are about another.
        running = [start or reported for status, start, reported in told if status is Status.ACTIVE]
        written = claim.reported
        return written is None or all(day is None or _year(day) >= _year(written) for day in running)


def _year(partial: str) -> int:
    return dates.first_day(partial).year


def _years_apart(one: str, other: str) -> int:
    return abs(_year(one) - _year(other))


def _find_circles(desk: Desk) -> None:
    """Note for each pair with an unnamed venture the widest circle of partners that it is part of.

    Pairs of one passage that are all tied to each other ("A, B and C set up a joint
    venture") are one venture; so is, elsewhere, a pair of them.
    """
    keep = """
        insert into widest values (?, ?, ?) on conflict (pair) do update
        set size = excluded.size, partners = excluded.partners
        where (excluded.size, excluded.partners) > (size, partners)
    """
    query = "select document, at, until, one, other from nameless order by document, at, until"
    for _, pairs in groupby(desk.rows(query), lambda row: row[:3]):
        for circle in _full_circles({frozenset(row[3:]) for row in pairs}):
            partners = sorted(circle)
            for pair in combinations(partners, 2):
                desk.rows(keep, _joined(pair), len(partners), _joined(partners))


def _of_nameless_ventures(desk: Desk) -> Iterator[Row]:
    for one, other, *row in desk.rows("select * from nameless order by rowid"):
        query = "select partners from widest where pair = ?"
        [(partners,)] = desk.rows(query, _joined(sorted((one, other))))
        node = _nameless_node([desk.entity(partner) for partner in partners.split(_BETWEEN)])
        desk.rows("insert or ignore into made values (?, ?)", node.id, node.model_dump_json())
        yield from _of_venture(node.id, one, other, Told(*row))


_BETWEEN = "\x1f"  # less than anything in an id, so that texts are in order where lists are


def _joined(partners: Iterable[str]) -> str:
    return _BETWEEN.join(partners)


def _full_circles(pairs: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """The sets of partners of which every pair is among *pairs*; else the pairs themselves."""
    circles: list[set[str]] = []
    for pair in sorted(pairs, key=sorted):
        touching = [circle for circle in circles if circle & pair]
        circles = [circle for circle in circles if not circle & pair]
        circles.append(set(pair).union(*touching))
    told = set(pairs)
    full: list[frozenset[str]] = []
    for circle in circles:
        inner = [frozenset(couple) for couple in combinations(sorted(circle), 2)]
        full += [frozenset(circle)] if told.issuperset(inner) else [c for c in inner if c in told]
    return full


def _nameless_node(partners: Iterable[Entity]) -> Entity:
    ordered = sorted(partners, key=lambda partner: (partner.name.casefold(), partner.id))
    return Entity(
        id="-".join(partner.id for partner in ordered) + "-joint-venture",
        name="-".join(partner.name for partner in ordered) + " joint venture",
        type=EntityType.JOINT_VENTURE,
    )
