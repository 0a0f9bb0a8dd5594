"""Two graphs -> what the second says differently: two builds, or two dates of one."""

from __future__ import annotations

from alliancegraph.graph.rows import Cell, Change
from alliancegraph.graph.view import View
from alliancegraph.model import Fact

_FIELDS = ("status", "stake", "start", "end", "product", "platform")


def diff(old: View, new: View) -> tuple[Change, ...]:
    """New facts, facts that are gone, and fields that changed; ordered by parties and predicate.

    Facts are the same if they are about the same relation of the same entities. More
    articles that say the same thing are no change.
    """
    before, after = dict(old.facts.items()), dict(new.facts.items())
    changes: list[Change] = []
    for key in before.keys() | after.keys():
        if key not in before:
            changes.append(_change(new, "new", after[key], "status", None, after[key].status.value))
        elif key not in after:
            changes.append(_change(old, "gone", before[key], "status", before[key].status.value, None))
        else:
            for field in _FIELDS:
                was, now = _value(before[key], field), _value(after[key], field)
                if was != now:
                    changes.append(_change(new, "changed", after[key], field, was, now))
    return tuple(sorted(changes, key=lambda c: (c.subject, c.object, c.predicate, c.fact, c.field or "")))


def _value(fact: Fact, field: str) -> Cell:
    value: Cell = getattr(fact, field)
    return str(value) if field == "status" else value


def _change(view: View, kind: str, fact: Fact, field: str, was: Cell, now: Cell) -> Change:
    return Change(
        change=kind,
        subject=view.name(fact.subject),
        predicate=fact.predicate.value,
        object=view.name(fact.object),
        field=field,
        before=was,
        after=now,
        fact=fact.id,
    )
