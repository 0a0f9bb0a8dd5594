"""Nodes, ties, groups -> a place for every node: groups apart, members of one together.

Each group is laid out by itself so that distances on paper follow distances in the graph
(stress majorization: Gansner, Koren and North, 2004), and loosened until labels have room;
then the groups, as discs, are laid out in the same way, each held by a place of its own.
Where a node starts depends on its id alone, and the place of a group on the name that it
has in `group_of`. No chance is involved, and a graph that grows looks much as before.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import shortest_path

type Points = NDArray[np.float64]
type Tie = tuple[str, str]

LINK = 84.0
"""Length of a tie within a group, in pixels at scale 1."""
ROOM = (100.0, 46.0)
"""Width and height that a node takes up with its label."""
GAP = 55.0
"""Space around the disc of a group."""
APART = (150.0, 112.0)
"""Least distance, across and down, between members of different groups."""

_SHARES = (0.08, 0.08, 0.08, 0.08, 0.08, 0.05, 0.05, 0.05, 0.03, 0.03, 0.03)
_ROUNDS = 120
_LOOSENINGS = 60
_LOOSE = 1.5
_WIDE = 1.3
_HOLD = 1.0


def place(
    nodes: Sequence[str], ties: Iterable[Tie], group_of: Mapping[str, str]
) -> dict[str, tuple[int, int]]:
    """Return x and y of every node, in whole pixels, y downwards.

    *ties* may repeat a pair and may name nodes that are not placed (those are ignored). A
    node that *group_of* lacks is a group of its own.
    """
    known = set(nodes)
    pairs = sorted({(min(tie), max(tie)) for tie in ties if known.issuperset(tie) and tie[0] != tie[1]})
    members: dict[str, list[str]] = {}
    for node in sorted(known):
        members.setdefault(group_of.get(node, node), []).append(node)
    order = sorted(members)
    if not order:
        return {}
    shapes = {group: _inside(members[group], pairs) for group in order}
    home = {node: group for group in order for node in members[group]}
    centres = _pack(order, shapes, _bonds(pairs, home))
    spots = {group: shapes[group] + centres[group] for group in order}
    return _set_down(order, members, _close_up(order, spots))


def _inside(nodes: list[str], pairs: list[Tie]) -> Points:
    """The members of one group around (0, 0)."""
    if len(nodes) == 1:
        return np.zeros((1, 2))
    index = {node: i for i, node in enumerate(nodes)}
    inner = [(index[one], index[other]) for one, other in pairs if one in index and other in index]
    points = _stress(_distances(len(nodes), inner), _starts(nodes)) * LINK
    points = _loosen(points, *ROOM)
    return points - (points.max(axis=0) + points.min(axis=0)) / 2


def _distances(count: int, inner: list[tuple[int, int]]) -> Points:
    """Steps between each two members; what is not connected is one step beyond the farthest."""
    ends = np.array(inner, dtype=np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count))
    steps: Points = shortest_path(graph.tocsr(), directed=False, unweighted=True)
    finite = steps[np.isfinite(steps)]
    steps[~np.isfinite(steps)] = min(float(finite.max()) + 1.0, 4.0)
    return steps


def _starts(nodes: list[str]) -> Points:
    """A point in the unit disc for each id."""
    points = []
    for node in nodes:
        digest = hashlib.sha256(node.encode()).digest()
        angle = int.from_bytes(digest[:4], "big") / 2**32 * math.tau
        radius = math.sqrt(int.from_bytes(digest[4:8], "big") / 2**32) * math.sqrt(len(nodes))
        points.append((radius * math.cos(angle), radius * math.sin(angle)))
    return np.array(points)


def _stress(steps: Points, points: Points) -> Points:
    """Points whose distances are those in the graph as far as paper allows; the nearer, the truer."""
    weight = np.divide(1.0, steps**2, out=np.zeros_like(steps), where=steps > 0)
    return _rest(steps, weight, points)


def _rest(steps: Points, weight: Points, points: Points, hold: float = 0.0) -> Points:
    """The points after each has moved, many times, to where its distances to the others want it.

    *hold* is how much the place where it starts counts beside all the others together.
    """
    if len(points) < 2:
        return points
    homes, held = points, hold * weight.sum(axis=1)
    total = weight.sum(axis=1) + held
    for _ in range(_ROUNDS):
        across = points[:, None, 0] - points[None, :, 0]
        down = points[:, None, 1] - points[None, :, 1]
        apart = np.maximum(np.hypot(across, down), 1e-6)
        pull = weight * steps / apart
        x = ((weight * points[None, :, 0] + pull * across).sum(axis=1) + held * homes[:, 0]) / total
        y = ((weight * points[None, :, 1] + pull * down).sum(axis=1) + held * homes[:, 1]) / total
        points = np.stack([x, y], axis=1)
    return points


def _loosen(points: Points, width: float, height: float) -> Points:
    """Push apart whatever lies within *width* and *height* of each other, along the shorter way out."""
    for _ in range(_LOOSENINGS):
        across = points[:, None, 0] - points[None, :, 0]
        down = points[:, None, 1] - points[None, :, 1]
        over_x, over_y = width - np.abs(across), height - np.abs(down)
        clash = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(clash, False)
        if not clash.any():
            break
        sideways = over_x / width < over_y / height
        order = np.sign(np.arange(len(points))[:, None] - np.arange(len(points))[None, :])
        move_x = np.where(clash & sideways, over_x * np.where(across == 0, order, np.sign(across)), 0.0)
        move_y = np.where(clash & ~sideways, over_y * np.where(down == 0, order, np.sign(down)), 0.0)
        points = points + np.stack([move_x.sum(axis=1), move_y.sum(axis=1)], axis=1) * 0.35
    return points


def _bonds(pairs: list[Tie], home: Mapping[str, str]) -> dict[Tie, int]:
    """How many ties run between each two groups."""
    bonds: dict[Tie, int] = {}
    for one, other in pairs:
        if home[one] != home[other]:
            for key in ((home[one], home[other]), (home[other], home[one])):
                bonds[key] = bonds.get(key, 0) + 1
    return bonds


def _pack(order: list[str], shapes: Mapping[str, Points], bonds: Mapping[Tie, int]) -> dict[str, Points]:
    """Centres of the groups: each near its own place, drawn to those it is tied to, no disc on another,
    wider than high."""
    radius = np.array([float(np.hypot(*shapes[group].T).max()) + GAP for group in order])
    touching = radius[:, None] + radius[None, :]
    tied = np.array([[bonds.get((one, other), 0) for other in order] for one in order], dtype=float)
    steps = np.where(tied > 0, touching, touching * _LOOSE)
    np.fill_diagonal(steps, 0.0)
    weight = np.divide(1.0 + 3.0 * np.minimum(tied, 4), steps**2, out=np.zeros_like(steps), where=steps > 0)
    points = _rest(steps, weight, _starts(order) * radius.mean(), _HOLD) * (_WIDE, 1 / _WIDE)
    for _ in range(_LOOSENINGS * 2):
        across = points[:, None, 0] - points[None, :, 0]
        down = points[:, None, 1] - points[None, :, 1]
        apart = np.maximum(np.hypot(across, down), 1e-6)
        lack = np.maximum(touching - apart, 0.0)
        np.fill_diagonal(lack, 0.0)
        if not lack.any():
            break
        points = (
            points + np.stack([(across / apart * lack).sum(1), (down / apart * lack).sum(1)], axis=1) * 0.4
        )
    return dict(zip(order, points, strict=True))


def _close_up(order: list[str], spots: dict[str, Points]) -> dict[str, Points]:
    """Draw the groups towards (0, 0), step by step, as far as their outlines stay apart."""
    outlines = {group: _outline(spots[group]) for group in order}
    moved = {group: np.zeros(2) for group in order}
    centre = {group: spots[group].mean(axis=0) for group in order}
    inside_out = sorted(order, key=lambda g: (round(float(np.hypot(*centre[g]))), g))
    for share in _SHARES:
        for group in inside_out:
            step = -(centre[group] + moved[group]) * share
            for move in (step, step * (1.0, 0.0), step * (0.0, 1.0)):
                there = outlines[group] + move
                if all(_clear(there, outlines[other]) for other in order if other != group):
                    outlines[group] = there
                    moved[group] = moved[group] + move
                    break
    return {group: spots[group] + moved[group] for group in order}


def _outline(points: Points) -> Points:
    """The points of a group, and points on the way between neighbours around its centre."""
    centre = points.mean(axis=0)
    around = points[np.argsort(np.arctan2(*(points - centre).T), kind="stable")]
    return np.concatenate([points, (around + np.roll(around, 1, axis=0)) / 2, (points + centre) / 2])


def _clear(points: Points, others: Points) -> bool:
    """Whether two groups keep their distance; most pairs are so far apart that their boxes tell."""
    if (points.min(axis=0) - others.max(axis=0) >= APART).any():
        return True
    if (others.min(axis=0) - points.max(axis=0) >= APART).any():
        return True
    across = np.abs(points[:, None, 0] - others[None, :, 0]) / APART[0]
    down = np.abs(points[:, None, 1] - others[None, :, 1]) / APART[1]
    return bool((np.maximum(across, down) >= 1.0).all())


def _set_down(
    order: list[str], members: Mapping[str, list[str]], spots: Mapping[str, Points]
) -> dict[str, tuple[int, int]]:
    """Whole pixels. They are not centred, or one node more would move all."""
    return {
        node: (round(float(x)), round(float(y)))
        for group in order
        for node, (x, y) in zip(members[group], spots[group], strict=True)
    }
