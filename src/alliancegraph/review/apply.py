"""Claims and Decisions -> the claims that are merged to facts.

Decisions apply one after the other. A claim keeps the id that it was extracted with, whatever
is corrected, so that later decisions still find it. Nothing is lost: the claims as extracted
are kept by the build, and without a decision they are back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from alliancegraph.graph.identity import merge_entities
from alliancegraph.graph.store import claims_by_fact
from alliancegraph.model import Claim, Document, Entity, digest
from alliancegraph.review.decisions import Action, Decision

SURE = 1.0
"""The confidence of a claim that a person has accepted or corrected."""


@dataclass(frozen=True)
class Applied:
    """What decisions made of claims (by id), and how many claims each of them matched."""

    claims: Mapping[str, Claim]
    matched: tuple[int, ...]


def apply(
    decisions: Sequence[Decision], claims: Mapping[str, Claim], documents: Iterable[Document]
) -> Applied:
    """Apply *decisions* in their order; one that matches nothing changes nothing."""
    if not decisions:
        return Applied(claims, ())
    desk = _Desk(dict(claims), list(documents))
    matched = tuple(_RULES[decision.decision](desk, decision) for decision in decisions)
    return Applied(desk.claims, matched)


def fact_id(fact: str) -> str:
    """The id of the fact that a decision names as "subject predicate object"."""
    subject, predicate, other = fact.split()
    return digest(predicate, subject, other)


@dataclass
class _Desk:
    """The claims as decided so far."""

    claims: dict[str, Claim]
    documents: list[Document]
    _told: dict[str, list[str]] | None = field(default=None, init=False)

    def of(self, decision: Decision) -> list[str]:
        """The claims that a decision about a fact, claims or an entity is about."""
        if decision.fact:
            return [key for key in self._telling(fact_id(decision.fact)) if key in self.claims]
        if decision.claims:
            return [key for key in decision.claims if key in self.claims]
        return self.about(decision.entity or "")

    def about(self, entity: str) -> list[str]:
        return [key for key, claim in self.claims.items() if entity in (claim.subject.id, claim.object.id)]

    def change(self, key: str, claim: Claim) -> None:
        """Put *claim* in place of the one with this id; what would relate a party to itself goes."""
        self._told = None
        if claim.subject.id == claim.object.id:
            del self.claims[key]
        else:
            self.claims[key] = claim

    def _telling(self, fact: str) -> list[str]:
        """The claims that tell of a fact; worked out once for decisions in a row that leave parties alone."""
        if self._told is None:
            self._told = claims_by_fact(self.documents, self.claims)
        return self._told.get(fact, [])


def _accept(desk: _Desk, decision: Decision) -> int:
    found = desk.of(decision)
    if not decision.entity:
        for key in found:
            desk.claims[key] = desk.claims[key].model_copy(update={"confidence": SURE})
    return len(found)


def _reject(desk: _Desk, decision: Decision) -> int:
    found = desk.of(decision)
    for key in found:
        del desk.claims[key]
    return len(found)


def _correct(desk: _Desk, decision: Decision) -> int:
    values = decision.set.values if decision.set else {}
    parties = {side: values[side] for side in ("subject", "object") if side in values}
    known = merge_entities(desk.claims.values()) if parties else {}
    if not known.keys() >= set(parties.values()):
        return 0
    values = {**values, **{side: known[entity] for side, entity in parties.items()}, "confidence": SURE}
    found = desk.of(decision)
    for key in found:
        desk.change(key, desk.claims[key].model_copy(update=values))
    return len(found)


def _merge(desk: _Desk, decision: Decision) -> int:
    found = desk.about(decision.entity or "")
    known = merge_entities(desk.claims.values())
    old, new = known.get(decision.entity or ""), known.get(decision.into or "")
    if old is None or new is None:
        return 0
    aliases = {old.name, *old.aliases, *new.aliases} - {new.name}
    _rename(desk, found, old.id, new.model_copy(update={"aliases": tuple(sorted(aliases))}))
    return len(found)


def _split(desk: _Desk, decision: Decision) -> int:
    told_in = {doc.id for doc in desk.documents if {doc.path, doc.id} & set(decision.articles)}
    found = [
        key
        for key in desk.about(decision.entity or "")
        if key in decision.claims or desk.claims[key].evidence.document in told_in
    ]
    if not found:
        return 0
    known = merge_entities(desk.claims.values())
    old, new = known[decision.entity or ""], known.get(decision.into or "")
    if new is None:
        into = decision.into or ""
        new = Entity(id=into, name=decision.name or into, type=decision.type or old.type)
    _rename(desk, found, old.id, new)
    return len(found)


def _distinct(desk: _Desk, decision: Decision) -> int:
    return min(len(desk.about(decision.entity or "")), len(desk.about(decision.into or "")))


def _rename(desk: _Desk, keys: Iterable[str], old: str, new: Entity) -> None:
    for key in keys:
        claim = desk.claims[key]
        sides = {"subject": claim.subject, "object": claim.object}
        desk.change(key, claim.model_copy(update={side: new for side, e in sides.items() if e.id == old}))


_RULES: Mapping[Action, Callable[[_Desk, Decision], int]] = {
    Action.ACCEPT: _accept,
    Action.REJECT: _reject,
    Action.CORRECT: _correct,
    Action.MERGE: _merge,
    Action.SPLIT: _split,
    Action.DISTINCT: _distinct,
}
