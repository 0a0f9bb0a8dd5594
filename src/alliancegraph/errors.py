"""Every error this package raises on purpose.

AllianceGraphError          something the user can mend; the message names file, value and remedy
├── InputError              an article or feed that cannot be read
├── VocabularyError         a bad row in the registry or in the cues
├── ModelError              the language model is missing or unsuitable
├── StoreError              the graph's store is missing, damaged or of another version
├── UnknownEntityError      a name that the graph does not hold
├── DateError               text that is no (partial) date
└── UsageError              options that do not go together, or a value that does not read
"""


class AllianceGraphError(Exception):
    """Root of all errors that alliancegraph raises on purpose."""


class InputError(AllianceGraphError):
    """A document that cannot be read: names the file and what to do about it."""


class VocabularyError(AllianceGraphError):
    """A row of the vocabulary that is not valid: names its file and line."""


class ModelError(AllianceGraphError):
    """The language model cannot be loaded."""


class StoreError(AllianceGraphError):
    """The store of a graph is missing, damaged or written by another version."""


class UnknownEntityError(AllianceGraphError):
    """No entity of the graph bears this name; `suggestions` are the nearest ones."""

    def __init__(self, name: str, suggestions: tuple[str, ...] = ()) -> None:
        hint = f"; did you mean {', '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"no entity is called {name!r}{hint}")
        self.name = name
        self.suggestions = suggestions


class DateError(AllianceGraphError, ValueError):
    """Text that is no date of the form YYYY, YYYY-MM or YYYY-MM-DD."""


class UsageError(AllianceGraphError):
    """Options that do not go together, or a value that does not read."""
