"""The life of a ruleset version, as events in one stream: its draft, what became of it, and its adoption (SM-9, VG-72).

Contents are JSON documents with the sections of `service.rules.ruleset.Ruleset`; only an adopted one is known to be a
ruleset. What people say of a draft lies in sealed records.
"""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from service.domain.facts import PersonalRef, Recordable
from service.domain.register_events import RulesetAdopted


class RulesetDrafted(Recordable):
    """`from_package` or `from_version` is what it was forked from; neither where it was begun with its own text."""

    type: Literal["RulesetDrafted"] = "RulesetDrafted"
    procedure: str
    label: str
    from_package: str | None
    from_version: UUID | None
    content: dict[str, Any]


class RulesetSectionSaved(Recordable):
    """The section, a top-level key of the document, is now `content`; with None it is left out."""

    type: Literal["RulesetSectionSaved"] = "RulesetSectionSaved"
    section: str
    content: Any


class RulesetSentToConsultation(Recordable):
    type: Literal["RulesetSentToConsultation"] = "RulesetSentToConsultation"


class RulesetCommented(Recordable):
    """Somebody had something to say on it while it was out for consultation."""

    type: Literal["RulesetCommented"] = "RulesetCommented"
    personal: PersonalRef


class RulesetReturned(Recordable):
    """It is a draft again, to be changed."""

    type: Literal["RulesetReturned"] = "RulesetReturned"
    personal: PersonalRef


class RulesetWithdrawn(Recordable):
    """It is given up."""

    type: Literal["RulesetWithdrawn"] = "RulesetWithdrawn"
    personal: PersonalRef


DraftEvent = (
    RulesetDrafted
    | RulesetSectionSaved
    | RulesetSentToConsultation
    | RulesetCommented
    | RulesetReturned
    | RulesetWithdrawn
)
RulesetEvent = DraftEvent | RulesetAdopted
"""What stands in the stream of a ruleset version. One that the operator adopted has no draft."""
