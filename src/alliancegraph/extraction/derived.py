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
from alliancegraph.extraction.names import in_use
from alliancegraph.model import EntityType, Mention, Predicate, slug
from alliancegraph.vocabulary import Registry
from alliancegraph.vocabulary.registry import Entry

_SURE = 0.9  # of a derived relation, beside the one that it follows from
_MAKING = ("assemble", "build", "manufacture", "make", "produce", "produced")


def derived(
    found: Sequence[Candidate], told: Sequence[Candidate], registry: Registry, date: str | None
) -> Iterator[Candidate]:
    """*told*, with what follows; *found* are all candidates of the article of *date*, told or not."""
    ventures = {c.object.entity.id for c in found if c.predicate is Predicate.PARTNER_IN and _framed(c)}
    yield from with_partners(told, ventures)
    keys = {(c.key, c.start) for c in told}
    for candidate in told:
        made = _made_for(candidate, registry, date)
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


def _made_for(candidate: Candidate, registry: Registry, date: str | None) -> Candidate | None:
    """ "Valmet assembles the A-Class": Valmet builds for Mercedes-Benz."""
    if candidate.predicate is not Predicate.PRODUCES or candidate.subject.entity.type is EntityType.PERSON:
        return None
    if not any(finding.cue.lemma_.lower() in _MAKING for finding in _stated(candidate)):
        return None
    maker = _maker(candidate.object, registry, date)
    if maker is None or _of_one_house(candidate.subject, maker, registry):
        return None
    firm = candidate.object.model_copy(update={"entity": maker.entity, "text": maker.entity.name})
    return replace(
        candidate,
        predicate=Predicate.BUILDS_FOR,
        object=firm,
        confidence=round(_SURE * candidate.confidence, 3),
    )


def _stated(candidate: Candidate) -> Sequence[Finding]:
    return candidate.findings or ((candidate.weighed,) if candidate.weighed is not None else ())


def _maker(vehicle: Mention, registry: Registry, date: str | None) -> Entry | None:
    """The firm whose name the vehicle bears: its make, or the owner of that where it is a brand."""
    listed = registry.get(vehicle.entity.id)
    words = vehicle.entity.name.split()
    ids = (
        [make.text for make in listed.related[:1]]
        if listed is not None
        else [slug(" ".join(words[:n])) for n in (2, 1)]
    )
    make = next((entry for id_ in ids if (entry := registry.get(id_)) is not None), None)
    if make is not None and make.entity.type is EntityType.BRAND:
        make = next(
            (entry for owner in make.related if in_use(owner, date) and (entry := registry.get(owner.text))),
            None,
        )
    return make if make is not None and make.entity.type is EntityType.COMPANY else None


def _of_one_house(builder: Mention, maker: Entry, registry: Registry) -> bool:
    """Whether the builder is the maker, its owner, its works or its joint venture."""
    entity = builder.entity
    if entity.id == maker.entity.id or any(owner.text == entity.id for owner in maker.related):
        return True
    if entity.name.split()[0] in maker.entity.name.split() or maker.entity.name.split()[0] in entity.name:
        return True
    return entity.type in (EntityType.JOINT_VENTURE, EntityType.ALLIANCE, EntityType.BRAND)
