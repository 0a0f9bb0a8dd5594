"""AllianceGraph -> GEXF 1.3 for Gephi, whose timeline shows every relation while it held.

An edge is visible from the first to the last day on which its relation was proposed,
agreed or active; one that was taken up again has several such spells. What has no known
beginning or end is left open.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

from alliancegraph import dates
from alliancegraph.export import flat
from alliancegraph.graph import AllianceGraph, history
from alliancegraph.model import Fact, Status

_NAMESPACE = "http://gexf.net/1.3"
_OVER = (Status.ENDED, Status.CANCELLED, Status.DENIED)
_NUMBERS = {"stake": "double", "confidence": "double"}
_COUNTS = {"sources": "integer", "claims": "integer", "claims_against": "integer"}
type Spell = tuple[date | None, date | None]


def write(graph: AllianceGraph, target: Path) -> None:
    """Write *graph* for Gephi or `networkx.read_gexf(target, version="1.3")`."""
    ET.register_namespace("", _NAMESPACE)
    root = ET.Element(_tag("gexf"), version="1.3")
    body = ET.SubElement(root, _tag("graph"), defaultedgetype="directed", mode="dynamic", timeformat="date")
    nodes, edges = flat.nodes(graph), flat.edges(graph)
    _attributes(body, "node", nodes, ("id",))
    _attributes(body, "edge", edges, ("id", "subject", "object", "start", "end"))
    holder = ET.SubElement(body, _tag("nodes"))
    for node in nodes:
        _values(
            ET.SubElement(holder, _tag("node"), id=str(node["id"]), label=str(node["name"])), node, ("id",)
        )
    holder = ET.SubElement(body, _tag("edges"))
    for edge in edges:
        element = ET.SubElement(
            holder,
            _tag("edge"),
            id=str(edge["id"]),
            source=str(edge["subject"]),
            target=str(edge["object"]),
            label=str(edge["predicate"]),
        )
        _when(element, spells(graph.facts[str(edge["id"])]))
        _values(element, edge, ("id", "subject", "object", "start", "end"))
    ET.indent(root)
    ET.ElementTree(root).write(target, encoding="utf-8", xml_declaration=True)


def spells(fact: Fact) -> list[Spell]:
    """The periods (first day, last day) in which a relation was proposed, agreed or active."""
    found: list[Spell] = []
    previous: date | None = None
    for first, after, now in history.spans(fact.history):
        if now.status not in _OVER:
            began = None if first == date.min else first
            ended = None if after == date.max else after - timedelta(days=1)
            if found and previous == first:
                began = found.pop()[0]
            found.append((began, ended))
            previous = after
    if not found and fact.end:
        found.append((None, dates.last_day(fact.end)))
    return found


def _when(element: ET.Element, periods: list[Spell]) -> None:
    if len(periods) == 1:
        element.attrib |= _days(periods[0])
    elif periods:
        holder = ET.SubElement(element, _tag("spells"))
        for period in periods:
            ET.SubElement(holder, _tag("spell"), _days(period))


def _days(period: Spell) -> dict[str, str]:
    return {name: day.isoformat() for name, day in zip(("start", "end"), period, strict=True) if day}


def _attributes(body: ET.Element, of: str, records: list[flat.Flat], apart: tuple[str, ...]) -> None:
    holder = ET.SubElement(body, _tag("attributes"), {"class": of, "mode": "static"})
    for field in records[0] if records else ():
        if field not in apart:
            kind = (_NUMBERS | _COUNTS).get(field, "string")
            ET.SubElement(holder, _tag("attribute"), id=f"{of}-{field}", title=field, type=kind)


def _values(element: ET.Element, record: flat.Flat, apart: tuple[str, ...]) -> None:
    of = element.tag.rpartition("}")[2]
    holder = ET.SubElement(element, _tag("attvalues"))
    for field, value in record.items():
        if field not in apart and value is not None:
            ET.SubElement(holder, _tag("attvalue"), {"for": f"{of}-{field}", "value": str(value)})


def _tag(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"
