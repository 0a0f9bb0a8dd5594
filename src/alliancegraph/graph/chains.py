"""Direct stakes -> total stakes along all chains, as sparse matrices over all companies at once.

A[i, j] is the share that i holds in j. A chain of stakes either goes down from one company to the
next, or turns in a ring of companies that hold each other (a strongly connected part of the
network). With A = L + D, links within rings and links down, the sum over all chains is

    V = (I - A)^-1 = (I - R D)^-1 R,    R = (I - L)^-1

R is solved ring by ring, each a small dense system. R D leads only down and ends after as many
steps as the longest chain has: 1 / (I - P) is the product of I + P, I + P^2, I + P^4, ...
Nothing is cut off. `alliancegraph.graph.ownership` says what the totals mean.
"""

from __future__ import annotations

from typing import Any

_LEAK = 1e-9  # what an owner in a closed ring of 100 % stakes loses each round, so that V exists


def total_shares(direct: Any) -> Any:
    """What i holds in j along all chains, without what i holds of itself: V[i, j] / V[i, i].

    *direct* is a sparse matrix of fractions, and so is the result.
    """
    from scipy.sparse import csr_array, diags_array

    if not direct.nnz:
        return direct
    rings, down = _rings_and_down(*_links(direct), direct.shape[0])
    step = rings @ down
    every_way = rings
    while step.nnz:
        every_way = every_way + step @ every_way
        step = step @ step
    total = (diags_array(1 / rings.diagonal()) @ every_way).tocoo()
    holder, held = total.coords
    others = holder != held
    return csr_array((total.data[others], (holder[others], held[others])), shape=total.shape)


def _links(direct: Any) -> tuple[Any, Any, Any]:
    """(holder, held, fraction) of each stake; stakes in one company above 100 % are scaled to it."""
    import numpy as np

    links = direct.tocoo()
    holder, held = links.coords
    whole = np.bincount(held, weights=links.data, minlength=direct.shape[1])
    scale = np.minimum(1.0, (1 - _LEAK) / np.maximum(whole, _LEAK))
    return holder, held, links.data * scale[held]


def _rings_and_down(holder: Any, held: Any, share: Any, companies: int) -> tuple[Any, Any]:
    """R, and D."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    shape = (companies, companies)
    network = csr_array((share, (holder, held)), shape=shape)
    _, ring = connected_components(network, directed=True, connection="strong")
    inside = ring[holder] == ring[held]
    down = csr_array((share[~inside], (holder[~inside], held[~inside])), shape=shape)
    return _solved(ring, holder[inside], held[inside], share[inside]), down


def _solved(ring: Any, holder: Any, held: Any, share: Any) -> Any:
    """R from the links within rings; all rings of one size are solved together."""
    import numpy as np
    from scipy.sparse import csr_array

    size = np.bincount(ring)[ring]
    order = np.argsort(ring, kind="stable")
    place = np.empty(len(ring), dtype=np.intp)
    entries = []
    for n in np.unique(size):
        members = order[size[order] == n]  # ring after ring
        place[members] = np.arange(len(members))
        own = size[holder] == n
        row, column = place[holder[own]], place[held[own]]
        links = np.zeros((len(members) // n, n, n))
        links[row // n, row % n, column % n] = share[own]
        solved = np.linalg.inv(np.eye(n) - links)
        columns = np.repeat(members.reshape(-1, n), n, axis=0)
        entries.append((solved.ravel(), np.repeat(members, n), columns.ravel()))
    values, rows, columns = (np.concatenate(part) for part in zip(*entries, strict=True))
    return csr_array((values, (rows, columns)), shape=(len(ring), len(ring)))
