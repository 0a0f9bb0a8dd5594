"""What a person names -> a Decision about the fact, claims or entity that is meant.

    decide(graph, Action.REJECT, "Renault owns Nissan", by="Ada", why="a rumour")

A fact is named by its id or as "A relation B", claims by their ids, an entity by any of its names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from alliancegraph.errors import InputError, UnknownEntityError
from alliancegraph.graph import AllianceGraph
from alliancegraph.graph.evidence import facts_between
from alliancegraph.model import Fact, Predicate
from alliancegraph.review.decisions import Action, Decision, checked

_HOW = f'a fact is named as "A relation B", the relation one of {", ".join(Predicate)}'
_RELATION = re.compile(rf"\s*(.+?)\s+({'|'.join(Predicate)})\s+(.+?)\s*")


def decide(
    graph: AllianceGraph,
    action: Action,
    target: str,
    *,
    into: str | None = None,
    by: str,
    why: str,
    values: Sequence[str] = (),
    **more: Any,
) -> Decision:
    """The decision to do *action* to *target*; `InputError` or `UnknownEntityError` if it makes no sense.

    *values* are corrections, "stake=36.8"; *more* are further fields of `Decision`. To correct
    a fact is to correct the claims for its latest state.
    """
    fields: dict[str, Any] = {"decision": action, "by": by, "why": why, **more}
    if action in (Action.MERGE, Action.SPLIT, Action.DISTINCT):
        fields["entity"] = graph.entity(target).id
        new = action is Action.SPLIT and more.get("name")
        fields["into"] = into if new else graph.entity(into or "").id
        _check_told(graph, fields)
    elif claims := _claims(graph, target):
        fields["claims"] = claims
    else:
        fact = find_fact(graph, target)
        if fact and action is Action.CORRECT:
            fields["claims"] = _latest(fact)
        elif fact:
            fields["fact"] = f"{fact.subject} {fact.predicate} {fact.object}"
        else:
            fields["entity"] = _entity(graph, target)
    if action is Action.CORRECT and "entity" in fields:
        raise InputError(f"{target}: is no fact or claim, and only those can be corrected; {_HOW}")
    if values:
        fields["set"] = _values(graph, values)
    return checked(lambda: Decision.model_validate(fields), target)


def find_fact(graph: AllianceGraph, text: str) -> Fact | None:
    """The fact that *text* names; None if it names none. `InputError` for a relation without a fact."""
    if text in graph.facts:
        return graph.facts[text]
    match = _RELATION.fullmatch(text)
    if match is None:
        return None
    one, predicate, other = match.groups()
    pair = graph.entity(one).id, graph.entity(other).id
    for fact in facts_between(graph, *pair):
        sides = (fact.subject, fact.object)
        if fact.predicate == predicate and (
            sides == pair or (fact.predicate.symmetric and sides == pair[::-1])
        ):
            return fact
    raise InputError(f"{text}: there is no such fact; `alliancegraph explain` shows what ties the two")


def _claims(graph: AllianceGraph, target: str) -> tuple[str, ...]:
    """The claims that *target* names by id, as `review` lists them; none if it names anything else."""
    ids = tuple(target.replace(",", " ").split())
    return ids if all(key in graph.claims_by_id for key in ids) else ()


def _entity(graph: AllianceGraph, name: str) -> str:
    try:
        return graph.entity(name).id
    except UnknownEntityError as error:
        raise InputError(f"{error}; {_HOW}" if " " in name.strip() else str(error)) from None


def _check_told(graph: AllianceGraph, fields: Mapping[str, Any]) -> None:
    """`InputError` for articles or claims of a split that say nothing of the entity."""
    entity = fields["entity"]
    about = {
        key: claim
        for key, claim in graph.claims_by_id.items()
        if entity in (claim.subject.id, claim.object.id)
    }
    told_in = {claim.evidence.document for claim in about.values()}
    known = {*about, *told_in, *(graph.documents[document].path for document in told_in)}
    for place in (*fields.get("articles", ()), *fields.get("claims", ())):
        if place not in known:
            raise InputError(
                f"{place}: no article or claim of this name tells of {graph.name(entity)}; "
                f"`alliancegraph search {entity}` and `alliancegraph explain` show what does"
            )


def _latest(fact: Fact) -> tuple[str, ...]:
    steps = [step for step in fact.history if step.status is fact.status]
    return steps[-1].claims if steps else fact.claims


def _values(graph: AllianceGraph, values: Sequence[str]) -> Mapping[str, str]:
    given = {}
    for text in values:
        key, equals, value = text.partition("=")
        if not equals:
            raise InputError(f"{text}: write what to correct as FIELD=VALUE, such as stake=36.8")
        given[key.strip()] = value.strip()
    for side in given.keys() & {"subject", "object"}:
        given[side] = graph.entity(given[side]).id
    return given
