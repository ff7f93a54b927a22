"""The day of every event of a case: that of the act, which its recording may lie after."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from service.domain.endings import (
    AgreementTerminated,
    PaymentReleased,
    PaymentWithheld,
    RecurrenceFlagged,
    TerminationPositionTaken,
)
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
    PlanDecided,
    PlanDueExtended,
    PlanReceived,
    SanctionDecided,
    SanctionRefrained,
    SignalRecorded,
    SupplementReceived,
    SupplementRequested,
)
from service.domain.request_events import ActionPlanRequested, CorrectionRequestSent
from service.domain.steps import StepTaken, TaskDone


def happened_on(event: CaseEvent) -> date:  # noqa: C901, PLR0912 - one line for each kind of event
    match event:
        case CaseOpened():
            return event.opened_on
        case SignalRecorded():
            return event.signal.signalled_on
        case ImpulseRecorded():
            return event.impulse.known_on
        case InformantRecorded():
            return event.known_on
        case InDepthStarted():
            return event.started_on
        case CaseClassified():
            return event.classified_on
        case CaseSplit():
            return event.split_on
        case ActionPlanRequested() | CorrectionRequestSent():
            return event.sent_on
        case PlanDueExtended():
            return event.agreed_on
        case PlanReceived() | SupplementReceived():
            return event.received_on
        case SupplementRequested():
            return event.requested_on
        case PlanDecided() | FollowUpRecorded() | SanctionDecided() | SanctionRefrained():
            return event.decided_on
        case PaymentWithheld() | PaymentReleased() | TerminationPositionTaken() | AgreementTerminated():
            return event.decided_on
        case RecurrenceFlagged():
            return event.flagged_on
        case CaseMoved():
            return event.moved_on
        case ConsultationRecorded():
            return event.consulted_on
        case StepTaken():
            return event.taken_on
        case TaskDone():
            return event.done_on
        case CaseClosed():
            return event.closed_on
        case CaseReopened():
            return event.reopened_on
        case _:
            assert_never(event)
