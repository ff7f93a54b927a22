"""The delegation of a ruleset: which of its rows an act, as it comes out, is decided on."""

from __future__ import annotations

from service.rules.procedure import Mandate
from service.rules.ruleset import Ruleset


def mandates(ruleset: Ruleset, action: str, outcome: str, track: str | None = None) -> list[Mandate]:
    """The rows of the delegation that cover the action with that outcome, on the main track or that side track."""
    return [
        mandate
        for mandate in ruleset.mandates
        if mandate.action == action
        and (not mandate.outcomes or outcome in mandate.outcomes)
        and (not mandate.tracks or track in mandate.tracks)
    ]
