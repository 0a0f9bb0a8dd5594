"""Copies, agency texts in many papers, and retellings: which count as one source."""

from __future__ import annotations

import random

import pytest

from alliancegraph.model import Document, digest
from alliancegraph.reading import source_groups

AGENCY = (
    "Borgward said on Monday it would build a small car with Hansa at the works in Bremen that both have"
    " used since the spring of last year. The two firms each hold half of the venture, which needs the"
    " approval of the competition authorities. A decision is expected before the end of May, people close"
    " to the talks say. Shares in Borgward rose by four per cent in Frankfurt, while those of Hansa are not"
    " traded at present."
)
SENTENCES = AGENCY.split(". ")


def document(text: str) -> Document:
    return Document(id=digest(text), title="", text=text, body=((0, len(text)),))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param("Update: " + AGENCY, True, id="another headline"),
        pytest.param(AGENCY.replace("Monday", "Tuesday").replace("four per", "4 per"), True, id="edited"),
        pytest.param(". ".join(SENTENCES[:3]), True, id="cut from the end"),
        pytest.param(AGENCY.upper(), True, id="in capitals"),
        pytest.param(AGENCY + " " + AGENCY.replace("Hansa", "Goliath"), True, id="with a background added"),
        pytest.param(
            "Hansa and Borgward are to make a small car together, both told reporters in Bremen. Brussels"
            " has to allow the joint company, in which each will have fifty per cent, and may do so soon.",
            False,
            id="told in other words",
        ),
        pytest.param(SENTENCES[0][:90] + ". Nothing more is known about their plans.", False, id="one quote"),
    ],
)
def test_pairs(other: str, same: bool) -> None:
    a, b = document(AGENCY), document(other)
    groups = source_groups([a, b])
    assert (groups[a.id] == groups[b.id]) is same


def test_order_does_not_matter() -> None:
    documents = [document(f"{AGENCY} {word}") for word in ("one", "two", "three")] + [
        document("Another text.")
    ]
    assert source_groups(documents) == source_groups(documents[::-1])


def test_copies_among_thousands_are_found() -> None:
    rng = random.Random(7)
    words = [f"word{n}" for n in range(3000)]
    own = [" ".join(rng.choices(words, k=200)) for _ in range(2000)]
    syndicated = [" ".join([*text.split()[:-10], "edited", f"paper{n}"]) for n, text in enumerate(own[:500])]
    groups = source_groups([document(text) for text in own + syndicated])
    assert len(set(groups.values())) == 2000
    assert all(groups[digest(a)] == groups[digest(b)] for a, b in zip(own, syndicated, strict=False))


def test_many_articles_of_one_pattern_are_sources_of_their_own() -> None:
    """Stock reports share most of their words; they are neither copies nor slow to tell apart."""
    rng = random.Random(3)
    own = [" ".join(rng.choices(SENTENCES[1].split(), k=25)) for _ in range(300)]
    reports = [document(f"{SENTENCES[0]}. {text} {n}.") for n, text in enumerate(own)]
    copy = document(reports[7].text.replace("Monday", "Tuesday"))
    groups = source_groups([*reports, copy])
    assert groups[copy.id] == groups[reports[7].id]
    assert len(set(groups.values())) == 300
