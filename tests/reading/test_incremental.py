"""Only what changed is read again; what a killed build did is used by the next one."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

import alliancegraph.pipeline as stages
from alliancegraph.cli import app
from alliancegraph.errors import StoreError
from alliancegraph.extraction import Extraction
from alliancegraph.model import Document
from alliancegraph.pipeline import build
from alliancegraph.reading import forms
from alliancegraph.work import Work

from .killing import (
    FILES,
    build_and_kill,
    build_with_little_room,
    kept,
    kill_at_random_moments,
    look,
    write_articles,
)
from .samples import SAMPLES
from .test_duplicates import AGENCY


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
    assert not build_and_kill(raw, out)
    before = look(out)
    write_articles(raw, 60, first=3)
    failed = build_with_little_room(raw, out, most)
    assert failed.returncode == 1
    assert failed.stderr.startswith("alliancegraph: ")
    assert failed.stderr.count("\n") == 1
    assert look(out).graph == before.graph


def test_builds_killed_at_a_hundred_moments_leave_whole_files(tmp_path: Path) -> None:
    seen = kill_at_random_moments(tmp_path / "raw", tmp_path / "graph", 100)
    assert seen["killed"] >= 50
    assert seen["graphs"] >= 2  # some had just put the new graph in place


def test_a_killed_build_goes_on_where_it_was(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "graph"
    write_articles(raw, 3)
    assert not build_and_kill(raw, out)
    write_articles(raw, 200, first=3)
    before = look(out)
    assert build_and_kill(raw, out, until=lambda: kept(out) > before.kept + 20)
    assert look(out).graph == before.graph
    assert build(raw, out).extracted < 180


def test_a_second_build_into_one_folder_is_told_to_wait(raw: Path, tmp_path: Path, asked: list[str]) -> None:
    with (
        Work(tmp_path / "graph" / ".work"),
        pytest.raises(StoreError, match="another build into this folder is running"),
    ):
        build(raw, tmp_path / "graph")
    assert build(raw, tmp_path / "graph").extracted == 32


def test_a_second_build_takes_nothing_from_the_first(
    raw: Path, tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(graph: object, path: Path, company: str | None) -> None:
        path.write_text("half")
        with pytest.raises(StoreError, match="another build"):
            build(raw, tmp_path / "graph")
        assert path.exists()

    monkeypatch.setattr("alliancegraph.pipeline.page.render", render)
    build(raw, tmp_path / "graph")
    assert (tmp_path / "graph" / "index.html").read_text() == "half"


def test_what_a_killed_build_left_is_cleaned_by_the_next(raw: Path, tmp_path: Path, asked: list[str]) -> None:
    left = tmp_path / "graph" / ".work" / "new"
    left.mkdir(parents=True)
    (left / "index.html").write_text("half")
    build(raw, tmp_path / "graph")
    assert {path.name for path in (tmp_path / "graph").iterdir()} == {*FILES, ".work"}
    assert not left.exists()


def test_a_failed_build_leaves_nothing_beside_the_last_graph(
    raw: Path, tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(raw, tmp_path / "graph")
    before = look(tmp_path / "graph")
    (raw / "page.html").unlink()

    def full(graph: object, path: Path, company: str | None) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("alliancegraph.pipeline.page.render", full)
    with pytest.raises(OSError, match="No space"):
        build(raw, tmp_path / "graph")
    assert look(tmp_path / "graph").graph == before.graph
    assert not (tmp_path / "graph" / ".work" / "new").exists()


def test_a_text_that_the_disk_changed_is_made_anew(raw: Path, tmp_path: Path, asked: list[str]) -> None:
    first = build(raw, tmp_path / "graph")
    with sqlite3.connect(tmp_path / "graph" / ".work" / "kept.sqlite") as database:
        database.execute("update kept set content = content || ' '")
    again = build(raw, tmp_path / "graph")
    assert (again.extracted, again.lines) == (32, first.lines)


def test_copies_are_told_in_the_ledger(raw: Path, tmp_path: Path, asked: list[str]) -> None:
    text = AGENCY.replace("Monday", "Friday")
    for name, content in {"z1.txt": AGENCY, "z2.txt": AGENCY, "z3.txt": text}.items():
        (raw / name).write_text(content, "utf-8")
    report = build(raw, tmp_path / "graph")
    told = {line.path: (line.outcome, line.same_source_as) for line in report.lines if line.path[0] == "z"}
    assert told["z1.txt"][0] == "none"
    assert told["z2.txt"] == ("copy", "z1.txt")
    assert {told["z1.txt"][1], told["z3.txt"][1]} in ({None, "z1.txt"}, {None, "z3.txt"})
    result = CliRunner().invoke(app, ["build", str(raw), "--out", str(tmp_path / "graph")])
    assert "z2.txt -> copy of z1.txt" in result.stdout
    assert "counted as one source)" in result.stdout
    assert "copies of others" in result.stdout


def test_where_nothing_changed_nothing_is_made(
    raw: Path, tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(raw, tmp_path / "graph")
    with monkeypatch.context() as patched:
        patched.setattr(stages, "_make", None)
        again = build(raw, tmp_path / "graph")
    assert (again.extracted, again.lines, again.facts) == (0, first.lines, first.facts)


@pytest.mark.parametrize("name", sorted(FILES))
@pytest.mark.parametrize("harm", [b"", b"other", None])
def test_output_that_is_lost_or_damaged_is_made_again(
    raw: Path, tmp_path: Path, asked: list[str], name: str, harm: bytes | None
) -> None:
    build(raw, tmp_path / "graph")
    path = tmp_path / "graph" / name
    whole = path.read_bytes()
    path.unlink()
    if harm is not None:
        path.write_bytes(harm)
    assert build(raw, tmp_path / "graph").extracted == 0
    assert path.read_bytes() == whole


def test_a_decision_is_a_change(raw: Path, tmp_path: Path, asked: list[str]) -> None:
    build(raw, tmp_path / "graph")
    decision = "- {decision: reject, fact: ford owns mazda, by: Ada, why: x}\n"
    (raw / "review.yaml").write_text(decision, "utf-8")
    assert len(build(raw, tmp_path / "graph").review) == 1


def test_author_and_language_are_kept(raw: Path, tmp_path: Path, asked: list[str]) -> None:
    report = build(raw, tmp_path / "graph")
    [line] = [line for line in report.lines if line.path == "page.html"]
    assert (line.author, line.language) == ("Eva Lund", "en")
