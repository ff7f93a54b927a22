"""The letters that ask a unit for a plan, and how they were sent."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

from service.domain.facts import PersonalRef, Recordable

Channel = Literal["LETTER", "EMAIL", "COURIER", "E_SERVICE"]
Receipt = Literal["SIGNED_RECEIPT", "DELIVERY_RECEIPT", "READ_RECEIPT", "CONFIRMED_REPLY"]
DirectGround = Literal["PARTICULARLY_SERIOUS", "RECURRING"]
"""What a sanction may be decided on without waiting for a plan (HV-08, HV-28)."""
DIRECT_GROUNDS: frozenset[str] = frozenset(get_args(DirectGround))


class CorrectionRequestSent(Recordable):
    """The letter that starts the sanction clock (HV-18, HV-23). `sent_on` is the local day of `sent_at`.

    `direct` is the ground on which a sanction was decided with it, without waiting for a plan.
    """

    type: Literal["CorrectionRequestSent"] = "CorrectionRequestSent"
    ruleset_id: UUID
    number: int
    colour: str
    sent_at: datetime
    sent_on: date
    channel: Channel
    receipt: Receipt
    plan_due_on: date
    plan_due_months: int | None = None
    direct: DirectGround | None = None
    personal: PersonalRef | None = None


class ActionPlanRequested(Recordable):
    """A plan asked for at the first follow-up, before any colour: no sanction can follow from it (HV-05).

    Numbered with the correction requests of the case. `sent_on` is the local day of `sent_at`.
    """

    type: Literal["ActionPlanRequested"] = "ActionPlanRequested"
    ruleset_id: UUID
    number: int
    sent_at: datetime
    sent_on: date
    channel: Channel
    receipt: Receipt
    plan_due_on: date
    plan_due_months: int | None = None
    personal: PersonalRef | None = None


RequestEvent = ActionPlanRequested | CorrectionRequestSent
"""The letters that ask for a plan."""
