"""A folder of articles -> a folder with the graph: read, extract, decide, merge, store, render.

The only place that knows this order. What did not change since the last build is not
extracted again; the result is the same, byte for byte, as if it had been.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from alliancegraph.errors import InputError
from alliancegraph.export import graphml, page
from alliancegraph.extraction import Extractor, extractor_version
from alliancegraph.files import write_whole
from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Claim, Document, claims_by_id
from alliancegraph.reading import Article, find_files, read_documents, source_groups
from alliancegraph.review import FILE_NAME as DECISIONS
from alliancegraph.review import apply, read_decisions

CLAIMS = "claims.jsonl"
LEDGER = "ledger.json"

type Progress = Callable[[int, int, str], None]  # done, all, the article at hand


@dataclass(frozen=True)
class LedgerLine:
    """What became of one file: facts, none found, a copy of another, or failed and why."""

    path: str
    outcome: str  # "facts" | "none" | "copy" | "failed"
    facts: int = 0
    claims: int = 0
    document: str | None = None
    title: str | None = None
    date: str | None = None
    same_source_as: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class ReviewLine:
    """A person's decision, and how many claims it matched."""

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
    progress: Progress | None = None,
) -> BuildReport:
    """Build the graph of the articles under *raw* into the folder *out*.

    An article that cannot be read is a line of the ledger, and the others are built. Raises
    `InputError` where there is nothing to build, and `OSError` where *out* cannot be written.
    """
    raw, out = Path(raw), Path(out)
    documents, failures = _read(find_files(raw), raw, encoding)
    if not documents:
        raise InputError(f"{raw}: none of its articles can be read: " + "; ".join(failures.values()))
    unique = list({document.id: document for document in documents}.values())
    version = extractor_version(model)
    known = _claims_of_last_build(out, unique, version)
    decisions = read_decisions(raw / DECISIONS) if raw.is_dir() else ()
    claims = _extract(unique, known, model, progress)
    groups = source_groups(unique)
    decided = apply(decisions, claims_by_id(c for of in claims.values() for c in of), unique)
    graph = AllianceGraph.from_claims(unique, decided.claims, groups)
    lines = _ledger(documents, failures, claims, graph, groups)
    review = tuple(map(ReviewLine, map(str, decisions), decided.matched))
    _write(out, graph, claims, lines, review, version)
    return BuildReport(lines, len(unique) - len(known), len(graph.entities), len(graph.facts), review)


def _read(files: Sequence[Path], raw: Path, encoding: str) -> tuple[list[Document], dict[str, str]]:
    root = raw if raw.is_dir() else raw.parent
    documents: list[Document] = []
    failures: dict[str, str] = {}
    for path in files:
        for found in read_documents(path, root=root, encoding=encoding):
            if isinstance(found, Article):
                documents.append(found.document)
            else:
                failures[found.path] = found.reason
    return documents, failures


def _extract(
    documents: Sequence[Document],
    known: Mapping[str, list[Claim]],
    model: str | None,
    progress: Progress | None,
) -> dict[str, list[Claim]]:
    claims = dict(known)
    missing = [document for document in documents if document.id not in known]
    extractor = Extractor(model) if missing else None
    for done, document in enumerate(missing):
        if progress is not None:
            progress(done, len(missing), document.path or document.title)
        if extractor is not None:
            claims[document.id] = extractor.extract(document)
    return {document.id: claims[document.id] for document in sorted(documents, key=lambda d: d.path or d.id)}


def _claims_of_last_build(out: Path, documents: Sequence[Document], version: str) -> dict[str, list[Claim]]:
    """The claims of unchanged articles, if the last build read them with the same extractor."""
    try:
        ledger = json.loads((out / LEDGER).read_text("utf-8"))
        lines = (out / CLAIMS).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    if ledger.get("extractor") != version:
        return {}
    dated = {line["document"]: line["date"] for line in ledger["documents"] if line["document"]}
    known: dict[str, list[Claim]] = {
        document.id: []
        for document in documents
        if document.id in dated and dated[document.id] == document.date
    }
    for line in lines:
        claim = Claim.model_validate_json(line)
        if claim.evidence.document in known:
            known[claim.evidence.document].append(claim)
    return known


def _ledger(
    documents: Sequence[Document],
    failures: Mapping[str, str],
    claims: Mapping[str, Sequence[Claim]],
    graph: AllianceGraph,
    groups: Mapping[str, str],
) -> tuple[LedgerLine, ...]:
    facts = _facts_by_document(graph)
    first: dict[str, str] = {}
    lines = [LedgerLine(path, "failed", reason=reason) for path, reason in failures.items()]
    for document in documents:
        path = document.path or ""
        copy_of = first.setdefault(document.id, path)
        source = first.get(groups[document.id])
        outcome = "copy" if copy_of != path else "facts" if facts[document.id] else "none"
        lines.append(
            LedgerLine(
                path,
                outcome,
                facts=0 if outcome == "copy" else facts[document.id],
                claims=0 if outcome == "copy" else len(claims[document.id]),
                document=document.id,
                title=document.title,
                date=document.date,
                same_source_as=copy_of if copy_of != path else source if source != path else None,
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
