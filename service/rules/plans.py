"""The action plan: received, decided, followed up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.act_words import CAME_OUT
from service.domain.case import CaseState
from service.domain.errors import FieldName, InvalidInput, RuleRefused
from service.domain.events import FollowUpRecorded, PlanDecided, PlanReceived
from service.domain.explained import explain, operation
from service.domain.words import Words, plain
from service.rules.commands import DecidePlan, ReceivePlan, RecordFollowUp
from service.rules.deadlines import failure_source
from service.rules.decision import Adopted, Circumstances, Decision, check_dated, requested
from service.rules.ruleset import PlanRequirement
from service.rules.supplements import check_sanction_stands
from service.rules.track import out_of_order, require, step_of

_FIELDS: Final[Mapping[PlanRequirement, FieldName]] = {
    "ON_TEMPLATE": FieldName("on_template"),
    "TIMETABLE": FieldName("timetable"),
    "DATED": FieldName("signed_on"),
    "SIGNED_BY_UNIT_HEAD": FieldName("signed_by_unit_head"),
}
"""What a plan must be, by the field that says whether it is."""


@operation(
    "follow_up",
    sv="Utförd: {carried_out}, avsedd effekt: {intended_effect}",
    en="Done: {carried_out}, effect: {intended_effect}",
)
def follow_up_approved(carried_out: bool, intended_effect: bool) -> bool:  # noqa: FBT001 - the two verdicts of HV-11
    """Correction is approved only where the plan was carried out and had its effect."""
    return carried_out and intended_effect


def receive_plan(case: CaseState, command: ReceivePlan, adopted: Adopted, circumstances: Circumstances) -> Decision:
    rules = adopted.ruleset.plan
    request, _ = requested(case, adopted, "RECEIVE_PLAN")
    rejected = [one.decided_on for one in request.plan_verdicts]
    check_dated(command.received_on, circumstances, max([request.sent.sent_on, *rejected]), path="received_on")
    held = {
        "ON_TEMPLATE": command.on_template,
        "TIMETABLE": command.timetable,
        "DATED": command.signed_on is not None,
        "SIGNED_BY_UNIT_HEAD": command.signed_by_unit_head,
    }
    lacking = [one for one in rules.requirements if not held[one.requires]]
    if lacking:
        fields = tuple(_FIELDS[one.requires] for one in lacking)
        raise RuleRefused(
            "PLAN_INCOMPLETE",
            path=fields[0],
            missing=tuple(one.label for one in lacking),
            allowed=fields,
            source=lacking[0].source.source,
        )
    if command.signed_on is not None and command.signed_on > command.received_on:
        signed, received = command.signed_on.isoformat(), command.received_on.isoformat()
        raise InvalidInput("PLAN_SIGNED_AFTER_RECEIPT", path="signed_on", signed=signed, received=received)
    due_on = request.plan_due_on
    in_time = command.received_on <= due_on
    if in_time and request.sanction is not None and request.sanction.ground == "PLAN_NOT_RECEIVED":
        due, received = due_on.isoformat(), command.received_on.isoformat()
        source = failure_source(adopted.ruleset, request.colour, "PLAN_NOT_RECEIVED")
        raise RuleRefused("PLAN_CONTRADICTS_SANCTION", path="received_on", due=due, received=received, source=source)
    event = PlanReceived(
        request=request.sent.number,
        received_on=command.received_on,
        on_template=command.on_template,
        timetable=command.timetable,
        signed_on=command.signed_on,
        signed_by_unit_head=command.signed_by_unit_head,
        in_time=in_time,
    )
    explanation = explain(
        "late",
        due_on=due_on.isoformat(),
        judged_on=command.received_on.isoformat(),
        received_in_time=False,
        rule="plan",
        source=rules.source.source,
    )
    return Decision((event,), explanation)


def decide_plan(case: CaseState, command: DecidePlan, adopted: Adopted, circumstances: Circumstances) -> Decision:
    request, _ = requested(case, adopted, "DECIDE_PLAN", command.verdict)
    step = require(adopted.ruleset, case, "DECIDE_PLAN", command.verdict)
    if not request.plans:
        raise out_of_order(adopted.ruleset, case, "DECIDE_PLAN", command.verdict)
    supplements = [
        one.received.received_on if one.received is not None else one.requested.requested_on
        for one in request.supplements
    ]
    earliest = max([request.plans[-1].received_on, *supplements])
    check_dated(command.decided_on, circumstances, earliest, path="decided_on")
    if (command.verdict == "APPROVED") != (command.follow_up_on is not None):
        code = "FOLLOW_UP_DATE_MISSING" if command.follow_up_on is None else "FOLLOW_UP_DATE_UNEXPECTED"
        followed_up = step_of(adopted.ruleset, "RECORD_FOLLOW_UP") or step
        raise RuleRefused(code, path="follow_up_on", source=followed_up.source.source)
    if command.follow_up_on is not None and command.follow_up_on < command.decided_on:
        raise InvalidInput(
            "ACT_BEFORE_PREVIOUS",
            path="follow_up_on",
            day=command.follow_up_on.isoformat(),
            earliest=command.decided_on.isoformat(),
        )
    event = PlanDecided(
        request=request.sent.number,
        plan=len(request.plans),
        decided_on=command.decided_on,
        verdict=command.verdict,
        follow_up_on=command.follow_up_on,
    )
    check_sanction_stands(case, event, command.decided_on, adopted.ruleset, path="decided_on")
    explanation = explain(
        "fact",
        name=plain(Words("Handlingsplan", "Action plan")),
        stated=command.verdict,
        said={"stated": CAME_OUT[command.verdict]},
        rule=step.action,
        source=step.source.source,
    )
    return Decision((event,), explanation)


def record_follow_up(
    case: CaseState, command: RecordFollowUp, adopted: Adopted, circumstances: Circumstances
) -> Decision:
    approved = follow_up_approved(command.carried_out, command.intended_effect)
    outcome = "APPROVED" if approved else "NOT_APPROVED"
    request, _ = requested(case, adopted, "RECORD_FOLLOW_UP", outcome)
    step = require(adopted.ruleset, case, "RECORD_FOLLOW_UP", outcome)
    earlier = [one.decided_on for one in request.plan_verdicts] + [one.decided_on for one in request.follow_ups]
    if not request.plan_verdicts:
        raise out_of_order(adopted.ruleset, case, "RECORD_FOLLOW_UP", outcome)
    check_dated(command.decided_on, circumstances, max(earlier), path="decided_on")
    explanation = explain(
        "follow_up",
        carried_out=command.carried_out,
        intended_effect=command.intended_effect,
        rule=step.action,
        source=step.source.source,
    )
    event = FollowUpRecorded(
        request=request.sent.number,
        decided_on=command.decided_on,
        carried_out=command.carried_out,
        intended_effect=command.intended_effect,
        approved=approved,
    )
    return Decision((event,), explanation)
