"""Claims and annotated articles -> precision, recall and F1, by the guidelines in docs/schema.md.

Micro-averaged over articles: the core relations with and without their status, related
pairs, the secondary relations (`produces`, `executive_of`), and the shares of right stakes
and dates among the relations that were found. What an annotator marked as optional
counts neither as missed nor as wrong.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from alliancegraph.errors import InputError
from alliancegraph.model import Claim, Document, Entity, Predicate
from alliancegraph.reading import read_document

type Key = tuple[str, str, str]

_FORMS = re.compile(
    r"\b(?:corporation|corp|company|co|inc|incorporated|ltd|limited|plc|ag|se|sa|spa|nv|gmbh|kk"
    r"|group|holdings?|the|motors? company)\b"
)
_SAME_STAKE = 0.5  # percent


@dataclass
class Score:
    """Counts of one kind of thing: found and right, found but wrong, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class Evaluation:
    """The figures of a set of articles, and each error in words."""

    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    shares: dict[str, Counter[bool]] = field(default_factory=lambda: defaultdict(Counter))
    errors: list[str] = field(default_factory=list)
    articles: int = 0

    def lines(self) -> list[str]:
        table = [
            f"{name:10} P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f}"
            f"  (right {s.right}, wrong {s.wrong}, missed {s.missed})"
            for name, s in self.scores.items()
        ]
        table += [
            f"{name:10} {counts[True] / counts.total():.3f} of {counts.total()}"
            for name, counts in self.shares.items()
        ]
        return [*table, f"articles   {self.articles}"]


def evaluate(
    gold: Path, extract: Callable[[Document], Sequence[Claim]], articles: Path | None = None
) -> Evaluation:
    """Score *extract* on every `NAME.gold.json` under *gold*.

    The article is NAME.txt or NAME.md there, or in *articles*. Raises `InputError` where an
    annotation or its article cannot be read.
    """
    result = Evaluation()
    for article in annotated(gold, articles):
        _score(article.gold, extract(article.document), result, article.name)
    return result


@dataclass(frozen=True)
class Annotated:
    """An article and what an attentive reader found in it."""

    name: str
    document: Document
    gold: Mapping[str, Any]

    def stated(self, claims: Iterable[tuple[Predicate, Entity, Entity]]) -> list[tuple[Key, bool | None]]:
        """The key of each relation, and whether the annotation has it; None where it is optional."""
        names = _Names(self.gold["entities"])
        optional: dict[Key, bool] = {}
        for r in self.gold["relations"]:
            key = _key(Predicate(r["p"]), r["s"], r["o"])
            optional[key] = optional.get(key, True) and bool(r.get("optional"))
        keys = [_key(p, names.find(one), names.find(other)) for p, one, other in claims]
        return [(key, None if optional.get(key) else key in optional) for key in keys]

    def statuses(self, key: Key) -> set[str]:
        """The statuses that the annotation gives a relation; none where it does not have it."""
        return {
            r["status"]
            for r in self.gold["relations"]
            if _key(Predicate(r["p"]), r["s"], r["o"]) == key and r.get("status")
        }


def annotated(gold: Path, articles: Path | None = None) -> Iterator[Annotated]:
    """The annotated articles of a folder, by name."""
    files = sorted(gold.glob("*.gold.json"))
    if not files:
        raise InputError(f"{gold}: holds no annotated articles (NAME.gold.json)")
    for path in files:
        name = path.name.removesuffix(".gold.json")
        yield Annotated(name, read_document(_article(name, articles or gold)), _load(path))


def _article(name: str, folder: Path) -> Path:
    for suffix in (".txt", ".md"):
        if (path := folder / f"{name}{suffix}").is_file():
            return path
    raise InputError(f"{folder}: has no article {name}.txt or {name}.md for {name}.gold.json")


def _load(path: Path) -> dict[str, Any]:
    try:
        annotated = json.loads(path.read_text("utf-8"))
        return {"entities": annotated["entities"], "relations": annotated["relations"]}
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}: is no annotation with entities and relations ({error})") from None


def _score(gold: Mapping[str, Any], claims: Sequence[Claim], result: Evaluation, name: str) -> None:
    result.articles += 1
    names = _Names(gold["entities"])
    wanted: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for relation in gold["relations"]:
        wanted[_key(Predicate(relation["p"]), relation["s"], relation["o"])].append(relation)
    found: dict[Key, list[Claim]] = defaultdict(list)
    for claim in claims:
        one, other = names.find(claim.subject), names.find(claim.object)
        if one != other:
            found[_key(claim.predicate, one, other)].append(claim)
    for group in ("core", "secondary"):
        want = {
            k for k, rs in wanted.items() if _group(k) == group and not all(r.get("optional") for r in rs)
        }
        allowed = {k for k in wanted if _group(k) == group}
        have = {k for k in found if _group(k) == group}
        _count(result.scores[group], want, allowed, have)
        if group == "core":
            same = {
                k
                for k in want & have
                if {c.status.value for c in found[k]} & {r.get("status") for r in wanted[k]}
            }
            _count(result.scores["status"], want, allowed - (want - same), have, same)
            pairs = [{tuple(sorted(k[1:])) for k in keys} for keys in (want, allowed, have)]
            _count(result.scores["pair"], *pairs)
            for key in want & have:
                _qualifiers(result, wanted[key], found[key])
        result.errors += [
            f"{name}: missed {k}: {wanted[k][0].get('evidence', '')}" for k in sorted(want - have)
        ]
        result.errors += [f"{name}: wrong {k}: {found[k][0].evidence.text}" for k in sorted(have - allowed)]


def _group(key: Key) -> str:
    return "core" if Predicate(key[0]).core else "secondary"


def _count(
    score: Score, want: set[Any], allowed: set[Any], have: set[Any], right: set[Any] | None = None
) -> None:
    """Count what was found; *right* says which of the wanted are, where finding them is not enough."""
    right = want & have if right is None else right
    score.right += len(right)
    score.missed += len(want - right)
    score.wrong += len(have - allowed)


def _qualifiers(result: Evaluation, relations: Sequence[Mapping[str, Any]], claims: Sequence[Claim]) -> None:
    for relation in relations:
        if (stake := relation.get("stake")) is not None:
            told = [c.stake for c in claims if c.stake is not None]
            result.shares["stake"][any(abs(t - float(stake)) <= _SAME_STAKE for t in told)] += 1
        for name in ("start", "end"):
            if date := relation.get(name):
                values = [value for c in claims if (value := getattr(c, name))]
                result.shares[name][any(_same_date(value, str(date)) for value in values)] += 1


def _same_date(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _key(predicate: Predicate, one: str, other: str) -> Key:
    if predicate is Predicate.BRAND_OF:  # the same fact as owns, seen from the marque
        return (Predicate.OWNS.value, other, one)
    if predicate.symmetric and other < one:
        one, other = other, one
    return (predicate.value, one, other)


class _Names:
    """Finds the annotated entity that a claim's entity is, by full name before short, name before alias."""

    def __init__(self, entities: Sequence[Mapping[str, Any]]) -> None:
        self._by_name: dict[str, str] = {}
        for entity in entities:
            for name in entity["names"]:
                for key in (_folded(name), _bare(name)):
                    self._by_name.setdefault(key, entity["id"])

    def find(self, entity: Entity) -> str:
        for names in ((entity.name,), entity.aliases):
            for fold in (_folded, _bare):
                for name in names:
                    if (found := self._by_name.get(fold(name))) is not None:
                        return found
        return f"?{_bare(entity.name)}"


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", re.sub(r"['’]s\b", "", name)).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain.casefold()).split())


def _bare(name: str) -> str:
    return " ".join(_FORMS.sub(" ", _folded(name)).split()) or _folded(name)
