"""A web page -> Draft: all text that it shows, and which blocks of it are the article.

What a site says of itself (structured data, elements, names of classes), where the prose
stands, and trafilatura's reading of the same page decide together, block by block.
"""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from alliancegraph.errors import InputError
from alliancegraph.reading.clean import ends_article, heads_comment, is_furniture
from alliancegraph.reading.page_header import PageHeader, page_header
from alliancegraph.reading.page_text import Block, parse, text_and_blocks, words
from alliancegraph.reading.source import Draft, Source, encoding_of, parsing
from alliancegraph.reading.when import partial_date

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]{2,40})""", re.I
)
_TOKEN = re.compile(r"[a-z]+|[A-Z][a-z]*")
_NOT_WORD = re.compile(r"\W+")
_BYLINE = re.compile(r"(?:by|from|words|story|text|photos?|pictures?)\b:?\s.{2,80}", re.I)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_STAMP = re.compile(
    r"(?:published|updated|posted|first published|last modified|modified|date|filed|created)\b.{0,80}"
    r"|.{0,40}\b\d{1,2}[:.]\d\d\s?(?:am|pm|gmt|bst|est|edt|cet|utc|et|h)\b.{0,20}"
    r"|\d+ min(?:ute)?s?(?: read)?"
    rf"|[A-Z][\w. /]{{2,30}}, {_MONTH} \d{{1,2}}"
    rf"|(?:\w+day,? )?\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}",
    re.I,
)
_SENTENCE = re.compile(r".*[.!?…:][\"”’')\]]*", re.S)
_SIMPLE_FURNITURE_TAGS = words("nav aside footer form figcaption figure caption dialog menu address")
# Words in the names of classes and ids that tell what is not the article.
_FURNITURE_WORDS = words(
    "ad ads adslot advert advertisement advertising advertorial alsoread author banner bio bookmark"
    " breadcrumb breadcrumbs byline callout caption carousel comment comments consent cookie cookies"
    " copyright credit credits crumb crumbs dateline disclaimer disclosure discussion disqus donate"
    " donation feedback follow footer gallery gdpr infobox jobs legal login masthead menu meta metadata"
    " modal mostread nav navbar navigation newsletter newsletters outbrain overlay pager pagination"
    " paywall player playlist poll popular popup print promo promos promoted promotion rail rating"
    " readmore recirc recirculation recommendations recommended registration related replies reply respond"
    " responses share sharebar sharing shop sidebar signin signup skip skiplink slideshow social socials"
    " sponsor sponsored stock subscribe subscription survey taboola tagcloud taglist tags teaser teasers"
    " ticker timestamp toc toolbar topics trending trial upsell video weather widget widgets"
)
_BODY_WORDS = frozenset({"articlebody", "standfirst", "dek", "lede", "deck", "subheadline"})


def articles(source: Source) -> Iterator[Draft]:
    """The one article of a page; raise `InputError` where it holds no text."""
    raw = source.all_bytes()
    with parsing(source.name, "page"):
        root = parse(decoded(raw, source.encoding))
        if root is None:
            raise InputError(f"{source.name}: is a page without text; save it with its content")
        header = page_header(root)
        text, blocks = text_and_blocks(root)
        body = body_of(root, blocks, header)
    yield Draft(
        text,
        tuple((block.start, block.end) for block in body),
        title=header.title or (body[0].text if body else None),
        date=header.date,
        author=header.author,
        source=header.source,
        url=header.url,
    )


def fragment(markup: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Text and blocks of markup that is an article already, as feeds and exports hold it."""
    with parsing("the markup", "page"):
        root = parse(markup)
        if root is None:
            return "", ()
        text, blocks = text_and_blocks(root)
        furniture = _Furniture(blocks)
        kept = list(_until_the_end([b for b in blocks if not furniture.holds(b)]))
    return text, tuple((block.start, block.end) for block in kept if not _dispensable(block))


def decoded(raw: bytes, named: str) -> str:
    """A page's text, in the encoding that its bytes tell, else *named*, else the Western one."""
    declared = _CHARSET.search(raw[:4096])
    for encoding in (declared[1].decode("ascii") if declared else None, named, "utf-8"):
        try:
            if encoding:
                return raw.decode(encoding_of(raw, encoding))
        except (LookupError, UnicodeError):
            continue
    return raw.decode("cp1252", "replace")


def body_of(root: Any, blocks: Sequence[Block], header: PageHeader) -> list[Block]:
    """The article's blocks: headline, standfirst, paragraphs, in the page's order."""
    furniture = _Furniture(blocks)
    clean = [block for block in blocks if not furniture.holds(block)]
    told = _told_by_the_site(clean, header)
    inside = told or _inside(clean, _container(clean, header))
    extracted = _squeezed(_extracted(root))
    if sum(len(block.text) for block in inside) < 200:
        inside = [b for b in blocks if len(b.text) >= 25 and _squeezed(b.text) in extracted] or inside
    headline = _headline(clean, inside, header)
    ended = list(_until_the_end(_one_story(inside, headline)))
    kept = [
        block
        for block in ended
        if block is not headline
        and not _dispensable(block)
        and (
            told
            or block.prose
            or block.heading
            or _SENTENCE.fullmatch(block.text)
            or _squeezed(block.text) in extracted
        )
    ]
    while kept and kept[-1].heading:
        kept.pop()
    standfirst = _standfirst(clean, headline, kept)
    return ([headline] if headline else []) + standfirst + kept


class _Furniture:
    """Which elements are not the article, told by tags and names, unless most of the prose is in them."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._known: dict[Any, bool] = {}
        self._prose: dict[Any, int] = defaultdict(int)
        for block in blocks:
            if block.prose:
                for element in _upwards(block.element):
                    self._prose[element] += len(block.text)
        self._all = max(self._prose.values(), default=0)

    def holds(self, block: Block) -> bool:
        return any(self._is(element) for element in _upwards(block.element))

    def _is(self, element: Any) -> bool:
        if element not in self._known:
            self._known[element] = _named_furniture(element) and self._prose[element] <= 0.5 * self._all
        return self._known[element]


def _named_furniture(element: Any) -> bool:
    if element.tag in _SIMPLE_FURNITURE_TAGS or element.get("role") in (
        "navigation",
        "complementary",
        "dialog",
    ):
        return True
    names = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("itemprop"))))
    if not names or element.tag in ("h1", "body", "html"):
        return False
    named = {token.lower() for token in _TOKEN.findall(names)}
    whole = {name.lower().replace("-", "").replace("_", "") for name in names.split()}
    return not (whole & _BODY_WORDS) and bool(named & _FURNITURE_WORDS or whole & _FURNITURE_WORDS)


def _upwards(element: Any) -> Iterator[Any]:
    yield element
    yield from element.iterancestors()


def _told_by_the_site(blocks: Sequence[Block], header: PageHeader) -> list[Block]:
    """The blocks of the text that the page's structured data gives, where they give all of it."""
    told = _squeezed(header.body or "")
    if len(told) < 200:
        return []
    found = [block for block in blocks if len(block.text) >= 15 and _squeezed(block.text) in told]
    return found if sum(len(_squeezed(block.text)) for block in found) >= 0.8 * len(told) else []


def _container(blocks: Sequence[Block], header: PageHeader) -> Any | None:
    """The innermost element that holds the one story: down from the root, along most of the prose."""
    prose: dict[Any, int] = defaultdict(int)
    children: dict[Any, dict[Any, None]] = defaultdict(dict)
    for block in blocks:
        if block.prose:
            line = list(_upwards(block.element))
            for child, parent in pairwise(line):
                children[parent][child] = None
            for element in line:
                prose[element] += len(block.text)
    if not prose:
        return None
    at = next(element for element in prose if element.getparent() is None)
    while children[at]:
        best = max(children[at], key=lambda child: prose[child])
        stories = [child for child in children[at] if _is_story(child)]
        if len(stories) > 1:
            best = _the_story(stories, header)
            best = max(stories, key=lambda child: prose[child]) if best is None else best
        elif prose[best] < 0.7 * prose[at] or best.tag in ("p", "li", "blockquote"):
            break
        at = best
    return at


def _is_story(element: Any) -> bool:
    """Whether an element is a story of its own, with headline and text, beside others."""
    if element.tag == "article":
        return True
    return element.tag in ("div", "section", "td") and element.find(".//h1") is not None


def _the_story(stories: Sequence[Any], header: PageHeader) -> Any | None:
    title = _squeezed(header.title or "")
    for story in stories:
        headings = [_squeezed(" ".join(h.itertext())) for tag in ("h1", "h2") for h in story.iter(tag)]
        if title and any(heading and (heading in title or title in heading) for heading in headings):
            return story
    return next((story for story in stories if story.find(".//h1") is not None), None)


def _inside(blocks: Sequence[Block], container: Any | None) -> list[Block]:
    if container is None:
        return list(blocks)
    return [block for block in blocks if any(element is container for element in _upwards(block.element))]


def _headline(blocks: Sequence[Block], inside: Sequence[Block], header: PageHeader) -> Block | None:
    """The heading that says the page's title; else the last `h1` before the text; else none."""
    if not inside:
        return None
    title = _squeezed(header.title or "")
    before = [block for block in blocks if block.start <= inside[min(2, len(inside) - 1)].start]
    for block in before:
        said = _squeezed(block.text)
        if len(said) > 10 and (
            said == title or (block.heading and title and (said in title or title in said))
        ):
            return block
    return next((block for block in reversed(before) if block.element.tag == "h1"), None)


def _one_story(inside: Sequence[Block], headline: Block | None) -> list[Block]:
    """The blocks after the headline, up to the headline of the next story."""
    kept: list[Block] = []
    for block in inside:
        if headline and block.start <= headline.start:
            continue
        if block.element.tag == "h1" and sum(b.prose for b in kept) >= 2:
            break
        kept.append(block)
    return kept


def _until_the_end(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks before comments and links begin; a box of links within the text is passed over."""
    prose = 0
    parents: set[Any] = set()
    for i, block in enumerate(blocks):
        if prose and (ends_article(block.text) or (prose > 1 and heads_comment(block.text))):
            talk = (
                "comment" in block.text.lower() or "debate" in block.text.lower() or heads_comment(block.text)
            )
            goes_on = any(
                b.prose and b.linked < 0.2 and b.element.getparent() in parents for b in blocks[i + 1 :]
            )
            if talk or not goes_on:
                return
            continue
        if block.prose:
            prose += 1
            parents.add(block.element.getparent())
        yield block


def _standfirst(blocks: Sequence[Block], headline: Block | None, kept: Sequence[Block]) -> list[Block]:
    if headline is None or not kept:
        return []
    between = [b for b in blocks if headline.end < b.start < kept[0].start]
    return [block for block in between if block.prose and not _dispensable(block)][:2]


def _dispensable(block: Block) -> bool:
    """Whether a block in the article's place is none of its text: links, notices, by-lines, stamps."""
    text = block.text
    return (
        block.linked > 0.6
        or is_furniture(text)
        or (len(text) < 100 and not block.heading and bool(_BYLINE.fullmatch(text) or _STAMP.fullmatch(text)))
        or (len(text) < 40 and partial_date(text) is not None)
        or not _NOT_WORD.sub("", text)
    )


def _extracted(root: Any) -> str:
    import trafilatura

    # It takes what it does not want out of the tree that it is given.
    return (
        trafilatura.extract(
            copy.deepcopy(root), include_comments=False, include_tables=True, favor_recall=True
        )
        or ""
    )


def _squeezed(text: str) -> str:
    return _NOT_WORD.sub("", text).lower()
