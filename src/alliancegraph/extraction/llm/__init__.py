"""A language model that a user brings: sentences -> proposals with evidence. See docs/llm.md."""

from alliancegraph.extraction.llm.options import LlmOptions

__all__ = ["LlmOptions"]
