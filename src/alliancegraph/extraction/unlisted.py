"""Document -> Mentions of firms that no registry lists, known by how the text writes them.

"Harwell Pressings", "Lumenor GmbH", "Solvarra, a start-up in Valencia", "the supplier Sakura
Denki": a run of capitalised words that ends like a firm's name, or that the text calls a
firm. The words that tell are lists in the vocabulary. A run may begin with a name that is
known ("Great Wall Computer") if it ends in another trade.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from alliancegraph.extraction.linking_form import first_names
from alliancegraph.extraction.surroundings import ORGANISATION, is_place
from alliancegraph.model import Document, Entity, EntityType, Mention, slug
from alliancegraph.vocabulary import Language, Registry

_WORD = r"[A-ZÀ-ÞŠŽČŁÖÜ][\w'’-]*[\w]"
_BETWEEN = r"(?:[ ]&[ ]|[ ](?:(?:de|del|do|du|des|di|da|et|y|und)[ ])?)"
_RUN = re.compile(rf"(?<![\w@/.-])(?:{_WORD}|[A-Z])(?:{_BETWEEN}(?:{_WORD}|[A-Z]\b))*")
_LEGAL = re.compile(
    r",?[ ](?:GmbH(?: & Co\.? KG)?|AG|SE|S\.?A\.?S?|SpA|S\.p\.A\.?|S\.?r\.?l\.?|S\.?A\.?R\.?L\.?|N\.V\."
    r"|B\.?V\.?|plc|PLC|AB|AS|A/S|ASA|ApS|Oyj?|Inc\b\.?|Corp\b\.?|Corporation|Company"
    r"|Co\b\.?(?:,? [Ll]td\b\.?)?|Ltd\b\.?|Limited|LLC|LLP|L\.P\."
    r"|Pty(?: Ltd\b\.?)?|(?:Sdn\.? )?Bhd|Pvt\b\.?(?: Ltd\b\.?)?|Tbk|KK|K\.K\.|a\.s\.|d\.o\.o\.|s\.r\.o\."
    r"|Kft|Zrt|Nyrt|OAO|OOO|PJSC|JSC|S\.A\. de C\.V\.|sp\. z o\.o\.)(?!\w)"
)
_LEGAL_WORD = re.compile(
    r"[ ](?:(?:& )?Co|GmbH|AG|SE|SA|SAS|SpA|BV|PLC|AB|AS|ASA|Oyj?|Inc|Corp|Corporation|Company|Ltd|Limited"
    r"|LLC|Pty|Bhd|Pvt|KK)$"
)
_TRADE = re.compile(
    r"\w{2,}(?:werke?|technik|fahrzeuge|motoren|industrie|gießerei|giesserei|metall|bolaget|fabriken?)"
)
_PARTNERS = re.compile(r"[A-Z][a-zà-ÿ]{3,} & [A-Z][a-zà-ÿ]{3,}")  # "Bramwell & Tate"
_NO_FIRM = (EntityType.PERSON, EntityType.VEHICLE, EntityType.PLATFORM)
_HELD = (  # "a stake in X", "the founders of X", "a venture called X"
    r"(?:stakes?|shares|percent|%|per cent|pct)[ ](?:in|of)[ ]"
    r"|founders?[ ]of[ ]|venture[ ](?:called|named)[ ]"
)
_BASED = re.compile(r"(?<![\w-])(?P<town>[A-ZÀ-Þ][a-zà-ÿ]+)[ -]based[ ]$")
_LONGEST = 6  # words


def unlisted(
    document: Document, linked: Sequence[Mention], registry: Registry, language: Language
) -> Iterator[Mention]:
    """The mentions of unlisted firms in the body of *document*; *linked* are those already known."""
    for start, end in document.body:
        for match in _RUN.finditer(document.text, start, end):
            found = _firm(document.text, match, linked, registry, language)
            if found is not None:
                yield found


def _firm(
    text: str, run: re.Match[str], linked: Sequence[Mention], registry: Registry, language: Language
) -> Mention | None:
    start, end = _trimmed(text, run.start(), run.end(), registry, language)
    inside = [m for m in linked if m.start < end and m.end > start]
    name = text[start:end]
    words = name.split()
    if not words or len(words) > _LONGEST or _else(name, registry, language):
        return None
    other_trade = words[-1] in language.words["other_trades"]
    legal = _LEGAL.match(text, end)
    longer = other_trade or _goes_on(text, start, end, inside, bool(legal), language)
    if inside and (inside[-1].end >= end or not (longer or inside[-1].entity.type in _NO_FIRM)):
        return None
    if all(word in language.words["firm_words"] or word in language.words["legal_forms"] for word in words):
        return None
    if not (
        (inside and longer)
        or legal
        or _LEGAL_WORD.search(name)
        or _ends_like_a_firm(words, language)
        or _begins_like_a_firm(words, language)
        or (_PARTNERS.fullmatch(name) and not _title_case(text, start, end))
        or (_called_a_firm(text, start, end, language) and not _somebody(words, registry, language))
    ):
        return None
    if legal:
        end = legal.end()
    short = name
    while (shorter := _LEGAL_WORD.sub("", short)) != short:
        short = shorter
    if registry.get(slug(short)) is not None:  # of that name, but not the one who is meant
        return None
    entity = Entity(
        id=slug(short),
        name=short,
        type=EntityType.COMPANY,
        aliases=(text[start:end],) if text[start:end] != short else (),
    )
    return Mention(start=start, end=end, text=text[start:end], entity=entity)


def _goes_on(
    text: str, start: int, end: int, inside: Sequence[Mention], legal: bool, language: Language
) -> bool:
    """ "Haldex Traction Systems", "Honda Lorne Assemblers Ltd": a firm's name within another one's. "Commer
    Cars" is Commer; but "Alliance Automotive" is no alliance."""
    if len(inside) != 1 or inside[0].entity.type not in ORGANISATION:
        return False
    words = language.words
    rest = [word for word in text[inside[0].end : end].split() if word not in words["legal_forms"]]
    alone = inside[0].entity.type is EntityType.ALLIANCE and " " not in inside[0].text
    return (
        bool(rest)
        and text[inside[0].end] == " "
        and (legal or rest[-1] in words["firm_words"])
        and (alone or not all(word in words["same_firm"] for word in rest))
        and not _title_case(text, start, end)
    )


def _else(name: str, registry: Registry, language: Language) -> bool:
    """Towns, countries, regions and newspapers are no firms: "Chile, the biggest producer"."""
    words = language.words
    return is_place(name, registry, language) or name in words["media"] or name in words["openers"]


def _somebody(words: Sequence[str], registry: Registry, language: Language) -> bool:
    """ "producer Ann Marlow": called by what somebody does, who has a first name."""
    first = words[0]
    return len(words) > 1 and (first in language.words["first_names"] or first in first_names(registry))


def _trimmed(text: str, start: int, end: int, registry: Registry, language: Language) -> tuple[int, int]:
    """Without what only stands before a name: "The", "Meanwhile", "President", "Germany's"."""
    while start < end:
        word = re.compile(r"[\w'’-]+").match(text, start)
        if word is None:
            break
        first = word[0].removesuffix("'s").removesuffix("’s")
        possessive = first != word[0]
        before_name = (
            first in language.words["not_names"]
            or first in language.words["openers"]
            or first.endswith("-based")
            or (first.lower() in language.words["firm_nouns"] and word.end() < end)
        )
        if not (before_name or possessive or (first in registry.adjectives and word.end() < end)):
            break
        start = min(word.end() + 1, end)
    name = text[start:end]
    if name.endswith(("'s", "’s")):
        end -= 2
    elif name.endswith((" S", " K", " N", " B", " L")) and _LEGAL.match(text, end - 2):
        end -= 2  # the first letter of "S.r.l."
    return start, end


def _ends_like_a_firm(words: Sequence[str], language: Language) -> bool:
    return (
        len(words) > 1
        and (words[-1] in language.words["firm_words"] or _TRADE.fullmatch(words[-1]) is not None)
        and not all(word in language.words["firm_words"] for word in words)
    )


def _begins_like_a_firm(words: Sequence[str], language: Language) -> bool:
    return len(words) > 1 and words[0] in language.words["firm_openings"]


def _called_a_firm(text: str, start: int, end: int, language: Language) -> bool:
    """ "the start-up X", "X, a maker of pumps in Ruian, ..."."""
    before, after = _calling(language)
    called = (
        before.search(text, max(0, start - 50), start)
        or after.match(text, end)
        or _BASED.search(text, max(0, start - 40), start)
    )
    return called is not None and not _title_case(text, start, end)


@cache
def _calling(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    nouns = "|".join(map(re.escape, sorted(language.words["firm_nouns"], key=len, reverse=True)))
    named = rf"(?:{nouns})[ ](?:called[ ]|named[ ])?|(?:{nouns})s[ ](?:such[ ]as|like|including)[ ]"
    before = rf"(?:^|[\s-])(?i:{named}|{_HELD})$"
    trades = "|".join(map(re.escape, sorted(language.words["firm_verbs"], key=len, reverse=True)))
    after = (
        r"[ ](?:has[ ])?(?:raised|raises|secured|secures)[ ](?:another[ ])?"
        r"[€$£¥]?\d[\w.,]*[ ](?:m|bn|million|billion)\b"
        rf"|,[ ](?:(?:a|an|the|another|once a)[ ](?:[\w'’-]+[ ]){{0,3}}(?:{nouns})\b"
        rf"|which[ ](?:also[ ])?(?:{trades})\b"
        rf"|whose[ ](?:founders?|chief executive|owners?|factory|plant|engineers)\b)"
    )
    return re.compile(before), re.compile(after)


def _title_case(text: str, start: int, end: int) -> bool:
    line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
    words = [word for word in re.findall(r"[^\W\d_][\w'’]*", line) if len(word) > 3]
    capitals = len([word for word in words if word[0].isupper()])
    return capitals >= 0.75 * len(words)
