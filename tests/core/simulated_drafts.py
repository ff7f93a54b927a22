"""Drafts that differ from Kalmar's ruleset in one thing each, and in all that a draft may differ in."""

from __future__ import annotations

from typing import Any

from service.rules.ruleset import Ruleset
from tests.core.kalmar import KALMAR, varied

DRAFTS: dict[str, dict[str, Any]] = {
    "rates": {"ladders__1__rates__0__sek": "4.00", "ladders__0__rates__1__sek": "2.50"},
    "proration": {"accrual__proration__value": "WHOLE_STARTED_MONTHS"},
    "thirtieths": {"accrual__proration__value": "THIRTY_DAYS"},
    "whole months": {"accrual__proration__value": "WHOLE_COMPLETED_MONTHS"},
    "rounding": {"accrual__rounding__value": "DOWN"},
    "listed day": {"accrual__listed_day__value": "FIRST_OF_PREVIOUS_MONTH"},
    "add": {"accrual__in_case__value": "ADD"},
    "first request": {"accrual__starts__value": "FIRST_REQUEST"},
    "approval day": {"accrual__ends__value": "APPROVAL_DAY_INCLUDED"},
    "ties": {"signal_tie__value": "IMPULSE"},
    "step of yellow": {"colours__1__sanction__step": "HIGH"},
    "yellow leads to black": {"colours__1__next": "BLACK"},
    "all at once": {
        "accrual__in_case__value": "ADD",
        "accrual__proration__value": "THIRTY_DAYS",
        "signal_tie__value": "IMPULSE",
        "ladders__1__rates__1__sek": "7.25",
    },
}
"""Under each of these people could have done the very same acts."""

RED_AT_ONCE = varied(
    label="2",
    colours__2__sanction__due="ON_REQUEST",
    direct_sanctions__0__colours=["YELLOW"],
    direct_sanctions__1__colours=["YELLOW"],
)


def mandated(action: str, **row: Any) -> Ruleset:
    """Kalmar's ruleset with another delegation of the action."""
    place = next(place for place, one in enumerate(KALMAR.mandates) if one.action == action)
    return varied(label="2", **{f"mandates__{place}__{name}": value for name, value in row.items()})


EVERY_DRAFT: tuple[Ruleset, ...] = (
    *(varied(label=name, **parameters) for name, parameters in DRAFTS.items()),
    varied(label="green to four", classification__bands__0__highest=4, classification__bands__1__lowest=6),
    varied(label="no rolling", plan__rolls_forward=False, plan__requirements=[]),
    varied(label="rates that reach what runs", accrual__transition__value="NEW_RATE_FROM_VALIDITY"),
    RED_AT_ONCE,
    mandated("DECIDE_SANCTION", roles=["region_principal"], consult=["legal_counsel"]),
)
