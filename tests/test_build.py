"""The main job, end to end, on a small folder: articles in, graph, page and ledger out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from alliancegraph.errors import InputError, UnknownEntityError
from alliancegraph.export import page
from alliancegraph.graph import AllianceGraph
from alliancegraph.pipeline import build

ARTICLES = {
    "1999-03-27-alliance.md": (
        "---\ntitle: Renault takes a stake in Nissan\ndate: 1999-03-27\nsource: Test\n---\n"
        "# Renault takes a stake in Nissan\n\n"
        "Renault acquired a 36.8 percent stake in Nissan on 27 March 1999.\n"
    ),
    "2002-03-02-stake.md": (
        "---\ntitle: Renault raises its stake\ndate: 2002-03-02\nsource: Test\n---\n"
        "# Renault raises its stake\n\nRenault has raised its stake in Nissan to 44.4 percent. "
        "Renault and Nissan are allies: Renault formed an alliance with Nissan in 1999.\n"
    ),
    "2011-06-01-nmkv.txt": (
        "Currently reading: Two firms found a company\n\n"
        "NMKV is a joint venture between Nissan and Mitsubishi Motors.\n\nJoin the debate\n\nComments\n1\n"
        "bob 2 June 2011\n\nFord owns Nissan, I tell you.\n"
    ),
    "notes.md": "# Sales\n\nSales rose in March.\n",
}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def alliancegraph(*arguments: str | Path, seed: str = "0") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "alliancegraph.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_articles_become_a_graph(raw: Path, tmp_path: Path) -> None:
    report = build(raw, tmp_path / "graph")
    outcomes = {line.path: (line.outcome, line.facts) for line in report.lines}
    assert outcomes["notes.md"] == ("none", 0)
    assert outcomes["1999-03-27-alliance.md"] == ("facts", 1)
    assert {path.name for path in (tmp_path / "graph").iterdir() if path.is_file()} >= {
        "alliances.sqlite",
        "alliances.graphml",
        "index.html",
        "ledger.json",
    }
    graph = AllianceGraph.load(tmp_path / "graph")
    (stake,) = [
        f for f in graph.facts.values() if (f.subject, f.predicate, f.object) == ("renault", "owns", "nissan")
    ]
    assert [step.stake for step in stake.history] == [36.8, 44.4]
    assert stake.sources == 2
    assert {tie.subject for tie in graph.ties("NMKV")} == {"Nissan", "Mitsubishi Motors"}
    assert not any("Ford" in entity.name for entity in graph.entities.values()), "a comment became a claim"


def test_two_relations_of_one_pair_both_survive(raw: Path, tmp_path: Path) -> None:
    build(raw, tmp_path / "graph")
    graph = AllianceGraph.load(tmp_path / "graph")
    predicates = {
        key: data["predicate"]
        for one, other, key, data in graph.nx.edges(keys=True, data=True)
        if {one, other} == {"renault", "nissan"}
    }
    assert sorted(predicates.values()) == ["allied_with", "owns"]
    assert predicates.keys() <= graph.facts.keys()


def test_same_input_same_bytes_whatever_the_hash_seed(raw: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        done = alliancegraph("build", raw, "--out", tmp_path / seed, seed=seed)
        assert done.returncode == 0, done.stderr
    assert bytes_of(tmp_path / "1") == bytes_of(tmp_path / "2")


def test_only_what_changed_is_read_again_and_the_result_is_the_same(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    assert build(raw, out).extracted == len(ARTICLES)
    assert build(raw, out).extracted == 0
    article = raw / "1999-03-27-alliance.md"
    article.write_text(article.read_text().replace("36.8", "37.5"))
    assert build(raw, out).extracted == 1
    build(raw, tmp_path / "fresh")
    assert bytes_of(out) == bytes_of(tmp_path / "fresh")


def test_a_deleted_article_takes_its_facts_along(raw: Path, tmp_path: Path) -> None:
    build(raw, tmp_path / "graph")
    (raw / "2011-06-01-nmkv.txt").unlink()
    build(raw, tmp_path / "graph")
    assert "nmkv" not in AllianceGraph.load(tmp_path / "graph").entities


def test_a_copy_counts_as_one_source(raw: Path, tmp_path: Path) -> None:
    (raw / "copy.md").write_text(ARTICLES["1999-03-27-alliance.md"])
    report = build(raw, tmp_path / "graph")
    (line,) = [line for line in report.lines if line.outcome == "copy"]
    assert line.same_source_as == "1999-03-27-alliance.md"
    graph = AllianceGraph.load(tmp_path / "graph")
    assert [f.sources for f in graph.facts.values() if f.object == "nissan" and f.predicate == "owns"] == [2]


def test_bad_files_are_ledger_lines_and_the_rest_is_built(raw: Path, tmp_path: Path) -> None:
    (raw / "empty.txt").write_bytes(b"")
    (raw / "binary.txt").write_bytes(b"\x89PNG\x00\x01" * 99)
    (raw / "latin.txt").write_bytes(b"Citro\xebn owns nothing")
    (raw / "long.txt").write_bytes(b"x" * 50_000_000)
    done = alliancegraph("build", raw, "--out", tmp_path / "graph")
    assert done.returncode == 1
    for name in ("empty.txt", "binary.txt", "latin.txt", "long.txt"):
        assert f"{name} -> failed: " in done.stdout
        assert name in done.stderr
    assert "1999-03-27-alliance.md -> 1 facts" in done.stdout
    ledger = json.loads((tmp_path / "graph" / "ledger.json").read_text())
    assert sum(line["outcome"] == "failed" for line in ledger["documents"]) == 4


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("build", "{tmp}/nowhere"), 1, "no such file or folder"),
        (("build", "{tmp}"), 1, "holds no articles"),
        (("build", "{raw}", "--encoding", "klingon"), 1, "no encoding that Python knows"),
        (("extract", "{tmp}/nowhere.txt"), 1, "cannot be read"),
        (("build", "--no-such-option"), 2, "No such option"),
    ],
)
def test_wrong_use_is_told(
    raw: Path, tmp_path: Path, arguments: tuple[str, ...], status: int, message: str
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    filled = [argument.format(tmp=empty, raw=raw) for argument in arguments]
    done = alliancegraph(*filled, *(["--out", tmp_path / "out"] if "build" in filled and status == 1 else []))
    assert (done.returncode, message in done.stderr) == (status, True), done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_readable_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(InputError, match="none of its articles can be read"):
        build(tmp_path, tmp_path / "graph")


def test_the_page_opens_on_the_company_that_is_named(raw: Path, tmp_path: Path) -> None:
    build(raw, tmp_path / "graph")
    before = bytes_of(tmp_path / "graph")
    build(raw, tmp_path / "graph", company="Nissan")
    graph = AllianceGraph.load(tmp_path / "graph")
    assert (tmp_path / "graph" / "index.html").read_text("utf-8") == page.html(graph, "Nissan")
    with pytest.raises(UnknownEntityError, match="Nisan"):
        build(raw, tmp_path / "graph", company="Nisan")
    build(raw, tmp_path / "graph")
    assert bytes_of(tmp_path / "graph") == before
