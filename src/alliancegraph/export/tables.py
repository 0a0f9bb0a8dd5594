"""AllianceGraph -> tables of entities, facts, claims and documents: CSV, or Parquet with pyarrow."""

from __future__ import annotations

import csv
import importlib
from collections.abc import Callable
from pathlib import Path

from alliancegraph.errors import AllianceGraphError
from alliancegraph.export import flat
from alliancegraph.graph import AllianceGraph

TABLES: dict[str, tuple[Callable[[AllianceGraph], list[flat.Flat]], str]] = {
    "entities": (flat.nodes, "id name type aliases wikidata country"),
    "facts": (
        flat.edges,
        "id subject predicate object status stake start end product platform confidence sources claims "
        "claims_against",
    ),
    "claims": (
        flat.claims,
        "id fact subject predicate object status stake start end product platform attribution confidence "
        "document text text_start text_end found_by",
    ),
    "documents": (flat.documents, "id title date source url path"),
}
"""The records of each table, and its columns, which it has without a record, too."""

_FLOATS = ("stake", "confidence")
_INTEGERS = ("sources", "claims", "claims_against", "text_start", "text_end")


def write_csv(graph: AllianceGraph, folder: Path) -> None:
    """Write one CSV file a table: UTF-8, a header row, empty cells for what is not known."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (records_of, columns) in TABLES.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns.split(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(records_of(graph))


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
    kinds = {"float": arrow.float64(), "integer": arrow.int64(), "text": arrow.string()}
    for name, (records_of, columns) in TABLES.items():
        schema = arrow.schema([(field, kinds[_kind(field)]) for field in columns.split()])
        table = arrow.Table.from_pylist(records_of(graph), schema=schema)
        parquet.write_table(table, folder / f"{name}.parquet")


def _kind(field: str) -> str:
    if field in _FLOATS:
        return "float"
    return "integer" if field in _INTEGERS else "text"
