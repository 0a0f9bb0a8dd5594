"""Facts -> the sentences behind them; words -> entities and sentences that hold them."""

from __future__ import annotations

import re

from alliancegraph.graph.rows import Hit, Reason
from alliancegraph.graph.store import Store
from alliancegraph.graph.view import View
from alliancegraph.model import Claim, Fact, Predicate


def facts_between(view: View, one: str, other: str) -> list[Fact]:
    """The facts that relate two entities, and those of the joint ventures in which both are partners."""
    mine, theirs = view.facts_of(one), view.facts_of(other)
    direct = [fact for fact in mine if other in (fact.subject, fact.object)]
    ventures = _ventures(mine, one) & _ventures(theirs, other)
    shared = [
        fact
        for fact in (*mine, *theirs)
        if fact.predicate is Predicate.PARTNER_IN and fact.object in ventures
    ]
    return sorted({fact.id: fact for fact in (*direct, *shared)}.values(), key=lambda fact: fact.id)


def claims_between(view: View, store: Store, one: str, other: str) -> dict[str, Claim]:
    """All claims (by id) about two entities, for and against, in the order of their articles' dates.

    Claims of a venture of both that no article tells apart from their other ventures
    support no fact, but are among them.
    """
    keys = {key for fact in facts_between(view, one, other) for key in (*fact.claims, *fact.claims_against)}
    if view.day is None:
        query = "select id from claims where (subject = ? and object = ?) or (subject = ? and object = ?)"
        keys.update(key for (key,) in store.rows(query, one, other, other, one))
    claims = {key: view.claims_by_id[key] for key in keys}
    ordered = sorted(
        claims,
        key=lambda key: (
            _article_date(view, claims[key]) or "",
            claims[key].evidence.document,
            _place(claims[key]),
            key,
        ),
    )
    return {key: claims[key] for key in ordered}


def explain(view: View, store: Store, one: str, other: str) -> tuple[Reason, ...]:
    """Every claim about two entities, with its sentence and article, oldest article first."""
    fact_of: dict[str, str] = {}
    for fact in facts_between(view, one, other):
        for key in (*fact.claims, *fact.claims_against):
            fact_of.setdefault(key, fact.id)
    return tuple(
        _reason(view, key, claim, fact_of.get(key))
        for key, claim in claims_between(view, store, one, other).items()
    )


def search(view: View, store: Store, text: str, limit: int = 20) -> tuple[Hit, ...]:
    """Entities by name, then sentences, that hold all words of *text*; the last may be a beginning.

    At most *limit* of each, best match first. Case and diacritics do not matter.
    """
    words = re.findall(r"\w+", text)
    if not words:
        return ()
    query = " ".join(f'"{word}"' for word in words) + " *"
    names = store.rows(
        """
        select a.entity, a.name, min(name_search.rank) from name_search
        join aliases a on a.id = name_search.rowid where name_search match ?
        group by a.entity order by 3, 1 limit ?
        """,
        query,
        limit,
    )
    sentences = store.rows(
        """
        select e.document, d.title, e.text, d.date, min(sentence_search.rank) from sentence_search
        join evidence e on e.id = sentence_search.rowid left join documents d on d.id = e.document
        where sentence_search match ? group by e.document, e.text order by 5, 4 desc, 1, e.start limit ?
        """,
        query,
        limit,
    )
    return (
        *(Hit(view.entities[key].type.value, view.name(key), name, key, None) for key, name, _ in names),
        *(Hit("sentence", title or "", quote, document, day) for document, title, quote, day, _ in sentences),
    )


def _ventures(facts: list[Fact], partner: str) -> set[str]:
    return {f.object for f in facts if f.predicate is Predicate.PARTNER_IN and f.subject == partner}


def _article_date(view: View, claim: Claim) -> str | None:
    return view.documents[claim.evidence.document].date


def _place(claim: Claim) -> int:
    return claim.evidence.start


def _reason(view: View, key: str, claim: Claim, fact: str | None) -> Reason:
    article = view.documents[claim.evidence.document]
    return Reason(
        subject=claim.subject.name,
        predicate=claim.predicate.value,
        object=claim.object.name,
        says=claim.status.value,
        stake=claim.stake,
        start=claim.start,
        end=claim.end,
        supports=claim.status != "denied",
        confidence=claim.confidence,
        sentence=claim.evidence.text,
        article=article.title,
        article_date=article.date,
        found_by=claim.evidence.found_by,
        fact=fact,
        claim=key,
    )
