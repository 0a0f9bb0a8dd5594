"""Body only: recall of the article and precision against boilerplate, beside trafilatura alone."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
import trafilatura

from alliancegraph.reading import page
from alliancegraph.reading.source import Draft, Source

from .page_cases import PageCase, Score, page_cases, score

CASES = page_cases()
FLOOR = 0.95


def ours(case: PageCase) -> str:
    draft = drafted(case)
    return "\n".join(draft.text[start:end] for start, end in draft.blocks or ())


def theirs(case: PageCase) -> str:
    return trafilatura.extract(case.markup, include_comments=False) or ""


def drafted(case: PageCase) -> Draft:
    return next(page.articles(Source(case.name, BytesIO(case.markup.encode()), ".html")))


def total(read: Callable[[PageCase], str]) -> Score:
    scores = [score(case, read(case)) for case in CASES]
    return Score(sum(s.right for s in scores), sum(s.found for s in scores), sum(s.wanted for s in scores))


def test_there_are_enough_pages() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_body_of_a_page(case: PageCase) -> None:
    found = score(case, ours(case))
    assert (found.recall, found.precision) >= (FLOOR, 0)
    assert found.precision >= FLOOR


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_headline_comes_first(case: PageCase) -> None:
    draft = drafted(case)
    assert draft.blocks
    assert draft.text[slice(*draft.blocks[0])] == case.headline


def test_better_than_trafilatura_alone() -> None:
    mine, other = total(ours), total(theirs)
    assert mine.recall >= other.recall
    assert mine.precision >= other.precision
    assert min(mine.recall, mine.precision) >= FLOOR
