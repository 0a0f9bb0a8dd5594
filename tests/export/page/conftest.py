"""A headless Chromium without a network, and pages opened in it from disk.

Without Chromium these tests are skipped; with ALLIANCEGRAPH_REQUIRE_BROWSER=1 they fail.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opened import Open, Opened
from page_demo import demo
from playwright.sync_api import Browser, sync_playwright

from alliancegraph.export.page import render
from alliancegraph.graph import AllianceGraph

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "there is no chromium on the PATH (Debian: apt install chromium)"
        if os.environ.get("ALLIANCEGRAPH_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_graph() -> AllianceGraph:
    return demo()


@pytest.fixture(scope="session")
def demo_page(demo_graph: AllianceGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(demo_graph, tmp_path_factory.mktemp("page") / "index.html")


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """open_page(path, fragment="", phone=False, hangs=False) -> Opened; errors and requests fail the test.

    The network is off, or *hangs*: whoever asked for something would wait for ever.
    """
    opened: list[Opened] = []

    def open_(
        path: Path, fragment: str = "", phone: bool = False, hangs: bool = False, **options: Any
    ) -> Opened:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP, offline=not hangs, reduced_motion="reduce", **options
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        if hangs:
            page.route(re.compile("^(?!file:|blob:|data:)"), lambda route: None)
        seen = Opened(page)
        opened.append(seen)
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
        page.on("dialog", lambda dialog: (seen.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((path.as_uri(), "blob:", "data:"))
                else seen.requests.append(request.url)
            ),
        )
        page.goto(path.as_uri() + fragment)
        page.wait_for_selector("html[data-ready]", state="attached")
        return seen

    yield open_
    for seen in opened:
        seen.page.context.close()
    assert [(seen.errors, seen.requests) for seen in opened] == [([], [])] * len(opened)
