"""Document -> Claims."""

from alliancegraph.extraction.extract import Extractor, extract, extractor_version

__all__ = ["Extractor", "extract", "extractor_version"]
