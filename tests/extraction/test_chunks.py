"""What the encoder reads at once: sentences with names, their spots, figures and word pieces."""

from itertools import pairwise

import pytest

from alliancegraph.extraction.chunks import LONGEST, REACH, Chunk, pairs
from alliancegraph.extraction.extractor import Extractor
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.pieces import MARKERS, VOCABULARY
from alliancegraph.model import Document

TEXT = (
    "Renault said it will raise its stake in Nissan to 43.4 percent from 36.8 percent in March 2002. "
    "The weather was fine. The French carmaker also owns Dacia. Carlos Ghosn runs Nissan."
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def chunked(extractor: Extractor, text: str) -> list[Chunk]:
    document = Document(id="d", title="", text=text, body=((0, len(text)),), date="2002-01-01")
    mentions = find_mentions(document, extractor.registry, extractor.language)
    return list(extractor.chunks(document, mentions))


def test_spots_and_figures_stand_where_they_say(extractor: Extractor) -> None:
    (chunk,) = chunked(extractor, TEXT)
    named = {chunk.text[s.start : s.end]: s.mentions[0].entity.id for s in chunk.spots if s.named}
    assert named == {
        "Renault": "renault",
        "Nissan": "nissan",
        "Dacia": "dacia",
        "Carlos Ghosn": "carlos-ghosn",
    }
    figures = [(chunk.text[f.start : f.end], f.stake, f.date) for f in chunk.figures]
    assert figures == [
        ("43.4 percent", 43.4, None),
        ("36.8 percent", 36.8, None),
        ("March 2002", None, "2002-03"),
    ]


def test_descriptions_stand_for_those_they_describe(extractor: Extractor) -> None:
    (chunk,) = chunked(extractor, TEXT)
    described = {chunk.text[s.start : s.end]: s.mentions[0].entity.id for s in chunk.spots if not s.named}
    assert described["carmaker"] == "renault"


def test_sentences_without_names_and_figures_are_left_out(extractor: Extractor) -> None:
    (chunk,) = chunked(extractor, TEXT)
    assert "weather" not in chunk.text
    for (start, end), offset in zip(chunk.sentences, chunk.offsets, strict=True):
        assert chunk.text[offset : offset + end - start] == TEXT[start:end]


def test_the_last_sentence_of_a_chunk_opens_the_next(extractor: Extractor) -> None:
    text = " ".join(
        f"Volkswagen and Toyota were mentioned in paragraph {i} of a long report that says little else."
        for i in range(30)
    )
    cut = chunked(extractor, text)
    assert len(cut) > 2
    assert all(a.sentences[-1] == b.sentences[0] for a, b in pairwise(cut))
    assert all(extractor.encoder.cutter.length(chunk.text) <= LONGEST for chunk in cut)


def test_pairs_are_of_two_and_within_reach(extractor: Extractor) -> None:
    (chunk,) = chunked(extractor, TEXT)
    found = pairs(chunk)
    assert ("renault", "nissan") in {(p.one.entity.id, p.other.entity.id) for p in found}
    assert ("nissan", "renault") in {(p.one.entity.id, p.other.entity.id) for p in found}
    for pair in found:
        assert pair.one.entity.id != pair.other.entity.id
        assert abs(chunk.spots[pair.subject].sentence - chunk.spots[pair.object].sentence) <= REACH


def test_markers_open_and_close_each_span(extractor: Extractor) -> None:
    (chunk,) = chunked(extractor, TEXT)
    pieces = extractor.encoder.cutter.cut(chunk)
    number = {name: VOCABULARY + i for i, name in enumerate(MARKERS)}
    opened = [pieces.ids[i] for i in (*pieces.spots, *pieces.figures)]
    kinds = [s.mentions[0].entity.type.value if s.named else "described" for s in chunk.spots]
    kinds += ["stake" if f.stake is not None else "date" for f in chunk.figures]
    assert opened == [number[kind] for kind in kinds]
    assert pieces.ids.count(number["end"]) == len(opened)
    without = [i for i in pieces.ids[1:-1] if i < VOCABULARY]
    assert len(without) == extractor.encoder.cutter.length(chunk.text)


def test_an_endless_table_is_no_sentence(extractor: Extractor) -> None:
    assert chunked(extractor, "12,345 Toyota 67,890 Honda " * 40) == []
