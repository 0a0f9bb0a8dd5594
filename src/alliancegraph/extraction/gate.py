"""Articles and sentences -> those that can hold a fact: the others are never parsed.

An article passes if it names anybody of the trade, or speaks of cars at all. A sentence of it
passes with two names, or with a cue and something that is written like a name. This is where
the speed comes from: most articles are about something else, and most sentences of the rest
hold neither.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from alliancegraph.model import Document, EntityType, Mention
from alliancegraph.vocabulary import Language, Registry

_ANYWHERE = (EntityType.PERSON, EntityType.GOVERNMENT)


class Gate:
    """Decides from names and words alone.

    *irregular* has the verbs of irregular forms: a cue is one in each of them ("bought").
    """

    def __init__(
        self, language: Language, registry: Registry, irregular: Mapping[str, Sequence[str]]
    ) -> None:
        self._registry = registry
        self._elsewhere = language.words["kinds_elsewhere"]
        things = sorted(language.words["things_of_the_trade"])
        self._thing = re.compile(rf"\b(?:{'|'.join(map(re.escape, things))})s?\b", re.I)
        cues = {cue.split()[0] for cue in (*language.verbs, *language.nouns)}
        cues |= {title.split()[0] for title in language.words["main_titles"]}
        cues |= language.words["venture_nouns"]
        cues |= {form for form, verbs in irregular.items() if not cues.isdisjoint(verbs)}
        stems = sorted({_stem(cue) for cue in cues if cue.isalpha() or "-" in cue}, key=len, reverse=True)
        self._cue = re.compile(rf"\b(?:{'|'.join(map(re.escape, stems))})|%", re.I)
        self._name = re.compile(r"\b[A-Z][\w&-]+|<")

    def admits(self, document: Document, mentions: Sequence[Mention]) -> bool:
        """Whether the article is about cars, or the firms that make them and what goes into them."""
        if any(self._of_the_trade(mention) for mention in mentions):
            return True
        return any(self._thing.search(document.text, *block) for block in document.body)

    def _of_the_trade(self, mention: Mention) -> bool:
        if mention.entity.type in (EntityType.VEHICLE, EntityType.PLATFORM):
            return True
        entry = self._registry.get(mention.entity.id)
        return (
            entry is not None and entry.kind not in self._elsewhere and mention.entity.type not in _ANYWHERE
        )

    def open(
        self, text: str, spans: Sequence[tuple[int, int]], mentions: Sequence[Mention]
    ) -> list[tuple[int, int]]:
        """The spans that pass, in order."""
        starts = [mention.start for mention in mentions]
        return [span for span in spans if self._passes(text, span, starts)]

    def _passes(self, text: str, span: tuple[int, int], starts: Sequence[int]) -> bool:
        names = bisect_left(starts, span[1]) - bisect_left(starts, span[0])
        if names >= 2:
            return True
        if names == 0 and len(self._name.findall(text, span[0] + 1, span[1])) < 2:
            return False
        return bool(self._cue.search(text, *span))


def _stem(cue: str) -> str:
    for ending in ("y", "e"):
        if cue.endswith(ending) and len(cue) > 4:
            return cue[:-1]
    return cue
