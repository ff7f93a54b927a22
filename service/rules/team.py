"""What of a ruleset the team alone may read: acts, what they state, and what is known by them (VG-10, PV-02)."""

from __future__ import annotations

from collections.abc import Iterable

from service.rules.procedure import SideTrack, When
from service.rules.ruleset import Ruleset


def acts_of_team(ruleset: Ruleset) -> frozenset[str]:
    """The ids of the acts that the team alone may read."""
    return frozenset(act.id for act in ruleset.acts if act.audience == "TEAM")


def told_by_team(ruleset: Ruleset, conditions: Iterable[When]) -> bool:
    """Whether what holds of a case is known by an act of the team's, or by a field that such an act may state."""
    acts = acts_of_team(ruleset)
    fields = {asked.field for act in ruleset.acts if act.id in acts for asked in act.asks}
    return any(one.act in acts or one.field in fields for one in conditions)


def track_of_team(ruleset: Ruleset, track: SideTrack) -> bool:
    """Whether the side track has acts of the team's alone."""
    acts = acts_of_team(ruleset)
    return all(step.action in acts for step in track.steps)
