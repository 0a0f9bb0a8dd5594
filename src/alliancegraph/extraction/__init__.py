"""Document -> Claims."""

from alliancegraph.extraction.extract import Extractor, extractor_version

__all__ = ["Extractor", "extractor_version"]
