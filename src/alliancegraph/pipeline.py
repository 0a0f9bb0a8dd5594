"""A folder of articles -> a folder with the graph: read, extract, decide, merge, store, render.

The only place that knows this order. What did not change since the last build is not
extracted again, and where nothing did, nothing is made at all; the result is the same, byte
for byte, as if it had been. All files are made
in a folder of their own and put in place when the last one is done: a build that fails or is
killed leaves the graph of the last one, and nothing beside it.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from itertools import count
from pathlib import Path

from alliancegraph import claims_table
from alliancegraph.engines import KEPT, Engine, Extracted, Kept, extract_all
from alliancegraph.errors import InputError, UsageError
from alliancegraph.export import graphml, page
from alliancegraph.extraction import DEFAULT, Extractor, extractor_version
from alliancegraph.extraction.llm import LlmOptions
from alliancegraph.extraction.llm.options import SHELF
from alliancegraph.files import put_in_place
from alliancegraph.graph import AllianceGraph
from alliancegraph.graph.store import FILE_NAME as STORE
from alliancegraph.ledger import BuildReport, LedgerLine, ReviewLine
from alliancegraph.model import Claim, Document, claims_by_id, digest
from alliancegraph.reading import Unread, find_files, read_again, reading_version, source_groups
from alliancegraph.review import FILE_NAME as DECISIONS
from alliancegraph.review import apply, read_decisions
from alliancegraph.review.decisions import Decision
from alliancegraph.unchanged import as_built, digest_of, program_version, unchanged
from alliancegraph.work import Shelf, Work

CLAIMS = "claims.jsonl"
LEDGER = "ledger.json"
WORK = ".work"

type Progress = Callable[[int, int, str], None]  # done, all, the article at hand
type Workers = Callable[[Sequence[Document]], Generator[Extracted]]


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
        articles, unread = _read(files, raw, encoding, pages)
        if not articles:
            reasons = "; ".join(line.reason for line in unread.values())
            raise InputError(f"{raw}: none of its articles can be read: {reasons}")
        decisions = read_decisions(raw / DECISIONS) if raw.is_dir() else ()
        inputs = digest_of(version, engine, company, *articles, *unread.values(), *decisions)
        if report := unchanged(builds.get(inputs), out):
            return report
        renewed = _renewed(pages, extractions)
        found = _extract(_unique(articles), extractions, workers, progress)
        pages.tidy()
        extractions.tidy()
        with work.fresh_folder() as new:
            asked = extractor().llm if found.extracted and "llm" in use else None
            report = replace(
                _make(articles, unread, decisions, found, version, new, company),
                renewed=renewed,
                spent=asked.spent if asked else None,
            )
            if engine is Engine.RAY:
                claims_table.write(found.every_claim(), new / claims_table.FOLDER)
            written = _publish(new, out)
        if not found.failed and not report.unheard:
            builds.put(inputs, as_built(report, written, out))
        builds.tidy()
    return report


def _renewed(pages: Shelf, extractions: Shelf) -> str | None:
    """Why what did not change is done anew, if it is."""
    anew = (
        (extractions.made_by_others(), "another model, vocabulary or rules than last time: {} articles"),
        (pages.made_by_others(), "another way of reading files than last time: {} articles and files"),
    )
    return "; ".join(f"{why.format(count)} are read anew" for count, why in anew if count) or None


def _unique(articles: Iterable[Document]) -> list[Document]:
    return list({article.id: article for article in articles}.values())


def _read(
    files: Sequence[Path], raw: Path, encoding: str, shelf: Shelf
) -> tuple[list[Document], dict[str, Unread]]:
    root = raw if raw.is_dir() else raw.parent
    articles: list[Document] = []
    unread: dict[str, Unread] = {}
    for path in files:
        for found in read_again(shelf, path, root, encoding):
            if isinstance(found, Document):
                articles.append(found)
            else:
                unread[found.path] = found
    return articles, unread


@dataclass(frozen=True)
class _Found:
    """What extraction gave by document, in order of paths, and why a document gave none."""

    kept: Mapping[str, Kept]
    failed: Mapping[str, str]
    extracted: int  # documents that were not on the shelf

    def every_claim(self) -> Iterator[Claim]:
        return (claim for kept in self.kept.values() for claim in kept.claims)


def _extract(
    documents: Sequence[Document], shelf: Shelf, workers: Workers, progress: Progress | None
) -> _Found:
    """The claims of all documents: those on the shelf, and what *workers* make of the others.

    Where a language model did not answer, the claims are not kept: the next build asks again.
    """
    found: dict[str, Kept] = {}
    failed: dict[str, str] = {}
    missing: list[Document] = []
    for document in documents:
        kept = shelf.get(_key(document))
        if kept is None:
            missing.append(document)
        else:
            found[document.id] = KEPT.validate_json(kept)
    with closing(workers(missing)) as results:
        for done, document in enumerate(missing):
            if progress is not None:
                progress(done, len(missing), document.path or document.title)
            result = next(results)
            if result.kept is None:
                found[document.id] = Kept([])
                failed[document.id] = result.reason or ""
                continue
            found[document.id] = new = KEPT.validate_json(result.kept)
            if new.llm is None or new.llm.failure is None:
                shelf.put(_key(document), result.kept)
    in_order = sorted(documents, key=lambda d: d.path or d.id)
    return _Found({document.id: found[document.id] for document in in_order}, failed, len(missing))


def _key(document: Document) -> str:
    """All of a document that its claims depend on."""
    return digest(document.id, document.date or "", document.title, str(document.body))


def _ledger(
    articles: Sequence[Document],
    unread: Mapping[str, Unread],
    found: _Found,
    graph: AllianceGraph,
    groups: Mapping[str, str],
) -> tuple[LedgerLine, ...]:
    facts = _facts_by_document(graph)
    first: dict[str, str] = {}
    for document in articles:
        first.setdefault(document.id, document.path or "")
    lines = [
        LedgerLine(path, "skipped" if line.language else "failed", reason=line.reason, language=line.language)
        for path, line in unread.items()
    ]
    for document in articles:
        source = first[document.id] if first[document.id] != document.path else first[groups[document.id]]
        lines.append(_line(document, first[document.id], source, found, facts[document.id]))
    return tuple(sorted(lines, key=lambda line: line.path))


def _line(document: Document, first: str, source: str, found: _Found, facts: int) -> LedgerLine:
    """What became of a document; *first* is where its text was met first, *source* whom it counts with."""
    path = document.path or ""
    reason = found.failed.get(document.id)
    told = first == path and reason is None
    outcome = "failed" if reason else "copy" if first != path else "facts" if facts else "none"
    return LedgerLine(
        path,
        outcome,
        facts=facts if told else 0,
        claims=len(found.kept[document.id].claims) if told else 0,
        document=document.id,
        title=document.title,
        date=document.date,
        same_source_as=None if source == path else source,
        reason=reason and f"{path}: {reason}",
        author=document.author,
        language=document.language,
        llm=found.kept[document.id].llm if first == path else None,
    )


def _facts_by_document(graph: AllianceGraph) -> Counter[str]:
    told = {key: claim.evidence.document for key, claim in graph.claims_by_id.items()}
    counts: Counter[str] = Counter()
    for fact in graph.facts.values():
        counts.update({told[key] for key in (*fact.claims, *fact.claims_against) if key in told})
    return counts


def _make(
    articles: Sequence[Document],
    unread: Mapping[str, Unread],
    decisions: Sequence[Decision],
    found: _Found,
    version: str,
    new: Path,
    company: str | None,
) -> BuildReport:
    """Make all files of the graph in the folder *new*; the page opens on *company*, if one is named."""
    unique = _unique(articles)
    groups = source_groups(unique)
    decided = apply(decisions, claims_by_id(found.every_claim()), unique)
    graph = AllianceGraph.from_claims(unique, decided.claims, groups)
    lines = _ledger(articles, unread, found, graph, groups)
    review = tuple(map(ReviewLine, count(1), map(str, decisions), decided.matched))
    graph.save(new)
    graphml.write(graph, new / "alliances.graphml")
    page.render(graph, new / "index.html", company)
    with (new / CLAIMS).open("w", encoding="utf-8") as file:
        file.writelines(claim.model_dump_json() + "\n" for claim in found.every_claim())
    ledger = {
        "extractor": version,
        "documents": [asdict(line) for line in lines],
        "decisions": [asdict(line) for line in review],
    }
    (new / LEDGER).write_text(json.dumps(ledger, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return BuildReport(lines, found.extracted, len(graph.entities), len(graph.facts), review)


def _publish(new: Path, out: Path) -> list[Path]:
    """Put every file in place, each at once; the store, which all else can be made from, comes first."""
    if (out / claims_table.FOLDER).exists():  # of the last build, perhaps of other articles
        shutil.rmtree(out / claims_table.FOLDER)
    made = sorted(path.relative_to(new) for path in new.rglob("*") if path.is_file())
    for name in sorted(made, key=lambda name: name.name != STORE):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        put_in_place(new / name, out / name)
    return made
