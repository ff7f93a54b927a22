"""What people ask a case to do. Dates are those of the act, not of its recording."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from service.domain.endings import (
    TerminationPosition,
)
from service.domain.events import (
    CaseDecision,
    Channel,
    Impulse,
    Receipt,
    Signal,
    Standpoint,
)
from service.domain.facts import PersonalRef
from service.rules.ruleset import Action


@dataclass(frozen=True, slots=True)
class OpenCase:
    unit_id: UUID
    signal: Signal | None
    impulse: Impulse | None
    personal: PersonalRef | None = None
    informant: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class RecordSignal:
    """`personal` refers to what happened and what is to be done about it, in words."""

    signal: Signal
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class RecordImpulse:
    """`personal` refers to who told the region."""

    impulse: Impulse
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class Classify:
    levels: dict[str, int]
    classified_on: date
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class SendCorrectionRequest:
    """`plan_due_on` names the day itself; `plan_due_months` a period that rolls to a working day; one of them."""

    sent_at: datetime
    channel: Channel
    receipt: Receipt
    plan_due_on: date | None = None
    plan_due_months: int | None = None
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class ReceivePlan:
    received_on: date
    on_template: bool
    timetable: bool
    signed_on: date | None
    signed_by_unit_head: bool


@dataclass(frozen=True, slots=True)
class RequestSupplement:
    """`personal` refers to what is to be supplemented, in words."""

    requested_on: date
    due_on: date
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class ReceiveSupplement:
    received_on: date


@dataclass(frozen=True, slots=True)
class DecidePlan:
    verdict: Literal["APPROVED", "REJECTED"]
    decided_on: date
    follow_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class RecordFollowUp:
    carried_out: bool
    intended_effect: bool
    decided_on: date


@dataclass(frozen=True, slots=True)
class DecideSanction:
    decided_on: date


@dataclass(frozen=True, slots=True)
class CloseCase:
    closed_on: date


@dataclass(frozen=True, slots=True)
class RecordConsultation:
    on: CaseDecision
    consulted_on: date
    standpoint: Standpoint
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class WithholdPayment:
    """`personal` refers to why, in words."""

    month: str
    amount_ore: int
    decided_on: date
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class ReleasePayment:
    """`of` is the number of the withholding that the amount is of."""

    of: int
    amount_ore: int
    decided_on: date


@dataclass(frozen=True, slots=True)
class TakeTerminationPosition:
    """`personal` refers to why, in words."""

    outcome: TerminationPosition
    decided_on: date
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class TerminateAgreement:
    """`ends_on` is the first day on which the agreement no longer holds."""

    decided_on: date
    ends_on: date
    external_reference: str | None = None


@dataclass(frozen=True, slots=True)
class FlagRecurrence:
    """`earlier` are cases of the same unit that were opened before this one; `personal` refers to why, in words."""

    earlier: tuple[UUID, ...]
    flagged_on: date
    personal: PersonalRef | None = None


OriginCommand = RecordSignal | RecordImpulse
PlanCommand = ReceivePlan | RequestSupplement | ReceiveSupplement | DecidePlan | RecordFollowUp
EndingCommand = WithholdPayment | ReleasePayment | TakeTerminationPosition | TerminateAgreement | FlagRecurrence
CaseCommand = (
    OriginCommand
    | Classify
    | SendCorrectionRequest
    | PlanCommand
    | DecideSanction
    | EndingCommand
    | CloseCase
    | RecordConsultation
)

WithText = (
    OriginCommand
    | Classify
    | SendCorrectionRequest
    | RequestSupplement
    | RecordConsultation
    | WithholdPayment
    | TakeTerminationPosition
    | FlagRecurrence
)
"""Commands whose event refers to a sealed record."""

ACTIONS: dict[type[OpenCase | CaseCommand], Action] = {
    OpenCase: "OPEN_CASE",
    RecordSignal: "RECORD_SIGNAL",
    RecordImpulse: "RECORD_IMPULSE",
    Classify: "CLASSIFY",
    SendCorrectionRequest: "SEND_CORRECTION_REQUEST",
    ReceivePlan: "RECEIVE_PLAN",
    RequestSupplement: "REQUEST_SUPPLEMENT",
    ReceiveSupplement: "RECEIVE_SUPPLEMENT",
    DecidePlan: "DECIDE_PLAN",
    RecordFollowUp: "RECORD_FOLLOW_UP",
    DecideSanction: "DECIDE_SANCTION",
    CloseCase: "CLOSE_CASE",
    RecordConsultation: "RECORD_CONSULTATION",
    WithholdPayment: "WITHHOLD_PAYMENT",
    ReleasePayment: "RELEASE_PAYMENT",
    TakeTerminationPosition: "TAKE_TERMINATION_POSITION",
    TerminateAgreement: "TERMINATE_AGREEMENT",
    FlagRecurrence: "FLAG_RECURRENCE",
}
