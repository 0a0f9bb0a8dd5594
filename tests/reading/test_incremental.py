"""Only what changed is read again; what a killed build did is used by the next one."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

import alliancegraph.pipeline as stages
from alliancegraph.errors import StoreError
from alliancegraph.extraction import Extraction
from alliancegraph.model import Document
from alliancegraph.pipeline import build
from alliancegraph.reading import forms
from alliancegraph.work import Work

from .killing import build_and_kill, build_with_little_room, look, write_articles
from .samples import SAMPLES


class Counting:
    """An extractor that finds nothing and remembers what it was asked to read."""

    asked: list[str]
    llm = None

    def __init__(self, *options: object) -> None:
        self.options = options

    def extraction(self, document: Document) -> Extraction:
        self.asked.append(document.path or "")
        return Extraction([])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    Counting.asked = []
    monkeypatch.setattr(stages, "Extractor", Counting)
    return Counting.asked


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    write_articles(tmp_path / "raw", 30)
    (tmp_path / "raw" / "page.html").write_bytes(SAMPLES["a.html"])
    (tmp_path / "raw" / "release.pdf").write_bytes(SAMPLES["a.pdf"])
    return tmp_path / "raw"


def test_one_changed_article_is_one_article_read(raw: Path, tmp_path: Path, asked: list[str]) -> None:
    assert build(raw, tmp_path / "graph").extracted == 32
    assert build(raw, tmp_path / "graph").extracted == 0
    changed = sorted(raw.glob("*.txt"))[7]
    changed.write_text(changed.read_text().replace("Monday", "Tuesday"))
    asked.clear()
    assert build(raw, tmp_path / "graph").extracted == 1
    assert asked == [changed.name]


def test_content_decides_not_the_time_of_a_file(raw: Path, tmp_path: Path, asked: list[str]) -> None:
    build(raw, tmp_path / "graph")
    changed = min(raw.glob("*.txt"))
    before = changed.stat()
    for path in raw.iterdir():
        os.utime(path, (1, 1))
    assert build(raw, tmp_path / "graph").extracted == 0
    changed.write_text(changed.read_text().replace("Monday", "Friday"))
    os.utime(changed, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert build(raw, tmp_path / "graph").extracted == 1


def test_deleted_articles_vanish(raw: Path, tmp_path: Path, asked: list[str]) -> None:
    build(raw, tmp_path / "graph")
    gone = min(raw.glob("*.txt"))
    gone.unlink()
    (raw / "page.html").unlink()
    report = build(raw, tmp_path / "graph")
    assert report.extracted == 0
    assert {gone.name, "page.html"}.isdisjoint(line.path for line in report.lines)


def test_pages_that_did_not_change_are_not_parsed_again(
    raw: Path, tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(raw, tmp_path / "graph")

    def never(source: object) -> None:
        raise AssertionError(source)

    monkeypatch.setitem(forms.FORMS, ".html", never)  # type: ignore[arg-type]
    monkeypatch.setitem(forms.FORMS, ".pdf", never)  # type: ignore[arg-type]
    assert build(raw, tmp_path / "graph").lines == first.lines


def test_another_version_reads_all_anew_and_says_so(
    raw: Path, tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert build(raw, tmp_path / "graph").renewed is None
    monkeypatch.setattr(stages, "extractor_version", lambda *options: "another")
    report = build(raw, tmp_path / "graph")
    assert report.extracted == 32
    assert "rules than last time" in (report.renewed or "")
    assert build(raw, tmp_path / "graph").renewed is None


def test_what_was_done_before_an_interruption_is_kept(
    raw: Path, tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(done: int, of: int, article: str) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(raw, tmp_path / "graph", progress=interrupt)
    assert build(raw, tmp_path / "graph").extracted == 12


def test_another_language_is_skipped_and_counted(raw: Path, tmp_path: Path, asked: list[str]) -> None:
    text = "Borgward teilte am Montag mit, dass das Unternehmen alle Aktien von Lloyd übernehmen werde. " * 3
    (raw / "neu.txt").write_text(text, "utf-8")
    report = build(raw, tmp_path / "graph")
    assert [(line.path, line.language) for line in report.skipped] == [("neu.txt", "de")]
    assert report.failed == ()


def test_damaged_work_is_done_anew(raw: Path, tmp_path: Path, asked: list[str]) -> None:
    build(raw, tmp_path / "graph")
    (tmp_path / "graph" / ".work" / "kept.sqlite").write_bytes(b"no database at all" * 100)
    assert build(raw, tmp_path / "graph").extracted == 32


def test_work_in_use_says_what_to_do(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        shelf = work.shelf("claims", "1")
        work.ask("pragma query_only = on")
        with pytest.raises(StoreError, match="free some space"):
            shelf.put("key", "content")


@pytest.mark.parametrize("most", [30_000, 100_000, 200_000])
def test_a_full_disk_leaves_the_last_graph_whole(tmp_path: Path, most: int) -> None:
    raw, out = tmp_path / "raw", tmp_path / "graph"
    write_articles(raw, 3)
    assert not build_and_kill(raw, out, after=120)
    before = look(out)
    write_articles(raw, 60, first=3)
    failed = build_with_little_room(raw, out, most)
    assert failed.returncode == 1
    assert failed.stderr.startswith("alliancegraph: ")
    assert failed.stderr.count("\n") == 1
    assert look(out).graph == before.graph


def test_a_build_killed_at_any_moment_leaves_the_last_graph_whole(tmp_path: Path) -> None:
    raw, out, rng = tmp_path / "raw", tmp_path / "graph", random.Random(20131105)
    write_articles(raw, 3)
    assert not build_and_kill(raw, out, after=120)
    before = look(out)
    write_articles(raw, 50, first=3)
    kept, seen, killed = before.kept, {before.graph}, 0
    for _ in range(10):
        killed += build_and_kill(raw, out, after=rng.uniform(0.5, 4))
        left = look(out)
        assert left.kept >= kept
        kept = left.kept
        seen.add(left.graph)
    assert killed
    assert not build_and_kill(raw, out, after=240)
    after = look(out)
    assert seen <= {before.graph, after.graph}
    shutil.rmtree(out)
    assert not build_and_kill(raw, out, after=240)
    assert look(out).graph == after.graph
