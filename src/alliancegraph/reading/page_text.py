"""A parsed page -> its visible text and the blocks that make it up, each with its element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree, html


def words(text: str) -> frozenset[str]:
    """The words of *text*, as a set."""
    return frozenset(text.split())


# A page is cut into blocks at these; everything else runs within a line.
_BLOCKS = words(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main nav ol p pre section summary table tbody"
    " td th thead tfoot tr ul"
)
_UNSEEN = words(
    "script style noscript template svg math head iframe object embed canvas audio video select textarea"
    " button input map datalist"
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_DATA_URI = re.compile(r"""(["'(])data:[^"')]{100,}""")
_APART = re.compile(r"caption|credit|byline|timestamp|dateline", re.I)
_SPACE = re.compile(r"[\s\u00a0]+")
_NUL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass(frozen=True, eq=False)
class Block:
    """A run of text between two breaks: its range in the page's text, and where it stands."""

    start: int
    end: int
    text: str
    linked: float  # the share of it that stands in links
    element: Any

    @property
    def heading(self) -> bool:
        return self.element.tag in ("h1", "h2", "h3", "h4", "h5", "h6")

    @property
    def prose(self) -> bool:
        return len(self.text) >= 60 and self.linked < 0.5


def parse(markup: str) -> Any | None:
    """The tree of a page, however damaged; None where there is nothing in it."""
    markup = _NUL.sub(" ", _DATA_URI.sub(r"\1", markup))
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_pis=True)
    try:
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # empty, or comments alone
        return None


def text_and_blocks(root: Any) -> tuple[str, list[Block]]:
    """All that a reader of the page sees, blocks apart by blank lines."""
    blocks: list[Block] = []
    at = 0
    for words, linked, element in _runs(root):
        blocks.append(Block(at, at + len(words), words, linked / len(words), element))
        at += len(words) + 2
    return "\n\n".join(block.text for block in blocks), blocks


def _runs(root: Any) -> Iterator[tuple[str, int, Any]]:
    run, linked, links, breaks = [""], 0, 0, 0
    open_blocks = [root]
    walk = etree.iterwalk(root, events=("start", "end", "comment"))

    def closed() -> Iterator[tuple[str, int, Any]]:
        nonlocal run, linked
        words = _SPACE.sub(" ", "".join(run)).strip()
        if words:
            yield words, min(linked, len(words)), open_blocks[-1]
        run, linked = [""], 0

    for event, node in walk:
        if event == "comment":
            run.append(node.tail or "")
            continue
        tag, text = node.tag, node.text if event == "start" else node.tail
        if event == "start" and _unseen(node):
            walk.skip_subtree()
            text = ""
        elif tag == "br" and event == "start":
            breaks += 1
            run.append(" ")
            if breaks > 1:
                yield from closed()
        elif tag in _BLOCKS or _apart(node):
            yield from closed()
            if event == "start":
                open_blocks.append(node)
            elif open_blocks[-1] is node:
                open_blocks.pop()
        elif tag == "a" and not _unseen(node):
            links += 1 if event == "start" else -1
        if text and text.strip():
            breaks = 0
        run.append(text or "")
        # The tail of a link stands outside of it, its text inside.
        linked += len(_SPACE.sub(" ", text).strip()) if text and links > 0 else 0
    yield from closed()


def _apart(node: Any) -> bool:
    """Whether a caption or a by-line runs on in a line of the page's source, though it is shown apart."""
    return node.tag in ("span", "time", "small", "cite") and bool(_APART.search(node.get("class") or ""))


def _unseen(node: Any) -> bool:
    return (
        node.tag in _UNSEEN
        or node.get("hidden") is not None
        or node.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(node.get("style") or ""))
    )
