"""Claims <-> a partitioned Parquet data set, for tools that read many of them at once.

    claims.parquet/bucket=0/claims.parquet ... bucket=f/claims.parquet

A bucket holds the claims of the documents whose id begins with its digit. The columns are
what is mostly asked for; `claim` is the whole claim as JSON, from which it can be read back.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from alliancegraph.errors import AllianceGraphError
from alliancegraph.model import Claim, claim_id

FOLDER = "claims.parquet"
_FILE = "claims.parquet"
_TEXTS = ("id", "document", "subject", "predicate", "object", "status", "start", "end", "claim")
_NUMBERS = ("stake", "confidence")


def write(claims: Iterable[Claim], folder: Path) -> list[Path]:
    """Write *claims* below *folder*, in order of document and place; the paths of the files."""
    arrow, parquet = _library("pyarrow"), _library("pyarrow.parquet")
    schema = arrow.schema(
        [(name, arrow.string()) for name in _TEXTS] + [(name, arrow.float64()) for name in _NUMBERS]
    )
    rows = sorted((_row(claim) for claim in claims), key=lambda row: (row["document"], row["id"]))
    written: list[Path] = []
    for bucket, group in groupby(rows, lambda row: str(row["document"])[0]):
        path = folder / f"bucket={bucket}" / _FILE
        path.parent.mkdir(parents=True)
        parquet.write_table(arrow.Table.from_pylist(list(group), schema), path, compression="zstd")
        written.append(path)
    return written


def read(folder: Path) -> Iterator[Claim]:
    """The claims below *folder*, in order of document and place, one row group at a time."""
    parquet = _library("pyarrow.parquet")
    for path in sorted(folder.glob(f"*/{_FILE}")):
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(columns=["claim"]):
                yield from map(Claim.model_validate_json, batch.column(0).to_pylist())


def _row(claim: Claim) -> dict[str, str | float | None]:
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
