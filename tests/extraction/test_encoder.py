"""The encoder: what frames cannot point at, its files, and what it must never do."""

import shutil
from pathlib import Path

import pytest

from alliancegraph.errors import ModelError
from alliancegraph.extraction.encoder import PREDICATES, STATUSES, Encoder
from alliancegraph.extraction.extractor import Extractor
from alliancegraph.extraction.judgement import load_calibration
from alliancegraph.extraction.learned import FOLDER
from alliancegraph.extraction.mentions import find_mentions
from alliancegraph.extraction.trace import why
from alliancegraph.model import Document, Predicate, Status

NOT_RELATED = [
    "Toyota outsold Ford in Australia for the twentieth year in a row.",
    "Shares in Renault fell 2 percent, those of BMW rose.",
    "Honda, Mazda and Subaru will show new cars in Geneva, but Hyundai stays away.",
]
# no cue of these stands in vocabulary/language/frames.yaml
UNFRAMED = [
    ("With Jeep in its portfolio, Chrysler sells off-road vehicles.", "jeep", "chrysler"),
    ("General Motors kept only Buick and Cadillac.", "buick", "general-motors"),
]  # fmt: skip
OVER_SENTENCES = (
    "Volkswagen said on Tuesday it would simplify its structure. The carmaker, based in Wolfsburg, now "
    "holds 99.6 percent of Audi and will take over the rest next year."
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def article(text: str) -> Document:
    return Document(id="d", title="", text=text, body=((0, len(text)),), date="2015-06-01")


@pytest.mark.parametrize("text", NOT_RELATED)
def test_firms_that_only_stand_together_are_not_related(extractor: Extractor, text: str) -> None:
    assert extractor.extract(article(text)) == []


@pytest.mark.parametrize(("text", "one", "other"), UNFRAMED)
def test_what_no_frame_sees_is_read(extractor: Extractor, text: str, one: str, other: str) -> None:
    found = {(c.subject.id, c.object.id) for c in extractor.extract(article(text))}
    assert {(one, other), (other, one)} & found
    assert not {(one, other), (other, one)} & {
        (c.subject.id, c.object.id) for c in Extractor(use=("frames",)).extract(article(text))
    }


def test_facts_over_two_sentences_are_read(extractor: Extractor) -> None:
    owning = [
        c for c in extractor.extract(article(OVER_SENTENCES)) if c.predicate.value in ("owns", "brand_of")
    ]
    assert {frozenset((c.subject.id, c.object.id)) for c in owning} == {frozenset(("volkswagen", "audi"))}
    assert 99.6 in {c.stake for c in owning}
    for claim in owning:
        assert OVER_SENTENCES[claim.evidence.start : claim.evidence.end] == claim.evidence.text


def test_each_part_can_be_used_alone() -> None:
    text = "Nissan owns 34 percent of Mitsubishi Motors. The group sells cars under the Infiniti brand."
    found = {
        use: {c.evidence.found_by.split(":")[0] for c in Extractor(use=use).extract(article(text))}
        for use in (("frames",), ("classifier",), ("frames", "classifier"))
    }
    assert found[("frames",)] == {"frames"}
    assert found[("classifier",)] == {"classifier"}
    assert "frames+classifier" in found[("frames", "classifier")]


def test_scores_have_a_row_a_pair_and_a_column_a_label(extractor: Extractor) -> None:
    document = article("Renault raised its stake in Nissan to 43.4 percent in 2002.")
    mentions = find_mentions(document, extractor.registry, extractor.language)
    excerpt = extractor.excerpt(document, mentions)
    reading = extractor.encoder.read(excerpt)
    assert reading is not None
    n = len(reading.pairs)
    assert reading.relations.shape == (n, len(PREDICATES))
    assert reading.statuses.shape == (n, len(STATUSES))
    assert reading.figures.shape == (n, len(excerpt.figures), 3 + len(STATUSES))


def test_the_same_text_is_read_the_same_way(extractor: Extractor) -> None:
    document = article(OVER_SENTENCES)
    assert extractor.extract(document) == Extractor().extract(document)


def test_unheard_names_are_read_like_known_ones(extractor: Extractor) -> None:
    for one, other in (("Zorvex", "Qualimar"), ("Brintek", "Havolar")):
        text = f"<{one} Motors> is to take over the truck maker <{other} Motors> next year."
        (claim,) = [c for c in extractor.extract(article(text)) if c.predicate is Predicate.OWNS]
        assert claim.status in (Status.AGREED, Status.PROPOSED)


def test_confidence_is_a_share(extractor: Extractor) -> None:
    text = "Nissan owns 34 percent of Mitsubishi Motors, a partner of Daimler in engines."
    told = [c.confidence for c in extractor.extract(article(text))]
    assert told
    assert all(0.5 <= confidence < 1 for confidence in told)


def test_why_tells_what_was_considered(extractor: Extractor) -> None:
    document = article("Nissan owns 34 percent of Mitsubishi Motors. Toyota, a rival of Nissan, does not.")
    told = [row for row in why(extractor, document, "Nissan", "Mitsubishi Motors") if row.objection is None]
    assert [row.candidate.predicate for row in told] == [Predicate.OWNS]
    assert "owns:own" in told[0].rules
    rejected = why(extractor, document, "toyota", "nissan")
    assert all(row.objection is not None for row in rejected)


def test_shipped_files_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 40_000_000
    calibration = load_calibration()
    assert all(0 < share < 1 for share in calibration.rules.values())


@pytest.mark.parametrize("damage", ["missing", "not onnx"])
def test_damaged_weights_are_told(tmp_path: Path, extractor: Extractor, damage: str) -> None:
    if damage == "not onnx":
        (tmp_path / "encoder.onnx").write_bytes(b"no weights")
    shutil.copy(FOLDER / "tokenizer.json", tmp_path)
    document = article("Renault owns Dacia.")
    mentions = find_mentions(document, extractor.registry, extractor.language)
    excerpt = extractor.excerpt(document, mentions)
    with pytest.raises(ModelError, match="make train"):
        Encoder(tmp_path).read(excerpt)


@pytest.mark.parametrize("content", [None, "{", '{"slope": 1}'])
def test_damaged_calibration_is_told(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "calibration.json").write_text(content)
    with pytest.raises(ModelError, match="make train"):
        load_calibration(tmp_path)
