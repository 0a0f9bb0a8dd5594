"""A folder of articles -> a folder with the graph: read, extract, decide, merge, store, render.

The only place that knows this order. What did not change since the last build is not
extracted again; the result is the same, byte for byte, as if it had been.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import count
from pathlib import Path

from pydantic import TypeAdapter

from alliancegraph.errors import InputError
from alliancegraph.export import graphml, page
from alliancegraph.extraction import DEFAULT, Extraction, Extractor, extractor_version
from alliancegraph.extraction.llm import LlmOptions
from alliancegraph.extraction.llm.budget import Spending
from alliancegraph.extraction.llm.options import SHELF
from alliancegraph.files import write_whole
from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Claim, Document, claims_by_id, digest
from alliancegraph.reading import Article, Unread, find_files, read_again, reading_version, source_groups
from alliancegraph.review import FILE_NAME as DECISIONS
from alliancegraph.review import apply, read_decisions
from alliancegraph.work import Shelf, Work

CLAIMS = "claims.jsonl"
LEDGER = "ledger.json"
WORK = ".work"

type Progress = Callable[[int, int, str], None]  # done, all, the article at hand


@dataclass(frozen=True)
class LlmLine:
    """What a language model was asked about one article, and what became of it.

    `dropped` counts by reason the relations that the article does not bear out. `failure` says why
    the article has no claims of the model; the next build asks again.
    """

    passages: int
    told: int
    kept: int
    dropped: Mapping[str, int]
    failure: str | None = None


@dataclass(frozen=True)
class Extracted:
    """The claims of one article, as they are kept for the next build."""

    claims: list[Claim]
    llm: LlmLine | None = None


_EXTRACTED = TypeAdapter(Extracted)


@dataclass(frozen=True)
class LedgerLine:
    """What became of one article: facts, none found, a copy, skipped or failed and why."""

    path: str
    outcome: str  # "facts" | "none" | "copy" | "skipped" | "failed"
    facts: int = 0
    claims: int = 0
    document: str | None = None
    title: str | None = None
    date: str | None = None
    same_source_as: str | None = None
    reason: str | None = None
    author: str | None = None
    language: str | None = None
    llm: LlmLine | None = None


@dataclass(frozen=True)
class ReviewLine:
    """A person's decision, its number in `review.yaml`, and how many claims it matched."""

    number: int
    decision: str
    claims: int


@dataclass(frozen=True)
class BuildReport:
    """The ledger of a build, and how many articles had to be extracted anew."""

    lines: tuple[LedgerLine, ...]
    extracted: int
    entities: int
    facts: int
    review: tuple[ReviewLine, ...] = ()
    renewed: str | None = None  # why articles that did not change were read anew, where they were
    spent: Spending | None = None  # on a language model, where one was asked

    @property
    def unheard(self) -> tuple[LedgerLine, ...]:
        """Articles that have no claims of the language model, as it did not answer."""
        return tuple(line for line in self.lines if line.llm is not None and line.llm.failure is not None)

    @property
    def skipped(self) -> tuple[LedgerLine, ...]:
        """Articles in another language than English."""
        return tuple(line for line in self.lines if line.outcome == "skipped")

    @property
    def unmatched(self) -> tuple[ReviewLine, ...]:
        """Decisions that no longer match anything."""
        return tuple(line for line in self.review if not line.claims)

    @property
    def failed(self) -> tuple[LedgerLine, ...]:
        return tuple(line for line in self.lines if line.outcome == "failed")


def build(
    raw: str | Path,
    out: str | Path,
    *,
    encoding: str = "utf-8",
    model: str | None = None,
    use: Sequence[str] = DEFAULT,
    llm: LlmOptions | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Build the graph of the articles under *raw* into the folder *out*.

    *model* names another spaCy model, *use* says who finds relations ("frames", "classifier", "llm"),
    and *llm* which language model is asked, if it is among them.

    An article that cannot be read is a line of the ledger, and the others are built. Raises
    `InputError` where there is nothing to build, and `OSError` where *out* cannot be written.
    """
    raw, out = Path(raw), Path(out)
    files = find_files(raw)
    version = extractor_version(model, use, llm)
    with Work(out / WORK) as work:
        pages, extractions = work.shelf("pages", reading_version()), work.shelf("claims", version)
        articles, unread = _read(files, raw, encoding, pages)
        if not articles:
            reasons = "; ".join(line.reason for line in unread.values())
            raise InputError(f"{raw}: none of its articles can be read: {reasons}")
        unique = list({article.document.id: article.document for article in articles}.values())
        renewed = _renewed(extractions)
        extractor = cache(lambda: Extractor(model, use, llm, work.shelf(*SHELF)))
        found, extracted = _extract(unique, extractions, extractor, progress)
        pages.tidy()
        extractions.tidy()
    claims = {document: of.claims for document, of in found.items()}
    asked = extractor().llm if extracted else None
    decisions = read_decisions(raw / DECISIONS) if raw.is_dir() else ()
    groups = source_groups(unique)
    decided = apply(decisions, claims_by_id(c for of in claims.values() for c in of), unique)
    graph = AllianceGraph.from_claims(unique, decided.claims, groups)
    lines = _ledger(articles, unread, found, graph, groups)
    review = tuple(map(ReviewLine, count(1), map(str, decisions), decided.matched))
    _write(out, graph, claims, lines, review, version)
    return BuildReport(
        lines,
        extracted,
        len(graph.entities),
        len(graph.facts),
        review,
        renewed,
        asked.spent if asked else None,
    )


def _renewed(extractions: Shelf) -> str | None:
    others = extractions.made_by_others()
    return (
        f"another model, vocabulary or rules than last time: {others} articles are read anew"
        if others
        else None
    )


def _read(
    files: Sequence[Path], raw: Path, encoding: str, shelf: Shelf
) -> tuple[list[Article], dict[str, Unread]]:
    root = raw if raw.is_dir() else raw.parent
    articles: list[Article] = []
    unread: dict[str, Unread] = {}
    for path in files:
        for found in read_again(shelf, path, root, encoding):
            if isinstance(found, Article):
                articles.append(found)
            else:
                unread[found.path] = found
    return articles, unread


def _extract(
    documents: Sequence[Document],
    shelf: Shelf,
    extractor: Callable[[], Extractor],
    progress: Progress | None,
) -> tuple[dict[str, Extracted], int]:
    """The claims of each document, and how many documents had to be extracted for it.

    Where a language model did not answer, the claims are not kept: the next build asks again.
    """
    found: dict[str, Extracted] = {}
    missing: list[Document] = []
    for document in documents:
        kept = shelf.get(_key(document))
        if kept is None:
            missing.append(document)
        else:
            found[document.id] = _EXTRACTED.validate_json(kept)
    for done, document in enumerate(missing):
        if progress is not None:
            progress(done, len(missing), document.path or document.title)
        found[document.id] = extracted = _extracted(extractor().extraction(document))
        if extracted.llm is None or extracted.llm.failure is None:
            shelf.put(_key(document), _EXTRACTED.dump_json(extracted).decode())
    in_order = sorted(documents, key=lambda d: d.path or d.id)
    return {document.id: found[document.id] for document in in_order}, len(missing)


def _extracted(extraction: Extraction) -> Extracted:
    heard = extraction.hearing
    if heard is None:
        return Extracted(extraction.claims)
    kept = heard.told - sum(heard.dropped.values())
    return Extracted(
        extraction.claims, LlmLine(heard.passages, heard.told, kept, heard.dropped, heard.failure)
    )


def _key(document: Document) -> str:
    """All of a document that its claims depend on."""
    return digest(document.id, document.date or "", document.title, str(document.body))


def _ledger(
    articles: Sequence[Article],
    unread: Mapping[str, Unread],
    found: Mapping[str, Extracted],
    graph: AllianceGraph,
    groups: Mapping[str, str],
) -> tuple[LedgerLine, ...]:
    facts = _facts_by_document(graph)
    first: dict[str, str] = {}
    lines = [
        LedgerLine(path, "skipped" if line.language else "failed", reason=line.reason, language=line.language)
        for path, line in unread.items()
    ]
    for article in articles:
        document = article.document
        path = document.path or ""
        copy_of = first.setdefault(document.id, path)
        source = first.get(groups[document.id])
        outcome = "copy" if copy_of != path else "facts" if facts[document.id] else "none"
        lines.append(
            LedgerLine(
                path,
                outcome,
                facts=0 if outcome == "copy" else facts[document.id],
                claims=0 if outcome == "copy" else len(found[document.id].claims),
                document=document.id,
                title=document.title,
                date=document.date,
                same_source_as=copy_of if copy_of != path else source if source != path else None,
                author=article.author,
                language=article.language,
                llm=None if outcome == "copy" else found[document.id].llm,
            )
        )
    return tuple(sorted(lines, key=lambda line: line.path))


def _facts_by_document(graph: AllianceGraph) -> Counter[str]:
    told = {key: claim.evidence.document for key, claim in graph.claims_by_id.items()}
    counts: Counter[str] = Counter()
    for fact in graph.facts.values():
        counts.update({told[key] for key in (*fact.claims, *fact.claims_against) if key in told})
    return counts


def _write(
    out: Path,
    graph: AllianceGraph,
    claims: Mapping[str, Iterable[Claim]],
    lines: Sequence[LedgerLine],
    review: Sequence[ReviewLine],
    version: str,
) -> None:
    """Each file is replaced whole; the store, which all else can be made from, comes first."""
    out.mkdir(parents=True, exist_ok=True)
    graph.save(out)
    graphml.write(graph, out / "alliances.graphml")
    page.render(graph, out / "index.html")
    write_whole(out / CLAIMS, "".join(c.model_dump_json() + "\n" for of in claims.values() for c in of))
    ledger = {
        "extractor": version,
        "documents": [asdict(line) for line in lines],
        "decisions": [asdict(line) for line in review],
    }
    write_whole(out / LEDGER, json.dumps(ledger, ensure_ascii=False, indent=1) + "\n")
