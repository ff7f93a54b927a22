"""What a command comes to: events and an explanation, or a typed refusal. Pure; the clock is an argument."""

from __future__ import annotations

from typing import assert_never

from service.domain.case import CaseState
from service.rules.checklists import complete_task
from service.rules.commands import (
    CaseCommand,
    Classify,
    CloseCase,
    CompleteTask,
    DecideNoMeasure,
    DecidePlan,
    DecideSanction,
    EndCommand,
    EndingCommand,
    ExtendPlanDue,
    FlagRecurrence,
    MoveToVersion,
    OriginCommand,
    PlanCommand,
    ReceivePlan,
    ReceiveSupplement,
    RecordConsultation,
    RecordFollowUp,
    RecordImpulse,
    RecordSignal,
    RefrainFromSanction,
    ReleasePayment,
    ReopenCase,
    RequestCommand,
    RequestPlan,
    RequestSupplement,
    SanctionCommand,
    SendCorrectionRequest,
    SplitCase,
    StartInDepth,
    StepCommand,
    TakeStep,
    TakeTerminationPosition,
    TerminateAgreement,
    WeighingCommand,
    WithholdPayment,
)
from service.rules.consultations import record_consultation
from service.rules.decision import Adopted, Circumstances, Decision
from service.rules.ending import close_case, decide_no_measure, reopen_case
from service.rules.moving import move
from service.rules.opening import start_in_depth
from service.rules.origins import record_impulse, record_signal
from service.rules.plans import decide_plan, receive_plan, record_follow_up
from service.rules.requests import extend_plan_due, request_plan, send_request
from service.rules.sanctions import decide_sanction, refrain_from_sanction
from service.rules.steps import take_step
from service.rules.supplements import receive_supplement, request_supplement
from service.rules.terminations import flag_recurrence, take_position, terminate
from service.rules.weighing import classify_case, split_case
from service.rules.withholdings import release, withhold


def decide(case: CaseState, command: CaseCommand, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """What `command` comes to in `case` under the ruleset version that governs it.

    Raises RuleRefused (order, dates, clauses) or InvalidInput (a value no rule could accept).
    """
    if isinstance(command, PlanCommand):
        return _of_plan(case, command, adopted, circumstances)
    if isinstance(command, WeighingCommand):
        return _of_weighing(case, command, adopted, circumstances)
    if isinstance(command, RequestCommand | SanctionCommand):
        return _of_request(case, command, adopted, circumstances)
    if isinstance(command, EndCommand):
        return _of_the_end(case, command, adopted, circumstances)
    if isinstance(command, EndingCommand):
        return _of_ending(case, command, adopted, circumstances)
    if isinstance(command, StepCommand):
        return _of_steps(case, command, adopted, circumstances)
    if isinstance(command, OriginCommand):
        return _of_origin(case, command, adopted, circumstances)
    match command:
        case RecordConsultation():
            return record_consultation(case, command, adopted, circumstances)
        case MoveToVersion():
            return move(case, command, adopted, circumstances)
        case _:
            assert_never(command)


def _of_origin(case: CaseState, command: OriginCommand, adopted: Adopted, circumstances: Circumstances) -> Decision:
    match command:
        case RecordSignal():
            return record_signal(case, command, adopted, circumstances)
        case RecordImpulse():
            return record_impulse(case, command, adopted, circumstances)
        case _:
            assert_never(command)


def _of_weighing(case: CaseState, command: WeighingCommand, adopted: Adopted, circumstances: Circumstances) -> Decision:
    match command:
        case StartInDepth():
            return start_in_depth(case, command, adopted, circumstances)
        case Classify():
            return classify_case(case, command, adopted, circumstances)
        case SplitCase():
            return split_case(case, command, adopted, circumstances)
        case _:
            assert_never(command)


def _of_request(
    case: CaseState, command: RequestCommand | SanctionCommand, adopted: Adopted, circumstances: Circumstances
) -> Decision:
    match command:
        case RequestPlan():
            return request_plan(case, command, adopted, circumstances)
        case SendCorrectionRequest():
            return send_request(case, command, adopted, circumstances)
        case DecideSanction():
            return decide_sanction(case, command, adopted, circumstances)
        case RefrainFromSanction():
            return refrain_from_sanction(case, command, adopted, circumstances)
        case _:
            assert_never(command)


def _of_the_end(case: CaseState, command: EndCommand, adopted: Adopted, circumstances: Circumstances) -> Decision:
    match command:
        case DecideNoMeasure():
            return decide_no_measure(case, command, adopted, circumstances)
        case CloseCase():
            return close_case(case, command, adopted, circumstances)
        case ReopenCase():
            return reopen_case(case, command, adopted, circumstances)
        case _:
            assert_never(command)


def _of_plan(case: CaseState, command: PlanCommand, adopted: Adopted, circumstances: Circumstances) -> Decision:
    match command:
        case ExtendPlanDue():
            return extend_plan_due(case, command, adopted, circumstances)
        case ReceivePlan():
            return receive_plan(case, command, adopted, circumstances)
        case RequestSupplement():
            return request_supplement(case, command, adopted, circumstances)
        case ReceiveSupplement():
            return receive_supplement(case, command, adopted, circumstances)
        case DecidePlan():
            return decide_plan(case, command, adopted, circumstances)
        case RecordFollowUp():
            return record_follow_up(case, command, adopted, circumstances)
        case _:
            assert_never(command)


def _of_steps(case: CaseState, command: StepCommand, adopted: Adopted, circumstances: Circumstances) -> Decision:
    match command:
        case TakeStep():
            return take_step(case, command, adopted, circumstances)
        case CompleteTask():
            return complete_task(case, command, adopted, circumstances)
        case _:
            assert_never(command)


def _of_ending(case: CaseState, command: EndingCommand, adopted: Adopted, circumstances: Circumstances) -> Decision:
    match command:
        case WithholdPayment():
            return withhold(case, command, adopted, circumstances)
        case ReleasePayment():
            return release(case, command, adopted, circumstances)
        case TakeTerminationPosition():
            return take_position(case, command, adopted, circumstances)
        case TerminateAgreement():
            return terminate(case, command, adopted, circumstances)
        case FlagRecurrence():
            return flag_recurrence(case, command, adopted, circumstances)
        case _:
            assert_never(command)
