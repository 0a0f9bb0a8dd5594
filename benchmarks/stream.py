"""A news-like stream: most articles are not about alliances, and those that are come from the corpus.

Filler is written here from patterns (`filler.txt`) of business, sport, local news, culture and
motoring, each article of one topic and as long as agency reports are (150 to 700 words), with
names of people, places and companies as frequent as they are there. One article in twelve is
made of paragraphs of the project's own corpus, and of the reference articles where these are
at hand, each mixed anew, so that no two are copies. The same seed gives the same stream.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from alliancegraph.model import Document, digest
from alliancegraph.reading import Unread, find_files, read_documents

ROOT = Path(__file__).parents[1]
CORPORA = (ROOT / "data" / "raw", ROOT.parent / "shared" / "eval" / "train")
ONE_IN = 12
ONE_BRIEF_IN = 50
TOPICS = ("business", "sport", "local", "culture", "motoring")
ONE_OF_EACH = (3, 2, 2, 1, 1)  # a third of the filler is business, a ninth tells of cars
SEED = 2026

FILLER = Path(__file__).with_name("filler.txt")
_SLOT = re.compile(r"\{(\w+)\}")


def news(number: int, seed: int = SEED) -> Iterator[Document]:
    """*number* articles, one at a time."""
    for n in range(number):
        yield article(n, seed)


def article(number: int, seed: int = SEED) -> Document:
    """The article of this number: always the same, whatever was asked for before it."""
    chance = random.Random(f"{seed} {number}")
    paragraphs = _alliance(chance) if number % ONE_IN == ONE_IN // 2 else _filler(chance)
    text = "\n\n".join(paragraphs)
    blocks, start = [], 0
    for paragraph in paragraphs:
        blocks.append((start, start + len(paragraph)))
        start += len(paragraph) + 2
    date = f"{1990 + number % 35}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    return Document(id=digest(text), title=paragraphs[0], text=text, body=tuple(blocks), date=date)


def briefs(number: int, seed: int = SEED) -> Iterator[Document]:
    """*number* short reports of three sentences, one in fifty with a paragraph of the corpus."""
    slots, patterns = _filler_words()
    for n in range(number):
        chance = random.Random(f"{seed} brief {n}")
        topic = patterns[chance.choice(TOPICS[:4])]
        told = " ".join(_filled(chance.choice(topic), chance) for _ in range(3))
        if n % ONE_BRIEF_IN == ONE_BRIEF_IN // 2:
            told += "\n\n" + chance.choice(_paragraphs())
        title = _filled(chance.choice(slots["headline"]), chance)
        text = f"{title}\n\n{told} ({n})"
        yield Document(id=digest(text), title=title, text=text, body=((0, len(text)),), date="2015-06-01")


def write_jsonl(path: Path, documents: Iterable[Document]) -> None:
    """*documents* as an export of a news service, an article a line."""
    with path.open("w", encoding="utf-8") as file:
        for document in documents:
            row = {"title": document.title, "text": document.text, "date": document.date}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _filler(chance: random.Random) -> list[str]:
    slots, patterns = _filler_words()
    ours = patterns[chance.choices(TOPICS, ONE_OF_EACH)[0]]
    words, paragraphs = chance.randint(150, 700), [_filled(chance.choice(slots["headline"]), chance)]
    while words > 0:
        drawn = [chance.choice(patterns["general"] if chance.random() < 0.25 else ours) for _ in range(3)]
        paragraphs.append(" ".join(_filled(pattern, chance) for pattern in drawn))
        words -= len(paragraphs[-1].split())
    return paragraphs


def _filled(pattern: str, chance: random.Random) -> str:
    slots, _ = _filler_words()
    return _SLOT.sub(lambda slot: chance.choice(slots[slot[1]]), pattern)


@cache
def _filler_words() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The words of each slot, and the patterns of sentences of each topic."""
    told, _, lines = FILLER.read_text("utf-8").partition("\n\n")
    named = (line.partition(": ") for line in told.splitlines() if not line.startswith("#"))
    patterns: dict[str, list[str]] = {}
    for topic, _, pattern in (line.partition(": ") for line in lines.splitlines()):
        patterns.setdefault(topic, []).append(pattern)
    return {name: words.split("|") for name, _, words in named}, patterns


def _alliance(chance: random.Random) -> list[str]:
    paragraphs = _paragraphs()
    return ["What the car makers are up to", *chance.sample(paragraphs, chance.randint(5, 9))]


@cache
def _paragraphs() -> tuple[str, ...]:
    found: list[str] = []
    for folder in filter(Path.is_dir, CORPORA):
        for path in find_files(folder):
            for read in read_documents(path):
                if not isinstance(read, Unread):
                    found += [" ".join(read.text[slice(*block)].split()) for block in read.body[1:]]
    return tuple(found)
