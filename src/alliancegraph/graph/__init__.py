"""Claims -> Facts -> AllianceGraph.

identity        which spellings are one entity          relations    which relation a claim tells of
history         tellings of a relation -> dated steps   facts        claims -> facts, conflicts
successions     what a sole owner ends
store, tables   the graph as an SQLite file             view         the store as mappings, as of a day
card, partners, ownership, paths, groups, platforms, timeline, evidence, diff: the questions
alliance_graph  all of it behind one class              rows         what the answers are made of
"""

from alliancegraph.graph.alliance_graph import AllianceGraph

__all__ = ["AllianceGraph"]
