"""AllianceGraph -> Cypher statements with their parameters, as JSON.

    {"statements": [{"statement": "UNWIND $rows AS row MERGE ...", "parameters": {"rows": [...]}}]}

This is the body that Neo4j's HTTP interface takes; a driver runs each one by
`session.run(item["statement"], item["parameters"])`. Values never become part of the
statements, so that no name in an article can be mistaken for Cypher. Statements merge:
loading twice changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from alliancegraph.export import flat
from alliancegraph.graph import AllianceGraph
from alliancegraph.model import Predicate

_BATCH = 1000


def write(graph: AllianceGraph, target: Path) -> None:
    """Write *graph* as `Entity` nodes and one relationship type a predicate, such as `PARTNER_IN`."""
    items = [*_nodes(flat.nodes(graph))]
    edges = flat.edges(graph)
    for predicate in Predicate:
        items += _relationships(predicate, [edge for edge in edges if edge["predicate"] == predicate])
    statements = {"statements": [{"statement": text, "parameters": {"rows": rows}} for text, rows in items]}
    target.write_text(json.dumps(statements, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _nodes(rows: list[flat.Flat]) -> Iterator[tuple[str, list[flat.Flat]]]:
    for batch in _batches(rows):
        fields = _set("e", batch, apart=("id",))
        yield f"UNWIND $rows AS row MERGE (e:Entity {{id: row.id}}) SET {fields}", batch


def _relationships(predicate: Predicate, rows: list[flat.Flat]) -> Iterator[tuple[str, list[flat.Flat]]]:
    for batch in _batches(rows):
        fields = _set("f", batch, apart=("id", "subject", "object", "predicate"))
        yield (
            "UNWIND $rows AS row MATCH (s:Entity {id: row.subject}), (o:Entity {id: row.object}) "
            f"MERGE (s)-[f:{predicate.value.upper()} {{id: row.id}}]->(o) SET {fields}",
            batch,
        )


def _set(variable: str, rows: list[flat.Flat], apart: tuple[str, ...]) -> str:
    """Assignments of the fields that any of *rows* knows: a column of nulls has no type."""
    fields = [f for f in rows[0] if f not in apart and any(row[f] is not None for row in rows)]
    return ", ".join(f"{variable}.`{field}` = row.`{field}`" for field in fields)


def _batches(rows: list[flat.Flat]) -> list[list[flat.Flat]]:
    return [rows[place : place + _BATCH] for place in range(0, len(rows), _BATCH)]
