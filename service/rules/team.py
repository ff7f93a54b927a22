"""What of a ruleset the team alone may read: acts, what they state, and what is known by them (VG-10, PV-02)."""

from __future__ import annotations

from collections.abc import Iterable

from service.rules.procedure import SideTrack, When
from service.rules.ruleset import Ruleset


def acts_of_team(ruleset: Ruleset) -> frozenset[str]:
    """The ids of the acts that the team alone may read."""
    return frozenset(act.id for act in ruleset.acts if act.audience == "TEAM")


def acts_that_tell(ruleset: Ruleset) -> frozenset[str]:
    """The same, and consultation where there are any: it may be on one of them."""
    acts = acts_of_team(ruleset)
    return acts | {"RECORD_CONSULTATION"} if acts else acts


def fields_of_team(ruleset: Ruleset) -> frozenset[str]:
    """The ids of the fields that an act of the team's may state."""
    return frozenset(asked.field for act in ruleset.acts if act.audience == "TEAM" for asked in act.asks)


def told_by_team(ruleset: Ruleset, conditions: Iterable[When]) -> bool:
    """Whether what holds of a case may be known by an act of the team's, or by a field that such an act may state."""
    acts, fields = acts_that_tell(ruleset), fields_of_team(ruleset)
    return any(one.act in acts or one.field in fields for one in conditions)


def track_of_team(ruleset: Ruleset, track: SideTrack) -> bool:
    """Whether the side track has acts of the team's alone."""
    acts = acts_of_team(ruleset)
    return all(step.action in acts for step in track.steps)
