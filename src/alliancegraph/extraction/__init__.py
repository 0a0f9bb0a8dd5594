"""Document -> Claims."""

from alliancegraph.extraction.extractor import Extractor, extract, extractor_version

__all__ = ["Extractor", "extract", "extractor_version"]
