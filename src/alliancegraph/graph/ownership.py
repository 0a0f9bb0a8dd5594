"""Stakes -> who owns and who controls whom, directly and through other companies.

Direct stakes form a matrix A, where A[i, j] is the share that i holds in j. What i holds
in j along all chains, loops included, solves a linear system (Brioschi, Buzzacchi and
Colombo, "Risk capital financing and the separation of ownership and control in business
groups", Journal of Banking and Finance 13, 1989):

    V = I + A V = (I - A)^-1

V counts a chain again each time that it comes back to i through a cross-holding. Divided
by V[i, i], what i holds of itself drops out (Baldone, Brioschi and Paleari, "Ownership
measures among firms connected by cross-shareholdings", 1998):

    total[i, j] = V[i, j] / V[i, i]

This is the share of a profit of j that reaches i for the first time; it never exceeds 100 %.
Renault 43.4 % of Nissan, Nissan 15 % of Renault: V[R, N] = 0.434 / (1 - 0.434 * 0.15) = 0.4642,
V[R, R] = 1.0696, total = 43.4 %; a state with 15 % of Renault has 0.15 * 0.4642 = 6.96 % of Nissan.

Stakes that no article states are no part of a total, which is then a lower bound. A brand
has no shares: its company holds it whole. Stakes of one company above 100 % together are
scaled down to it; its cap table shows the excess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alliancegraph.graph.chains import total_shares
from alliancegraph.graph.rows import CapTable, Holding
from alliancegraph.graph.view import View
from alliancegraph.model import Entity, Fact, Predicate, Status

CONTROL = 50.0
_WHOLE = 100.5  # stakes are rounded


@dataclass(frozen=True, slots=True)
class Share:
    """A direct holding in force: `stake` in percent, None where no article states it."""

    holder: str
    held: str
    stake: float | None
    fact: Fact


def share_of(fact: Fact) -> Share | None:
    """The share that a fact states; None where it states none, or none in force."""
    if fact.status is not Status.ACTIVE or fact.stake == 0:
        return None
    match fact.predicate:
        case Predicate.OWNS | Predicate.PARTNER_IN:
            return Share(fact.subject, fact.object, fact.stake, fact)
        case Predicate.BRAND_OF:
            return Share(fact.object, fact.subject, 100.0 if fact.stake is None else fact.stake, fact)
        case _:
            return None


def holders_of(view: View, held: str) -> list[Share]:
    """Who holds the entity with the id *held*: largest stake first, unknown ones last."""
    return _ordered(share for share in _shares(view, held) if share.held == held)


def held_by(view: View, holder: str) -> list[Share]:
    """What the entity with the id *holder* holds: largest stake first, unknown ones last."""
    return _ordered(share for share in _shares(view, holder) if share.holder == holder)


def owners(view: View, held: str, look_through: bool = False) -> tuple[Holding, ...]:
    """The owners of an entity; with *look_through* also those behind its owners, and their totals."""
    direct = holders_of(view, held)
    if not look_through:
        return tuple(_holding(view, share, None) for share in direct)
    shares = _reachable(view, held, holders_of, lambda share: share.holder)
    totals = {holder: total for (holder, of), total in look_through_totals(shares).items() if of == held}
    known = {share.holder: share for share in direct}
    chain = {share.holder for share in shares} | set(known)
    rows = [
        _holding(view, known[holder], totals.get(holder))
        if holder in known
        else _indirect(view, holder, held, totals.get(holder))
        for holder in chain - {held}
    ]
    return tuple(sorted(rows, key=_largest_first))


def holdings(view: View, holder: str, look_through: bool = False) -> tuple[Holding, ...]:
    """What an entity holds; with *look_through* also what its holdings hold, and its totals in them."""
    direct = held_by(view, holder)
    if not look_through:
        return tuple(_holding(view, share, None) for share in direct)
    below = _reachable(view, holder, held_by, lambda share: share.held)
    everyone = {share.held for share in below} - {holder}
    # Other holders of the same companies matter only where stakes add up to more than 100 %.
    shares = {(s.holder, s.held): s for held in sorted(everyone | {holder}) for s in holders_of(view, held)}
    totals = {
        held: total for (who, held), total in look_through_totals(shares.values()).items() if who == holder
    }
    known = {share.held: share for share in direct}
    rows = [
        _holding(view, known[held], totals.get(held))
        if held in known
        else _indirect(view, holder, held, totals.get(held))
        for held in everyone
    ]
    return tuple(sorted(rows, key=_largest_first))


def cap_table(view: View, held: str) -> CapTable:
    """Who holds a company or joint venture, what stays unknown, and what is too much."""
    holders = owners(view, held)
    stated = round(sum(holding.direct or 0.0 for holding in holders), 4)
    return CapTable(
        company=view.name(held),
        holders=holders,
        stated=stated,
        unknown=round(max(0.0, 100 - stated), 4),
        excess=round(max(0.0, stated - 100), 4),
    )


def ultimate_parent(view: View, held: str) -> Entity:
    """The head of the group that an entity belongs to; itself where nobody controls it.

    X controls Y if X and the companies that X controls hold more than 50 % of Y together,
    or if one of them is Y's only known owner and no article states its stake ("a
    subsidiary of X").
    """
    above = [held, *sorted({share.holder for share in _reachable(view, held, holders_of, _holder)} - {held})]
    shares = {company: holders_of(view, company) for company in above}
    controlled = {head: _controlled(head, shares) for head in above}
    heads = [head for head in above if held in controlled[head]]
    free = [
        head
        for head in heads
        if not any(head in controlled[other] and other not in controlled[head] for other in above)
    ]
    return view.entities[min(free, key=lambda head: (len(controlled[head]) == 1, head))]


def rivals(view: View, held: str) -> list[Share]:
    """The holdings of *held* that cannot, or may not, all be: of more than 100 % together, or of
    several that no article puts below control, where none of the holders owns another.

    What one of them holds through another is no rival's. Empty where all is in order.
    """
    shares = holders_of(view, held)
    holders = {share.holder for share in shares}
    above = {
        holder: {share.holder for share in _reachable(view, holder, holders_of, _holder)} - {holder}
        for holder in holders
    }
    heads = [share for share in shares if not above[share.holder] & (holders - {share.holder})]
    strong = [share for share in heads if _may_control(share)]
    if sum(share.stake or 0 for share in heads) > _WHOLE:
        return heads
    return strong if len(strong) > 1 else []


def _may_control(share: Share) -> bool:
    """Whether a holding is above 50 % or, but for partners in a joint venture, may be."""
    if share.stake is None:
        return share.fact.predicate is not Predicate.PARTNER_IN
    return share.stake > CONTROL


def look_through(view: View) -> tuple[list[str], Any]:
    """Who holds what of everything, in one call: entity ids, and a sparse matrix of total fractions.

    Row and column n belong to the n-th id: `matrix[i, j]` is what i holds in j along all chains.
    """
    return totals_of(view.stakes())


def look_through_totals(shares: Iterable[Share]) -> dict[tuple[str, str], float]:
    """Total stakes in percent of each (holder, held) pair that *shares* connect, loops solved."""
    names, matrix = totals_of([(s.holder, s.held, s.stake) for s in shares if s.stake is not None])
    totals = matrix.tocoo()
    return {
        (names[row], names[column]): min(100.0, round(100 * float(value), 4))
        for row, column, value in zip(*totals.coords, totals.data, strict=True)
    }


def totals_of(stakes: Sequence[tuple[str, str, float]]) -> tuple[list[str], Any]:
    """Total fractions from direct (holder, held, percent): names, and the matrix over them."""
    import numpy as np
    from scipy.sparse import csr_array

    stated = {(holder, held): stake for holder, held, stake in stakes}
    names = sorted({name for pair in stated for name in pair})
    place = {name: row for row, name in enumerate(names)}
    rows = np.array([place[holder] for holder, _ in stated], dtype=np.intp)
    columns = np.array([place[held] for _, held in stated], dtype=np.intp)
    values = np.array(list(stated.values()), dtype=float) / 100
    direct = csr_array((values, (rows, columns)), shape=(len(names), len(names)))
    return names, total_shares(direct)


def _shares(view: View, entity: str) -> Iterable[Share]:
    """One share for each pair: a company's stake may be told as owner and as partner."""
    pairs: dict[tuple[str, str], Share] = {}
    for share in map(share_of, view.facts_of(entity)):
        if share:
            known = pairs.get((share.holder, share.held))
            if known is None or (share.stake or -1) > (known.stake or -1):
                pairs[share.holder, share.held] = share
    return pairs.values()


def _ordered(shares: Iterable[Share]) -> list[Share]:
    return sorted(shares, key=lambda share: (-(share.stake or 0), share.holder, share.held))


def _holder(share: Share) -> str:
    return share.holder


def _reachable(
    view: View, start: str, step: Callable[[View, str], list[Share]], end: Callable[[Share], str]
) -> list[Share]:
    seen, waiting, found = {start}, [start], []
    while waiting:
        for share in step(view, waiting.pop()):
            found.append(share)
            if end(share) not in seen:
                seen.add(end(share))
                waiting.append(end(share))
    return found


def _controlled(head: str, shares: Mapping[str, list[Share]]) -> set[str]:
    group = {head}
    while True:
        more = {
            company
            for company, held in shares.items()
            if company not in group and _held_by_group(held, group)
        }
        if not more:
            return group
        group |= more


def _held_by_group(shares: list[Share], group: set[str]) -> bool:
    if sum(share.stake or 0 for share in shares if share.holder in group) > CONTROL:
        return True
    return len(shares) == 1 and shares[0].stake is None and shares[0].holder in group


def _holding(view: View, share: Share, total: float | None) -> Holding:
    return Holding(
        holder=view.name(share.holder),
        held=view.name(share.held),
        direct=share.stake,
        total=total,
        since=share.fact.start,
        holder_id=share.holder,
        held_id=share.held,
        fact=share.fact.id,
    )


def _indirect(view: View, holder: str, held: str, total: float | None) -> Holding:
    return Holding(view.name(holder), view.name(held), None, total, None, holder, held, None)


def _largest_first(holding: Holding) -> tuple[float, float, str, str]:
    return (-(holding.total or 0), -(holding.direct or 0), holding.holder_id, holding.held_id)
