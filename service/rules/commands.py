"""What people ask a case to do. Dates are those of the act, not of its recording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from service.domain.endings import TerminationPosition
from service.domain.events import Impulse, Signal, Standpoint
from service.domain.facts import PersonalRef
from service.domain.request_events import Channel, DirectGround, Receipt
from service.rules.ruleset import Action, Ruleset
from service.rules.stated import Given

NOT_GIVEN: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class OpenCase:
    unit_id: UUID
    signal: Signal | None
    impulse: Impulse | None
    personal: PersonalRef | None = None
    informant: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class OpenDeclared:
    """A case opened by an act that the ruleset declares, stating what it asks; `told` are the fields given as texts."""

    opened_on: date
    unit_id: UUID | None = None
    outcome: str | None = None
    values: Mapping[str, Given] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    personal: PersonalRef | None = None


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
class StartInDepth:
    """`personal` refers to what is to be looked into, in words."""

    started_on: date
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """A plan asked for before any colour; its last day is stated as in `SendCorrectionRequest`."""

    sent_at: datetime
    channel: Channel
    receipt: Receipt
    plan_due_on: date | None = None
    plan_due_months: int | None = None
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class Classify:
    """`override` is a colour other than the score's, for a reason in words beside what `personal` refers to.

    `happenings` are the levels of each of several events, in the place of `levels`.
    """

    levels: dict[str, int]
    classified_on: date
    personal: PersonalRef | None = None
    override: str | None = None
    happenings: tuple[dict[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SplitCase:
    """The happenings of these numbers go on in a case of their own.

    `origin` is the case's own id and `into` the other's, given by whoever records it.
    """

    happenings: tuple[int, ...]
    split_on: date
    origin: UUID = NOT_GIVEN
    into: UUID = NOT_GIVEN


@dataclass(frozen=True, slots=True)
class SendCorrectionRequest:
    """`plan_due_on` names the day itself; `plan_due_months` a period that rolls to a working day; one of them.

    `direct` decides a sanction with the request, for a reason in words beside what `personal` refers to.
    """

    sent_at: datetime
    channel: Channel
    receipt: Receipt
    plan_due_on: date | None = None
    plan_due_months: int | None = None
    personal: PersonalRef | None = None
    direct: DirectGround | None = None


@dataclass(frozen=True, slots=True)
class ExtendPlanDue:
    """`personal` refers to what was agreed, in words."""

    agreed_on: date
    plan_due_on: date
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
class RefrainFromSanction:
    """`personal` refers to the reason, in words."""

    decided_on: date
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class DecideNoMeasure:
    """No further measure: the case ends for a reason, to which `personal` refers."""

    decided_on: date
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class CloseCase:
    closed_on: date


@dataclass(frozen=True, slots=True)
class ReopenCase:
    """`personal` refers to the reason, in words."""

    reopened_on: date
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class TakeStep:
    """An act that the ruleset declares. `told` are the fields given as texts, to which `personal` refers.

    `track` None: the main one, or the only side track that the act is of. `reasoned` says that a reason stands beside
    the texts. The day that the act sets is named by `due_on`, or by a period of `due_months`.
    """

    act: str
    taken_on: date
    outcome: str | None = None
    track: str | None = None
    values: Mapping[str, Given] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    reasoned: bool = False
    due_on: date | None = None
    due_months: int | None = None
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class CompleteTask:
    """A task of a checklist; found not to be needed, it takes a reason, to which `personal` refers."""

    checklist: str
    task: str
    done_on: date
    outcome: Literal["DONE", "NOT_NEEDED"] = "DONE"
    reasoned: bool = False
    personal: PersonalRef | None = None


@dataclass(frozen=True, slots=True)
class RecordConsultation:
    """`on` is a CaseDecision, or an act that the ruleset declares."""

    on: str
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


@dataclass(frozen=True, slots=True)
class MoveToVersion:
    """`target` is the version of that id, None where its procedure has none; `personal` refers to why, in words."""

    ruleset_id: UUID
    moved_on: date
    target: Ruleset | None = None
    personal: PersonalRef | None = None


OriginCommand = RecordSignal | RecordImpulse
EndingCommand = WithholdPayment | ReleasePayment | TakeTerminationPosition | TerminateAgreement | FlagRecurrence
WeighingCommand = StartInDepth | Classify | SplitCase
RequestCommand = RequestPlan | SendCorrectionRequest
PlanCommand = ExtendPlanDue | ReceivePlan | RequestSupplement | ReceiveSupplement | DecidePlan | RecordFollowUp
SanctionCommand = DecideSanction | RefrainFromSanction
StepCommand = TakeStep | CompleteTask
EndCommand = DecideNoMeasure | CloseCase | ReopenCase
CaseCommand = (
    OriginCommand
    | WeighingCommand
    | RequestCommand
    | PlanCommand
    | SanctionCommand
    | EndCommand
    | EndingCommand
    | StepCommand
    | RecordConsultation
    | MoveToVersion
)

WithText = (
    OriginCommand
    | StartInDepth
    | Classify
    | RequestCommand
    | ExtendPlanDue
    | RequestSupplement
    | RefrainFromSanction
    | DecideNoMeasure
    | ReopenCase
    | RecordConsultation
    | WithholdPayment
    | TakeTerminationPosition
    | FlagRecurrence
    | StepCommand
    | MoveToVersion
)
"""Commands whose event refers to a sealed record."""

ACTIONS: dict[type[OpenCase | CaseCommand], Action] = {
    OpenCase: "OPEN_CASE",
    RecordSignal: "RECORD_SIGNAL",
    RecordImpulse: "RECORD_IMPULSE",
    RequestPlan: "REQUEST_PLAN",
    StartInDepth: "START_IN_DEPTH",
    Classify: "CLASSIFY",
    SplitCase: "SPLIT_CASE",
    SendCorrectionRequest: "SEND_CORRECTION_REQUEST",
    ExtendPlanDue: "EXTEND_PLAN_DUE",
    ReceivePlan: "RECEIVE_PLAN",
    RequestSupplement: "REQUEST_SUPPLEMENT",
    ReceiveSupplement: "RECEIVE_SUPPLEMENT",
    DecidePlan: "DECIDE_PLAN",
    RecordFollowUp: "RECORD_FOLLOW_UP",
    DecideSanction: "DECIDE_SANCTION",
    RefrainFromSanction: "REFRAIN_FROM_SANCTION",
    DecideNoMeasure: "DECIDE_NO_MEASURE",
    CloseCase: "CLOSE_CASE",
    ReopenCase: "REOPEN_CASE",
    RecordConsultation: "RECORD_CONSULTATION",
    WithholdPayment: "WITHHOLD_PAYMENT",
    ReleasePayment: "RELEASE_PAYMENT",
    TakeTerminationPosition: "TAKE_TERMINATION_POSITION",
    TerminateAgreement: "TERMINATE_AGREEMENT",
    FlagRecurrence: "FLAG_RECURRENCE",
    CompleteTask: "COMPLETE_TASK",
    MoveToVersion: "MOVE_TO_VERSION",
}
"""The platform's action that each command is; that of TakeStep is the act it names."""


def action_of(command: CaseCommand) -> str:
    """What mandates call the command."""
    return command.act if isinstance(command, TakeStep) else ACTIONS[type(command)]
