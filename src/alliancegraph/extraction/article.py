"""What an article says as a whole: memberships that names tell, owners who came after others, each
claim once.

Claims of single sentences come in; what a group's own name says is added, whoever owned a firm
before its next owner does so no longer, marques and alliances are put the way round that the
schema has them, and repetitions fall away.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence

from alliancegraph.extraction.qualifiers import as_written
from alliancegraph.extraction.sentences import sentences
from alliancegraph.model import Claim, Document, Entity, EntityType, Evidence, Mention, Predicate, Status
from alliancegraph.vocabulary import Registry

_MEMBERSHIP = {
    EntityType.ALLIANCE: Predicate.MEMBER_OF,
    EntityType.JOINT_VENTURE: Predicate.PARTNER_IN,
}
_MOST = 50  # percent
_GROUPING_CUES = ("brand", "marque", "part", "member", "possessive")


def members_by_name(
    mentions: Sequence[Mention], document: Document, registry: Registry, confidence: float
) -> Iterator[Claim]:
    """ "the Renault-Nissan Alliance" has Renault and Nissan as members: its name says so."""
    first = {mention.entity.id: mention for mention in reversed(mentions)}
    for mention in sorted(first.values(), key=lambda m: m.start):
        predicate = _MEMBERSHIP.get(mention.entity.type)
        entry = registry.get(mention.entity.id)
        if predicate is None or entry is None:
            continue
        named = {
            member.entity.id: (member.entity, words)
            for related in entry.related
            if (member := registry.get(related.text)) and (words := _named(mention.text, member.entity))
        }
        if len({word for _, words in named.values() for word in words - registry.cities.keys()}) < 2:
            continue
        start, end = _sentence_around(document, mention)
        for partner, _ in named.values():
            yield Claim(
                subject=partner,
                predicate=predicate,
                object=as_written(mention),
                confidence=confidence,
                evidence=Evidence(
                    document=document.id,
                    text=document.text[start:end],
                    start=start,
                    end=end,
                    found_by=f"frames:{predicate}:name",
                ),
            )


def _named(group: str, member: Entity) -> set[str]:
    """The words of the group's name that are the member's."""
    words = {name.split()[0] for name in (member.name, *member.aliases)}
    return {word for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", group)}


def _sentence_around(document: Document, mention: Mention) -> tuple[int, int]:
    for block in document.body:
        if block[0] <= mention.start < block[1]:
            for start, end in sentences(document.text, *block):
                if start <= mention.start < end:
                    return start, end
    return mention.start, mention.end


def succeeded(claims: Sequence[Claim]) -> list[Claim]:
    """ "Cagiva bought Ducati in 1985", "In 1996 Texas Pacific took over Ducati": Cagiva's time is over.

    Only owners of the whole or most of it whose beginnings are told follow each other, and only where
    neither owns the other.
    """
    begun: dict[str, dict[str, str]] = defaultdict(dict)  # owned -> owner -> its latest beginning
    held = {(c.subject.id, c.object.id) for c in claims if c.predicate is Predicate.OWNS}
    for claim in claims:
        if _takes_over(claim):
            owners = begun[claim.object.id]
            owners[claim.subject.id] = max(claim.start or "", owners.get(claim.subject.id, ""))
    return [
        _until_the_next(claim, begun[claim.object.id], held) if _takes_over(claim) else claim
        for claim in claims
    ]


def _until_the_next(claim: Claim, begun: Mapping[str, str], held: Container[tuple[str, str]]) -> Claim:
    """The claim, ended where another owner began in a later year; *begun* says when each did."""
    owner = claim.subject.id
    later = [
        start
        for other, start in begun.items()
        if start[:4] > begun[owner][:4] and (owner, other) not in held and (other, owner) not in held
    ]
    return (
        claim.model_copy(update={"status": Status.ENDED, "end": claim.end or min(later)}) if later else claim
    )


def _takes_over(claim: Claim) -> bool:
    """Whether the subject comes to own the object, or most of it, at a time that is told."""
    return (
        claim.predicate is Predicate.OWNS
        and claim.status is Status.ACTIVE
        and claim.start is not None
        and (claim.stake is None or claim.stake > _MOST)
    )


def in_schema(claim: Claim) -> Claim:
    """Owning a marque is written brand_of, from the marque's side.

    An alliance has members: "the alliance's brands Renault and Dacia" belong to it, and are not owned.
    """
    if claim.predicate is not Predicate.OWNS:
        return claim
    turned = {"subject": claim.object, "object": claim.subject}
    if claim.subject.type is EntityType.ALLIANCE and claim.evidence.found_by.endswith(_GROUPING_CUES):
        return claim.model_copy(update={"predicate": Predicate.MEMBER_OF, **turned})
    if claim.object.type is EntityType.BRAND and claim.subject.type is not EntityType.PERSON:
        return claim.model_copy(update={"predicate": Predicate.BRAND_OF, **turned})
    return claim


def distinct(claims: Sequence[Claim]) -> list[Claim]:
    """One claim for each thing said; one that says less than another of its sentence is dropped."""
    said: dict[tuple[object, ...], dict[tuple[object, ...], Claim]] = defaultdict(dict)
    for claim in claims:
        sentence = (*claim.key, claim.status, claim.evidence.start)
        said[sentence].setdefault((claim.stake, claim.start, claim.end), claim)
    return [
        claim
        for told in said.values()
        for mine, claim in told.items()
        if not any(_says_more(other, mine) for other in told)
    ]


def _says_more(other: tuple[object, ...], mine: tuple[object, ...]) -> bool:
    """Whether *other* has all the qualifiers of *mine*, and further ones."""
    agrees = all(value is None or value == theirs for value, theirs in zip(mine, other, strict=True))
    return agrees and mine != other
