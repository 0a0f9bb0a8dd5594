"""Claims of single sentences -> what the article says as a whole."""

from __future__ import annotations

import pytest

from alliancegraph.extraction.article import succeeded
from alliancegraph.model import Claim, Entity, EntityType, Evidence, Predicate, Status


def _owns(owner: str, owned: str, start: str | None = None, stake: float | None = None) -> Claim:
    one, other = (Entity(id=name, name=name, type=EntityType.COMPANY) for name in (owner, owned))
    return Claim(
        subject=one,
        predicate=Predicate.OWNS,
        object=other,
        stake=stake,
        start=start,
        confidence=0.9,
        evidence=Evidence(document="x", text="...", start=0, end=3, found_by="frames:owns:buy"),
    )


def test_an_owner_who_came_before_another_owns_no_longer() -> None:
    claims = [_owns("cagiva", "ducati", "1985"), _owns("texas-pacific", "ducati", "1996-09", 51)]
    first, second = succeeded(claims)
    assert (first.status, first.end) == (Status.ENDED, "1996-09")
    assert (second.status, second.end) == (Status.ACTIVE, None)


@pytest.mark.parametrize(
    "claims",
    [
        # a minority may stay
        [_owns("ford", "mazda", "1979", 24.5), _owns("sumitomo", "mazda", "2008")],
        # nobody tells who came first
        [_owns("cagiva", "ducati"), _owns("texas-pacific", "ducati", "1996")],
        # a parent and its unit own together
        [
            _owns("volkswagen", "bentley", "1998"),
            _owns("audi", "bentley", "2021"),
            _owns("volkswagen", "audi", "1965"),
        ],
        # two in one year may be partners
        [_owns("artioli", "lotus", "1993"), _owns("acbn", "lotus", "1993-08")],
    ],
)
def test_others_go_on(claims: list[Claim]) -> None:
    assert succeeded(claims) == claims
