"""AllianceGraph: the facts and every question about them.

    g = AllianceGraph.load("data/graph")
    g.owners("Nissan", look_through=True)
    g.as_of("1999").path("Renault", "Samsung")

Names may be ids, names or aliases, in any case, with or without diacritics; one that the
graph does not hold raises `UnknownEntityError` with the nearest ones. Answers are the
small frozen rows of `alliancegraph.graph.rows`. The questions themselves live in the
modules beside this one; each method here hands over to one of them.
"""

from __future__ import annotations

import html
import importlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, overload

from alliancegraph.errors import AllianceGraphError
from alliancegraph.graph import evidence, groups, ownership, partners, paths, platforms, timeline
from alliancegraph.graph.card import card
from alliancegraph.graph.diff import diff
from alliancegraph.graph.facts import Conflict, conflicts
from alliancegraph.graph.rows import (
    CapTable,
    Card,
    Centrality,
    Change,
    Control,
    Event,
    Group,
    Hit,
    Holding,
    Partner,
    PathStep,
    PlatformMate,
    Reason,
    Tie,
)
from alliancegraph.graph.store import Store
from alliancegraph.graph.view import View, last_day_of
from alliancegraph.model import Claim, Document, Entity, claim_id

if TYPE_CHECKING:
    import networkx as nx

    from alliancegraph.export.page import Frame


@dataclass(frozen=True)
class Table:
    """The result of an SQL query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def to_pandas(self) -> Any:
        return _pandas().DataFrame(list(self.rows), columns=list(self.columns))

    def _repr_html_(self) -> str:
        return _html_table(self.columns, self.rows)


class AllianceGraph(View):
    """A graph of companies, brands, joint ventures, people and models, tied by dated facts.

    `entities`, `facts`, `claims_by_id` and `documents` are mappings by id, in order of id.
    A graph that was loaded reads its rows when they are asked for.
    """

    @classmethod
    def from_claims(
        cls,
        documents: Iterable[Document],
        claims: Iterable[Claim] | Mapping[str, Claim],
        source_of: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Self:
        """Merge *claims* to a graph.

        Claims that a person corrected keep the ids that they were extracted with: pass them
        as a mapping by id. *source_of* maps document ids to source groups: copies and
        near-duplicates in one group count as one source. Very many claims are merged in an empty
        *folder* instead of memory; it has to stay until the graph is saved. Raises `InputError`
        for a claim without its document.
        """
        told = (
            claims.items() if isinstance(claims, Mapping) else ((claim_id(claim), claim) for claim in claims)
        )
        return cls(Store.merge(documents, told, source_of or {}, folder))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Open the graph in a folder (or its `alliances.sqlite`); `StoreError` if there is none."""
        return cls(Store.open(Path(path)))

    def save(self, folder: str | Path) -> Path:
        """Write `alliances.sqlite` to *folder*: whole or not at all, the same bytes for the same graph."""
        if self.day is None:
            return self._store.write(Path(folder))
        view = Store.create(self.documents.values(), self.entities, self.claims_by_id, self.facts)
        return view.write(Path(folder))

    def as_of(self, date: str) -> Self:
        """The same graph with every fact in the state that it had at the end of *date* (partial or full).

        What has no known end is still valid; what has no known start holds from its first
        report. Views nest: the earlier date counts.
        """
        return type(self)(self._store, last_day_of(date, self.day))

    @overload
    def show(self) -> Frame: ...

    @overload
    def show(self, name: str) -> Card: ...

    def show(self, name: str | None = None) -> Frame | Card:
        """One entity at a glance: names, group, owners, holdings, partners; without a name the whole
        graph, as the page inside a notebook."""
        if name is not None:
            return card(self, self.entity(name).id)
        # The page is made of a graph, and so lies above it; a notebook asks the graph for it.
        from alliancegraph.export import page

        return page.Frame(page.html(self))

    def ties(self, name: str) -> tuple[Tie, ...]:
        """All facts about an entity, those in force first."""
        return partners.ties(self, self.entity(name).id)

    def partners(self, name: str) -> tuple[Partner, ...]:
        """Who works with an entity: allies, joint venture partners, fellow members of alliances."""
        return partners.partners(self, self.entity(name).id)

    def owners(self, name: str, look_through: bool = False) -> tuple[Holding, ...]:
        """Who holds shares in an entity; with *look_through* along all chains, loops solved."""
        return ownership.owners(self, self.entity(name).id, look_through)

    def holdings(self, name: str, look_through: bool = False) -> tuple[Holding, ...]:
        """What an entity holds shares in; with *look_through* along all chains, loops solved."""
        return ownership.holdings(self, self.entity(name).id, look_through)

    def look_through(self) -> Table:
        """All total holdings of everybody, along all chains, loops solved: holder, held, percent (ids)."""
        names, totals = ownership.look_through(self)
        entries = totals.tocoo()
        rows = zip(*entries.coords, entries.data, strict=True)
        found = ((names[one], names[other], min(100.0, round(100 * float(x), 4))) for one, other, x in rows)
        return Table(("holder", "held", "total"), tuple(found))

    def cap_table(self, name: str) -> CapTable:
        """The stakes in a joint venture or company, and what of it stays unknown."""
        return ownership.cap_table(self, self.entity(name).id)

    def ultimate_parent(self, name: str) -> Entity:
        """The head of the group that controls an entity (above 50 %); itself if nobody does."""
        return ownership.ultimate_parent(self, self.entity(name).id)

    def control(self, name: str) -> Control:
        """Who controls an entity, as a row: itself and the head of its group."""
        company, parent = self.entity(name), self.ultimate_parent(name)
        return Control(company.name, parent.name, parent.id != company.id, parent.id)

    def path(self, one: str, other: str) -> tuple[PathStep, ...]:
        """The shortest chain of relations between two entities; empty if nothing connects them."""
        return paths.path(self, self.entity(one).id, self.entity(other).id)

    def groups(self) -> tuple[Group, ...]:
        """Groups of companies that are bound more closely to each other than to the rest."""
        return groups.groups(self)

    def centrality(self) -> tuple[Centrality, ...]:
        """All companies by how central they are, most central first."""
        return groups.centrality(self)

    def platform_mates(self, name: str) -> tuple[PlatformMate, ...]:
        """The companies that share platforms with this one, directly or by their models."""
        return platforms.platform_mates(self, self.entity(name).id)

    def timeline(self, name: str) -> tuple[Event, ...]:
        """What became of an entity's relations, oldest first."""
        return timeline.timeline(self, self.entity(name).id)

    def claims(self, one: str, other: str) -> tuple[Claim, ...]:
        """All that articles say about two entities, oldest article first."""
        found = evidence.claims_between(self, self._store, self.entity(one).id, self.entity(other).id)
        return tuple(found.values())

    def explain(self, one: str, other: str) -> tuple[Reason, ...]:
        """Why two entities are tied: every claim with its sentence and article."""
        return evidence.explain(self, self._store, self.entity(one).id, self.entity(other).id)

    def search(self, text: str, limit: int = 20) -> tuple[Hit, ...]:
        """Entities by name and sentences that hold all words of *text*, at most *limit* of each."""
        return evidence.search(self, self._store, text, limit)

    def conflicts(self) -> tuple[Conflict, ...]:
        """Where claims of one fact contradict each other, in order of fact id."""
        return tuple(conflict for fact in self.facts.values() for conflict in conflicts(fact))

    def diff(self, new: View) -> tuple[Change, ...]:
        """What *new*, another build or another date, says differently from this graph."""
        return diff(self, new)

    @cached_property
    def nx(self) -> nx.MultiDiGraph[str]:
        """The facts as a networkx graph: nodes are entity ids, edges are keyed by fact id.

        Made on demand. A symmetric relation is one edge. Entities without a fact are left out.
        """
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        facts = list(self.facts.values())
        for key in sorted({side for fact in facts for side in (fact.subject, fact.object)}):
            graph.add_node(key, **self.entities[key].model_dump(mode="json", exclude={"id"}))
        for fact in facts:
            told = fact.model_dump(mode="json", exclude={"id", "subject", "object"})
            graph.add_edge(fact.subject, fact.object, key=fact.id, **told)
        return graph

    def to_pandas(self) -> Any:
        """The facts as a pandas DataFrame with the names of both parties, one row a fact."""
        rows = [
            {
                "fact": fact.id,
                "subject": self.name(fact.subject),
                "object": self.name(fact.object),
                **fact.model_dump(
                    mode="json", exclude={"id", "subject", "object", "history", "claims", "claims_against"}
                ),
                "subject_id": fact.subject,
                "object_id": fact.object,
            }
            for fact in self.facts.values()
        ]
        return _pandas().DataFrame(rows)

    def sql(self, query: str) -> Table:
        """Run SQL over the tables of the store (docs/store.md), read only.

        `:as_of` in the query stands for this view's day (9999-12-31 if it has none), to be
        compared with `from_day` and `to_day` of the table `states`.
        """
        day = self.day.isoformat() if self.day else "9999-12-31"
        columns, rows = self._store.table(query, {"as_of": day})
        return Table(tuple(columns), tuple(rows))

    def __repr__(self) -> str:
        day = f" as of {self.day}" if self.day else ""
        return f"<AllianceGraph{day}: {len(self.entities)} entities, {len(self.facts)} facts>"

    def _repr_html_(self) -> str:
        query = """
            select e.name, e.type, count(*) as facts from entities e
            join (select subject as id from facts union all select object from facts) f on f.id = e.id
            group by e.id order by facts desc, e.name limit 10
        """
        table = self._store.table(query)
        return f"<p>{html.escape(repr(self)[1:-1])}</p>" + _html_table(*table)


def _html_table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    def line(tag: str, cells: Iterable[object]) -> str:
        texts = ("" if cell is None else html.escape(str(cell)) for cell in cells)
        return "<tr>" + "".join(f"<{tag}>{text}</{tag}>" for text in texts) + "</tr>"

    return "<table>" + line("th", columns) + "".join(line("td", row) for row in rows) + "</table>"


def _pandas() -> Any:
    try:
        return importlib.import_module("pandas")
    except ImportError:
        raise AllianceGraphError(
            "pandas is not installed; run `pip install 'alliancegraph[pandas]'`"
        ) from None
