"""Files -> Documents: what is read, and which part of it is the article."""

from alliancegraph.reading.duplicates import source_groups
from alliancegraph.reading.files import find_files, read_document

__all__ = ["find_files", "read_document", "source_groups"]
