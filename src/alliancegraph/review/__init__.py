"""A graph -> what a person should look at; a person's decisions -> the claims of later builds.

doubts      conflicts, weak facts and doubtful identities, most valuable first
decisions   review.yaml <-> Decision: who decided what, and why
apply       claims and decisions -> the claims that are merged to facts
targets     what a person names -> the fact, claims or entity that is meant
"""

from alliancegraph.review.apply import Applied, apply
from alliancegraph.review.decisions import (
    FILE_NAME,
    Action,
    Decision,
    add_decision,
    read_decisions,
    undo_decision,
)
from alliancegraph.review.doubts import doubts
from alliancegraph.review.targets import decide

__all__ = [
    "FILE_NAME",
    "Action",
    "Applied",
    "Decision",
    "add_decision",
    "apply",
    "decide",
    "doubts",
    "read_decisions",
    "undo_decision",
]
