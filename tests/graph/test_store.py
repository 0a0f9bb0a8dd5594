"""AllianceGraph -> alliances.sqlite -> AllianceGraph: nothing is lost, and the bytes are the same."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from told import build

from alliancegraph.errors import AllianceGraphError, InputError, StoreError
from alliancegraph.graph import AllianceGraph
from alliancegraph.graph.store import FILE_NAME
from alliancegraph.model import Document

NEWS = """
1999-03-28 | Renault owns Nissan | agreed, stake=36.8
2005 | Renault owns Nissan | start=1999-05, stake=36.8
2005 | Renault owns Nissan | denied
2013-11-05 | Nissan partner_in NMKV:joint_venture | start=2011, stake=50, doc=nmkv
2013-11-05 | Mitsubishi Motors partner_in NMKV:joint_venture | start=2011, stake=50, doc=nmkv
2013-11-05 | Citroën:brand brand_of PSA Peugeot Citroën | doc=nmkv
2024 | 比亚迪 supplies Škoda | product=Blade batteries
2018 | Mazda joint_venture_with Toyota | start=2018
"""


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    graph = build(NEWS)
    graph.save(tmp_path)
    loaded = AllianceGraph.load(tmp_path)
    assert AllianceGraph.load(tmp_path / FILE_NAME).facts.keys() == loaded.facts.keys()
    for name in ("entities", "facts", "claims_by_id", "documents"):
        assert dict(getattr(loaded, name)) == dict(getattr(graph, name)) == dict(getattr(graph, name).items())
        assert list(getattr(loaded, name)) == sorted(getattr(graph, name))
        assert len(getattr(loaded, name)) == len(getattr(graph, name)) > 0


def test_one_row_at_a_time_or_all_at_once(tmp_path: Path) -> None:
    build(NEWS).save(tmp_path)
    one, every = AllianceGraph.load(tmp_path), AllianceGraph.load(tmp_path)
    assert [one.facts[key] for key in one.facts] == list(every.facts.values())
    assert [one.claims_by_id[key] for key in one.claims_by_id] == list(every.claims_by_id.values())
    assert "nothing" not in one.facts
    assert "nothing" not in every.facts


def test_evidence_reopens_in_the_stored_text(tmp_path: Path) -> None:
    build(NEWS).save(tmp_path)
    graph = AllianceGraph.load(tmp_path)
    for claim in graph.claims_by_id.values():
        evidence = claim.evidence
        assert graph.documents[evidence.document].text[evidence.start : evidence.end] == evidence.text


def test_saving_what_was_loaded_changes_no_byte(tmp_path: Path) -> None:
    first = build(NEWS).save(tmp_path / "one")
    second = AllianceGraph.load(tmp_path / "one").save(tmp_path / "two")
    assert first.read_bytes() == second.read_bytes()


def test_a_view_can_be_saved(tmp_path: Path) -> None:
    view = build(NEWS).as_of("2000")
    view.save(tmp_path)
    assert dict(AllianceGraph.load(tmp_path).facts) == dict(view.facts)


def test_same_claims_same_bytes_in_every_process(tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from test_store import NEWS; from told import build;"
        "build(NEWS).save(sys.argv[2])"
    )
    written = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", script, str(Path(__file__).parent), str(folder)],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        written.append((folder / FILE_NAME).read_bytes())
    assert written[0] == written[1]


def test_nothing_but_the_store_is_left_behind(tmp_path: Path) -> None:
    build(NEWS).save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no graph; run `alliancegraph build`"),
        (b"this is no database, it only looks like a long enough file" * 20, "no SQLite database"),
        (b"", "written in format 0"),
    ],
    ids=["missing", "garbage", "empty"],
)
def test_an_unusable_store_says_so(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(StoreError, match=re.escape(message)) as error:
        AllianceGraph.load(tmp_path)
    assert FILE_NAME in str(error.value)


def test_a_claim_without_its_document_is_refused() -> None:
    claims = list(build(NEWS).claims_by_id.values())
    with pytest.raises(InputError, match="no such document"):
        AllianceGraph.from_claims([], claims)


def test_sql_reads_and_cannot_write(tmp_path: Path) -> None:
    graph = build(NEWS)
    table = graph.sql("select name, type from entities where type = 'joint_venture' order by name")
    assert table.columns == ("name", "type")
    assert list(table) == [("Mazda-Toyota joint venture", "joint_venture"), ("NMKV", "joint_venture")]
    assert "<th>name</th>" in table._repr_html_()
    assert (
        graph.sql("select unpack(text_zlib) from documents where id = 'nmkv'").rows[0][0].startswith("Nissan")
    )
    with pytest.raises(StoreError, match="readonly"):
        graph.sql("delete from facts")
    with pytest.raises(StoreError, match="no such table: nonsense"):
        graph.sql("select * from nonsense")


def test_any_sqlite_tool_reads_it(tmp_path: Path) -> None:
    build(NEWS).save(tmp_path)
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert connection.execute("pragma foreign_key_check").fetchall() == []
    connection.close()


def test_the_questions_about_neighbours_use_covering_indexes() -> None:
    graph = build(NEWS)
    for side in ("subject", "object"):
        other = "object" if side == "subject" else "subject"
        plan = graph.sql(
            f"explain query plan select {other}, predicate, status from states "
            f"where {side} = 'nissan' and from_day <= :as_of and to_day > :as_of"
        )
        assert f"USING COVERING INDEX states_by_{side}" in str(plan.rows)


def test_every_table_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")
    tables = build(NEWS).sql("select name from sqlite_master where type = 'table'")
    for (table,) in tables:
        if not table.startswith(("sqlite_", "name_search_", "sentence_search_")):
            assert f"## {table}" in page, table
            for (column,) in build(NEWS).sql(f"select name from pragma_table_info('{table}')"):
                assert f"`{column}`" in page, f"{table}.{column}"


def test_pandas_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(AllianceGraphError, match=r"pip install 'alliancegraph\[pandas\]'"):
        build(NEWS).to_pandas()


def test_data_frames() -> None:
    pytest.importorskip("pandas")
    graph = build(NEWS)
    frame = graph.to_pandas()
    assert len(frame) == len(graph.facts)
    assert set(frame.query("predicate == 'owns'")["object"]) == {"Nissan"}
    assert list(graph.sql("select count(*) as n from facts").to_pandas()["n"]) == [len(graph.facts)]


def test_a_document_comes_back_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    told = {"source": "Motor Post", "url": "https://motorpost.example/1", "path": "a.html"}
    document = Document(
        id="a", title="T", text="Text.", body=((0, 5),), date="1999", author="Eva Lund", language="en", **told
    )
    AllianceGraph.from_claims([document], []).save(tmp_path)
    assert AllianceGraph.load(tmp_path).documents["a"] == document
