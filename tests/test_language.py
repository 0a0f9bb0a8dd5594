"""Cues, hedges and word lists: what is not valid is named with its file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from alliancegraph.errors import VocabularyError
from alliancegraph.vocabulary.language import FOLDER, load_language


def edited(tmp_path: Path, name: str, old: str, new: str) -> Path:
    folder = tmp_path / "language"
    shutil.copytree(FOLDER, folder)
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    return folder


def test_the_packaged_language_loads() -> None:
    language = load_language()
    assert "acquire" in language.verbs
    assert "subsidiary" in language.nouns


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("frames.yaml", "owns: subject > object", "owns: subject & object", "frames.yaml: the frame"),
        ("frames.yaml", "allied_with: each taker", "owns: each taker", "cannot tell its sides apart"),
        ("frames.yaml", "stake: true", "steak: true", "unknown option 'steak'"),
        ("hedges.yaml", "at: negation", "at: nowhere", "'nowhere' is no place of a hedge"),
        ("hedges.yaml", '"no"', "no", "False in .* is no word; put it in quotes"),
        ("words.yaml", "media: [", "media: [[", "words.yaml: is not valid YAML"),
    ],
)
def test_a_bad_entry_is_named(tmp_path: Path, name: str, old: str, new: str, message: str) -> None:
    with pytest.raises(VocabularyError, match=message):
        load_language(edited(tmp_path, name, old, new))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"frames\.yaml: cannot be read"):
        load_language(tmp_path)
