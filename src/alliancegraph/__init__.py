"""alliancegraph: news about the car industry in, a knowledge graph of alliances out."""

__version__ = "0.1.0"
