"""Candidates -> Candidates with what follows from them: ventures have partners, cars have makers.

Whoever owns a joint venture is a partner in it, and its partners have one together. Whoever builds
a car that bears another firm's name builds for that firm.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from alliancegraph.extraction.frames import Finding
from alliancegraph.extraction.judgement import Candidate, is_venture
from alliancegraph.extraction.makers import Makers, as_firm
from alliancegraph.model import EntityType, Predicate
from alliancegraph.vocabulary import Registry

_SURE = 0.9  # of a derived relation, beside the one that it follows from
_MAKING = ("assemble", "build", "manufacture", "make", "produce", "produced")


def derived(
    found: Sequence[Candidate], told: Sequence[Candidate], registry: Registry, date: str | None
) -> Iterator[Candidate]:
    """*told*, with what follows; *found* are all candidates of the article of *date*, told or not."""
    ventures = {c.object.entity.id for c in found if c.predicate is Predicate.PARTNER_IN and _framed(c)}
    yield from with_partners(told, ventures)
    keys = {(c.key, c.start) for c in told}
    makers = Makers(registry, date)
    for candidate in told:
        made = _made_for(candidate, makers)
        if made is not None and (made.key, made.start) not in keys:
            yield made


def _framed(candidate: Candidate) -> bool:
    """Whether the text itself calls the object a joint venture."""
    return any(finding.rule.startswith("joint_venture:") for finding in candidate.findings)


def with_partners(told: Sequence[Candidate], ventures: set[str]) -> Iterator[Candidate]:
    partners: dict[tuple[str, int], list[Candidate]] = {}
    keys = {(c.key, c.start) for c in told}
    held = {(c.subject.entity.id, c.object.entity.id) for c in told if c.predicate is Predicate.OWNS}
    for candidate in told:
        object_ = candidate.object
        if candidate.predicate is Predicate.OWNS and (is_venture(object_) or object_.entity.id in ventures):
            candidate = replace(candidate, predicate=Predicate.PARTNER_IN)
        if candidate.predicate is Predicate.PARTNER_IN:
            partners.setdefault((object_.entity.id, candidate.start), []).append(candidate)
        yield candidate
    for of_one in partners.values():
        for one, other in combinations({c.subject.entity.id: c for c in of_one}.values(), 2):
            if _gives(one) is not _gives(other) or _one_owns_the_other(one, other, held):
                continue
            joint = replace(one, predicate=Predicate.JOINT_VENTURE_WITH, object=other.subject)
            if (joint.key, joint.start) not in keys:
                yield joint


def _gives(candidate: Candidate) -> bool:
    """Whether the candidate's subject is one who sells: seller and buyer are no partners."""
    return any(finding.giving for finding in candidate.findings)


def _one_owns_the_other(one: Candidate, other: Candidate, held: Container[tuple[str, str]]) -> bool:
    """Whether the article tells that one partner is the other's parent: the two are one side."""
    a, b = one.subject.entity.id, other.subject.entity.id
    return (a, b) in held or (b, a) in held


def _made_for(candidate: Candidate, makers: Makers) -> Candidate | None:
    """ "Valmet assembles the A-Class": Valmet builds for Mercedes-Benz."""
    if candidate.predicate is not Predicate.PRODUCES or candidate.subject.entity.type is EntityType.PERSON:
        return None
    if not any(finding.cue.lemma_.lower() in _MAKING for finding in _stated(candidate)):
        return None
    maker = makers.of(candidate.object)
    if maker is None or makers.of_one_house(candidate.subject.entity, maker.entity):
        return None
    return replace(
        candidate,
        predicate=Predicate.BUILDS_FOR,
        object=as_firm(candidate.object, maker),
        confidence=round(_SURE * candidate.confidence, 3),
    )


def _stated(candidate: Candidate) -> Sequence[Finding]:
    return candidate.findings or ((candidate.weighed,) if candidate.weighed is not None else ())
