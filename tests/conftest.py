"""What tests share: the extractor (loaded once), documents made from text, the reference articles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from alliancegraph.extraction import Extractor
from alliancegraph.model import Claim, Document, digest

SHARED = Path(__file__).parents[2] / "shared" / "eval"

type Extract = Callable[..., list[Claim]]


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return Extractor()


@pytest.fixture(scope="session")
def extract(extractor: Extractor) -> Extract:
    """Claims of a passage: extract("Ford owns Jaguar.", date="1995-03-01")."""

    def run(text: str, date: str | None = None) -> list[Claim]:
        document = Document(id=digest(text), title="", text=text, body=((0, len(text)),), date=date)
        return extractor.extract(document)

    return run


@pytest.fixture(scope="session")
def reference() -> Path:
    """The annotated reference articles, which are not part of the project."""
    if not SHARED.is_dir():
        pytest.skip("the reference articles (../shared/eval) are not here")
    return SHARED
