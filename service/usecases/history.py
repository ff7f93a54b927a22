"""What happened in a case, retold: each decision is decided again from its own event, so its reasons stand for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from service.domain.case import Act, CaseState, evolve
from service.domain.endings import (
    AgreementTerminated,
    EndingEvent,
    PaymentReleased,
    PaymentWithheld,
    RecurrenceFlagged,
    TerminationPositionTaken,
)
from service.domain.errors import Refusal
from service.domain.events import (
    CaseClassified,
    CaseClosed,
    CaseEvent,
    CaseMoved,
    CaseOpened,
    CaseReopened,
    CaseSplit,
    ConsultationRecorded,
    FollowUpRecorded,
    ImpulseRecorded,
    InDepthStarted,
    InformantRecorded,
    OriginEvent,
    PlanDecided,
    PlanDueExtended,
    PlanEvent,
    PlanReceived,
    SanctionDecided,
    SanctionRefrained,
    SignalRecorded,
    SupplementReceived,
    SupplementRequested,
)
from service.domain.explained import Node
from service.domain.request_events import ActionPlanRequested, CorrectionRequestSent, RequestEvent
from service.domain.steps import StepEvent, TaskDone
from service.rules.classify import choose_ladder
from service.rules.commands import (
    CaseCommand,
    Classify,
    CloseCase,
    CompleteTask,
    DecideNoMeasure,
    DecidePlan,
    DecideSanction,
    ExtendPlanDue,
    FlagRecurrence,
    MoveToVersion,
    ReceivePlan,
    ReceiveSupplement,
    RecordConsultation,
    RecordFollowUp,
    RecordImpulse,
    RecordSignal,
    RefrainFromSanction,
    ReleasePayment,
    ReopenCase,
    RequestPlan,
    RequestSupplement,
    SendCorrectionRequest,
    SplitCase,
    StartInDepth,
    TakeStep,
    TakeTerminationPosition,
    TerminateAgreement,
    WithholdPayment,
)
from service.rules.decide import decide
from service.rules.decision import Adopted, Circumstances, Decision
from service.rules.moving import targeted
from service.rules.opening import explain_opening
from service.rules.ruleset import Ruleset
from service.rules.stated import Given
from service.rules.terminations import terminated_as_told


@dataclass(frozen=True, slots=True)
class Retold:
    """An event with the version that governed it and the reasons behind it; None where the viewer lacks the facts."""

    event: CaseEvent
    ruleset: Ruleset
    explanation: Node | None


def command_of(event: CaseEvent) -> CaseCommand | None:
    """The command whose decision the event records; None for an opening, and for what only comes with another event."""
    if isinstance(event, PlanEvent | EndingEvent):
        return _of_plan(event) if isinstance(event, PlanEvent) else _of_ending(event)
    if isinstance(event, CaseClassified | CaseSplit):
        return _of_weighing(event)
    if isinstance(event, RequestEvent):
        return _of_request(event)
    if isinstance(event, SanctionDecided | SanctionRefrained | CaseMoved | CaseClosed | CaseReopened):
        return _of_the_whole(event)
    if isinstance(event, StepEvent):
        return None if event.type == "StepTaken" and event.act == "OPEN_CASE" else _of_step(event)
    if isinstance(event, OriginEvent):
        return _of_origin(event)
    match event:
        case InDepthStarted():
            return StartInDepth(event.started_on, event.personal)
        case ConsultationRecorded():
            return RecordConsultation(event.on, event.consulted_on, event.standpoint, event.personal)
        case CaseOpened() | InformantRecorded():
            return None


def _of_origin(event: OriginEvent) -> CaseCommand:
    match event:
        case SignalRecorded():
            return RecordSignal(event.signal, event.personal)
        case ImpulseRecorded():
            return RecordImpulse(event.impulse)


def _of_step(event: StepEvent) -> CaseCommand:
    if isinstance(event, TaskDone):
        reasoned = event.personal is not None
        return CompleteTask(event.checklist, event.task, event.done_on, event.outcome, reasoned, event.personal)
    values: dict[str, Given] = {**(event.values or {})}
    return TakeStep(
        act=event.act,
        taken_on=event.taken_on,
        outcome=event.outcome,
        track=event.track,
        values=values,
        told=event.told,
        reasoned=event.personal is not None,
        due_on=None if event.due_months is not None else event.due_on,
        due_months=event.due_months,
        personal=event.personal,
    )


def _of_request(event: RequestEvent) -> CaseCommand:
    stated = None if event.plan_due_months else event.plan_due_on
    letter = (event.sent_at, event.channel, event.receipt, stated, event.plan_due_months, event.personal)
    if isinstance(event, ActionPlanRequested):
        return RequestPlan(*letter)
    return SendCorrectionRequest(*letter, event.direct)


def _of_weighing(event: CaseClassified | CaseSplit) -> CaseCommand:
    match event:
        case CaseClassified():
            override = None if event.computed is None else event.colour
            if event.happenings is None:
                return Classify(event.levels, event.classified_on, event.personal, override)
            happenings = tuple(one.levels for one in event.happenings)
            return Classify({}, event.classified_on, event.personal, override, happenings)
        case CaseSplit():
            return SplitCase(event.happenings, event.split_on, into=event.into)


def _of_the_whole(event: SanctionDecided | SanctionRefrained | CaseMoved | CaseClosed | CaseReopened) -> CaseCommand:
    match event:
        case CaseMoved():
            return MoveToVersion(event.ruleset_id, event.moved_on, personal=event.personal)
        case SanctionDecided():
            return DecideSanction(event.decided_on)
        case SanctionRefrained():
            return RefrainFromSanction(event.decided_on, event.personal)
        case CaseClosed(ground="NO_FURTHER_MEASURE"):
            return DecideNoMeasure(event.closed_on, event.personal)
        case CaseClosed():
            return CloseCase(event.closed_on)
        case CaseReopened():
            return ReopenCase(event.reopened_on, event.personal)


def _of_plan(event: PlanEvent) -> CaseCommand:
    match event:
        case PlanDueExtended():
            return ExtendPlanDue(event.agreed_on, event.plan_due_on, event.personal)
        case PlanReceived():
            return ReceivePlan(
                event.received_on, event.on_template, event.timetable, event.signed_on, event.signed_by_unit_head
            )
        case SupplementRequested():
            return RequestSupplement(event.requested_on, event.due_on, event.personal)
        case SupplementReceived():
            return ReceiveSupplement(event.received_on)
        case PlanDecided():
            return DecidePlan(event.verdict, event.decided_on, event.follow_up_on)
        case FollowUpRecorded():
            return RecordFollowUp(event.carried_out, event.intended_effect, event.decided_on)


def _of_ending(event: EndingEvent) -> CaseCommand:
    match event:
        case PaymentWithheld():
            return WithholdPayment(event.month, event.amount_ore, event.decided_on, event.personal)
        case PaymentReleased():
            return ReleasePayment(event.of, event.amount_ore, event.decided_on)
        case TerminationPositionTaken():
            return TakeTerminationPosition(event.outcome, event.decided_on, event.personal)
        case AgreementTerminated():
            return TerminateAgreement(event.decided_on, event.ends_on, event.external_reference)
        case RecurrenceFlagged():
            return FlagRecurrence(event.earlier, event.flagged_on, event.personal)


def decided_again(
    before: CaseState, event: CaseEvent, versions: Mapping[UUID, Ruleset], recorded_at: datetime
) -> Decision | None:
    """The decision that led to the event, from the state before it; None where what is seen does not decide it."""
    command = command_of(event)
    if command is None:
        return None
    command = targeted(command, versions)
    pinned = before.ruleset_id
    if isinstance(event, CaseClassified | RequestEvent):
        pinned = event.ruleset_id
    elif isinstance(event, OriginEvent):
        pinned = before.opened.ruleset_id
    elif isinstance(event, AgreementTerminated):
        pinned = event.ruleset_id
    if isinstance(event, CorrectionRequestSent) and before.colour != event.colour:
        # A party does not see the classification: the request itself says what it was.
        before = replace(before, colour=event.colour, acts=(*before.acts, Act("CLASSIFY", event.colour)))
    ended_on = event.agreement_ended_on if isinstance(event, CaseClosed) else None
    circumstances = Circumstances(recorded_at, by_party=False, agreement_ends_on=ended_on)
    try:
        return decide(before, command, Adopted(pinned, versions[pinned]), circumstances)
    except Refusal:
        # A party sees neither position nor flag: the termination itself says on which ground it was.
        return terminated_as_told(event, versions[pinned]) if isinstance(event, AgreementTerminated) else None


def _opened_by(event: CaseOpened, ruleset: Ruleset) -> Node:
    """Why it was opened so: the ladder that follows from its origin, or the ruleset's own act of opening."""
    if event.ladder is not None:
        return choose_ladder(ruleset, event.signal, event.impulse)
    return explain_opening(ruleset, event.opened_on)


def retell(events: Sequence[tuple[CaseEvent, datetime]], versions: Mapping[UUID, Ruleset]) -> list[Retold]:
    """Each event, given with when it was recorded, with its reasons. A sanction decided by a request has its."""
    found: list[Retold] = []
    state: CaseState | None = None
    reasons: Node | None = None
    for event, recorded_at in events:
        match event:
            case CaseOpened():
                reasons = _opened_by(event, versions[event.ruleset_id])
            case SanctionDecided(ground="ON_REQUEST" | "PARTICULARLY_SERIOUS" | "RECURRING"):
                pass
            case _ if state is not None:
                again = decided_again(state, event, versions, recorded_at)
                reasons = again.explanation if again else None
            case _:
                reasons = None
        state = evolve(state, event)
        governed = state.opened.ruleset_id if isinstance(event, OriginEvent) else state.ruleset_id
        if isinstance(event, AgreementTerminated):
            governed = event.ruleset_id
        found.append(Retold(event, versions[governed], reasons))
    return found
