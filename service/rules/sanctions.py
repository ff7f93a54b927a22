"""The correction request that starts the clock, and the decision that makes a failure cost."""

from __future__ import annotations

from datetime import UTC, date, datetime

from service.domain.case import CaseState
from service.domain.dates import local_date, local_time
from service.domain.errors import FieldName, InvalidInput, RuleRefused
from service.domain.events import CaseEvent, CorrectionRequestSent, SanctionDecided
from service.domain.explained import Node, explain, operation
from service.domain.words import Words, lowered, per_listed, plain
from service.rules.commands import DecideSanction, SendCorrectionRequest
from service.rules.deadlines import breaches, plan_due
from service.rules.decision import Adopted, Circumstances, Decision, check_dated, requested
from service.rules.ruleset import MOST_PLAN_MONTHS, Colour, ColourSanction, Ruleset
from service.rules.track import out_of_order, require


@operation(
    "local_date",
    sv="{instant:time} svensk tid ger dagen {value}",
    en="{instant:time} Swedish time gives the day {value}",
)
def stockholm_day(instant: str) -> str:
    """The calendar day in Stockholm of an instant (EX-14)."""
    return local_date(datetime.fromisoformat(instant)).isoformat()


def _due_on(command: SendCorrectionRequest, ruleset: Ruleset, sent_on: date) -> tuple[date, Node]:
    source = ruleset.plan.source.source
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
        return date.fromisoformat(node.value), node
    stated = command.plan_due_on
    if stated is None or stated < sent_on:
        due, sent = str(stated), sent_on.isoformat()
        raise RuleRefused("PLAN_DUE_BEFORE_REQUEST", path="plan_due_on", due=due, sent=sent, source=source)
    return stated, explain(
        "fact", name=plain(Words("Angiven tid", "Stated day")), stated=stated.isoformat(), rule="plan", source=source
    )


def _counted_from(ruleset: Ruleset, colour: Colour, sent_at: datetime) -> Node:
    """The day a request was sent, by the clause of its colour from which day the sanction counts."""
    starts = colour.sanction.starts if colour.sanction is not None else ruleset.accrual.starts.source
    rule = f"{colour.id}.starts" if colour.sanction is not None else "accrual.starts"
    return explain("local_date", instant=sent_at.isoformat(), rule=rule, source=starts.source)


def _sanctioned(
    case: CaseState,
    adopted: Adopted,
    colour: Colour,
    sanction: ColourSanction,
    request: CorrectionRequestSent,
) -> tuple[Node, dict[str, object]]:
    """The rate of a colour on the case's ladder with its explanation, and the event fields both kinds share."""
    rate = adopted.ruleset.ladder(case.ladder).rate(sanction.step)
    node = explain(
        "fact",
        name=plain(adopted.ruleset.ladder(case.ladder).label),
        stated=rate.ore,
        said={"stated": per_listed(rate.ore)},
        rule=f"{case.ladder}.{sanction.step}",
        source=rate.source.source,
    )
    shared: dict[str, object] = {
        "ruleset_id": adopted.id,
        "request": request.number,
        "colour": colour.id,
        "ladder": case.ladder,
        "step": sanction.step,
        "rate_ore": rate.ore,
        "starts_on": request.sent_on,
    }
    return node, shared


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
    for number in (one.sent.number for one in case.requests if one.sent.colour == colour.id):
        raise RuleRefused("REQUEST_ALREADY_SENT", number=number, colour=colour.label, source=colour.source.source)
    if command.sent_at > circumstances.now:
        stated, now = local_time(command.sent_at, circumstances.now)
        raise RuleRefused("ACT_IN_FUTURE", path="sent_at", stated=stated, now=now)
    day = _counted_from(ruleset, colour, command.sent_at.astimezone(UTC))
    sent_on = date.fromisoformat(day.value)
    classified_on = case.classified.classified_on if case.classified else case.opened.opened_on
    check_dated(sent_on, circumstances, case.opened.opened_on, "ACT_BEFORE_SIGNAL", path="sent_at")
    sanctions = [one.sanction.decided_on for one in case.requests if one.sanction]
    check_dated(sent_on, circumstances, max([classified_on, *sanctions]), path="sent_at")
    due_on, due_node = _due_on(command, ruleset, sent_on)
    sent = CorrectionRequestSent(
        ruleset_id=adopted.id,
        number=len(case.requests) + 1,
        colour=colour.id,
        sent_at=command.sent_at.astimezone(UTC),
        sent_on=sent_on,
        channel=command.channel,
        receipt=command.receipt,
        plan_due_on=due_on,
        plan_due_months=None if command.plan_due_on else (command.plan_due_months or ruleset.plan.default_months),
        personal=command.personal,
    )
    because = [day, due_node]
    events: list[CaseEvent] = [sent]
    if colour.sanction is not None and colour.sanction.due == "ON_REQUEST":
        rate, shared = _sanctioned(case, adopted, colour, colour.sanction, sent)
        because.append(rate)
        decided = {"ground": "ON_REQUEST", "decided_on": sent_on, "next_colour": colour.next, **shared}
        events.append(SanctionDecided.model_validate(decided))
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


def decide_sanction(
    case: CaseState, command: DecideSanction, adopted: Adopted, circumstances: Circumstances
) -> Decision:
    """A decided failure at the request's colour: its rate runs from that request's sent date (HV-20…23, AM-02)."""
    ruleset = adopted.ruleset
    request = requested(case, adopted, "DECIDE_SANCTION")
    check_dated(command.decided_on, circumstances, request.sent.sent_on, path="decided_on")
    colour = ruleset.colour(request.sent.colour)
    if request.sanction is not None:
        if case.colour != request.sent.colour:
            raised = ruleset.colour(case.colour or "")
            raise RuleRefused("NEW_REQUEST_REQUIRED", colour=raised.label, source=raised.source.source)
        source = (colour.sanction or colour).source.source
        raise RuleRefused("SANCTION_ALREADY_DECIDED", number=request.sent.number, source=source)
    found = breaches(ruleset, request, command.decided_on)
    if not found or colour.sanction is None:
        failure = colour.sanction.failure if colour.sanction is not None else None
        source = (failure or (colour.sanction or colour).source).source
        allowed = tuple(rule.ground for rule in ruleset.breaches)
        judged = explain(
            "late",
            due_on=request.sent.plan_due_on.isoformat(),
            judged_on=command.decided_on.isoformat(),
            received_in_time=request.plan_in_time,
            rule=colour.id,
            source=source,
        )
        raise RuleRefused("NO_BREACH", source=source, allowed=allowed, explanation=judged)
    rate, shared = _sanctioned(case, adopted, colour, colour.sanction, request.sent)
    decided = {
        "ground": found[0].ground,
        "decided_on": command.decided_on,
        "next_colour": colour.next,
        **shared,
    }
    start = _counted_from(ruleset, colour, request.sent.sent_at)
    explanation = explain(
        "fact",
        name=plain(Words("Sanktion", "Sanction")),
        stated=rate.value,
        said=rate.said,
        rule=colour.id,
        source=colour.sanction.source.source,
        because=(*(one.explanation for one in found), rate, start),
    )
    return Decision((SanctionDecided.model_validate(decided),), explanation)
