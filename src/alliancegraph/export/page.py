"""AllianceGraph -> one HTML file that opens offline: template, style, script and data in one.

    render(graph, "index.html")    html(graph) -> str    Frame(html(graph)) in a notebook

The sources lie in `page/`: `template.html`, `style.css`, `look.json` (what each type,
relation and status is called and how it is drawn), `modules/*.js` and a vendored
vis-network. They are joined here; users need no JavaScript tools. A content security
policy names the scripts and styles by their digests and forbids everything else, so that
nothing in an article can run and no request leaves the page. Same graph, same bytes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from alliancegraph.export.page_data import evidence_data, page_data
from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Predicate

PAGE = Path(__file__).with_name("page")
MODULES = (
    "data", "look", "dates", "words", "address", "search", "filters", "places", "views", "shapes",
    "canvas", "caption", "elements", "panel", "legend", "finder", "timebar", "table", "share", "app",
)  # fmt: skip
"""The modules in the order in which they are joined: each imports only from those before it."""

_IMPORT = re.compile(r"^import\s[^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class|let)\b)", re.MULTILINE)
_SLOT = re.compile(r"\{\{(\w+)\}\}")
_INJECTED_STYLE = re.compile(r"""[;}]A\((["'])((?:(?!\1)[^\\])*\{(?:(?!\1)[^\\])*)\1\)""")
_SOURCE_MAP = re.compile(r"\n//# sourceMappingURL=.*")


@dataclass(frozen=True)
class Frame:
    """A page inside a notebook: in a frame of its own, which has no part in the notebook around it."""

    page: str
    height: int = 720

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="Alliances of the car industry" srcdoc="{escape(self.page)}" width="100%" '
            f'height="{self.height}" sandbox="allow-scripts allow-downloads allow-popups" '
            'style="border: 0" allow="clipboard-write"></iframe>'
        )


def render(graph: AllianceGraph, path: str | Path, company: str | None = None) -> Path:
    """Write the page of *graph* to *path* and return the path; parent folders are made."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(html(graph, company).encode())
    return target


def html(graph: AllianceGraph, company: str | None = None) -> str:
    """The page of *graph* as text.

    It opens on the main groups, or on *company* (any of its names); `UnknownEntityError` if
    the graph has no such company.
    """
    opens_on = graph.entity(company).id if company else None
    library, script, style = _library(), _script(), _read("style.css")
    slots = {
        "policy": _policy([library, script], [style, *_styles_of(library)]),
        "style": style,
        "look": json.dumps(_look()).replace("<", "\\u003c"),
        "data": _packed(_json(page_data(graph, opens_on))),
        "evidence": _packed(_json(evidence_data(graph))),
        "library": _packed(library),
        "script": script,
    }
    return _SLOT.sub(lambda slot: slots[slot[1]], _read("template.html"))


@cache
def _look() -> dict[str, Any]:
    """look.json; a relation that it does not know yet is drawn as a tie and called by its name."""
    look: dict[str, Any] = json.loads(_read("look.json"))
    for predicate in Predicate:
        word = predicate.replace("_", " ")
        arrow, back = ("", word) if predicate.symmetric else ("to", f"← {word}")
        plain = {"family": "alliance", "word": word, "back": back, "arrow": arrow, "equity": False}
        look["relations"].setdefault(predicate.value, plain)
    return look


@cache
def _script() -> str:
    return "(() => {\n'use strict';\n" + joined(MODULES) + "})();\n"


def joined(modules: Iterable[str]) -> str:
    """The modules in one scope. Each is readable and testable by itself; none is left to be fetched."""
    sources = {name: _IMPORT.sub("", _read(f"modules/{name}.js")) for name in modules}
    return "\n".join(f"// {name}.js\n{_EXPORT.sub('', source)}" for name, source in sources.items())


@cache
def _library() -> str:
    """vis-network, which the page unpacks and runs; the policy knows it by its digest all the same."""
    return _SOURCE_MAP.sub("", _read("vendor/vis-network.min.js"))


def _styles_of(library: str) -> list[str]:
    """The style sheets that vis-network adds to the page when it loads, and how it adds them: empty first."""
    return ["", *(text for _, text in _INJECTED_STYLE.findall(library))]


def _policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    rules = {
        "default-src": ["'none'"],
        "script-src": [_digest(text) for text in scripts],
        "style-src": [_digest(text) for text in styles],
        "img-src": ["data:", "blob:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    return "; ".join(" ".join([rule, *sources]) for rule, sources in rules.items())


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _packed(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


@cache
def _read(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")
