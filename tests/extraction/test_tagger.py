"""Names that no table lists, found by how they are written and what stands around them."""

import shutil
from pathlib import Path

import pytest

from alliancegraph.errors import ModelError
from alliancegraph.extraction.learned import FOLDER
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.tagger import TOKEN, WEIGHTS, WORDS, Tagger, tags, tokens
from alliancegraph.model import Document, EntityType
from alliancegraph.vocabulary import load_language, load_registry


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(load_registry(), load_language())


def found(tagger: Tagger, *sentences: str) -> dict[str, EntityType]:
    text = " ".join(sentences)
    places, at = [], 0
    for sentence in sentences:
        places.append((at, at + len(sentence)))
        at += len(sentence) + 1
    document = Document(id="d", title="", text=text, body=((0, len(text)),))
    known = find_mentions(document, load_registry(), load_language())
    for mention in (mentions := tagger.find(document, places, known)):
        assert text[mention.start : mention.end] == mention.text
    return {m.text: m.entity.type for m in mentions}


@pytest.mark.parametrize(
    ("sentence", "name", "kind"),
    [
        ("The Vellera was built on the chassis of the Fiat Panda until 1984.", "Vellera", EntityType.VEHICLE),
        ("Fiat also sold it as the Tornia, with an engine from Ford.", "Tornia", EntityType.VEHICLE),
        ("Production of the Mistral began in 1974 under licence from Fiat.", "Mistral", EntityType.VEHICLE),
        ("It supplies axles to Ford, Harwell, Volvo and Scania.", "Harwell", EntityType.COMPANY),
    ],
)
def test_unknown_names_are_found(tagger: Tagger, sentence: str, name: str, kind: EntityType) -> None:
    assert found(tagger, sentence).get(name) == kind


@pytest.mark.parametrize(
    "sentence",
    [
        "Sales of Fiat and Ford fell in Germany in May.",
        "The British Government wants Ford to stay in Dagenham until 2009.",
        "On Monday Volkswagen said that the Golf would cost more in Norway.",
    ],
)
def test_what_is_no_name_is_left(tagger: Tagger, sentence: str) -> None:
    assert found(tagger, sentence) == {}


def test_a_known_name_goes_on(tagger: Tagger) -> None:
    told = found(tagger, "In 1996 the firm bought Borgward Ruhla from Volvo.")
    assert told == {"Borgward Ruhla": EntityType.COMPANY}


def test_a_name_of_one_sentence_is_one_in_all(tagger: Tagger) -> None:
    first = "The Vellera was built on the chassis of the Fiat Panda until 1984."
    text = f"{first} Vellera for ever."
    document = Document(id="d", title="", text=text, body=((0, len(text)),))
    known = find_mentions(document, load_registry(), load_language())
    places = [(0, len(first)), (len(first) + 1, len(text))]
    assert [m.text for m in tagger.find(document, places, known)] == ["Vellera", "Vellera"]


def test_tags_tell_where_names_begin_and_go_on() -> None:
    read = tokens("the Fiat Croma, by Fiat", 0, 23)
    assert [token.text for token in read] == TOKEN.findall("the Fiat Croma, by Fiat")
    assert tags(read, [(4, 14, "car"), (19, 23, "firm")]) == ["O", "B-car", "I-car", "O", "O", "B-firm"]


@pytest.mark.parametrize("damaged", [WEIGHTS, WORDS])
def test_damaged_files_are_named(tmp_path: Path, damaged: str) -> None:
    for name in (WEIGHTS, WORDS):
        shutil.copy(FOLDER / name, tmp_path / name)
    (tmp_path / damaged).write_bytes(b"no weights")
    with pytest.raises(ModelError, match=damaged):
        found(Tagger(load_registry(), load_language(), tmp_path), "Ford owns Ostrava Lamps.")
