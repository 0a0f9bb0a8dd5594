"""The page in a browser, offline: finding, looking, filtering, going through time, passing on."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from opened import Open
from page_demo import article, claim, entity

from alliancegraph.errors import UnknownEntityError
from alliancegraph.export.page import render
from alliancegraph.graph import AllianceGraph

pytestmark = pytest.mark.browser

OVER = ["ended", "cancelled", "denied"]


def test_every_entity_is_found_by_its_names(
    open_page: Open, demo_page: Path, demo_graph: AllianceGraph
) -> None:
    page = open_page(demo_page)
    page.page.keyboard.press("/")
    page.page.keyboard.type("x")  # makes the index
    names = [
        [entity.id, name]
        for entity in demo_graph.entities.values()
        for name in (entity.name, *entity.aliases)
    ]
    lost = page.page.evaluate(
        """async (names) => { const app = window.alliancegraph; const lost = [];
        for (const [id, name] of names) {
          app.finder.input.value = name; app.finder.suggest();
          if (!app.finder.found.slice(0, 3).some(({ entity }) => entity.id === id)) lost.push(name); }
        return lost; }""",
        names,
    )
    assert lost == []


@pytest.mark.parametrize(
    ("typed", "keys", "found"),
    [
        ("renault", ["Enter"], "Renault"),
        ("RENAU", ["ArrowDown", "Enter"], "Renault-Nissan-Mitsubishi Alliance"),
        ("vw", ["Enter"], "Volkswagen"),
        ("skoda", ["Enter"], "Škoda Auto"),
        ("citroen", ["Enter"], "PSA"),
        ("land rover", ["Enter"], "Jaguar Land Rover"),
    ],
)
def test_search_by_keyboard(
    open_page: Open, demo_page: Path, typed: str, keys: list[str], found: str
) -> None:
    page = open_page(demo_page)
    page.page.keyboard.press("/")
    page.page.keyboard.type(typed)
    assert page.page.get_attribute("#search", "aria-expanded") == "true"
    for key in keys:
        page.page.keyboard.press(key)
    assert page.page.inner_text("#caption h2") == f"{found} and its ties"
    assert found in page.panel


def test_a_name_that_is_not_there_is_said_so(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page)
    page.page.fill("#search", "Trabant")
    assert "Nothing in this graph" in page.page.inner_text("#suggestions")


def test_opening_view_shows_main_groups_and_says_what_is_hidden(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page)
    assert page.page.inner_text("#caption h2") == "Main groups"
    assert "of 84 entities" in page.caption
    assert "16 ended" in page.caption
    drawn = page.app("app.canvas.nodes.length")
    page.page.click("#more")
    assert page.app("app.canvas.nodes.length") > drawn
    page.page.click("#back")
    assert page.app("app.canvas.nodes.length") == drawn


def test_pressing_a_line_shows_its_evidence(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, "#company=volkswagen")
    page.press_line("volkswagen~owns~skoda-auto")
    text = page.panel
    for part in (
        "Volkswagen owns Škoda Auto",
        "100 %",
        "since April 1991",
        "28 March 1991",
        "The Daily Motor",
    ):
        assert part in text
    assert page.page.locator("#panel figure").count() == 2
    marks = page.page.locator("#panel figure").first.locator("mark").all_inner_texts()
    assert marks == ["Volkswagen", "Škoda Auto"]
    rows = page.page.locator("#panel .history tbody tr").all_inner_texts()
    assert [row.split("\t")[-1] for row in rows] == ["31 %", "100 %"]
    link = page.page.get_attribute("#panel figcaption a", "href")
    assert link is not None
    assert link.startswith("https://example.org/article-")


def test_a_citation_can_be_copied(open_page: Open, demo_page: Path) -> None:
    fragment = "#select=bmw~owns~rover"
    page = open_page(demo_page, fragment, permissions=["clipboard-read", "clipboard-write"])
    page.page.click("#panel figure button")
    page.page.get_by_text("Copied", exact=True).wait_for()
    assert page.run("return navigator.clipboard.readText();") == (
        "“BMW buys 80 percent of Rover.” BMW buys 80 percent of Rover, The Daily Motor, 31 January 1994, "
        "https://example.org/article-111"
    )


def test_pressing_a_node_shows_its_facts_and_focus_goes_back(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page)
    page.press_node("geely")
    assert "Geely" in page.panel
    assert "owns Volvo Cars 82 % · since August 2010" in page.panel.replace("\n", " ")
    page.page.click("#panel button.main")
    assert page.page.inner_text("#caption h2") == "Geely and its ties"
    page.page.click("#back")
    assert page.page.inner_text("#caption h2") == "Main groups"


def test_a_venture_is_shown_between_its_partners(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, "#company=renault")
    drawn = page.app("app.view.nodes.map((node) => node.entity.name)")
    assert {"Horse Powertrain", "Geely", "Aramco"} <= set(drawn)


def test_parallel_facts_each_have_their_curve(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, "#company=renault&status=active,agreed,proposed,ended")
    bends = page.app(
        "app.canvas.lines"
        ".filter(({ fact }) => [fact.subject.id, fact.object.id].sort().join() === 'daimler,renault')"
        ".map(({ fact, bend }) => (fact.subject.id === 'daimler' ? bend : -bend))"
    )
    assert len(bends) == 3
    assert len(set(bends)) == 3


def test_line_width_follows_the_stake_and_dashes_the_status(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, "#company=nissan&status=active,proposed,cancelled,ended")
    line = {
        key: {"width": width, "dashes": dashes}
        for key, width, dashes in page.app(
            "app.canvas.lines.map(({ fact, width, dash }) => [fact.key, width, dash.join()])"
        )
    }
    assert line["nissan~owns~renault"]["width"] < line["nissan~owns~mitsubishi-motors"]["width"]
    assert line["nissan~owns~renault"]["dashes"] != line["nissan~owns~fisker"]["dashes"]


def test_legend_hides_what_is_over_until_switched_on(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, "#company=ford")
    states = "app.view.facts.map(({ now }) => now.status)"
    assert not set(page.app(states)) & set(OVER)
    before = len(page.app(states))
    page.page.check("[data-key=over]")
    assert "ended" in page.app(states)
    page.page.uncheck("[data-key=over]")
    page.page.uncheck("[data-key=family-ownership]")
    assert len(page.app(states)) < before
    assert "filtered out" in page.caption
    page.page.uncheck("[data-key=type-joint_venture]")
    assert page.app("app.view.nodes.every((node) => node.entity.type !== 'joint_venture')")


@pytest.mark.parametrize(
    ("month", "stake", "status"),
    [
        ("1999-04", 36.8, "agreed"),
        ("1999-12", 36.8, "active"),
        ("2010-06", 44.4, "active"),
        (None, 15, "active"),
    ],
)
def test_as_of_shows_the_state_of_the_day(
    open_page: Open, demo_page: Path, month: str | None, stake: float, status: str
) -> None:
    page = open_page(demo_page, f"#company=renault{f'&as-of={month}' if month else ''}")
    now = page.app("app.view.facts.find(({ fact }) => fact.key === argument)?.now", "renault~owns~nissan")
    assert now == {"status": status, "stake": stake}


def test_slider_sets_the_day_and_the_address(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, "#company=ford")
    page.page.evaluate(
        "() => { const slider = document.getElementById('as-of'); slider.value = 1997 * 12; "
        "slider.dispatchEvent(new Event('input')); }"
    )
    assert "as-of=1997-01" in page.page.url
    assert page.page.inner_text("#as-of-text") == "End of January 1997"
    assert page.app("app.view.facts.find(({ fact }) => fact.key === 'ford~owns~mazda').now.stake") == 33.4
    page.page.click("#play")
    page.page.wait_for_function("() => document.getElementById('as-of-text').textContent.includes('200')")
    page.page.click("#play")
    page.page.click("#latest")
    assert "as-of" not in page.page.url


def test_path_between_two_companies(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page)
    page.page.click("#show-path")
    page.page.fill("#path-from", "Aramco")
    page.page.fill("#path-to", "Volvo Cars")
    page.page.keyboard.press("Enter")
    assert page.app("app.view.nodes.map((node) => node.entity.name)") == [
        "Aramco",
        "Horse Powertrain",
        "Geely",
        "Volvo Cars",
    ]
    assert "path=aramco~volvo-cars" in page.page.url


def test_table_lists_what_is_drawn(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, "#company=bmw")
    page.page.click("#show-table")
    rows = page.page.locator("#table-view tbody tr")
    assert rows.count() == page.app("app.view.facts.length")
    page.page.click("#table-view tbody tr:first-child td:nth-child(2) button")
    assert page.page.locator("#panel figure").count() > 0


def test_keyboard_alone_reaches_a_company(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page)
    page.page.focus("#canvas")
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.page.keyboard.press(key)
    assert page.page.inner_text("#live")
    name = page.page.inner_text("#live").split(",")[0]
    page.page.keyboard.press("Enter")
    assert page.page.inner_text("#caption h2") == f"{name} and its ties"
    page.page.keyboard.press("Escape")
    assert page.page.is_hidden("#panel")


def test_every_control_has_a_name(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, "#company=renault&select=renault~owns~nissan&view=table")
    nameless = page.page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, a[href]')].filter((element) =>
          !(element.getAttribute('aria-label') || element.textContent.trim()
            || element.labels?.[0]?.textContent.trim()))
          .map((element) => element.outerHTML)"""
    )
    assert nameless == []


def test_state_is_in_the_address(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page)
    page.app("app.go({ company: 'ford', asOf: '2001-02', statuses: ['active', 'ended'], table: true })")
    page.app("app.go({ hiddenTypes: ['person'], hiddenRelations: ['supplies'], sources: 2, select: 'ford' })")
    again = open_page(demo_page, page.page.url.split("index.html")[1])
    assert again.app("app.state") == page.app("app.state")


@pytest.mark.parametrize(
    "fragment",
    [
        "#company=nobody",
        "#as-of=yesterday",
        "#path=a~b",
        "#level=99",
        "#status=,,x",
        "#select=%00",
        "#%ff=%E0%A4%A",
    ],
)
def test_an_address_that_makes_no_sense_opens_the_page_all_the_same(
    open_page: Open, demo_page: Path, fragment: str
) -> None:
    page = open_page(demo_page, fragment)
    assert page.page.inner_text("#caption h2")


def test_exports(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, "#company=geely", accept_downloads=True)
    files: dict[str, bytes] = {}
    for kind in ("csv", "svg", "png"):
        page.page.click("#show-share")
        with page.page.expect_download() as download:
            page.page.click(f"#save-{kind}")
        files[kind] = Path(download.value.path()).read_bytes()
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode())))
    assert len(rows) == page.app("app.view.facts.length")
    assert {
        "subject": "Geely",
        "relation": "owns",
        "object": "Volvo Cars",
        "stake_percent": "82",
    }.items() <= next(
        row for row in rows if row["object"] == "Volvo Cars" and row["subject"] == "Geely"
    ).items()
    drawing = ET.fromstring(files["svg"])
    assert "Volvo Cars" in [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert files["png"].startswith(b"\x89PNG")
    assert len(files["png"]) > 10_000


@pytest.mark.parametrize("fragment", ["", "#company=renault", "#company=renault&select=renault"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_view_opens_with_all_of_it_in_sight(
    open_page: Open, demo_page: Path, fragment: str, phone: bool
) -> None:
    page = open_page(demo_page, fragment, phone=phone)
    outside = page.run(
        """await new Promise((done) => setTimeout(done, 500));
        const { clientWidth: width, clientHeight: height } = app.canvas.element;
        return app.view.nodes.filter((node) => {
          const { x, y } = app.canvas.network.canvasToDOM(node);
          return x < 0 || y < 0 || x > width || y > height;
        }).map(({ entity }) => entity.name);"""
    )
    assert outside == []


@pytest.mark.parametrize("fragment", ["", "#company=renault&select=renault~owns~nissan", "#view=table"])
def test_nothing_is_wider_than_a_phone(open_page: Open, demo_page: Path, fragment: str) -> None:
    page = open_page(demo_page, fragment, phone=True)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    outside = page.page.evaluate(
        """() => [...document.querySelectorAll('header button, footer *, #panel > *')].filter((element) => {
          const box = element.getBoundingClientRect();
          return box.width && (box.right > 391 || box.left < -1); })
          .map((element) => element.outerHTML.slice(0, 80))"""
    )
    assert outside == []
    assert page.page.locator("#canvas").bounding_box()["height"] > 200  # type: ignore[index]


def test_every_node_in_the_picture_is_drawn(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page)
    unseen = page.run(
        """const { network, view } = app.canvas;
        const [first] = view.nodes;
        network.moveTo({ position: { x: first.x, y: first.y }, scale: 2, animation: false });
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        return view.nodes.filter(({ entity, x, y }) => {
          const { left, right, top, bottom } = network.body.nodes[entity.index].shape.boundingBox;
          return x < left || x > right || y < top || y > bottom;
        }).length;"""
    )
    assert unseen == 0


def test_a_node_can_be_dragged_with_its_label(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page)
    before = page.app("(({ x, y }) => [x, y])(app.canvas.places.get(app.graph.byId.get('geely').index))")
    x, y = page.place_of("geely")
    page.page.mouse.move(x, y)
    page.page.mouse.down()
    page.page.mouse.move(x + 40, y + 30, steps=4)
    page.page.mouse.up()
    after = page.app("(({ x, y }) => [x, y])(app.canvas.places.get(app.graph.byId.get('geely').index))")
    assert after[0] > before[0] + 20
    assert after[1] > before[1] + 15


@pytest.mark.parametrize("phone", [False, True])
def test_what_one_looks_at_stays_when_the_panel_opens(open_page: Open, demo_page: Path, phone: bool) -> None:
    page = open_page(demo_page, phone=phone)
    settle = "await new Promise((done) => setTimeout(done, 300));"
    before = page.run(f"{settle} return app.canvas.network.getScale();")
    page.press_node("volkswagen")
    after = page.run(f"{settle} return app.canvas.network.getScale();")
    assert after == pytest.approx(before)
    box = page.page.locator("#canvas").bounding_box()
    assert box is not None
    x, y = page.app(
        "Object.values(app.canvas.network.canvasToDOM(app.canvas.network.getPosition("
        "app.graph.byId.get('volkswagen').index)))"
    )
    assert 0 < x < box["width"]
    assert 0 < y < box["height"]


def in_a_notebook(graph: AllianceGraph, folder: Path) -> Path:
    """A notebook that shows *graph*: its cell is all that there is of it."""
    notebook = folder / "notebook.html"
    notebook.write_text(
        f"<!doctype html><html data-ready><title>notebook</title>{graph.show()._repr_html_()}",
        encoding="utf-8",
    )
    return notebook


def test_a_notebook_shows_the_page(open_page: Open, demo_graph: AllianceGraph, tmp_path: Path) -> None:
    inner = open_page(in_a_notebook(demo_graph, tmp_path)).page.frame_locator("iframe")
    inner.locator("html[data-ready]").wait_for(state="attached")
    inner.locator("#search").fill("renault")
    inner.locator("#search").press("Enter")
    assert inner.locator("#caption h2").inner_text() == "Renault and its ties"
    inner.locator("#back").click()
    assert inner.locator("#caption h2").inner_text() == "Main groups"


def test_a_notebook_shows_the_graph_of_a_day(
    open_page: Open, demo_graph: AllianceGraph, tmp_path: Path
) -> None:
    inner = open_page(in_a_notebook(demo_graph.as_of("2001"), tmp_path)).page.frame_locator("iframe")
    inner.locator("html[data-ready]").wait_for(state="attached")
    assert "This graph is as of 31 December 2001." in inner.locator("#caption").inner_text()


def test_the_page_needs_no_network_where_the_network_hangs(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, hangs=True)
    assert page.page.inner_text("#caption h2") == "Main groups"
    assert page.page.evaluate("performance.getEntriesByName('first-contentful-paint').length") == 1
    assert page.page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)") == []


@pytest.mark.parametrize(
    "fragment",
    [
        "",
        "#level=1",
        "#as-of=2001-06",
        "#country=FR&sources=1",
        "#hide=owns&status=active,ended",
        "#confidence=1",
    ],
)
def test_what_is_drawn_and_what_is_not_add_up(open_page: Open, demo_page: Path, fragment: str) -> None:
    caption = open_page(demo_page, fragment).caption
    drawn, total = re.findall(r"(\d+) of (\d+) fact", caption)[0]
    hidden = re.search(r"Hidden: ([^.]*)", caption)
    beyond = re.search(r"want of room: (\d+)", caption)
    left = [int(number) for number in re.findall(r"\d+", hidden[1])] if hidden else []
    assert int(drawn) + sum(left) + (int(beyond[1]) if beyond else 0) == int(total)


def test_filter_by_country(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page)
    page.page.check("[data-key=country-JP]")
    sides = "app.view.facts.map(({ fact }) => [fact.subject.country, fact.object.country])"
    shown = page.app(sides)
    assert shown
    assert all("JP" in pair for pair in shown)
    assert "country=JP" in page.page.url
    assert "filtered out" in page.caption
    page.page.check("[data-key=country-FR]")
    assert {"FR"} <= {country for pair in page.app(sides) for country in pair}
    assert "Japan" in page.page.inner_text("#legend")


def test_filter_by_confidence_and_sources(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, "#company=renault")
    sure = "app.view.facts.map(({ fact }) => fact.confidence)"
    before = page.app(sure)
    page.page.select_option("[data-key=confidence]", "0.9")
    after = page.app(sure)
    assert sorted(after) == sorted(value for value in before if value >= 0.9)
    assert 0 < len(after) < len(before)
    page.page.select_option("[data-key=confidence]", "0")
    page.page.select_option("[data-key=sources]", "2")
    assert all(number >= 2 for number in page.app("app.view.facts.map(({ fact }) => fact.sources)"))


def test_a_company_has_its_own_timeline(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, "#company=skoda-auto&select=skoda-auto")
    days = page.page.locator("#panel .timeline time").all_inner_texts()
    events = page.page.locator("#panel .timeline button").all_inner_texts()
    assert list(zip(days, events, strict=True)) == [
        ("April 1991", "is owned by Volkswagen — in force, 31 %"),
        ("May 2000", "is owned by Volkswagen — in force, 100 %"),
    ]
    page.page.locator("#panel .timeline button").first.click()
    assert page.app("app.state.select") == "volkswagen~owns~skoda-auto"


@pytest.fixture(scope="module")
def crowd() -> AllianceGraph:
    """A company that three thousand suppliers deliver to."""
    hub, text = entity("Hub Motors"), "They deliver to Hub Motors."
    told = article("crowd", text)
    return AllianceGraph.from_claims(
        [told], [claim(told, entity(f"Supplier {number}"), "supplies", hub) for number in range(3000)]
    )


def test_never_more_than_1500_are_drawn(open_page: Open, crowd: AllianceGraph, tmp_path: Path) -> None:
    page = open_page(render(crowd, tmp_path / "index.html", "Hub Motors"))
    assert page.page.inner_text("#caption h2") == "Hub Motors and its ties"
    for _ in range(3):
        drawn = page.app("app.canvas.nodes.length - 1")
        assert f"{drawn:,} around it." in page.caption
        assert f"{3000 - drawn:,} more neighbours" in page.caption
        page.page.click("#more")
    assert page.app("app.canvas.nodes.length") == 1500
    assert "1,501 more neighbours, because at most 1,500 are drawn at once" in page.caption
    assert page.page.locator("#more").count() == 0
    assert page.page.locator("#panel").is_hidden()


def test_opening_on_a_company_named_at_build(
    open_page: Open, demo_graph: AllianceGraph, tmp_path: Path
) -> None:
    path = render(demo_graph, tmp_path / "index.html", "VW")
    page = open_page(path)
    assert page.page.inner_text("#caption h2") == "Volkswagen and its ties"
    page.page.click("#home")
    assert page.page.inner_text("#caption h2") == "Main groups"
    again = open_page(path, page.page.url.split("index.html")[1])
    assert again.page.inner_text("#caption h2") == "Main groups"
    with pytest.raises(UnknownEntityError):
        render(demo_graph, tmp_path / "index.html", "Trabant")


def test_a_chosen_node_always_bears_its_name(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, "#level=2", phone=True)
    unnamed = page.run(
        """const written = new Set();
        const { fillText } = CanvasRenderingContext2D.prototype;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
          written.add(text);
          return fillText.call(this, text, ...rest);
        };
        const unnamed = [];
        for (const { entity } of app.view.nodes) {
          written.clear();
          app.canvas.select([entity.index]);
          app.canvas.network.redraw();
          await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          const { words } = app.canvas.places.get(entity.index);
          if (!words?.every((word) => written.has(word))) unnamed.push(entity.name);
        }
        return unnamed;"""
    )
    assert unnamed == []


def test_the_speaker_is_named(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, "#select=nissan~owns~mitsubishi-motors")
    assert "Said by Carlos Ghosn" in page.panel


def test_the_whole_way_by_thumb(open_page: Open, demo_page: Path) -> None:
    page = open_page(demo_page, phone=True, has_touch=True, is_mobile=True)
    tap, title = page.page.tap, lambda: page.page.inner_text("#caption h2")
    tap("#search")
    page.page.keyboard.type("vw")
    tap("#suggestions li")
    assert title() == "Volkswagen and its ties"
    assert "Škoda Auto" in page.panel
    tap("#panel .facts button")
    assert "What articles say" in page.panel
    tap("#panel .close")
    tap("#show-legend")
    tap("[data-key=over]")
    tap("#show-legend")
    assert "ended" in page.app("app.view.facts.map(({ now }) => now.status)")
    tap("#show-table")
    assert page.page.locator("#table-view tbody tr").count() == page.app("app.view.facts.length")
    tap("#show-table")
    tap("#show-path")
    page.page.fill("#path-from", "VW")
    page.page.fill("#path-to", "SAIC")
    tap("#path-form button")
    assert title() == "From Volkswagen to SAIC"
    tap("#back")
    assert title() == "Volkswagen and its ties"
    tap("#show-share")
    with page.page.expect_download() as download:
        tap("#save-csv")
    assert "Volkswagen,owns" in Path(download.value.path()).read_text(encoding="utf-8")
    tap("#home")
    assert title() == "Main groups"
