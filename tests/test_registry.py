"""The tables of the registry: complete, consistent, and loud about a bad row."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from alliancegraph.errors import VocabularyError
from alliancegraph.model import EntityType
from alliancegraph.vocabulary import Name, load_registry
from alliancegraph.vocabulary.registry import FOLDER

# Two entries that bear one strong name at one time, each with the reason.
SHARED_NAMES: dict[str, str] = {}


def _overlap(one: Name, other: Name) -> bool:
    return (one.since or "") < (other.until or "9") and (other.since or "") < (one.until or "9")


def test_every_related_id_has_a_row() -> None:
    registry = load_registry()
    lost = [(e.entity.id, r.text) for e in registry for r in e.related if registry.get(r.text) is None]
    assert lost == []


def test_strong_names_are_of_one_entity_at_a_time() -> None:
    bearers = defaultdict(list)
    for entry in load_registry():
        for name in entry.names:
            if not name.weak:
                bearers[name.text].append((entry.entity.id, name))
    shared = {
        text
        for text, names in bearers.items()
        for (one_id, one), (other_id, other) in combinations(names, 2)
        if one_id != other_id and _overlap(one, other)
    }
    assert shared == SHARED_NAMES.keys()


def _rows(table: str) -> list[dict[str, str]]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("table", "least"),
    [
        ("companies", 350),
        ("brands", 250),
        ("suppliers", 300),
        ("joint_ventures", 150),
        ("alliances", 40),
        ("people", 250),
        ("owners", 40),
        ("vehicles", 1500),
        ("platforms", 200),
    ],
)
def test_least_numbers(table: str, least: int) -> None:
    assert len(_rows(table)) >= least


def test_wikidata_ids_are_well_formed_and_used_once() -> None:
    ids = [e.entity.wikidata for e in load_registry() if e.entity.wikidata]
    assert all(re.fullmatch(r"Q[1-9]\d*", qid) for qid in ids)
    assert [qid for qid, n in Counter(ids).items() if n > 1] == []


def test_wikidata_ids_are_the_verified_ones(reference: Path) -> None:
    with (reference.parent / "reference" / "brands_wikidata.csv").open(encoding="utf-8", newline="") as file:
        verified = {row["wikidata"] for row in csv.DictReader(file)}
    used = {e.entity.wikidata for e in load_registry() if e.entity.wikidata}
    assert used <= verified


def test_owners_are_firms_states_or_persons() -> None:
    kinds = {e.entity.type for e in load_registry()}
    assert kinds == set(EntityType)


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        ("companies", "Bad Id,Bad,carmaker,DE,,,,,,,,no,", "is no slug"),
        ("companies", "nameless,,carmaker,DE,,,,,,,,no,", "has no name"),
        ("companies", "ford,Ford,carmaker,US,,,,,,,,no,", "is taken"),
        ("companies", "short,Short,carmaker", "another number of cells"),
        ("companies", "odd,Odd,carmaker,DE,,19x7,,,,,,no,", "19x7"),
        ("companies", "late,Late,carmaker,DE,,1999,1990,,,,,no,", "before it starts"),
        ("companies", "range,Range,carmaker,DE,,,,Old[1990-1999],,,,no,", "optional range"),
        ("owners", "odd-type,Odd,nobility,DE,,,,,,", "nobility"),
    ],
)
def test_a_bad_row_names_its_file_and_line(tmp_path: Path, table: str, row: str, message: str) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "registry"))
    path = folder / f"{table}.csv"
    line = len(path.read_text("utf-8").splitlines()) + 1
    with path.open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    with pytest.raises(VocabularyError, match=re.escape(f"{table}.csv:{line}: ")) as error:
        load_registry(folder)
    assert message in str(error.value)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "registry"))
    (folder / "people.csv").unlink()
    with pytest.raises(VocabularyError, match=r"people\.csv: cannot be read"):
        load_registry(folder)
