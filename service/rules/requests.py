"""The letters that ask the unit for a plan: before any colour, and the one that starts the clock of sanctions."""

from __future__ import annotations

from datetime import UTC, date, timedelta

from service.domain.case import CaseState
from service.domain.dates import local_time
from service.domain.errors import FieldName, InvalidInput, RuleRefused
from service.domain.events import CaseEvent, PlanDueExtended, SanctionDecided
from service.domain.explained import Node, Source, explain
from service.domain.request_events import ActionPlanRequested, CorrectionRequestSent
from service.domain.words import Words, lowered, plain
from service.rules.commands import ExtendPlanDue, RequestCommand, RequestPlan, SendCorrectionRequest
from service.rules.deadlines import failure_source, plan_due
from service.rules.decision import Adopted, Circumstances, Decision, check_dated, requested
from service.rules.ruleset import MOST_PLAN_MONTHS, Ruleset
from service.rules.sanctions import counted_from, direct_rule, directly, sanctioned
from service.rules.track import out_of_order, require


def _due_on(command: RequestCommand, ruleset: Ruleset, sent_on: date, source: Source) -> tuple[date, int | None, Node]:
    """The plan's last day, of how many months it is the end where it was not stated, and why."""
    months = command.plan_due_months
    if months is None and command.plan_due_on is None:
        months = ruleset.plan.default_months
    if months is not None and not 1 <= months <= MOST_PLAN_MONTHS:
        allowed = (f"1-{MOST_PLAN_MONTHS}",)
        raise InvalidInput("INVALID_INPUT", path="plan_due_months", problem=str(months), allowed=allowed)
    if (months is None) == (command.plan_due_on is None):
        ways = (FieldName("plan_due_on"), FieldName("plan_due_months"))
        raise RuleRefused("PLAN_DUE_MISSING", path=ways[0], allowed=ways, source=source)
    if months is not None:
        node = plan_due(ruleset, sent_on, months)
        return date.fromisoformat(node.value), months, node
    stated = command.plan_due_on
    if stated is None or stated < sent_on:
        due, sent = str(stated), sent_on.isoformat()
        raise RuleRefused("PLAN_DUE_BEFORE_REQUEST", path="plan_due_on", due=due, sent=sent, source=source)
    return (
        stated,
        None,
        explain(
            "fact",
            name=plain(Words("Angiven tid", "Stated day")),
            stated=stated.isoformat(),
            rule="plan",
            source=source,
        ),
    )


def _check_sent(command: RequestCommand, circumstances: Circumstances) -> None:
    if command.sent_at > circumstances.now:
        stated, now = local_time(command.sent_at, circumstances.now)
        raise RuleRefused("ACT_IN_FUTURE", path="sent_at", stated=stated, now=now)


def request_plan(case: CaseState, command: RequestPlan, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """A plan asked for before any colour (HV-05): nothing that follows from it can cost."""
    ruleset = adopted.ruleset
    step = require(ruleset, case, "REQUEST_PLAN", "REQUESTED")
    if case.request is not None:
        raise out_of_order(ruleset, case, "REQUEST_PLAN", "REQUESTED")
    _check_sent(command, circumstances)
    sent_at = command.sent_at.astimezone(UTC)
    day = explain("local_date", instant=sent_at.isoformat(), rule=step.action, source=step.source.source)
    sent_on = date.fromisoformat(day.value)
    check_dated(sent_on, circumstances, case.opened.opened_on, "ACT_BEFORE_SIGNAL", path="sent_at")
    due_on, months, due_node = _due_on(command, ruleset, sent_on, step.source.source)
    event = ActionPlanRequested(
        ruleset_id=adopted.id,
        number=len(case.requests) + 1,
        sent_at=sent_at,
        sent_on=sent_on,
        channel=command.channel,
        receipt=command.receipt,
        plan_due_on=due_on,
        plan_due_months=months,
        personal=command.personal,
    )
    explanation = explain(
        "fact",
        name=plain(Words("Begäran om handlingsplan", "Request for an action plan")),
        stated=sent_on.isoformat(),
        rule=step.action,
        source=step.source.source,
        because=(day, due_node),
    )
    return Decision((event,), explanation)


def send_request(
    case: CaseState, command: SendCorrectionRequest, adopted: Adopted, circumstances: Circumstances
) -> Decision:
    """The letter that starts the clock. Where the colour's sanction is due on request, sending decides it (AM-04)."""
    ruleset = adopted.ruleset
    require(ruleset, case, "SEND_CORRECTION_REQUEST", case.colour or "")
    if case.colour is None:
        raise out_of_order(ruleset, case, "SEND_CORRECTION_REQUEST")
    colour = ruleset.colour(case.colour)
    if not colour.plan_required:
        raise RuleRefused("REQUEST_NOT_REQUIRED", colour=colour.label, source=colour.source.source)
    for number in (one.sent.number for one in case.current if one.colour == colour.id):
        raise RuleRefused("REQUEST_ALREADY_SENT", number=number, colour=colour.label, source=colour.source.source)
    direct = direct_rule(case, command.direct, ruleset, colour)
    _check_sent(command, circumstances)
    day = counted_from(ruleset, colour, command.sent_at.astimezone(UTC))
    sent_on = date.fromisoformat(day.value)
    classified_on = case.classified.classified_on if case.classified else case.opened.opened_on
    check_dated(sent_on, circumstances, case.opened.opened_on, "ACT_BEFORE_SIGNAL", path="sent_at")
    sanctions = [one.sanction.decided_on for one in case.requests if one.sanction]
    check_dated(sent_on, circumstances, max([classified_on, *sanctions]), path="sent_at")
    due_on, months, due_node = _due_on(command, ruleset, sent_on, ruleset.plan.source.source)
    sent = CorrectionRequestSent(
        ruleset_id=adopted.id,
        number=len(case.requests) + 1,
        colour=colour.id,
        sent_at=command.sent_at.astimezone(UTC),
        sent_on=sent_on,
        channel=command.channel,
        receipt=command.receipt,
        plan_due_on=due_on,
        plan_due_months=months,
        personal=command.personal,
        direct=command.direct,
    )
    because = [day, due_node]
    events: list[CaseEvent] = [sent]
    if colour.sanction is not None and colour.sanction.due == "ON_REQUEST":
        rate, shared = sanctioned(case, adopted, colour, colour.sanction, sent)
        because.append(rate)
        decided = {"ground": "ON_REQUEST", "decided_on": sent_on, "next_colour": colour.next, **shared}
        events.append(SanctionDecided.model_validate(decided))
    if direct is not None and colour.sanction is not None:
        reasons, decided_directly = directly(case, adopted, colour, colour.sanction, sent, direct)
        because.append(reasons)
        events.append(decided_directly)
    explanation = explain(
        "fact",
        name=plain(Words("Begäran om rättelse", "Correction request")),
        stated=colour.id,
        said={"stated": lowered(colour.label)},
        rule=colour.id,
        source=(colour.sanction or colour).source.source,
        because=tuple(because),
    )
    return Decision(tuple(events), explanation)


def extend_plan_due(
    case: CaseState, command: ExtendPlanDue, adopted: Adopted, circumstances: Circumstances
) -> Decision:
    """Another last day for a plan that is still to come, as agreed with the unit; the sanction's start is what it was.

    A day that a sanction was decided for missing is not moved.
    """
    request, step = requested(case, adopted, "EXTEND_PLAN_DUE", "EXTENDED")
    earlier = [one.agreed_on for one in request.extensions] + [one.decided_on for one in request.plan_verdicts]
    check_dated(command.agreed_on, circumstances, max([request.sent.sent_on, *earlier]), path="agreed_on")
    if request.sanction is not None and request.sanction.ground == "PLAN_NOT_RECEIVED":
        source = failure_source(adopted.ruleset, request.colour, "PLAN_NOT_RECEIVED")
        raise RuleRefused("EXTENSION_CONTRADICTS_SANCTION", due=request.plan_due_on.isoformat(), source=source)
    earliest = max(request.plan_due_on + timedelta(days=1), command.agreed_on)
    if command.plan_due_on < earliest:
        stated, allowed = command.plan_due_on.isoformat(), (f">= {earliest.isoformat()}",)
        raise RuleRefused(
            "EXTENSION_NOT_LATER",
            path="plan_due_on",
            stated=stated,
            due=request.plan_due_on.isoformat(),
            allowed=allowed,
            source=step.source.source,
        )
    event = PlanDueExtended(
        request=request.sent.number,
        agreed_on=command.agreed_on,
        plan_due_on=command.plan_due_on,
        personal=command.personal,
    )
    explanation = explain(
        "fact",
        name=plain(Words("Överenskommen tid", "Agreed day")),
        stated=command.plan_due_on.isoformat(),
        rule=step.action,
        source=step.source.source,
    )
    return Decision((event,), explanation)
