"""The delegation of a ruleset: which of its rows an act, as it comes out, is decided on."""

from __future__ import annotations

from service.rules.ruleset import Action, Mandate, Ruleset


def mandates(ruleset: Ruleset, action: Action, outcome: str) -> list[Mandate]:
    """The rows of the delegation that cover the action with that outcome."""
    return [
        mandate
        for mandate in ruleset.mandates
        if mandate.action == action and (not mandate.outcomes or outcome in mandate.outcomes)
    ]
