"""The facts of the registers: units and their agreements, listed counts, adopted rulesets, settled months."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from service.domain.facts import Fact, Recordable

AgreementEndReason = Literal["EXPIRED", "NOTICE", "TERMINATED", "TRANSFERRED"]


class Agreement(Fact):
    agreement_id: UUID
    kind: str
    legal_basis: str
    valid_from: date
    valid_until: date | None
    external_reference: str | None


class Address(Fact):
    """Where a care unit is visited: of the unit, and nobody's home."""

    street: str
    postal_code: str
    city: str


class UnitRegistered(Recordable):
    type: Literal["UnitRegistered"] = "UnitRegistered"
    hsa_id: str
    name: str
    provider_name: str
    provider_orgnr: str
    agreement: Agreement
    address: Address | None = None


class AgreementAdded(Recordable):
    """A further agreement of the unit; its agreements never hold on the same day."""

    type: Literal["AgreementAdded"] = "AgreementAdded"
    agreement: Agreement


class AgreementEnded(Recordable):
    """An agreement holds no more from the day `ends_on`; a later event for the same agreement corrects an earlier."""

    type: Literal["AgreementEnded"] = "AgreementEnded"
    agreement_id: UUID
    ends_on: date
    reason: AgreementEndReason
    external_reference: str | None = None


class UnitTransferred(Recordable):
    """Another provider runs the unit from the day `from_day`."""

    type: Literal["UnitTransferred"] = "UnitTransferred"
    provider_name: str
    provider_orgnr: str
    from_day: date


class UnitRenamed(Recordable):
    type: Literal["UnitRenamed"] = "UnitRenamed"
    name: str
    from_day: date


class UnitMoved(Recordable):
    type: Literal["UnitMoved"] = "UnitMoved"
    address: Address
    from_day: date


class ListedCountsRecorded(Recordable):
    """Listed persons per month (`YYYY-MM`); a later event for the same month corrects an earlier one."""

    type: Literal["ListedCountsRecorded"] = "ListedCountsRecorded"
    counts: dict[str, int]


class RulesetAdopted(Recordable):
    type: Literal["RulesetAdopted"] = "RulesetAdopted"
    procedure: str
    label: str
    valid_from: date
    valid_until: date | None
    content: dict[str, Any]


class SettledLine(Fact):
    """A line frozen with its inputs, `ruleset_id` the version that says how days and months count.

    `amount_ore` of a correction is the difference it adds, and may be negative.
    """

    case_id: UUID
    unit_id: UUID
    ruleset_id: UUID
    month: str
    rate_ore: int
    days: int
    days_in_month: int
    listed: int | None
    amount_ore: int


class MonthSettled(Recordable):
    type: Literal["MonthSettled"] = "MonthSettled"
    month: str
    settled_on: date
    lines: tuple[SettledLine, ...]
    corrections: tuple[SettledLine, ...]
    left_out: tuple[UUID, ...]
    total_ore: int


AgreementEvent = AgreementAdded | AgreementEnded


UnitChange = UnitTransferred | UnitRenamed | UnitMoved


UnitEvent = UnitRegistered | AgreementEvent | UnitChange | ListedCountsRecorded
"""What stands in the stream of a care unit."""
