"""The annotated passages can be read, and cover what they are for."""

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from alliancegraph.model import Predicate, Status

TRAINING = Path(__file__).parents[1] / "training"


@pytest.fixture(scope="module")
def passages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("passages", TRAINING / "passages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["passages"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", sorted((TRAINING / "sentences").glob("*.txt")), ids=lambda path: path.stem)
def test_passages_follow_the_format(passages: ModuleType, path: Path, tmp_path: Path) -> None:
    (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    read = passages.load_passages(tmp_path)
    assert read
    for passage in read:
        assert all(passage.text[n.start : n.end] == n.text for n in passage.names), passage.where


def test_passages_cover_predicates_statuses_and_near_misses(passages: ModuleType) -> None:
    read = passages.load_passages()
    facts = [fact for passage in read for fact in passage.facts]
    predicates, statuses = Counter(f.predicate for f in facts), Counter(f.status for f in facts)
    assert len(read) >= 2000
    assert all(predicates[p] >= 50 for p in Predicate)
    assert all(statuses[s] >= 50 for s in Status)
    assert sum(not passage.facts for passage in read) >= 0.15 * len(read)


def test_no_passage_stands_twice(passages: ModuleType) -> None:
    texts = Counter(passage.text for passage in passages.load_passages())
    assert [text for text, n in texts.items() if n > 1] == []


@pytest.mark.parametrize(
    ("block", "fault"),
    [
        ("> [A] owns [B].\nowns | A | C | active", "not bracketed"),
        ("> [A] owns [B].\nhas | A | B | active", "has"),
        ("> [A] owns [B].\nowns | A | B | perhaps", "perhaps"),
        ("> [A] owns [B.\nowns | A | A | active", "balanced"),
        ("> [A] owns [B].\nowns | A | A | active", "itself"),
        ("> [A] owns [B].\nowns | A | B | active | stake=140", "percentage"),
        ("> [A] owns [B].\nowns | A | B | active | size=3", "qualifier"),
        ("> [A] owns [B].", "and then facts"),
    ],
)
def test_faults_are_told_with_file_and_line(
    passages: ModuleType, tmp_path: Path, block: str, fault: str
) -> None:
    (tmp_path / "bad.txt").write_text(f"{block}\n", "utf-8")
    with pytest.raises(passages.PassageError, match=rf"bad\.txt:1: .*{fault}"):
        passages.load_passages(tmp_path)
