"""What a plan lacks (komplettering): asked for with a day of its own, and received."""

from __future__ import annotations

from datetime import date

from service.domain.case import CaseState, evolve
from service.domain.errors import InvalidInput, RuleRefused
from service.domain.events import PlanDecided, SupplementReceived, SupplementRequested
from service.domain.explained import explain
from service.domain.words import Words, plain
from service.rules.commands import ReceiveSupplement, RequestSupplement
from service.rules.deadlines import breaches, failure_source
from service.rules.decision import Adopted, Circumstances, Decision, check_dated, requested
from service.rules.ruleset import Ruleset
from service.rules.track import out_of_order, require


def request_supplement(
    case: CaseState, command: RequestSupplement, adopted: Adopted, circumstances: Circumstances
) -> Decision:
    """A supplement of the latest plan, by a day of its own; one at a time (HV-09)."""
    request, _ = requested(case, adopted, "REQUEST_SUPPLEMENT", "REQUESTED")
    step = require(adopted.ruleset, case, "REQUEST_SUPPLEMENT", "REQUESTED")
    if not request.plans or request.awaited is not None:
        raise out_of_order(adopted.ruleset, case, "REQUEST_SUPPLEMENT", "REQUESTED")
    received = [one.received.received_on for one in request.supplements if one.received is not None]
    check_dated(
        command.requested_on, circumstances, max([request.plans[-1].received_on, *received]), path="requested_on"
    )
    if command.due_on < command.requested_on:
        day, earliest = command.due_on.isoformat(), command.requested_on.isoformat()
        raise InvalidInput("ACT_BEFORE_PREVIOUS", path="due_on", day=day, earliest=earliest)
    event = SupplementRequested(
        request=request.sent.number,
        plan=len(request.plans),
        number=len(request.supplements) + 1,
        requested_on=command.requested_on,
        due_on=command.due_on,
        personal=command.personal,
    )
    explanation = explain(
        "fact",
        name=plain(Words("Komplettering senast", "Supplement due")),
        stated=command.due_on.isoformat(),
        rule=step.action,
        source=step.source.source,
    )
    return Decision((event,), explanation)


def receive_supplement(
    case: CaseState, command: ReceiveSupplement, adopted: Adopted, circumstances: Circumstances
) -> Decision:
    """The supplement that is awaited. A late one is recorded as late, and stays a failure (AM-14, as AM-19)."""
    awaited = case.request.awaited if case.request is not None else None
    if awaited is None:
        raise out_of_order(adopted.ruleset, case, "RECEIVE_SUPPLEMENT")
    asked, in_time = awaited.requested, command.received_on <= awaited.requested.due_on
    step = require(adopted.ruleset, case, "RECEIVE_SUPPLEMENT", "IN_TIME" if in_time else "LATE")
    check_dated(command.received_on, circumstances, asked.requested_on, path="received_on")
    event = SupplementReceived(
        request=asked.request, number=asked.number, received_on=command.received_on, in_time=in_time
    )
    check_sanction_stands(case, event, command.received_on, adopted.ruleset, path="received_on")
    explanation = explain(
        "supplement_late",
        due_on=asked.due_on.isoformat(),
        judged_on=command.received_on.isoformat(),
        received_in_time=False,
        rule=step.action,
        source=step.source.source,
    )
    return Decision((event,), explanation)


def check_sanction_stands(
    case: CaseState, event: SupplementReceived | PlanDecided, day: date, ruleset: Ruleset, *, path: str
) -> None:
    """Refuses an act that would leave a decided sanction without the failure it rests on.

    Its day is `day`, which stands in the field `path`.
    """
    before, after = case.request, evolve(case, event).request
    if before is None or after is None or before.awaited is None or before.sanction is None:
        return
    ground, decided_on = before.sanction.ground, before.sanction.decided_on
    if ground != "SUPPLEMENT_NOT_RECEIVED" or any(one.ground == ground for one in breaches(ruleset, after, decided_on)):
        return
    raise RuleRefused(
        "SUPPLEMENT_CONTRADICTS_SANCTION",
        path=path,
        due=before.awaited.requested.due_on.isoformat(),
        day=day.isoformat(),
        source=failure_source(ruleset, before.colour, ground),
    )
