"""A model's answer + the document -> Proposals: what the text itself bears out, the rest counted.

Kept is a relation whose quote stands in the sentences that were sent, whose two names stand in
the quoted sentences or the two before them, and whose types fit its predicate. A stake, date
or word that the passage does not hold is left out.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Any

from alliancegraph.dates import parse
from alliancegraph.errors import DateError
from alliancegraph.extraction.figures import stakes
from alliancegraph.extraction.frames import fits
from alliancegraph.extraction.llm.answer import Answer, Relation
from alliancegraph.extraction.mentions import without_legal_form
from alliancegraph.extraction.proposal import Proposal
from alliancegraph.extraction.when import find_dates
from alliancegraph.model import Document, EntityType, Mention, Predicate

_REACH = 2  # sentences before the quote in which a name may stand
_SAME_STAKE = 0.5  # percent
_NUMBER = re.compile(r"\[\d+\] ")  # of a sentence in the passage, copied along
_LOOKALIKES = str.maketrans("’‘“”–—‑‐−\u00a0", "''\"\"----- ")

_BELONGING = (Predicate.OWNS, Predicate.PARTNER_IN, Predicate.MEMBER_OF)
_BELONGING_TO = {  # what it is called there
    EntityType.JOINT_VENTURE: Predicate.PARTNER_IN,
    EntityType.ALLIANCE: Predicate.MEMBER_OF,
}


class Drop(StrEnum):
    """Why a relation of an answer is not kept."""

    FORM = "not in the asked form"
    QUOTE = "the quote is not in the sentences sent"
    NAME = "a name is not in the article"
    UNKNOWN = "a name is nobody's"
    FAR = "a name is not near the quote"
    TYPES = "the types do not fit"


@dataclass(frozen=True)
class Sent:
    """The sentences of *document* that a model was sent, among all of its sentences and mentions."""

    document: Document
    sentences: Sequence[tuple[int, int]]
    mentions: Sequence[Mention]
    spans: Sequence[tuple[int, int]]


def checked(answer: Answer, sent: Sent) -> Iterator[Proposal | Drop]:
    """Each relation of *answer* as a proposal, or why it is dropped."""
    for row in answer.relations:
        yield _checked(row, sent)


def _checked(row: Relation | Any, sent: Sent) -> Proposal | Drop:
    if not isinstance(row, Relation):
        return Drop.FORM
    quote = _quoted(row.quote, sent)
    if quote is None:
        return Drop.QUOTE
    sides = [_mention(name, quote, sent) for name in (row.subject, row.object)]
    for side in sides:
        if isinstance(side, Drop):
            return side
    one, other = (side for side in sides if isinstance(side, Mention))
    predicate = row.predicate
    if predicate is Predicate.BRAND_OF:
        predicate, one, other = Predicate.OWNS, other, one
    elif predicate in _BELONGING and other.entity.type in _BELONGING_TO:
        predicate = _BELONGING_TO[other.entity.type]
    elif predicate is Predicate.PARTNER_IN and other.entity.type is EntityType.COMPANY:
        venture = other.entity.model_copy(update={"type": EntityType.JOINT_VENTURE})
        other = other.model_copy(update={"entity": venture})
    if not fits(predicate, one, other):
        return Drop.TYPES
    start = min(quote[0], *(_sentence(side, sent)[0] for side in (one, other)))
    return _qualified(row, predicate, one, other, (start, quote[1]), sent.document)


def _qualified(
    row: Relation,
    predicate: Predicate,
    one: Mention,
    other: Mention,
    place: tuple[int, int],
    document: Document,
) -> Proposal:
    text = document.text[slice(*place)]
    dates = [when.date for when in find_dates(text, document.date)]
    told = [share.percent for share in stakes(text)]
    return Proposal(
        predicate=predicate,
        subject=one,
        object=other,
        start=place[0],
        end=place[1],
        status=row.status,
        stake=next((s for s in told if row.stake is not None and abs(s - row.stake) <= _SAME_STAKE), None),
        since=_date(row.start, dates),
        until=_date(row.end, dates),
        **{name: _words(getattr(row, name), text) for name in ("product", "platform", "attribution")},
    )


def _quoted(quote: str, sent: Sent) -> tuple[int, int] | None:
    """The sentences that hold *quote*, from the start of the first to the end of the last.

    It may run on over sentences as they were sent, whatever stands between them in the article.
    """
    sentences = [sent.document.text[slice(*span)] for span in sent.spans]
    ends = list(accumulate(len(sentence) + 1 for sentence in sentences))
    for words in (quote, _NUMBER.sub(" ", quote)):
        for start, end in _places(words, " ".join(sentences)):
            first, last = bisect(ends, start), bisect(ends, end - 1)
            return sent.spans[first][0], sent.spans[last][1]
    return None


def _mention(name: str, quote: tuple[int, int], sent: Sent) -> Mention | Drop:
    """The mention that *name* is, in the quoted sentences or as near before them as can be."""
    if not any(_places(name, sent.document.text)):
        return Drop.NAME
    wanted = _bare(name)
    called = [
        mention
        for mention in sent.mentions
        if wanted == _bare(mention.text)
        or wanted in {_bare(known) for known in (mention.entity.name, *mention.entity.aliases)}
    ]
    if not called:
        return Drop.UNKNOWN
    inside = [mention for mention in called if quote[0] <= mention.start < quote[1]]
    before = [mention for mention in called if mention.start < quote[0] and _near(mention, quote, sent)]
    near = inside[:1] or before[-1:]
    return near[0] if near else Drop.FAR


def _near(mention: Mention, quote: tuple[int, int], sent: Sent) -> bool:
    between = [s for s in sent.spans if mention.start < s[1] and s[0] < quote[0]]
    return len(between) <= _REACH


def _sentence(mention: Mention, sent: Sent) -> tuple[int, int]:
    around = (s for s in sent.sentences if s[0] <= mention.start < s[1])
    return next(around, (mention.start, mention.end))


def _places(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Where *words* stand in *text*, whatever the white space and the kind of quotes and dashes."""
    parts = words.translate(_LOOKALIKES).split()
    if parts:
        pattern = r"\s+".join(map(re.escape, parts))
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text.translate(_LOOKALIKES)):
            yield match.span()


def _bare(name: str) -> str:
    plain = " ".join(name.translate(_LOOKALIKES).split()).strip("<>").removesuffix("'s")
    return without_legal_form(plain).casefold().removeprefix("the ")


def _date(told: str | None, known: Sequence[str]) -> str | None:
    """*told*, if a date of the passage says so as precisely."""
    if told is None:
        return None
    try:
        date = parse(told)
    except DateError:
        return None
    return date if any(when.startswith(date) for when in known) else None


def _words(told: str | None, text: str) -> str | None:
    place = next(_places(told, text), None) if told else None
    return " ".join(text[slice(*place)].split()) if place else None


def counted(drops: Sequence[Drop]) -> Mapping[str, int]:
    """How often each reason came up, in the order in which they are checked."""
    return {drop.value: drops.count(drop) for drop in Drop if drop in drops}
