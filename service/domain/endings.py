"""What a case may come to beside correction and sanction: payment held back, and whether the agreement is to go on."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from service.domain.facts import PersonalRef, Recordable

TerminationPosition = Literal["TERMINATE", "CONTINUE"]


class PaymentWithheld(Recordable):
    """So much of a month's payment is held back until correction is approved (HV-33). Numbered in the case, from 1.

    `month` is `YYYY-MM`. Why stands in words in the sealed record. It is beside any deduction and is netted against
    none (AM-18).
    """

    type: Literal["PaymentWithheld"] = "PaymentWithheld"
    number: int
    decided_on: date
    month: str
    amount_ore: int
    personal: PersonalRef | None = None


class PaymentReleased(Recordable):
    """So much of what was held back by the withholding numbered `of` is paid out. Numbered in the case, from 1.

    `month` is that of the withholding.
    """

    type: Literal["PaymentReleased"] = "PaymentReleased"
    number: int
    of: int
    month: str
    decided_on: date
    amount_ore: int


class TerminationPositionTaken(Recordable):
    """Whether the region means to terminate the agreement (HV-24); why stands in words in the sealed record.

    `request` is the number of the latest correction request, None before any is sent.
    """

    type: Literal["TerminationPositionTaken"] = "TerminationPositionTaken"
    request: int | None
    decided_on: date
    outcome: TerminationPosition
    personal: PersonalRef | None = None


class AgreementTerminated(Recordable):
    """The unit's agreement is terminated on a ground of the ruleset's.

    It holds until `ends_on`, the first day on which it no longer does; the unit's own stream says so too.
    """

    type: Literal["AgreementTerminated"] = "AgreementTerminated"
    ruleset_id: UUID
    decided_on: date
    ends_on: date
    ground: str
    external_reference: str | None = None


class RecurrenceFlagged(Recordable):
    """The region finds that a deficiency recurs: `earlier` cases of the same unit (HV-28). Nothing follows by itself.

    Why stands in words in the sealed record.
    """

    type: Literal["RecurrenceFlagged"] = "RecurrenceFlagged"
    flagged_on: date
    earlier: tuple[UUID, ...]
    personal: PersonalRef | None = None


PaymentEvent = PaymentWithheld | PaymentReleased
"""What is held back of the unit's payment, a ledger of its own."""
TerminationEvent = TerminationPositionTaken | AgreementTerminated | RecurrenceFlagged
"""What concerns whether the agreement is to go on."""
EndingEvent = PaymentEvent | TerminationEvent
