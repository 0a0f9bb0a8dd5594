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

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from alliancegraph import dates
from alliancegraph.model import Claim, Entity, EntityType, Predicate, Status, digest


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


type Passage = tuple[str, int, int]
type Tellings = dict[Relation, list[Telling]]


def relate(
    claims: Mapping[str, Claim], entities: Mapping[str, Entity], reported: Mapping[str, str | None]
) -> tuple[Tellings, dict[str, Entity]]:
    """Return the tellings of each relation, and the nodes made for nameless joint ventures.

    *claims* are keyed by claim id, *entities* by entity id; *reported* gives the date of
    each document id.
    """
    partnerships = {claim.key for claim in claims.values() if claim.predicate is Predicate.PARTNER_IN}
    tellings: Tellings = {}
    pairs: dict[str, Claim] = {}
    for key in sorted(claims):
        claim = claims[key]
        if claim.predicate is Predicate.JOINT_VENTURE_WITH:
            pairs[key] = claim
        else:
            relation = _relation_of(claim, entities, partnerships)
            tellings.setdefault(relation, []).append(_telling(key, claim, reported))
    ventures = _Ventures(claims, entities, tellings)
    nameless: dict[str, Claim] = {}
    for key, claim in pairs.items():
        candidates = ventures.explaining(claim, reported.get(claim.evidence.document))
        if not candidates:
            nameless[key] = claim
        elif len(candidates) == 1:
            _tell_of_venture(tellings, candidates[0], key, claim, reported)
    made: dict[str, Entity] = {}
    for key, node in _nameless_ventures(nameless, entities).items():
        made[node.id] = node
        _tell_of_venture(tellings, node.id, key, nameless[key], reported)
    return tellings, dict(sorted(made.items()))


def _relation_of(
    claim: Claim, entities: Mapping[str, Entity], partnerships: set[tuple[str, str, str]]
) -> Relation:
    predicate, one, other = claim.predicate, claim.subject.id, claim.object.id
    if predicate is Predicate.BRAND_OF and entities[one].type in (
        EntityType.COMPANY,
        EntityType.JOINT_VENTURE,
    ):
        predicate, one, other = Predicate.OWNS, other, one
    if predicate is Predicate.OWNS:
        if entities[other].type is EntityType.BRAND:
            predicate, one, other = Predicate.BRAND_OF, other, one
        elif (
            entities[other].type is EntityType.JOINT_VENTURE
            or (Predicate.PARTNER_IN.value, one, other) in partnerships
        ):
            predicate = Predicate.PARTNER_IN
    if predicate.symmetric and other < one:
        one, other = other, one
    return Relation(predicate, one, other)


def _telling(key: str, claim: Claim, reported: Mapping[str, str | None]) -> Telling:
    day = reported.get(claim.evidence.document)
    return Telling(key, claim.status, claim.stake, claim.start, claim.end, day)


def _tell_of_venture(
    tellings: Tellings, venture: str, key: str, claim: Claim, reported: Mapping[str, str | None]
) -> None:
    for partner in (claim.subject.id, claim.object.id):
        relation = Relation(Predicate.PARTNER_IN, partner, venture)
        tellings.setdefault(relation, []).append(_telling(key, claim, reported))


class _Ventures:
    """The named joint ventures: their partners, when they began, where articles name them."""

    def __init__(
        self, claims: Mapping[str, Claim], entities: Mapping[str, Entity], tellings: Tellings
    ) -> None:
        self._entities = entities
        self._of: dict[str, set[str]] = {}
        self._told: dict[str, list[Telling]] = {}
        self._named_in: dict[str, set[str]] = {}
        self._named_at: dict[Passage, set[str]] = {}
        for relation, told in tellings.items():
            if relation.predicate is Predicate.PARTNER_IN:
                self._of.setdefault(relation.subject, set()).add(relation.object)
                self._told.setdefault(relation.object, []).extend(told)
                for telling in told:
                    passage = _passage(claims[telling.claim])
                    self._named_in.setdefault(passage[0], set()).add(relation.object)
                    self._named_at.setdefault(passage, set()).add(relation.object)

    def explaining(self, claim: Claim, reported: str | None) -> list[str]:
        """The ventures of both parties that the claim may tell of.

        Those that its sentence names count before those of its passage, these before those
        of its article, and these before all others. A venture that only one party is known
        for must be named by the very passage.
        """
        one, other = (self._of.get(side, set()) for side in (claim.subject.id, claim.object.id))
        at_hand = self._named_at.get(_passage(claim), set())
        possible = {
            venture
            for venture in one & other or (one | other) & at_hand
            if self._may_be(venture, claim, reported)
        }
        in_article = self._named_in.get(claim.evidence.document, set())
        named = {venture for venture in possible if self._is_named(venture, claim.evidence.text)}
        return sorted(named or possible & at_hand or possible & in_article or possible)

    def _is_named(self, venture: str, text: str) -> bool:
        entity = self._entities[venture]
        return any(name in text for name in (entity.name, *entity.aliases))

    def _may_be(self, venture: str, claim: Claim, reported: str | None) -> bool:
        told = self._told[venture]
        begun = [t.start for t in told if t.start and t.status in (Status.AGREED, Status.ACTIVE)]
        if claim.start and begun and all(_years_apart(claim.start, start) > 1 for start in begun):
            return False
        if claim.status in (Status.ACTIVE, Status.ENDED) or any(t.status is claim.status for t in told):
            return True
        # Talks of a venture, after this one has begun, are about another.
        running = [t.start or t.reported for t in told if t.status is Status.ACTIVE]
        return reported is None or all(day is None or _year(day) >= _year(reported) for day in running)


def _year(partial: str) -> int:
    return dates.first_day(partial).year


def _years_apart(one: str, other: str) -> int:
    return abs(_year(one) - _year(other))


def _nameless_ventures(claims: Mapping[str, Claim], entities: Mapping[str, Entity]) -> dict[str, Entity]:
    """The node that each claim about an unnamed venture tells of.

    Pairs of one passage that are all tied to each other ("A, B and C set up a joint
    venture") are one venture; so is, elsewhere, a pair of them.
    """
    passages: dict[Passage, set[frozenset[str]]] = {}
    for claim in claims.values():
        passages.setdefault(_passage(claim), set()).add(_pair(claim))
    circles = {circle for pairs in passages.values() for circle in _full_circles(pairs)}
    nodes: dict[str, Entity] = {}
    for key, claim in claims.items():
        around = [circle for circle in circles if _pair(claim) <= circle]
        widest = max(around, key=lambda circle: (len(circle), sorted(circle)))
        nodes[key] = _nameless_node([entities[partner] for partner in widest])
    return nodes


def _passage(claim: Claim) -> Passage:
    return (claim.evidence.document, claim.evidence.start, claim.evidence.end)


def _pair(claim: Claim) -> frozenset[str]:
    return frozenset((claim.subject.id, claim.object.id))


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
