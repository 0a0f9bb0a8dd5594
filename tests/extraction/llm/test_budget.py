"""Limits on what a model may take."""

from __future__ import annotations

import pytest

from alliancegraph.errors import UsageError
from alliancegraph.extraction.llm.budget import Limits, Spending, limits


def test_limits_are_read() -> None:
    assert limits(None, None) == Limits()
    assert limits("calls=200, tokens=500000,money=2.5", "0.15,0.60") == Limits(200, 500_000, 2.5, 0.15, 0.60)


@pytest.mark.parametrize(
    ("budget", "price"),
    [
        ("calls", None),
        ("calls=many", None),
        ("calls=-1", None),
        ("calls=nan", None),
        ("hours=3", None),
        ("money=1", None),
        (None, "0.15"),
        (None, "0.15,a"),
    ],
)
def test_what_does_not_read_is_refused(budget: str | None, price: str | None) -> None:
    with pytest.raises(UsageError, match=r"budget|price"):
        limits(budget, price)


@pytest.mark.parametrize(
    ("of", "word"),
    [
        (Limits(calls=1), "1 calls"),
        (Limits(tokens=1500), "1500 tokens"),
        (Limits(money=1.5, price_sent=1000, price_received=1000), "1.5 in money"),
    ],
)
def test_a_call_that_might_exceed_a_limit_is_not_made(of: Limits, word: str) -> None:
    spending = Spending(of)
    assert spending.objection(600, 400) is None
    spending.settle(600, 400)
    objection = spending.objection(400, 200)
    assert objection is not None
    assert word in objection


def test_a_limit_may_be_reached_but_not_passed() -> None:
    spending = Spending(Limits(tokens=1000))
    assert spending.objection(600, 400) is None
    assert spending.objection(601, 400) is not None


def test_money_is_counted_only_with_prices() -> None:
    spending = Spending(Limits(price_sent=2.0, price_received=10.0))
    spending.settle(1_000_000, 100_000)
    assert spending.money == pytest.approx(3.0)
    assert Spending().money is None
