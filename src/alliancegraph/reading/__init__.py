"""Files -> Documents: what is read, and which part of it is the article."""

from alliancegraph.reading.duplicates import first_of_source, source_groups
from alliancegraph.reading.files import find_files, read_document, read_documents
from alliancegraph.reading.kept import read_again, reading_version, take
from alliancegraph.reading.source import Unread

__all__ = [
    "Unread",
    "find_files",
    "first_of_source",
    "read_again",
    "read_document",
    "read_documents",
    "reading_version",
    "source_groups",
    "take",
]
