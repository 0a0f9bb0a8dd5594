"""Document -> Claims."""

from alliancegraph.extraction.extractor import DEFAULT, Extraction, Extractor, extract, extractor_version

__all__ = ["DEFAULT", "Extraction", "Extractor", "extract", "extractor_version"]
