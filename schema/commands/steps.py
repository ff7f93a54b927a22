"""The commands of a case beside the ladder of colours: in-depth, early plan, extension, refraining, end, reopening."""

from __future__ import annotations

from typing import Final, cast

from schema.commanding import Command, Prepared
from schema.commands import step_inputs
from schema.commands.cases import on_case
from schema.reading_back import CASE
from schema.written import instant
from service.domain.request_events import Channel, Receipt
from service.rules import commands
from service.usecases.commanding import Written


def _reason(text: str) -> Written:
    return Written(text, "reason", required=True)


def _request_plan(given: step_inputs.RequestPlanInput) -> Prepared:
    command = commands.RequestPlan(
        sent_at=instant(given.sent_at, "sentAt"),
        channel=cast("Channel", given.channel.name),
        receipt=cast("Receipt", given.receipt.name),
        plan_due_on=given.plan_due_on,
        plan_due_months=given.plan_due_months,
    )
    return on_case(given, command, Written(given.note, "note"))


def _start_in_depth(given: step_inputs.StartInDepthInput) -> Prepared:
    return on_case(given, commands.StartInDepth(given.started_on), Written(given.note, "note"))


def _split_case(given: step_inputs.SplitCaseInput) -> Prepared:
    return on_case(given, commands.SplitCase(tuple(given.happenings), given.split_on))


def _extend_plan_due(given: step_inputs.ExtendPlanDueInput) -> Prepared:
    return on_case(given, commands.ExtendPlanDue(given.agreed_on, given.plan_due_on), Written(given.note, "note"))


def _refrain_from_sanction(given: step_inputs.RefrainFromSanctionInput) -> Prepared:
    return on_case(given, commands.RefrainFromSanction(given.decided_on), _reason(given.reason))


def _decide_no_measure(given: step_inputs.DecideNoMeasureInput) -> Prepared:
    return on_case(given, commands.DecideNoMeasure(given.decided_on), _reason(given.reason))


def _reopen_case(given: step_inputs.ReopenCaseInput) -> Prepared:
    return on_case(given, commands.ReopenCase(given.reopened_on), _reason(given.reason))


STEPS: Final = (
    Command(
        "requestPlan",
        "Begär en handlingsplan vid den första uppföljningen; ingen sanktion kan följa. Ask for an action plan at the"
        " first follow-up; no sanction can come of it.",
        step_inputs.RequestPlanInput,
        CASE,
        _request_plan,
    ),
    Command(
        "startInDepth",
        "Inled fördjupad uppföljning. Begin the in-depth follow-up of what was found.",
        step_inputs.StartInDepthInput,
        CASE,
        _start_in_depth,
    ),
    Command(
        "splitCase",
        "Dela ärendet: händelser går vidare i ett eget. Split the case: some of its events go on in another one.",
        step_inputs.SplitCaseInput,
        CASE,
        _split_case,
    ),
    Command(
        "extendPlanDue",
        "Förläng handlingsplanens tid efter överenskommelse. Give the action plan more time, as agreed with the unit.",
        step_inputs.ExtendPlanDueInput,
        CASE,
        _extend_plan_due,
    ),
    Command(
        "refrainFromSanction",
        "Avstå från sanktion för en konstaterad brist, med skäl. Let an established failure cost nothing, for a"
        " reason.",
        step_inputs.RefrainFromSanctionInput,
        CASE,
        _refrain_from_sanction,
    ),
    Command(
        "decideNoMeasure",
        "Avsluta ärendet utan vidare åtgärd, med skäl. End the case without any further measure, for a reason.",
        step_inputs.DecideNoMeasureInput,
        CASE,
        _decide_no_measure,
    ),
    Command(
        "reopenCase",
        "Återuppta ett avslutat ärende, med skäl. Go on with a case that was closed, for a reason.",
        step_inputs.ReopenCaseInput,
        CASE,
        _reopen_case,
    ),
)
