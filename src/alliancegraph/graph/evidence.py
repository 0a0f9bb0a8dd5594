"""Facts -> the sentences behind them; words -> entities and sentences that hold them."""

from __future__ import annotations

import re
from datetime import date

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

    At most *limit* of each: the shortest names first, and the sentences of the latest articles;
    as of a day, of those written by then. Case and diacritics do not matter. Words count before
    beginnings of words. Of what very many hold, only the first `_CANDIDATES` are looked at, so
    that every search is quick.
    """
    words = " ".join(f'"{word}"' for word in re.findall(r"\w+", text))
    if not words:
        return ()
    names = _found(store, _NAMES, words, limit)
    day = (view.day or date.max).isoformat()
    sentences = _found(store, _SENTENCES, words, limit, day)
    return (
        *(Hit(view.entities[key].type.value, view.name(key), name, key, None) for key, name in names),
        *(Hit("sentence", title or "", quote, document, day) for document, quote, title, day in sentences),
    )


_CANDIDATES = 400
_NAMES = f"""
    select a.entity, a.name from (
        select rowid from name_search where name_search match ? limit {_CANDIDATES}
    ) f join aliases a on a.id = f.rowid
    group by a.entity having min(length(a.name)) order by length(a.name), a.name, 1 limit ?
"""
_SENTENCES = f"""
    select e.document, e.text, d.title, d.date from (
        select rowid from sentence_search where sentence_search match ? limit {_CANDIDATES}
    ) f join evidence e on e.id = f.rowid left join documents d on d.id = e.document
    where d.date is null or d.date <= ?
    group by e.document, e.text order by d.date desc, 1, min(e.start) limit ?
"""


def _found(store: Store, query: str, words: str, limit: int, *values: str) -> list[tuple[str, ...]]:
    """What holds the words, then, if that is less than *limit*, what holds words that begin like the last."""
    rows = store.rows(query, words, *values, limit)
    if len(rows) < limit:
        known = {row[:2] for row in rows}
        rows += [row for row in store.rows(query, f"{words} *", *values, limit) if row[:2] not in known]
    return rows[:limit]


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
