"""AllianceGraph -> Doubts: what a person should look at, most valuable first.

    conflict    claims of one fact that contradict each other, or too many owners
    weak        a fact on thin evidence
    identity    two entities that may be one

The value of a look is how doubtful a thing is (0 to 1) times how much hangs on it: what kind of
relation it is, and, by its logarithm, how many facts its parties have.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import log2

from alliancegraph.graph import AllianceGraph
from alliancegraph.graph.facts import Conflict
from alliancegraph.graph.identity import name_key
from alliancegraph.graph.ownership import Share, rivals
from alliancegraph.graph.paths import best_claim
from alliancegraph.graph.rows import Doubt
from alliancegraph.model import Claim, Entity, EntityType, Fact, Predicate
from alliancegraph.review.apply import fact_id
from alliancegraph.review.decisions import Action, Decision

WEAK = 0.7
"""Facts with less confidence than this are listed."""

_WEIGHT = {
    **dict.fromkeys((Predicate.OWNS, Predicate.BRAND_OF, Predicate.MERGED_WITH), 3.0),
    **dict.fromkeys((Predicate.PARTNER_IN, Predicate.ALLIED_WITH, Predicate.MEMBER_OF), 2.0),
    **dict.fromkeys((Predicate.PRODUCES, Predicate.EXECUTIVE_OF), 0.5),
}
_IDENTITY = 2.0
_ALIKE = 88  # of 100
_SAME = 100  # a model's next of kin differs from it by a letter
_COMMON = 40  # a word in more names than this says nothing
_FORMS = """
    ag auto automobile automobiles automotive cars co company corp corporation gmbh group holding holdings inc
    industries international limited ltd motor motors nv plc sa se spa
"""
_SETTLING = (Action.ACCEPT, Action.REJECT, Action.MERGE, Action.DISTINCT)
_FIRMS = (EntityType.COMPANY, EntityType.BRAND)


def doubts(graph: AllianceGraph, decisions: Sequence[Decision] = ()) -> tuple[Doubt, ...]:
    """Everything doubtful in *graph* that *decisions* leave open, most valuable first."""
    desk = _Doubts(graph, decisions)
    found = [*desk.conflicts(), *desk.rivals(), *desk.weak(), *desk.identities()]
    return tuple(sorted(found, key=lambda doubt: (-doubt.value, doubt.kind, doubt.about, doubt.says)))


class _Doubts:
    def __init__(self, graph: AllianceGraph, decisions: Iterable[Decision]) -> None:
        settled = [d for d in decisions if d.decision in _SETTLING]
        self.graph = graph
        self.settled = {fact_id(d.fact) for d in settled if d.fact}
        self.known = {d.entity for d in settled if d.entity and not d.into}
        self.apart = {frozenset((d.entity, d.into)) for d in settled if d.entity and d.into}
        self.facts = [fact for fact in graph.facts.values() if fact.id not in self.settled]
        self.ties = Counter(side for fact in graph.facts.values() for side in (fact.subject, fact.object))

    def conflicts(self) -> Iterator[Doubt]:
        for conflict in self.graph.conflicts():
            if conflict.fact not in self.settled:
                fact = self.graph.facts[conflict.fact]
                told = [self._best(claims) for _, claims in conflict.values]
                yield self._doubt("conflict", 1.0, fact, _told(conflict), told)

    def rivals(self) -> Iterator[Doubt]:
        """Companies with more owners than there can be."""
        held = {f.subject if f.predicate is Predicate.BRAND_OF else f.object for f in self.facts}
        for company in sorted(held):
            shares = [share for share in rivals(self.graph, company) if share.fact.id not in self.settled]
            if len(shares) > 1:
                stakes = "; ".join(_share(self.graph, share) for share in shares)
                weakest = min((share.fact for share in shares), key=lambda fact: (fact.confidence, fact.id))
                says = f"owners of {self.graph.name(company)}: {stakes}"
                told = [best_claim(self.graph, share.fact) for share in shares]
                yield self._doubt("conflict", 0.9, weakest, says, told)

    def weak(self) -> Iterator[Doubt]:
        for fact in self.facts:
            if fact.confidence < WEAK:
                says = f"{fact.status}, confidence {fact.confidence:.2f}, sources {fact.sources}"
                yield self._doubt("weak", 1 - fact.confidence, fact, says, [best_claim(self.graph, fact)])

    def identities(self) -> Iterator[Doubt]:
        """Pairs of entities with nearly the same name, unless a fact or a decision tells them apart."""
        from rapidfuzz import fuzz

        related = {frozenset((fact.subject, fact.object)) for fact in self.graph.facts.values()}
        for one, other in self._alike():
            pair = frozenset((one.id, other.id))
            if pair in related or pair in self.apart or pair & self.known:
                continue
            score = fuzz.token_sort_ratio(_core(one), _core(other))
            if score >= (_SAME if EntityType.VEHICLE in (one.type, other.type) else _ALIKE):
                hangs = _IDENTITY * log2(1 + min(self.ties[one.id], self.ties[other.id]))
                yield Doubt(
                    value=round(score / 100 * hangs, 3),
                    kind="identity",
                    about=f"{one.id} {other.id}",
                    says=f"{one.name} and {other.name} may be one",
                    sentence=None,
                    article=None,
                    fact=None,
                    claims=(),
                )

    def _alike(self) -> Iterator[tuple[Entity, Entity]]:
        """Pairs that share a word of their names, and may be one: of one type, not two Wikidata items."""
        holders: defaultdict[str, list[Entity]] = defaultdict(list)
        for entity in self.graph.entities.values():
            for word in set(_core(entity).split()):
                holders[word].append(entity)
        pairs = {
            (one.id, other.id)
            for entities in holders.values()
            if len(entities) <= _COMMON
            for one, other in combinations(entities, 2)
            if _may_be_one(one, other)
        }
        for one, other in sorted(pairs):
            yield self.graph.entities[one], self.graph.entities[other]

    def _doubt(self, kind: str, doubt: float, fact: Fact, says: str, told: Iterable[Claim | None]) -> Doubt:
        """A doubt about *fact*, with the sentences of the claims in question."""
        evidence = [claim.evidence for claim in told if claim]
        paths = [self.graph.documents[passage.document].path for passage in evidence]
        hangs = _WEIGHT.get(fact.predicate, 1.0) * log2(
            1 + min(self.ties[fact.subject], self.ties[fact.object])
        )
        return Doubt(
            value=round(doubt * hangs, 3),
            kind=kind,
            about=f"{fact.subject} {fact.predicate} {fact.object}",
            says=says,
            sentence=" / ".join(dict.fromkeys(passage.text for passage in evidence)) or None,
            article="; ".join(dict.fromkeys(path for path in paths if path)) or None,
            fact=fact.id,
            claims=(*fact.claims, *fact.claims_against),
        )

    def _best(self, claims: Iterable[str]) -> Claim:
        told = [self.graph.claims_by_id[key] for key in claims]
        return max(told, key=lambda claim: (claim.confidence, claim.evidence.text))


def _told(conflict: Conflict) -> str:
    day = f" at {conflict.date}" if conflict.date else ""
    return f"{conflict.field}{day}: " + " or ".join(
        f"{value} ({', '.join(claims)})" for value, claims in conflict.values
    )


def _share(graph: AllianceGraph, share: Share) -> str:
    stake = "" if share.stake is None else f" {share.stake:g} %"
    since = f" since {share.fact.start}" if share.fact.start else ""
    return f"{graph.name(share.holder)}{stake}{since}"


def _core(entity: Entity) -> str:
    """The name without legal forms and words that any maker may bear; all of it if nothing is left."""
    words, forms = name_key(entity.name).split(), _FORMS.split()
    return " ".join([word for word in words if word not in forms] or words)


def _may_be_one(one: Entity, other: Entity) -> bool:
    if one.wikidata and other.wikidata and one.wikidata != other.wikidata:
        return False
    return one.type is other.type or (one.type in _FIRMS and other.type in _FIRMS)
