"""Document + Hits -> Article: what the linking of one name may ask about the text around it.

Which firms are named or implied, near and far; which subjects the words speak of (cars,
trucks, aircraft, another field altogether); which words stand beside the name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from ahocorasick_rs import AhoCorasick, MatchKind

from alliancegraph.extraction.era import era
from alliancegraph.extraction.names import Hit, fold, in_use
from alliancegraph.model import Document, EntityType
from alliancegraph.vocabulary import Entry, Language, Name, Registry

REACH = 160  # characters to either side of a name that count as beside it
ORGANISATION = {EntityType.COMPANY, EntityType.BRAND, EntityType.JOINT_VENTURE, EntityType.ALLIANCE}
THING = {EntityType.VEHICLE, EntityType.PLATFORM}
# What the words around a name must speak of to fit a kind of entity; other kinds fit cars.
SUBJECT_OF_KIND = {
    "truckmaker": "trucks",
    "truck": "trucks",
    "trucks": "trucks",
    "bus": "trucks",
    "busmaker": "trucks",
    "motorcycle": "motorcycles",
    "aerospace": "aircraft",
    "defence": "arms",
    "technology": "technology",
    "mobility": "technology",
    "battery": "batteries",
}
_SUBJECT = "subject_"
_BEFORE = re.compile(r"(?P<word>[^\W_][\w.'’&-]*)(?P<gap>[ \n]+|[ \n]*[“\"‘(][ \n]*)?$")
_EXPLAINED = re.compile(
    r"((?:\b[A-Z][\w'’&-]*[ \n]+(?:(?:of|for|and|the|in|on)[ \n]+)*){1,7}[A-Z][\w'’&-]+)"
    r"[ \n]+\(([A-Za-z]{2,8})\)"
)
_AFTER = re.compile(r"[ \n]+([^\W_][\w'’-]*)")
_START = re.compile(r"(?:^|[.!?\n:;|][\"”’)]*\s*|[\"“‘(]\s*|[-–—]\s+)$")


@dataclass(frozen=True)
class Article:
    """A text with its names. `strong` counts the ids that strong names stand for, `full` the names of several
    words among them, `implied` their owners and makers; where it is not `dated`, its date is the year that it
    was probably written in, if anything tells."""

    text: str
    date: str | None
    dated: bool
    hits: Sequence[Hit]
    language: Language
    registry: Registry
    strong: Counter[str] = field(default_factory=Counter)
    full: Counter[str] = field(default_factory=Counter)
    implied: Counter[str] = field(default_factory=Counter)
    subjects: dict[str, list[int]] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)
    _before: dict[int, str] = field(default_factory=dict)
    _capitals: dict[int, bool] = field(default_factory=dict)

    @cached_property
    def explained(self) -> dict[str, str]:
        """What letters in brackets stand for: {"EPA": "Environmental Protection Agency"}."""
        found: dict[str, str] = {}
        for match in _EXPLAINED.finditer(self.text):
            capitals = re.findall(r"\b[A-Z]", match[1])[-len(match[2]) :]
            if "".join(capitals) == match[2].upper():
                found.setdefault(match[2], " ".join(match[1].split()))
        return found

    def uses(self, name: Name) -> bool:
        """Whether *name* was in use when the article was written. Where that is guessed, a short name that
        has meanwhile ended counts for nothing: today's bearer is meant."""
        guessed = not self.dated and self.date is not None
        return in_use(name, self.date) and not (guessed and name.weak and name.until is not None)

    def before(self, hit: Hit) -> str:
        """The word before the name, "" if the name opens its sentence."""
        if hit.start not in self._before:
            match = None
            if not self.opens_sentence(hit):
                match = _BEFORE.search(self.text, max(0, hit.start - 40), hit.start)
            self._before[hit.start] = match["word"] if match and match["gap"] else ""
        return self._before[hit.start]

    def before_is_first(self, hit: Hit) -> bool:
        """Whether the word before the name opens the sentence."""
        match = _BEFORE.search(self.text, max(0, hit.start - 40), hit.start)
        return match is not None and bool(_START.search(self.text[max(0, match.start() - 4) : match.start()]))

    def after(self, hit: Hit) -> str:
        """The word that follows the name with nothing but a space between."""
        match = _AFTER.match(self.text, hit.end)
        return match[1] if match else ""

    def opens_sentence(self, hit: Hit) -> bool:
        return bool(_START.search(self.text[max(0, hit.start - 4) : hit.start]))

    def in_capitals(self, hit: Hit) -> bool:
        """Whether most words of the line begin with a capital, as in a headline."""
        start, end = self._line(hit)
        if start not in self._capitals:
            self._capitals[start] = self._written_in_capitals(start, end)
        return self._capitals[start]

    def _written_in_capitals(self, start: int, end: int) -> bool:
        words = [w for w in re.findall(r"[^\W\d_][\w'’]*", self.text[start:end]) if len(w) > 3]
        capitals = sum(w[0].isupper() for w in words)
        return len(words) > 2 and capitals >= (0.8 if len(words) > 5 else 1) * len(words)

    def _line(self, hit: Hit) -> tuple[int, int]:
        end = self.text.find("\n", hit.end)
        return self.text.rfind("\n", 0, hit.start) + 1, len(self.text) if end < 0 else end

    def spoken_of(self, subject: str, hit: Hit | None = None) -> int:
        """How many words of *subject* stand beside *hit*, or in the whole text."""
        at = self.subjects.get(subject, [])
        if hit is None:
            return len(at)
        return bisect_left(at, hit.end + REACH) - bisect_left(at, hit.start - REACH)

    def beside(self, hit: Hit) -> Iterator[Hit]:
        """The other names that stand beside *hit*."""
        first = bisect_left(self._starts, hit.start - REACH)
        for other in self.hits[first : bisect_left(self._starts, hit.end + REACH)]:
            if other is not hit:
                yield other


@dataclass(frozen=True)
class Case:
    """One reading of one hit: this name of this entry, at this place of the article."""

    article: Article
    hit: Hit
    entry: Entry
    name: Name

    @property
    def written(self) -> str:
        return self.article.text[self.hit.start : self.hit.end]

    @property
    def weak(self) -> bool:
        return self.name.weak or self.hit.plural

    @property
    def subject(self) -> str:
        if self.entry.entity.type is EntityType.PERSON and not self.entry.related:
            return "family"
        return SUBJECT_OF_KIND.get(self.entry.kind, "cars")


def survey(document: Document, hits: Sequence[Hit], language: Language, registry: Registry) -> Article:
    """Count once what every name of the article will be asked."""
    strong: Counter[str] = Counter()
    full: Counter[str] = Counter()
    implied: Counter[str] = Counter()
    date = document.date or era(document, hits)
    for hit in hits:
        for entry, name in hit.candidates:
            if not name.weak and in_use(name, date):
                strong[entry.entity.id] += 1
                full[entry.entity.id] += " " in name.text
                for other in implied_by(entry, date):
                    implied[other] += 1
    return Article(
        text=document.text,
        date=date,
        dated=document.date is not None,
        hits=hits,
        language=language,
        registry=registry,
        strong=strong,
        full=full,
        implied=implied,
        subjects=_subjects(document.text, hits, language),
        _starts=[hit.start for hit in hits],
    )


def is_place(name: str, registry: Registry, language: Language) -> bool:
    """Whether *name* is a country, its people, a region or a town."""
    return (
        name in registry.nations
        or name in registry.adjectives
        or name in registry.cities
        or name in language.words["regions"]
    )


def implied_by(entry: Entry, date: str | None) -> Iterator[str]:
    """A car implies its make, a manager the employer, a brand its owner: of whom the text speaks unnamed."""
    for other in entry.related:
        if in_use(other, date):
            yield other.text


def _subjects(text: str, hits: Sequence[Hit], language: Language) -> dict[str, list[int]]:
    """Where words of each subject stand; "Golf", with a capital, does not speak of another field."""
    index, subjects = _subject_words(language)
    models = {
        hit.start for hit in hits if any(e.entity.type is EntityType.VEHICLE for e, _ in hit.candidates)
    }
    folded = fold(text)
    found: dict[str, list[int]] = {}
    for i, start, end in index.find_matches_as_indexes(folded):
        rest = folded[end : end + 3]
        plural = next((s for s in ("es", "s") if rest.startswith(s) and not rest[len(s) :][:1].isalnum()), "")
        following = rest[len(plural) : len(plural) + 1]
        if (start and folded[start - 1].isalnum()) or following.isalnum():
            continue
        for subject in subjects[i]:
            if subject != "elsewhere" or start not in models:
                found.setdefault(subject, []).append(start)
    return found


@cache
def _subject_words(language: Language) -> tuple[AhoCorasick, list[tuple[str, ...]]]:
    subjects: dict[str, list[str]] = {}
    for key in sorted(language.words):
        if key.startswith(_SUBJECT):
            for word in sorted(language.words[key]):
                subjects.setdefault(fold(word), []).append(key.removeprefix(_SUBJECT))
    return (
        AhoCorasick(list(subjects), matchkind=MatchKind.LeftmostLongest),
        [tuple(names) for names in subjects.values()],
    )
