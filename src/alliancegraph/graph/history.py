"""Tellings -> Steps: what articles say of one relation, as its dated history.

    talks 1998-06 -> agreed 1999-03 -> active, 36.8 % -> active, 44.4 % -> ended

Three rules of time, used by everything that asks "as of":

- A partial date stands for its whole period: what starts in "1999" may hold from its first day,
  what ends in "1999" may hold until its last. No known end: still valid.
- What has no start holds from the day it was reported; without that either, always.
- A plan holds from the day it was reported, even if it is for later.

Two tellings of one status are one step if date and stake may be the same. One that could be
either of two which contradict each other ("1999" beside "1999-03" and "1999-10") joins neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations, groupby

from alliancegraph import dates
from alliancegraph.graph.relations import Telling
from alliancegraph.model import Status, Step

_ORDER = {status: place for place, status in enumerate(Status)}
_CLOSING = (Status.ENDED, Status.CANCELLED)
_PLANS = (Status.PROPOSED, Status.AGREED)
_DAWN = date.min
_PARITY = 50.0
_THIRDS = (33.3, 66.7)  # what articles call a third may be 33.4 %


def history(tellings: Iterable[Telling]) -> tuple[Step, ...]:
    """The distinct states that *tellings* report, oldest first; the order of *tellings* is of no matter."""
    seen = sorted({part for telling in tellings for part in _parts(telling)}, key=_telling_order)
    steps = [
        _step(group)
        for status in Status
        for group in _joined([t for t in seen if t.status is status and _dated(t)])
    ]
    undated = sorted((t for t in seen if not _dated(t)), key=lambda t: t.reported or "~")
    for _, told in groupby(undated, key=lambda t: t.reported):
        _place_all(list(told), steps)
    return tuple(sorted(steps, key=_step_order))


def until(steps: Sequence[Step], day: date) -> tuple[Step, ...]:
    """The part of a history that had come about by *day*; ends that lay ahead are not told."""
    return tuple(
        step.model_copy(update={"end": None}) if step.end and dates.last_day(step.end) > day else step
        for step in steps
        if effective(step) <= day
    )


def state(steps: Sequence[Step], day: date | None = None) -> Step | None:
    """The state in force at the end of *steps*, or on *day*; None where there was none yet.

    A plan or a denial does not undo what is in force: talks about more shares leave the
    shareholder one. `start` is when the relation began, not its latest stake.
    """
    now: Step | None = None
    for step in steps if day is None else until(steps, day):
        now = _follow(now, step)
    return expired(now, day) if now and day else now


def expired(now: Step, day: date) -> Step:
    """*now*, or its end, if it was to end by *day*."""
    if now.status is Status.ACTIVE and now.end and dates.last_day(now.end) <= day:
        return now.model_copy(update={"status": Status.ENDED})
    return now


def effective(step: Step) -> date:
    """The first day on which *step* may hold."""
    if step.status in _CLOSING:
        closed = step.end or step.start
        return dates.last_day(closed) if closed else _first(step.reported, date.max)
    if step.status in (*_PLANS, Status.DENIED):
        known = [dates.first_day(day) for day in (step.start, step.reported) if day]
        return min(known, default=_DAWN)
    if step.start or not step.end:
        return _first(step.start or step.reported, _DAWN)
    return min(dates.first_day(step.end), _first(step.reported, date.max))


def spans(steps: Sequence[Step]) -> list[tuple[date, date, Step]]:
    """The history as periods without a gap: (first day, first day after, state), oldest first."""
    days = {effective(step) for step in steps}
    days |= {dates.last_day(step.end) for step in steps if step.end}
    periods: list[tuple[date, date, Step]] = []
    for day in sorted(days):
        now = state(steps, day)
        if now is None:
            continue
        if periods and _same(periods[-1][2], now):
            continue
        if periods:
            periods[-1] = (periods[-1][0], day, periods[-1][2])
        periods.append((day, date.max, now))
    return periods


def stakes_agree(one: float | None, other: float | None) -> bool:
    """Whether both may be the same stake: one unknown, or equal but for rounding to the coarser one.

    50 % and 50.1 % are not the same: one is parity, the other control.

    >>> stakes_agree(43, 43.4), stakes_agree(33.3, 33.4), stakes_agree(44.4, 43.4), stakes_agree(50, 50.1)
    (True, True, False, False)
    """
    if one is None or other is None or one == other:
        return True
    if (one > _PARITY) is not (other > _PARITY):
        return False
    rounding = 0.5 * 10.0 ** -min(_decimals(one), _decimals(other))
    if one in _THIRDS or other in _THIRDS:
        rounding = max(rounding, 0.1)
    return abs(one - other) <= rounding + 1e-9


def _decimals(stake: float) -> int:
    text = f"{stake:.4f}".rstrip("0")
    return len(text) - text.index(".") - 1


def _parts(telling: Telling) -> list[Telling]:
    """A relation that ended and is known to have begun was active in between."""
    if telling.status is not Status.ENDED or not telling.start:
        return [telling]
    claim, stake, reported = telling.claim, telling.stake, telling.reported
    return [
        Telling(claim, Status.ACTIVE, stake, telling.start, None, reported),
        Telling(claim, Status.ENDED, stake, None, telling.end, reported),
    ]


def _dated(telling: Telling) -> str | None:
    """The date that tells one step of a status from another."""
    return telling.end or telling.start if telling.status in _CLOSING else telling.start


def _joined(tellings: list[Telling]) -> list[list[Telling]]:
    """Groups of tellings that agree with each other in date and stake.

    Whoever agrees with two that disagree stands alone. Without those, to agree is
    transitive: no path of three is left, so that groups do not depend on any order.
    """
    kinds: dict[tuple[str, float | None], list[Telling]] = {}
    for telling in tellings:
        kinds.setdefault((_dated(telling) or "", telling.stake), []).append(telling)
    near = {kind: [other for other in kinds if other != kind and _agree(kind, other)] for kind in kinds}
    torn = {kind for kind in kinds if not all(_agree(*two) for two in combinations(near[kind], 2))}
    groups: list[list[Telling]] = [kinds[kind] for kind in kinds if kind in torn]
    taken = set(torn)
    for kind in kinds:
        if kind not in taken:
            circle = [kind, *(other for other in near[kind] if other not in taken)]
            taken.update(circle)
            groups.append([telling for member in circle for telling in kinds[member]])
    return groups


def _agree(one: tuple[str, float | None], other: tuple[str, float | None]) -> bool:
    return dates.compatible(one[0], other[0]) and stakes_agree(one[1], other[1])


def _place_all(tellings: list[Telling], steps: list[Step]) -> None:
    """Add the undated tellings of one day: they speak of the state in force then.

    What agrees with the state known before is background, and joins it; only then does
    what differs open steps of its own, so that the news of the day comes last.
    """
    news = [telling for telling in tellings if not _join(telling, steps)]
    for telling in news:
        if not _join(telling, steps):
            steps.append(_step([telling]))


def _join(telling: Telling, steps: list[Step]) -> bool:
    """Add an undated telling to the state in force when it was reported, if it agrees with it."""
    spoken = dates.last_day(telling.reported) if telling.reported else date.max
    for step in sorted((s for s in steps if effective(s) <= spoken), key=_step_order, reverse=True):
        if step.status is telling.status:
            if not stakes_agree(step.stake, telling.stake):
                if step.start and dates.last_day(step.start) > spoken:
                    continue  # "in 1996" may be later in 1996 than the report
                return False
            steps[steps.index(step)] = _with(step, telling)
            return True
        if step.status in _CLOSING and telling.status not in _CLOSING:
            return False
    return False


def _with(step: Step, telling: Telling) -> Step:
    reports = [day for day in (step.reported, telling.reported) if day]
    return step.model_copy(
        update={
            "stake": step.stake if telling.stake is None else _best_stake([telling.stake], step.stake),
            "end": step.end or telling.end,
            "reported": min(reports, default=None),
            "claims": tuple(sorted({*step.claims, telling.claim})),
        }
    )


def _step(group: list[Telling]) -> Step:
    starts = sorted({t.start for t in group if t.start}, key=lambda day: (-len(day), day))
    ends = sorted({t.end for t in group if t.end}, key=lambda day: (-len(day), day))
    return Step(
        status=group[0].status,
        stake=_best_stake([t.stake for t in group if t.stake is not None]),
        start=starts[0] if starts else None,
        end=ends[0] if ends else None,
        reported=min((t.reported for t in group if t.reported), default=None),
        claims=tuple(sorted({t.claim for t in group})),
    )


def _best_stake(stakes: list[float], known: float | None = None) -> float | None:
    """The most precise of stakes that agree; the most frequent, then the lowest, among equals."""
    every = stakes if known is None else [*stakes, known]
    return min(every, key=lambda s: (-_decimals(s), -every.count(s), s), default=None)


def _follow(now: Step | None, step: Step) -> Step:
    """The state after *step*, where *now* was in force."""
    if now is None:
        return step
    match step.status:
        case Status.ACTIVE if now.status is Status.ENDED and now.end and not step.start:
            return now  # a loose mention after a dated end does not bring the relation back
        case Status.ACTIVE if now.status is Status.ACTIVE:
            stake = now.stake if step.stake is None else step.stake
            return step.model_copy(update={"start": now.start or step.start, "stake": stake})
        case Status.ACTIVE if now.status is Status.AGREED and step.stake is None:
            return step.model_copy(update={"stake": now.stake})  # what was agreed has been completed
        case Status.ENDED if now.status in (Status.ACTIVE, Status.ENDED):
            stake = now.stake if step.stake is None else step.stake
            return step.model_copy(update={"start": now.start, "stake": stake, "end": step.end or now.end})
        case Status.PROPOSED if now.status in (Status.AGREED, Status.ACTIVE):
            return now
        case Status.AGREED | Status.CANCELLED if now.status is Status.ACTIVE:
            return now
        case Status.CANCELLED if now.status is Status.ENDED:
            return now
        case Status.DENIED if now.status is not Status.PROPOSED:
            return now
        case _:
            return step


def _same(one: Step, other: Step) -> bool:
    return (one.status, one.stake) == (other.status, other.stake)


def _first(partial: str | None, otherwise: date) -> date:
    return dates.first_day(partial) if partial else otherwise


def _said(telling: Telling) -> tuple[int, float, str, str, str]:
    stake = -1.0 if telling.stake is None else telling.stake
    return (_ORDER[telling.status], stake, telling.start or "", telling.end or "", telling.claim)


def _telling_order(telling: Telling) -> tuple[int, float, str, str, str, str]:
    return (*_said(telling), telling.reported or "")


def _step_order(step: Step) -> tuple[date, int, bool, float, tuple[str, ...]]:
    stake = -1.0 if step.stake is None else step.stake
    return (effective(step), _ORDER[step.status], step.end is None, stake, step.claims)
