"""The page for everyone: axe-core finds nothing, the keyboard reaches everything, nobody is hurried."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from opened import Open, Opened

pytestmark = pytest.mark.browser

VENDOR = Path(__file__).with_name("vendor")
AXE = VENDOR / "axe.min.js"
RUN_AXE = """
const { violations } = await axe.run(document, { resultTypes: ['violations'] });
return violations.flatMap(({ id, nodes }) =>
  nodes.map(({ html, failureSummary }) => [id, html, failureSummary]));
"""
VIEWS = {
    "opening": "",
    "company": "#company=renault&select=renault",
    "evidence": "#company=renault&select=renault~owns~nissan&as-of=2001-05",
    "path": "#path=aramco~volvo-cars",
    "table": "#company=bmw&view=table",
    "filtered": "#country=FR,JP&confidence=0.5&status=active,ended",
}


def open_unguarded(open_page: Open, path: Path, fragment: str, **options: Any) -> Opened:
    """The page without its policy, which would keep a checker out as it does everybody else."""
    return open_page(path, fragment, bypass_csp=True, **options)


def test_vendored_checker_is_the_one_described() -> None:
    described = (VENDOR / "README.md").read_text(encoding="utf-8")
    checker = AXE.read_bytes()
    assert hashlib.sha256(checker).hexdigest() in described
    version = re.search(rb"axe v(\S+)", checker)
    assert version
    assert f"axe-core {version[1].decode()}" in described


@pytest.mark.parametrize(
    ("phone", "scheme"), [(False, "light"), (True, "dark")], ids=["desktop-light", "phone-dark"]
)
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(open_page: Open, demo_page: Path, view: str, phone: bool, scheme: str) -> None:
    page = open_unguarded(open_page, demo_page, VIEWS[view], phone=phone, color_scheme=scheme)
    page.page.wait_for_selector("#panel:not([aria-busy=true])", state="attached")
    page.page.add_script_tag(path=AXE)
    assert page.run(RUN_AXE) == []


@pytest.mark.parametrize("opened", ["show-share", "show-path", "show-legend", "search"])
def test_axe_finds_nothing_in_what_unfolds(open_page: Open, demo_page: Path, opened: str) -> None:
    page = open_unguarded(open_page, demo_page, "", phone=True)
    page.page.click(f"#{opened}")
    if opened == "search":
        page.page.keyboard.type("vol")
    page.page.add_script_tag(path=AXE)
    assert page.run(RUN_AXE) == []


def test_axe_would_find_something(open_page: Open, demo_page: Path) -> None:
    page = open_unguarded(open_page, demo_page, "")
    page.run("document.getElementById('search').removeAttribute('aria-label');")
    page.run("document.getElementById('home').textContent = '';")
    page.page.add_script_tag(path=AXE)
    assert {rule for rule, *_ in page.run(RUN_AXE)} >= {"button-name"}


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_tab_reaches_every_control_and_shows_where_it_is(
    open_page: Open, demo_page: Path, phone: bool
) -> None:
    page = open_page(demo_page, "#company=geely&select=geely~owns~volvo-cars", phone=phone)
    assert "Volvo Cars" in page.panel
    wanted = page.page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, a[href], summary, [tabindex="0"]')]
        .filter((element) => element.checkVisibility() && !element.disabled)
        .map((element, place) => { element.dataset.stop = String(place); return String(place); })"""
    )
    reached: list[tuple[str, str]] = []
    page.page.evaluate("document.activeElement.blur()")
    for _ in range(len(wanted) + 3):
        page.page.keyboard.press("Tab")
        reached.append(
            tuple(
                page.page.evaluate(
                    "(({ dataset }, style) => [dataset.stop ?? '', "
                    "`${style.outlineStyle} ${style.outlineWidth}`])"
                    "(document.activeElement, getComputedStyle(document.activeElement))"
                )
            )
        )
    assert set(wanted) <= {stop for stop, _ in reached}
    assert {outline for stop, outline in reached if stop} == {"solid 3px"}


def test_keyboard_alone_reads_the_evidence(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page)
    page.page.keyboard.press("/")
    page.page.keyboard.type("geely")
    page.page.keyboard.press("Enter")
    page.page.focus("#panel .facts button")
    page.page.keyboard.press("Enter")
    assert "What articles say" in page.panel
    assert page.app("app.state.select").startswith("geely~")
    page.page.keyboard.press("Escape")
    assert page.page.is_hidden("#panel")


def test_filters_keep_the_focus_of_the_keyboard(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page)
    page.page.focus("[data-key=type-person]")
    page.page.keyboard.press("Space")
    assert page.app("app.state.hiddenTypes") == ["person"]
    assert page.page.evaluate("document.activeElement.dataset.key") == "type-person"


def test_the_skip_link_leads_to_the_table(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page)
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")
    assert page.page.evaluate("document.activeElement.id") == "table-view"
    assert page.page.locator("#table-view tbody tr").count() == page.app("app.view.facts.length")


def test_what_is_selected_is_said(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, "#company=geely")
    page.app("app.go({ select: 'geely~owns~volvo-cars' })")
    assert page.page.inner_text("#live") == "Evidence: Geely owns Volvo Cars"
    assert "Geely and its ties" in (page.page.get_attribute("#canvas", "aria-label") or "")


@pytest.mark.parametrize(("motion", "months"), [("reduce", 12), ("no-preference", 3)])
def test_play_respects_reduced_motion(open_page: Open, demo_page: Path, motion: str, months: int) -> None:
    page = open_page(demo_page, "#company=ford&as-of=1997-01")
    page.page.emulate_media(reduced_motion=motion)
    steps = page.run(
        "const seen = []; const change = app.timebar.change;"
        "app.timebar.change = (month) => { seen.push(month); change(month); };"
        "app.timebar.start(); while (seen.length < 2) await new Promise((done) => setTimeout(done, 20));"
        "app.timebar.stop(); return seen.map((month) => Number(month.slice(0, 4)) * 12"
        " + Number(month.slice(5)) - 1);"
    )
    assert steps[1] - steps[0] == months
    moving = page.page.evaluate("document.getAnimations().length")
    assert motion == "no-preference" or moving == 0
    transition = page.page.evaluate("getComputedStyle(document.getElementById('home')).transitionDuration")
    assert (transition == "0s") == (motion == "reduce")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_drawing_follows_the_colour_scheme(open_page: Open, demo_page: Path, scheme: str) -> None:
    page = open_page(demo_page, color_scheme=scheme)
    paper = page.page.evaluate("getComputedStyle(document.body).backgroundColor")
    red, green, blue = (int(page.app("app.look.paper")[i : i + 2], 16) for i in (1, 3, 5))
    assert paper == f"rgb({red}, {green}, {blue})"
    assert page.app("app.look.dark") == (scheme == "dark")
