"""Many workers do what one does, byte for byte; a worker that dies costs its batch, a bad article itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from alliancegraph import claims_table, engines
from alliancegraph.engines import KEPT, Engine, Extracted, Kept, extract_all
from alliancegraph.errors import AllianceGraphError
from alliancegraph.extraction import Extraction
from alliancegraph.model import Document, digest
from alliancegraph.pipeline import build

from .reading.killing import FILES, write_articles


def document(text: str) -> Document:
    return Document(id=digest(text), title="", text=text, body=((0, len(text)),))


class Careless:
    """An extractor with defects: what it makes of an article is written in the article."""

    def __init__(self, model: str | None = None) -> None:
        self.model = model

    def extraction(self, document: Document) -> Extraction:
        if document.text == "defect":
            raise KeyError(document.text)
        if document.text == "full disk":
            raise OSError(28, "No space left on device")
        return Extraction([])


class Crew:
    """Workers in this process that die of every batch with a deadly article, and once by accident."""

    workers = 2

    def __init__(self, accident: str = "") -> None:
        self.accident = accident
        self.done: list[tuple[str, ...]] = []

    def start(self, batch: engines.Batch) -> engines.Batch:
        return batch

    def finish(self, ticket: engines.Batch) -> list[Extracted]:
        texts = tuple(document.text for document in ticket)
        self.done.append(texts)
        if "deadly" in texts or self.accident in texts:
            self.accident = ""
            raise engines._WorkerLost
        return [Extracted(document.id, "[]") for document in ticket]

    alone = finish


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BATCH", 4)


def test_a_defect_is_told_and_the_others_stand() -> None:
    found = list(engines.extract_batch(map(document, ("a", "defect", "b")), Careless()))  # type: ignore[arg-type]
    assert [one.kept and KEPT.validate_json(one.kept) for one in found] == [Kept([]), None, Kept([])]
    assert found[1].reason == "extraction fails (KeyError: 'defect'); please report it"


def test_what_is_no_defect_of_an_article_ends_the_build() -> None:
    with pytest.raises(OSError, match="No space"):
        list(engines.extract_batch([document("full disk")], Careless()))  # type: ignore[arg-type]


def test_a_deadly_article_is_isolated(small_batches: None) -> None:
    documents = [document(str(n)) for n in range(10)] + [document("deadly"), document("last")]
    found = list(engines._in_order(documents, Crew()))
    assert [one.document for one in found] == [one.id for one in documents]
    assert [one.reason is None for one in found] == [True] * 10 + [False, True]
    assert "dies each time" in (found[10].reason or "")


def test_an_accident_costs_its_batch_only(small_batches: None) -> None:
    documents = [document(str(n)) for n in range(12)]
    crew = Crew(accident="5")
    assert all(one.kept == "[]" for one in engines._in_order(documents, crew))
    assert sorted(crew.done).count(("4", "5", "6", "7")) == 2
    assert len(crew.done) == 4


def test_no_model_is_loaded_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "Extractor", None)
    assert list(extract_all([])) == []


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, 70)
    return folder


@pytest.fixture(scope="module")
def alone(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("alone")
    build(raw, out)
    return files(out)


def files(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in sorted(FILES)}


def test_two_processes_make_the_same_bytes(raw: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    assert build(raw, tmp_path, processes=2).extracted == 70
    assert files(tmp_path) == alone


def test_a_killed_worker_changes_nothing(raw: Path, alone: dict[str, bytes], tmp_path: Path) -> None:
    killed: list[int] = []

    def kill_one(done: int, of: int, article: str) -> None:
        for worker in workers() if done == 40 and not killed else ():
            os.kill(worker, signal.SIGKILL)
            killed.append(worker)

    build(raw, tmp_path, processes=2, progress=kill_one)
    assert killed
    assert files(tmp_path) == alone


def workers() -> Iterator[int]:
    import multiprocessing

    return (child.pid for child in multiprocessing.active_children() if child.pid)


def test_claims_are_read_back_from_parquet(tmp_path: Path, extract: object) -> None:
    found = extract("Ford owns Jaguar. Renault holds 43 percent of Nissan.")  # type: ignore[operator]
    paths = claims_table.write(found, tmp_path)
    assert {path.parent.name[:7] for path in paths} == {"bucket="}
    assert sorted(map(str, claims_table.read(tmp_path))) == sorted(map(str, found))
    first = [path.read_bytes() for path in paths]
    for path in paths:
        path.unlink()
        path.parent.rmdir()
    assert [path.read_bytes() for path in claims_table.write(found[::-1], tmp_path)] == first


def test_without_ray_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(AllianceGraphError, match=r"alliancegraph\[ray\]"):
        list(extract_all([document("a")], engine=Engine.RAY))
