"""The graph in data/graph -> the pictures of its page in docs/: what README and documentation show.

python scripts/pictures.py [GRAPH]

Needs Debian's chromium, as the tests of the page do.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

DOCS = Path(__file__).parents[1] / "docs"
READY = "window.alliancegraph?.canvas.network"


def main(folder: str = "data/graph") -> None:
    """Take one picture of the page as it opens, and one of the sentences behind a fact."""
    page = (Path(folder) / "index.html").resolve().as_uri()
    views = {"page.png": "", "page-evidence.png": "#company=nissan&as-of=2010-06&select=renault~owns~nissan"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for name, address in views.items():
            shown = browser.new_page(viewport={"width": 1280, "height": 800})
            shown.goto(page + address)
            shown.wait_for_function(READY, timeout=300_000)
            shown.wait_for_timeout(5_000)  # until the view has come to rest
            shown.screenshot(path=DOCS / name)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
