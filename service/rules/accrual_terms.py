"""How a ruleset lets sanctions run, one parameter each with its own source."""

from __future__ import annotations

from typing import Literal

from service.domain.money import Rounding
from service.rules.sourced import Rule, Section


class Choice(Rule):
    """One parameter of how sanctions run, with its own source."""


class SignalTie(Choice):
    """Who counts as first where signal and impulse bear the same date (AM-11)."""

    value: Literal["SIGNAL", "IMPULSE"]


class Unit(Choice):
    value: Literal["PER_LISTED_AND_MONTH"]


class SanctionStart(Choice):
    value: Literal["OWN_REQUEST", "FIRST_REQUEST"]


class SanctionEnd(Choice):
    value: Literal["APPROVAL_DAY_FREE", "APPROVAL_DAY_INCLUDED"]


class Proration(Choice):
    value: Literal["ACTUAL_DAYS", "WHOLE_STARTED_MONTHS", "WHOLE_COMPLETED_MONTHS", "THIRTY_DAYS"]


class ListedDay(Choice):
    value: Literal["FIRST_OF_MONTH", "FIRST_OF_PREVIOUS_MONTH"]


class RoundingRule(Choice):
    value: Rounding


class InCase(Choice):
    value: Literal["REPLACE", "ADD"]


class AcrossCases(Choice):
    value: Literal["ADD"]


class Transition(Choice):
    """Whether this version's rates reach sanctions already running under an earlier version."""

    value: Literal["PINNED", "NEW_RATE_FROM_VALIDITY"]


class Accrual(Section):
    unit: Unit
    starts: SanctionStart
    ends: SanctionEnd
    proration: Proration
    listed_day: ListedDay
    rounding: RoundingRule
    in_case: InCase
    across_cases: AcrossCases
    transition: Transition
