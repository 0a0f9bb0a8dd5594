"""The domain as data: who is who (registry/*.csv) and how the press says it (language/*.yaml)."""

from alliancegraph.vocabulary.language import Frame, Language, load_language
from alliancegraph.vocabulary.registry import Country, Entry, Name, Registry, load_registry

__all__ = ["Country", "Entry", "Frame", "Language", "Name", "Registry", "load_language", "load_registry"]
