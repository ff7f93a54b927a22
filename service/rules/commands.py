"""What people ask a case to do. Dates are those of the act, not of its recording."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from service.domain.events import Channel, Impulse, Receipt, Signal
from service.domain.facts import PersonalRef
from service.rules.ruleset import Action


@dataclass(frozen=True, slots=True)
class OpenCase:
    unit_id: UUID
    signal: Signal | None
    impulse: Impulse | None
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


CaseCommand = Classify | SendCorrectionRequest | ReceivePlan | DecidePlan | RecordFollowUp | DecideSanction | CloseCase

ACTIONS: dict[type[OpenCase | CaseCommand], Action] = {
    OpenCase: "OPEN_CASE",
    Classify: "CLASSIFY",
    SendCorrectionRequest: "SEND_CORRECTION_REQUEST",
    ReceivePlan: "RECEIVE_PLAN",
    DecidePlan: "DECIDE_PLAN",
    RecordFollowUp: "RECORD_FOLLOW_UP",
    DecideSanction: "DECIDE_SANCTION",
    CloseCase: "CLOSE_CASE",
}
