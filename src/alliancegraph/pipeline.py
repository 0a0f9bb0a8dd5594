"""A folder of articles -> a folder with the graph: read, extract, decide, merge, store, render.

The only place that knows this order. What did not change since the last build is not
extracted again, and where nothing did, nothing is made at all; the result is the same, byte
for byte, as if it had been. All files are made
in a folder of their own and put in place when the last one is done: a build that fails or is
killed leaves the graph of the last one, and nothing beside it.
"""

from __future__ import annotations

import gc
import shutil
from array import array
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import count
from pathlib import Path

from alliancegraph import claims_table
from alliancegraph.articles import Articles
from alliancegraph.engines import KEPT, Engine, Extracted, Kept, extract_all
from alliancegraph.errors import InputError, StoreError, UsageError
from alliancegraph.export import graphml, page
from alliancegraph.extraction import DEFAULT, Extractor, extractor_version
from alliancegraph.extraction.llm import LlmOptions
from alliancegraph.extraction.llm.options import SHELF
from alliancegraph.files import put_in_place
from alliancegraph.graph import AllianceGraph
from alliancegraph.graph.store import FILE_NAME as STORE
from alliancegraph.ledger import FILE_NAME as LEDGER
from alliancegraph.ledger import BuildReport, LedgerLine, ReviewLine
from alliancegraph.model import Claim, Document, claims_by_id
from alliancegraph.reading import Unread, find_files, first_of_source, read_again, reading_version
from alliancegraph.review import FILE_NAME as DECISIONS
from alliancegraph.review import Applied, apply, read_decisions
from alliancegraph.review.decisions import Decision
from alliancegraph.unchanged import Inputs, as_built, program_version, unchanged
from alliancegraph.work import Shelf, Work

CLAIMS = "claims.jsonl"
WORK = ".work"

type Progress = Callable[[int, int, str], None]  # done, all, the article at hand
type Workers = Callable[[Iterable[Document]], Generator[Extracted]]


def build(
    raw: str | Path,
    out: str | Path,
    *,
    encoding: str = "utf-8",
    model: str | None = None,
    use: Sequence[str] = DEFAULT,
    llm: LlmOptions | None = None,
    progress: Progress | None = None,
    processes: int = 1,
    engine: Engine | str = Engine.PROCESSES,
    address: str | None = None,
    company: str | None = None,
) -> BuildReport:
    """Build the graph of the articles under *raw* into the folder *out*.

    *model* names another spaCy model, *use* says who finds relations ("frames", "classifier", "llm"),
    and *llm* which language model is asked, if it is among them (by one process only).

    Extraction runs in *processes* of this machine, or on a Ray cluster (*engine* "ray"): the one
    at *address*, or one of as many workers here. The graph is the same with all of them.

    The page opens on the main groups, or on *company*; `UnknownEntityError` if there is none such.

    An article that cannot be read is a line of the ledger, and the others are built. Raises
    `InputError` where there is nothing to build, `StoreError` while another build into *out* is
    running, and `OSError` where *out* cannot be written.
    """
    engine = Engine(engine)
    raw, out = Path(raw), Path(out)
    files = find_files(raw)
    version = extractor_version(model, use, llm)
    if "llm" in use and (processes > 1 or engine is not Engine.PROCESSES):
        raise UsageError("a language model is asked by one process; leave out --processes and --engine")
    with Work(out / WORK) as work:
        extractor = cache(lambda: Extractor(model, use, llm, work.shelf(*SHELF)))
        workers = partial(
            extract_all,
            extractor=extractor,
            model=model,
            use=use,
            processes=processes,
            engine=engine,
            address=address,
        )
        pages, extractions = work.shelf("pages", reading_version()), work.shelf("claims", version)
        builds = work.shelf("builds", program_version())
        inputs = Inputs()
        inputs.add(version, engine, company)
        articles, unread = Articles(work, pages), dict[str, Unread]()
        for page, found in _read(files, raw, encoding, pages):
            if isinstance(found, Document):
                articles.add(page, found)
                inputs.add(found)
            else:
                unread[found.path] = found
        if not articles:
            reasons = "; ".join(line.reason for line in unread.values())
            raise InputError(f"{raw}: none of its articles can be read: {reasons}")
        decisions = read_decisions(raw / DECISIONS) if raw.is_dir() else ()
        inputs.add(*unread.values(), *decisions)
        if report := unchanged(builds.get(inputs.digest()), out):
            return report
        renewed = _renewed(pages, extractions)
        extracted = _extract(articles, extractions, workers, progress)
        pages.tidy()
        extractions.tidy()
        asked = extractor().llm if extracted.anew and "llm" in use else None
        extractor.cache_clear()
        gc.collect()  # the models, most of the memory, refer to themselves
        with work.fresh_folder() as folder:
            (new := folder / "graph").mkdir()
            report = replace(
                _make(articles, unread, decisions, extracted, folder, company),
                renewed=renewed,
                spent=asked.spent if asked else None,
            )
            report.write_ledger(new / LEDGER, version)
            if engine is Engine.RAY:
                claims_table.write(extracted.every_claim("id"), new / claims_table.FOLDER)
            written = _publish(new, out)
        if not extracted.failed and not report.unheard:
            builds.put(inputs.digest(), as_built(report, written, out))
        builds.tidy()
    return report


def _renewed(pages: Shelf, extractions: Shelf) -> str | None:
    """Why what did not change is done anew, if it is."""
    anew = (
        (extractions.made_by_others(), "another model, vocabulary or rules than last time: {} articles"),
        (pages.made_by_others(), "another way of reading files than last time: {} articles and files"),
    )
    return "; ".join(f"{why.format(count)} are read anew" for count, why in anew if count) or None


def _read(
    files: Iterable[Path], raw: Path, encoding: str, shelf: Shelf
) -> Iterator[tuple[str, Document | Unread]]:
    root = raw if raw.is_dir() else raw.parent
    return (found for path in files for found in read_again(shelf, path, root, encoding))


@dataclass(frozen=True)
class _Extracted:
    """What extraction gave, on the shelf but for documents of which it may not be kept."""

    articles: Articles
    shelf: Shelf
    loose: Mapping[str, Kept]  # by document
    failed: Mapping[str, str]  # why, by document
    anew: int  # documents that were not on the shelf

    def of(self, document: str, key: str) -> Kept:
        if document in self.loose:
            return self.loose[document]
        kept = self.shelf.get(key)
        if kept is None:
            raise StoreError("what was extracted a moment ago is damaged; build again")
        return KEPT.validate_json(kept)

    def every_claim(self, order: str = "path") -> Iterator[Claim]:
        """The claims of all documents in *order* of their "path" or "id"."""
        return (claim for one in self.articles.listed(order) for claim in self.of(one.id, one.key).claims)


def _extract(articles: Articles, shelf: Shelf, workers: Workers, progress: Progress | None) -> _Extracted:
    """The claims of all documents: those on the shelf, and what *workers* make of the others.

    Where a language model did not answer, the claims are not kept: the next build asks again.
    """
    loose: dict[str, Kept] = {}
    failed: dict[str, str] = {}
    missing = array("q", (one.number for one in articles.listed("first") if shelf.get(one.key) is None))
    with closing(workers(map(articles.document, missing))) as results:
        for done, number in enumerate(missing):
            one = articles.at(number)
            if progress is not None:
                progress(done, len(missing), one.path)
            result = next(results)
            if result.kept is None:
                loose[one.id], failed[one.id] = Kept([]), result.reason or ""
                continue
            heard = KEPT.validate_json(result.kept)
            if heard.llm is None or heard.llm.failure is None:
                shelf.put(one.key, result.kept)
            else:
                loose[one.id] = heard
    return _Extracted(articles, shelf, loose, failed, len(missing))


def _ledger(
    unread: Mapping[str, Unread],
    found: _Extracted,
    facts: Mapping[str, int],
    copy_of: Mapping[str, str],
) -> tuple[LedgerLine, ...]:
    lines = [
        LedgerLine(path, "skipped" if line.language else "failed", reason=line.reason, language=line.language)
        for path, line in unread.items()
    ]
    for document in found.articles.every():
        first = found.articles.first_path(document.id)
        source = first
        if first == document.path:
            source = found.articles.first_path(copy_of.get(document.id, document.id))
        lines.append(_line(document, first, source, found, facts.get(document.id, 0)))
    return tuple(sorted(lines, key=lambda line: line.path))


def _line(document: Document, first: str, source: str, found: _Extracted, facts: int) -> LedgerLine:
    """What became of a document; *first* is where its text was met first, *source* whom it counts with."""
    path = document.path or ""
    reason = found.failed.get(document.id)
    told = first == path and reason is None
    outcome = "failed" if reason else "copy" if first != path else "facts" if facts else "none"
    kept = found.of(document.id, found.articles.latest(document.id).key)
    return LedgerLine(
        path,
        outcome,
        facts=facts if told else 0,
        claims=len(kept.claims) if told else 0,
        document=document.id,
        title=document.title,
        date=document.date,
        same_source_as=None if source == path else source,
        reason=reason and f"{path}: {reason}",
        author=document.author,
        language=document.language,
        llm=kept.llm if first == path else None,
    )


def _facts_by_document(graph: AllianceGraph) -> dict[str, int]:
    query = """
        select document, count(*) from (
            select distinct f.fact, e.document from fact_claims f
            join claims c on c.id = f.claim join evidence e on e.id = c.evidence
        ) group by document
    """
    return dict(graph.sql(query).rows)


def _copies(documents: Sequence[Document]) -> dict[str, str]:
    """The first document of its source, for each that is not the first itself."""
    firsts = enumerate(first_of_source(documents))
    return {documents[place].id: documents[first].id for place, first in firsts if place != first}


def _make(
    articles: Articles,
    unread: Mapping[str, Unread],
    decisions: Sequence[Decision],
    found: _Extracted,
    folder: Path,
    company: str | None,
) -> BuildReport:
    """Make all files of the graph in *folder*/graph; the page opens on *company*, if one is named."""
    new, merging = folder / "graph", folder / "merging"
    merging.mkdir()
    documents = articles.documents()
    copy_of = _copies(documents)
    claims = _written(found.every_claim(), new / CLAIMS)
    decided = apply(decisions, claims_by_id(claims), documents) if decisions else Applied({}, ())
    told = decided.claims if decisions else claims
    AllianceGraph.from_claims(documents, told, copy_of, merging).save(new)
    graph = AllianceGraph.load(new)
    lines = _ledger(unread, found, _facts_by_document(graph), copy_of)
    review = tuple(map(ReviewLine, count(1), map(str, decisions), decided.matched))
    graphml.write(graph, new / "alliances.graphml")
    page.render(graph, new / "index.html", company)
    return BuildReport(lines, found.anew, len(graph.entities), len(graph.facts), review)


def _written(claims: Iterable[Claim], path: Path) -> Iterator[Claim]:
    """*claims*, each written to *path* as it passes."""
    with path.open("w", encoding="utf-8") as file:
        for claim in claims:
            file.write(claim.model_dump_json() + "\n")
            yield claim


def _publish(new: Path, out: Path) -> list[Path]:
    """Put every file in place, each at once; the store, which all else can be made from, comes first."""
    if (out / claims_table.FOLDER).exists():  # of the last build, perhaps of other articles
        shutil.rmtree(out / claims_table.FOLDER)
    made = sorted(path.relative_to(new) for path in new.rglob("*") if path.is_file())
    for name in sorted(made, key=lambda name: name.name != STORE):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        put_in_place(new / name, out / name)
    return made
