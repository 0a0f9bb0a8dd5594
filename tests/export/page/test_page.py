"""The page as a file: its parts, its policy, its bytes, its size, its colours."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import math
import os
import re
import statistics
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from page_demo import demo, strung

from alliancegraph.export import layout, page, page_overview
from alliancegraph.export.page_data import shown
from alliancegraph.graph import AllianceGraph
from alliancegraph.model import EntityType, Predicate, Status

LOOK = json.loads((page.PAGE / "look.json").read_text(encoding="utf-8"))
STYLE = (page.PAGE / "style.css").read_text(encoding="utf-8")


def data_of(text: str, part: str = "data") -> dict[str, Any]:
    packed = re.search(rf'<script type="application/octet-stream" id="{part}">([^<]*)<', text)
    assert packed
    data: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(packed[1])))
    return data


def test_data_hold_every_entity_and_fact(demo_graph: AllianceGraph) -> None:
    text = page.html(demo_graph)
    data, evidence = data_of(text), data_of(text, "evidence")
    assert data["entities"][0] == list(demo_graph.entities)
    assert len(data["facts"][0]) == len(evidence["support"][0]) == len(demo_graph.facts)
    assert len(evidence["claims"][0]) == len(demo_graph.claims_by_id)


def test_policy_names_every_script_and_style_and_nothing_else(demo_graph: AllianceGraph) -> None:
    text = page.html(demo_graph)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy[1].split(";")}
    assert rules["default-src"] == ["'none'"]
    assert all(source.startswith("'sha256-") for source in rules["script-src"] + rules["style-src"])
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        for content in re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in rules[rule]


def test_sources_hold_nothing_that_the_policy_forbids() -> None:
    for path in sorted(page.PAGE.rglob("*.js")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"</script|<!--", text, re.IGNORECASE), path.name
        if "vendor" not in path.parts:
            assert not re.search(
                r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text
            )
    template = (page.PAGE / "template.html").read_text(encoding="utf-8")
    assert not re.search(r"\son\w+=|\sstyle=|https?://", template)


def test_modules_import_only_from_those_before_them() -> None:
    names: dict[str, str] = {}
    for place, module in enumerate(page.MODULES):
        text = (page.PAGE / "modules" / f"{module}.js").read_text(encoding="utf-8")
        for needed in re.findall(r"from '\./(\w+)\.js'", text):
            assert needed in page.MODULES[:place], f"{module}.js imports {needed}.js"
        for name in re.findall(
            r"^(?:export )?(?:async )?(?:function|const|class|let) (\w+)", text, re.MULTILINE
        ):
            assert name not in names, f"{name} is in {module}.js and {names[name]}.js"
            names[name] = module
    assert {path.stem for path in (page.PAGE / "modules").iterdir()} == set(page.MODULES)


def test_vendored_library_is_the_one_described() -> None:
    described = (page.PAGE / "vendor" / "README.md").read_text(encoding="utf-8")
    library = (page.PAGE / "vendor" / "vis-network.min.js").read_bytes()
    assert hashlib.sha256(library).hexdigest() in described
    version = re.search(rb"@version (\S+)", library)
    assert version
    assert f"vis-network {version[1].decode()}" in described


def test_look_has_every_type_relation_and_status() -> None:
    assert set(LOOK["types"]) == {kind.value for kind in EntityType}
    assert set(LOOK["relations"]) == {predicate.value for predicate in Predicate}
    assert set(LOOK["statuses"]) == {status.value for status in Status}
    assert {row["family"] for row in LOOK["relations"].values()} == set(LOOK["families"])
    assert len({tuple(row["dash"]) for row in LOOK["statuses"].values()}) == len(Status)
    assert len({row["shape"] for row in LOOK["types"].values()}) == len(EntityType)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("shade", "block"), [("light", 0), ("dark", 1)])
def test_colours_pass_wcag_aa(shade: str, block: int) -> None:
    blocks = re.findall(r":root \{([^}]*)\}", STYLE)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[block]))
    texts = [("ink", ground) for ground in ("paper", "panel", "tint", "subject", "object")]
    texts += [("soft", ground) for ground in ("paper", "panel", "tint")] + [
        ("accent", "panel"),
        ("accent", "paper"),
    ]
    texts += [("on-accent", "accent")]
    for text, ground in texts:
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for row in (*LOOK["types"].values(), *LOOK["families"].values()):
        for ground in ("paper", "panel"):
            assert contrast(row[shade], colours[ground]) >= 4.5, row["word"]


def test_same_graph_gives_the_same_bytes() -> None:
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); from page_demo import demo;"
        "from alliancegraph.export.page import html; print(hashlib.sha256(html(demo()).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_ten_thousand_companies() -> None:
    graph = strung(10_000)
    text = page.html(graph)
    assert len(text.encode()) < 1_500_000
    data = data_of(text)
    assert len(data["entities"][0]) == 10_000
    assert all(len(level["nodes"]) <= 1500 for level in data["levels"])


def test_an_empty_graph_has_a_page() -> None:
    assert data_of(page.html(AllianceGraph.from_claims([], [])))["levels"] == []


def test_graph_as_of_a_day(demo_graph: AllianceGraph) -> None:
    data = data_of(page.html(demo_graph.as_of("2001")))
    assert data["day"] == "2001-12-31"
    assert 0 < len(data["facts"][0]) < len(demo_graph.facts)


def test_levels_grow(demo_graph: AllianceGraph) -> None:
    sizes = [len(level["nodes"]) for level in data_of(page.html(demo_graph))["levels"]]
    assert sizes[0] == page_overview.LEVELS[0][1]
    assert all(less < more for less, more in pairwise(sizes))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Re\u202enault\u2066 SA", "Renault SA"),
        ("a\x00b\x1b", "ab"),
        ("two\nlines\u2028three", "two lines three"),
        ("x" * 500, "x" * 159 + "…"),
        ("Škoda 比亚迪", "Škoda 比亚迪"),
    ],
)
def test_shown_text(text: str, expected: str) -> None:
    assert shown(text) == expected


NODES = [f"company-{number}" for number in range(40)]
GROUPS = {node: str(place // 10) for place, node in enumerate(NODES)}
TIES = [(NODES[i], NODES[10 * (i // 10) + (i * 7 + 3) % 10]) for i in range(40)]
TIES += [(NODES[0], NODES[10]), (NODES[3], NODES[25]), (NODES[12], NODES[31])]


def test_layout_keeps_labels_apart_and_groups_together() -> None:
    spots = layout.place(NODES, TIES, GROUPS)
    mirrored = layout.place(NODES[::-1], TIES[::-1], GROUPS)
    assert list(spots.values()) == [mirrored[node] for node in spots]
    assert len(set(spots.values())) == len(NODES)
    within, between = [], []
    for one in NODES:
        for other in NODES:
            if one < other:
                (x, y), (u, v) = spots[one], spots[other]
                (within if GROUPS[one] == GROUPS[other] else between).append((abs(x - u), abs(y - v)))
    assert min(max(x / layout.ROOM[0], y / layout.ROOM[1]) for x, y in within) > 0.8
    assert all(x >= layout.APART[0] - 1 or y >= layout.APART[1] - 1 for x, y in between)


def test_layout_of_what_is_untied_or_alone() -> None:
    assert layout.place([], [], {}) == {}
    assert set(layout.place(["a"], [("a", "b")], {})) == {"a"}
    assert len(set(layout.place(["a", "b", "c"], [], {"a": "1", "b": "1"}).values())) == 3


def opening(graph: AllianceGraph) -> dict[str, tuple[int, int]]:
    """Where each entity of the opening view stands."""
    data = data_of(page.html(graph))
    return {data["entities"][0][node["id"]]: (node["x"], node["y"]) for node in data["levels"][0]["nodes"]}


@pytest.mark.parametrize("every", [20, 60])
@pytest.mark.parametrize("first", [0, 3])
def test_positions_stay_near_when_the_graph_grows(demo_graph: AllianceGraph, every: int, first: int) -> None:
    after = opening(demo_graph)
    before = opening(demo(without=range(first, 130, every)))
    kept = sorted(before.keys() & after.keys())
    assert len(kept) > len(after) * 0.7
    width = max(x for x, _ in after.values()) - min(x for x, _ in after.values())
    moved = [math.dist(before[key], after[key]) for key in kept]
    assert statistics.median(moved) < width / 8


def test_layout_stays_near_when_the_graph_grows() -> None:
    before = layout.place(NODES, TIES, GROUPS)
    after = layout.place([*NODES, "new"], [*TIES, ("new", NODES[37])], {**GROUPS, "new": "3"})
    width = max(x for x, _ in before.values()) - min(x for x, _ in before.values())
    moved = sorted(
        abs(before[node][0] - after[node][0]) + abs(before[node][1] - after[node][1]) for node in NODES
    )
    assert moved[len(moved) // 2] < width / 20
