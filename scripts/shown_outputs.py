"""A page of documentation -> the same page, with what its code blocks print now where it shows otherwise.

python scripts/shown_outputs.py README.md docs/tutorial.md

An output that is shown with "..." for what may vary stays as it is while it still fits.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.docs.blocks import FEW, RAW, README, Desk, as_shown, blocks, set_up  # noqa: E402


def renew(page: Path) -> None:
    """Run the blocks of *page* in the order of the page, and write down what they print."""
    text = page.read_text(encoding="utf-8")
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "alliancegraph")
        set_up(desk.folder, sorted(RAW.iterdir()) if page == README else FEW)
        for block in blocks(page):
            printed = desk.run(block) if block.why_not is None else ""
            if block.why_not is None and block.prints is not None and not as_shown(block, printed):
                lines = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
                text = text.replace(f"```text\n{block.prints}```", f"```text\n{lines}```", 1)
                print(f"{page}:{block.line}: {block.text.splitlines()[0]}")
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        renew(Path(name).resolve())
