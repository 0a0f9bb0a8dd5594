"""Pages written for this project, each with the story it tells, and how well a reading of it does.

A page names passages of `pages/stories.yaml` as `[[a.2]]`; the first line says which
story is its article. Everything else on it, other stories included, is boilerplate.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml

PAGES = Path(__file__).parent / "pages"
_PASSAGE = re.compile(r"\[\[(\w)\.(\w+)\]\]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class PageCase:
    """A page, its headline (which counts neither for nor against), and the text of its article."""

    name: str
    markup: str
    headline: str
    body: str


@dataclass(frozen=True)
class Score:
    """Words of the article found, words found, words of the article."""

    right: int
    found: int
    wanted: int

    @property
    def recall(self) -> float:
        return self.right / self.wanted

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0


def page_cases() -> list[PageCase]:
    """All pages, in the order of their names."""
    stories = yaml.safe_load((PAGES / "stories.yaml").read_text("utf-8"))
    return [_case(path, stories) for path in sorted(PAGES.glob("*.html"))]


def score(case: PageCase, found: str) -> Score:
    """Compare word by word; the headline, and what says the same, is left out."""
    words = _counted(found)
    wanted = _counted(case.body)
    right = words & wanted
    spare = (words - wanted) & _counted(case.headline)
    return Score(right.total(), words.total() - spare.total(), wanted.total())


def _case(path: Path, stories: dict[str, dict[str | int, str]]) -> PageCase:
    page = path.read_text("utf-8")
    letter = page[len("<!-- tells ")]
    story = stories[letter]
    used = {key for which, key in _PASSAGE.findall(page) if which == letter}
    body = [text for key, text in story.items() if key != "h" and (str(key) in used or "json" in used)]
    if path.stem == "linked-paragraphs":  # one passage is written out there, for its links
        body.insert(1, story[1])

    def passage(match: re.Match[str]) -> str:
        which, key = match.groups()
        if key == "json":
            return json.dumps(" ".join(text for k, text in stories[which].items() if k != "h"))
        return stories[which][int(key) if key.isdigit() else key]

    return PageCase(path.stem, _PASSAGE.sub(passage, page), story["h"], "\n".join(body))


def _counted(text: str) -> Counter[str]:
    return Counter(word.lower() for word in _WORD.findall(text))
