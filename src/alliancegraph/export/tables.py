"""AllianceGraph -> tables of entities, facts, claims and documents: CSV, or Parquet with pyarrow."""

from __future__ import annotations

import csv
import importlib
from collections.abc import Callable
from pathlib import Path

from alliancegraph.errors import AllianceGraphError
from alliancegraph.export import flat
from alliancegraph.graph import AllianceGraph

TABLES: dict[str, Callable[[AllianceGraph], list[flat.Flat]]] = {
    "entities": flat.nodes,
    "facts": flat.edges,
    "claims": flat.claims,
    "documents": flat.documents,
}
_FLOATS = ("stake", "confidence")
_INTEGERS = ("sources", "claims", "claims_against", "text_start", "text_end")


def write_csv(graph: AllianceGraph, folder: Path) -> None:
    """Write one CSV file a table: UTF-8, a header row, empty cells for what is not known."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, records_of in TABLES.items():
        records = records_of(graph)
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            if records:
                writer = csv.DictWriter(file, records[0], lineterminator="\n")
                writer.writeheader()
                writer.writerows(records)


def write_parquet(graph: AllianceGraph, folder: Path) -> None:
    """Write one Parquet file a table; `AllianceGraphError` where pyarrow is missing."""
    try:
        arrow = importlib.import_module("pyarrow")
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise AllianceGraphError(
            "pyarrow is not installed; run `pip install 'alliancegraph[parquet]'`"
        ) from None
    folder.mkdir(parents=True, exist_ok=True)
    for name, records_of in TABLES.items():
        records = records_of(graph)
        kinds = {"float": arrow.float64(), "integer": arrow.int64(), "text": arrow.string()}
        schema = arrow.schema([(field, kinds[_kind(field)]) for field in (records[0] if records else ())])
        parquet.write_table(arrow.Table.from_pylist(records, schema=schema), folder / f"{name}.parquet")


def _kind(field: str) -> str:
    if field in _FLOATS:
        return "float"
    return "integer" if field in _INTEGERS else "text"
