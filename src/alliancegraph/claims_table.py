"""Claims <-> a partitioned Parquet data set, for tools that read many of them at once.

    claims.parquet/bucket=0/claims.parquet ... bucket=f/claims.parquet

A bucket holds the claims of the documents whose id begins with its digit. The columns are
what is mostly asked for; `claim` is the whole claim as JSON, from which it can be read back.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from itertools import batched, groupby
from pathlib import Path
from typing import Any

from alliancegraph.errors import AllianceGraphError
from alliancegraph.model import Claim, claim_id

FOLDER = "claims.parquet"
_FILE = "claims.parquet"
_TEXTS = ("id", "document", "subject", "predicate", "object", "status", "start", "end", "claim")
_NUMBERS = ("stake", "confidence")
_ROW_GROUP = 50_000  # claims that are written, and read, at a time

type Row = dict[str, str | float | None]


def write(claims: Iterable[Claim], folder: Path) -> list[Path]:
    """Write *claims*, which come in order of document, below *folder*; the paths of the files."""
    arrow, parquet = _library("pyarrow"), _library("pyarrow.parquet")
    schema = arrow.schema(
        [(name, arrow.string()) for name in _TEXTS] + [(name, arrow.float64()) for name in _NUMBERS]
    )
    written: list[Path] = []
    for bucket, rows in groupby(_rows(claims), lambda row: str(row["document"])[0]):
        path = folder / f"bucket={bucket}" / _FILE
        path.parent.mkdir(parents=True)
        with parquet.ParquetWriter(path, schema, compression="zstd") as file:
            for some in batched(rows, _ROW_GROUP):
                file.write_table(arrow.Table.from_pylist(list(some), schema))
        written.append(path)
    return written


def _rows(claims: Iterable[Claim]) -> Iterator[Row]:
    for _, told in groupby(claims, lambda claim: claim.evidence.document):
        yield from sorted(map(_row, told), key=lambda row: str(row["id"]))


def read(folder: Path) -> Iterator[Claim]:
    """The claims below *folder*, in order of document and place, one row group at a time."""
    parquet = _library("pyarrow.parquet")
    for path in sorted(folder.glob(f"*/{_FILE}")):
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(columns=["claim"]):
                yield from map(Claim.model_validate_json, batch.column(0).to_pylist())


def _row(claim: Claim) -> Row:
    return {
        "id": claim_id(claim),
        "document": claim.evidence.document,
        "subject": claim.subject.id,
        "predicate": claim.predicate.value,
        "object": claim.object.id,
        "status": claim.status.value,
        "start": claim.start,
        "end": claim.end,
        "claim": claim.model_dump_json(),
        "stake": claim.stake,
        "confidence": claim.confidence,
    }


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise AllianceGraphError(
            "pyarrow is not installed; run `pip install 'alliancegraph[parquet]'`"
        ) from None
