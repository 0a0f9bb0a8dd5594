"""What the encoder reads: sentences with names, their spots and figures, and windows of two entities."""

import pytest

from alliancegraph.extraction.excerpt import Excerpt
from alliancegraph.extraction.extractor import Extractor
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.windows import MARKERS, VOCABULARY, Window
from alliancegraph.model import Document

TEXT = (
    "Renault said it will raise its stake in Nissan to 43.4 percent from 36.8 percent in March 2002. "
    "The weather was fine. The French carmaker also owns Dacia. Carlos Ghosn runs Nissan."
)
NUMBER = {name: VOCABULARY + i for i, name in enumerate(MARKERS)}


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def excerpt_of(extractor: Extractor, text: str) -> Excerpt:
    document = Document(id="d", title="", text=text, body=((0, len(text)),), date="2002-01-01")
    return extractor.excerpt(document, find_mentions(document, extractor.registry, extractor.language))


def windows(extractor: Extractor, text: str) -> dict[tuple[str, str], list[Window]]:
    found: dict[tuple[str, str], list[Window]] = {}
    for window in extractor.encoder.cutter.windows(excerpt_of(extractor, text)):
        found.setdefault((window.one.entity.id, window.other.entity.id), []).append(window)
    return found


def marked(window: Window) -> list[str]:
    return [MARKERS[id_ - VOCABULARY] for id_ in window.ids if id_ >= VOCABULARY]


def test_spots_and_figures_stand_where_they_say(extractor: Extractor) -> None:
    excerpt = excerpt_of(extractor, TEXT)
    named = {excerpt.text[s.start : s.end]: s.mentions[0].entity.id for s in excerpt.spots if s.named}
    assert named == {
        "Renault": "renault",
        "Nissan": "nissan",
        "Dacia": "dacia",
        "Carlos Ghosn": "carlos-ghosn",
    }
    figures = [(excerpt.text[f.start : f.end], f.stake, f.date) for f in excerpt.figures]
    assert figures == [
        ("43.4 percent", 43.4, None),
        ("36.8 percent", 36.8, None),
        ("March 2002", None, "2002-03"),
    ]


def test_descriptions_stand_for_those_they_describe(extractor: Extractor) -> None:
    excerpt = excerpt_of(extractor, TEXT)
    described = {excerpt.text[s.start : s.end]: s.mentions[0].entity.id for s in excerpt.spots if not s.named}
    assert described["carmaker"] == "renault"


def test_sentences_without_names_and_figures_are_left_out(extractor: Extractor) -> None:
    excerpt = excerpt_of(extractor, TEXT)
    assert "weather" not in excerpt.text
    for (start, end), offset in zip(excerpt.sentences, excerpt.offsets, strict=True):
        assert excerpt.text[offset : offset + end - start] == TEXT[start:end]


def test_windows_are_of_two_in_one_sentence(extractor: Extractor) -> None:
    excerpt = excerpt_of(extractor, TEXT)
    found = windows(extractor, TEXT)
    assert ("renault", "nissan") in found
    assert ("nissan", "dacia") not in found
    for (one, other), cut in found.items():
        assert one != other
        for window in cut:
            first, last = (excerpt.spots[i].sentence for i in (window.spot_of_one, window.spot_of_other))
            assert first == last


def test_names_are_hidden_and_the_two_are_marked(extractor: Extractor) -> None:
    (window,) = windows(extractor, "Renault owns 15 percent of Nissan, a rival of Toyota, since 2002.")[
        "renault", "nissan"
    ]
    assert marked(window) == ["one company", "stake", "other company", "third company", "date"]
    assert window.ids[window.place_of_one] == NUMBER["one company"]
    assert window.ids[window.place_of_other] == NUMBER["other company"]
    assert [window.ids[place] for _, place in window.figures] == [NUMBER["stake"], NUMBER["date"]]


def test_any_names_make_the_same_window(extractor: Extractor) -> None:
    texts = ("Renault is to buy Volvo Cars from Ford.", "Toyota is to buy Mazda from Geely.")
    one, other = (
        [window.ids for cut in windows(extractor, text).values() for window in cut] for text in texts
    )
    assert one == other


def test_a_name_within_the_other_shows(extractor: Extractor) -> None:
    (window,) = windows(extractor, "The Nissan Micra is made by Nissan in Sunderland.")[
        "nissan-micra", "nissan"
    ]
    assert "alike" in marked(window)


def test_descriptions_stay_and_say_for_whom_they_stand(extractor: Extractor) -> None:
    (window,) = windows(extractor, TEXT)["renault", "dacia"]
    assert "one described" in marked(window)
    assert marked(window)[-1] == "other brand"


def test_descriptions_bring_sentences_together(extractor: Extractor) -> None:
    text = "General Motors has headquarters in Detroit. It sold more under the names Buick and Cadillac."
    pairs = set(windows(extractor, text))
    assert {("general-motors", "buick"), ("general-motors", "cadillac")} <= pairs


def test_an_endless_table_is_no_sentence(extractor: Extractor) -> None:
    assert windows(extractor, "12,345 Toyota 67,890 Honda " * 40) == {}
