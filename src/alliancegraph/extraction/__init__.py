"""Document -> Claims."""

from alliancegraph.extraction.extract import Extractor

__all__ = ["Extractor"]
