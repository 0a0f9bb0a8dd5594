"""Every code block of README.md and docs/ works, and prints what the page shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .blocks import DOCS, FEW, RAW, README, ROOT, Block, Desk, as_shown, blocks, set_up


def _run_page(page: Path, desk: Desk) -> None:
    for block in blocks(page):
        if block.why_not is None:
            printed = desk.run(block)
            assert as_shown(block, printed), (
                f"{page}:{block.line}: prints\n{printed}\nbut the page shows\n{block.prints}\n"
                f"(python scripts/shown_outputs.py {page} writes what is printed)"
            )


def test_blocks_of_the_readme(tmp_path: Path) -> None:
    """Its reader has made the graph of the whole corpus, and sees just what it shows."""
    folder = tmp_path / "alliancegraph"
    set_up(folder, sorted(RAW.iterdir()))
    _run_page(README, Desk(folder))


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkout") / "alliancegraph"
    set_up(folder, FEW)
    return folder


@pytest.mark.parametrize(
    "page", [page for page in DOCS if blocks(page)], ids=lambda page: str(page.relative_to(ROOT))
)
def test_blocks_of(page: Path, checkout: Path, tmp_path: Path) -> None:
    folder = tmp_path / "alliancegraph"
    shutil.copytree(checkout, folder, symlinks=True)
    _run_page(page, Desk(folder))


def test_a_page_that_is_wrong_is_told(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    for text, told in (
        ("```sh\nfalse\n```\n", "status 1"),
        ("```python\n1 / 0\n```\n", "ZeroDivisionError"),
        ("```sh\necho one two\n```\n\n```text\none ... three\n```\n", "but the page shows"),
        ("```yaml\n\n```\n", "is empty"),
        ("```klingon\nQapla'\n```\n", "nothing runs"),
        ("<!-- not run: lazy -->\n```sh\nfalse\n```\n", "status 1"),
    ):
        page.write_text(text, encoding="utf-8")
        with pytest.raises(AssertionError, match=told):
            _run_page(page, Desk(tmp_path))


def test_blocks_are_found_with_their_output_and_their_reason(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "- a list\n\n    ```sh\n    echo 1\n    ```\n\n    ```text\n    1\n    ```\n\n"
        "<!-- not run: needs a server -->\n```python\nimport server\n```\n",
        encoding="utf-8",
    )
    assert blocks(page) == [
        Block(page, 3, "sh", "echo 1\n", "1\n"),
        Block(page, 12, "python", "import server\n", why_not="not run: needs a server"),
    ]
    _run_page(page, Desk(tmp_path))
