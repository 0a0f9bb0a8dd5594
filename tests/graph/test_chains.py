"""Total stakes along all chains: against the formula, solved as one dense system."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from alliancegraph.graph.chains import total_shares

Stakes = dict[tuple[int, int], float]

NETWORKS: dict[str, tuple[Stakes, Stakes]] = {
    "nobody holds anything": ({}, {}),
    "a chain": ({(0, 1): 0.5, (1, 2): 0.4}, {(0, 1): 0.5, (1, 2): 0.4, (0, 2): 0.2}),
    "two ways down": (
        {(0, 1): 0.5, (0, 2): 0.5, (1, 3): 0.6, (2, 3): 0.4},
        {(0, 1): 0.5, (0, 2): 0.5, (1, 3): 0.6, (2, 3): 0.4, (0, 3): 0.5},
    ),
    # 0.15 / (1 - 0.434 x 0.15) of Renault, and 43.4 % of it of Nissan.
    "a state, Renault and Nissan": (
        {(0, 1): 0.15, (1, 2): 0.434, (2, 1): 0.15},
        {(0, 1): 0.160445, (0, 2): 0.069633, (1, 2): 0.434, (2, 1): 0.15},
    ),
    "two rings, one above the other": (
        {(0, 1): 0.5, (1, 0): 0.5, (1, 2): 0.4, (2, 3): 0.5, (3, 2): 0.5},
        {
            **{(0, 1): 0.5, (1, 0): 0.5, (2, 3): 0.5, (3, 2): 0.5},
            **{(1, 2): 0.533333, (1, 3): 0.266667, (0, 2): 0.266667, (0, 3): 0.133333},
        },
    ),
    "a closed ring": ({(0, 1): 1.0, (1, 0): 1.0}, {(0, 1): 1.0, (1, 0): 1.0}),
    "more than there is": ({(0, 2): 1.0, (1, 2): 1.0}, {(0, 2): 0.5, (1, 2): 0.5}),
}


def matrix(stakes: Stakes, companies: int) -> csr_array:
    rows, columns = [one for one, _ in stakes], [other for _, other in stakes]
    return csr_array((list(stakes.values()), (rows, columns)), shape=(companies, companies))


@pytest.mark.parametrize(("direct", "total"), NETWORKS.values(), ids=NETWORKS)
def test_totals(direct: Stakes, total: Stakes) -> None:
    found = total_shares(matrix(direct, 4)).todok()
    assert dict(found.items()) == pytest.approx(total, abs=1e-6)


COMPANIES = st.integers(0, 9)
PAIRS = st.tuples(COMPANIES, COMPANIES).filter(lambda pair: pair[0] != pair[1])


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(PAIRS, st.integers(1, 100), max_size=30))
def test_chains_and_rings_solve_the_system_as_a_whole(percents: dict[tuple[int, int], int]) -> None:
    direct = matrix({pair: percent / 1000 for pair, percent in percents.items()}, 10)
    whole = np.linalg.inv(np.eye(10) - direct.toarray())
    expected = whole / whole.diagonal()[:, None] - np.eye(10)
    assert total_shares(direct).toarray() == pytest.approx(expected, abs=1e-9)
