"""When a plan is due, whether it came in time, and what a case owes to be done next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Final, Literal, assert_never
from uuid import UUID

from service.domain.case import CaseState
from service.domain.case_parts import Request
from service.domain.dates import add_months, roll_forward
from service.domain.events import FailureGround
from service.domain.explained import Node, Source, explain, operation
from service.domain.words import Words, kronor, plain
from service.rules.checklists import tasks
from service.rules.due_days import due_of
from service.rules.ruleset import Breach, Ruleset
from service.rules.track import closed_on, over, step_of, unweighed


@operation(
    "due",
    sv="{start} och {months:månad|månader} framåt ger {value}",
    en="{start} and {months:month|months} on gives {value}",
)
def due(start: str, months: int, rolls_forward: bool) -> str:  # noqa: FBT001 - an operation's input, always by name
    """The last day of a period of months; on the next working day where it rolls (EX-13)."""
    day = add_months(date.fromisoformat(start), months)
    return (roll_forward(day) if rolls_forward else day).isoformat()


def plan_due(ruleset: Ruleset, sent_on: date, months: int) -> Node:
    """The day a plan is due `months` after its request was sent, as an explanation whose value is the ISO date."""
    return explain(
        "due",
        start=sent_on.isoformat(),
        months=months,
        rolls_forward=ruleset.plan.rolls_forward,
        rule="plan",
        source=ruleset.plan.rolls_source.source,
    )


@operation(
    "late",
    sv="Ingen plan senast {due_on}, bedömt {judged_on}: {value}",
    en="No plan by {due_on}, judged {judged_on}: {value}",
)
def late(due_on: str, judged_on: str, received_in_time: bool) -> bool:  # noqa: FBT001 - as above
    """Whether the due day has passed without a plan that came in by it."""
    return judged_on > due_on and not received_in_time


@operation(
    "supplement_late",
    sv="Ingen komplettering senast {due_on}, bedömt {judged_on}: {value}",
    en="No supplement by {due_on}, judged {judged_on}: {value}",
)
def supplement_late(due_on: str, judged_on: str, received_in_time: bool) -> bool:  # noqa: FBT001 - as above
    """Whether the day of a supplement has passed without it; until then it is no failure (AM-14)."""
    return judged_on > due_on and not received_in_time


@dataclass(frozen=True, slots=True)
class FoundBreach:
    """`since` is the first day on which the failure could be decided."""

    ground: FailureGround
    since: date
    explanation: Node


_OF_THE_COLOUR: Final[frozenset[FailureGround]] = frozenset({"PLAN_NOT_RECEIVED", "FOLLOW_UP_NOT_APPROVED"})
"""The failures that a colour itself makes cost; that a rejected plan is one follows from how plans are assessed."""


def failure_source(ruleset: Ruleset, colour: str | None, ground: FailureGround) -> Source | None:
    """The clause by which a failure costs at the colour; None where neither colour nor procedure knows the failure."""
    sanction = ruleset.colour(colour).sanction if colour is not None else None
    if sanction is not None and sanction.failure is not None and ground in _OF_THE_COLOUR:
        return sanction.failure.source
    return next((rule.source.source for rule in ruleset.breaches if rule.ground == ground), None)


def _overdue(
    ground: FailureGround, operation: str, kept: Iterable[tuple[date, bool]], on: date, source: Source | None
) -> Iterator[FoundBreach]:
    """The failures to get something by its day; `kept` are the days, in order, with whether it came in time."""
    for due_on, in_time in kept:
        judged = explain(
            operation,
            due_on=due_on.isoformat(),
            judged_on=on.isoformat(),
            received_in_time=in_time,
            rule=ground,
            source=source,
        )
        if judged.value:
            yield FoundBreach(ground, due_on + timedelta(days=1), judged)


def breaches(ruleset: Ruleset, request: Request, on: date) -> list[FoundBreach]:
    """The failures of one request that are established on the day `on`, earliest first (HV-20, HV-21, AM-14).

    Of each ground the first for which a sanction has not been refrained from. `ruleset` is the version that the request
    was sent under.
    """
    found: list[FoundBreach] = []
    for rule in ruleset.breaches:
        refrained = max((one.failed_on for one in request.refrained if one.ground == rule.ground), default=date.min)
        open_ones = (one for one in _failures(rule, ruleset, request, on) if one.since > refrained)
        found += list(islice(open_ones, 1))
    return sorted(found, key=lambda breach: breach.since)


def _failures(rule: Breach, ruleset: Ruleset, request: Request, on: date) -> Iterator[FoundBreach]:
    """All failures of the rule's ground that are established on the day `on`, earliest first."""
    source = failure_source(ruleset, request.colour, rule.ground)
    match rule.ground:
        case "PLAN_NOT_RECEIVED":
            yield from _overdue(rule.ground, "late", [(request.plan_due_on, request.plan_in_time)], on, source)
            return
        case "SUPPLEMENT_NOT_RECEIVED":
            kept = [(one.requested.due_on, one.in_time) for one in request.supplements]
            yield from _overdue(rule.ground, "supplement_late", kept, on, source)
            return
        case "PLAN_REJECTED":
            failed = [request.plan_rejected.decided_on] if request.plan_rejected is not None else []
        case "FOLLOW_UP_NOT_APPROVED":
            failed = [one.decided_on for one in request.follow_ups if not one.approved]
        case _:
            assert_never(rule.ground)
    for day in failed:
        if day <= on:
            fact = explain("fact", name=plain(rule.label), stated=day.isoformat(), rule=rule.ground, source=source)
            yield FoundBreach(rule.ground, day, fact)


ObligationKind = Literal[
    "START_IN_DEPTH",
    "CLASSIFY",
    "SEND_REQUEST",
    "PLAN_DUE",
    "SUPPLEMENT_DUE",
    "DECIDE_PLAN",
    "FOLLOW_UP",
    "DECIDE_SANCTION",
    "ON_REQUEST",
    "RELEASE_PAYMENT",
    "CLOSE",
    "ACT_DUE",
    "TASK",
]


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty the case has now. `due_on` None where no document sets a day; `rule` names a ruleset's own duty."""

    kind: ObligationKind
    rule: str
    label_sv: str
    label_en: str
    due_on: date | None
    raised_on: date
    overdue: bool
    source: Source


def _duty(
    kind: ObligationKind,
    rule: str,
    label: Words,
    raised_on: date,
    source: Source,
    due: tuple[date, date] | None = None,
) -> Obligation:
    """A duty; `due` is its last day and the day it is looked at."""
    return Obligation(
        kind=kind,
        rule=rule,
        label_sv=label.sv,
        label_en=label.en,
        due_on=due[0] if due else None,
        raised_on=raised_on,
        overdue=due is not None and due[1] > due[0],
        source=source,
    )


def _colour_duties(ruleset: Ruleset, case: CaseState) -> Iterator[Obligation]:
    """To give the case a colour, and to tell the unit of one that requires a plan (AM-02)."""
    step = step_of(ruleset, "CLASSIFY")
    if step is not None and unweighed(ruleset, case):
        label = Words("Ärendet ska klassificeras", "The case is to be classified")
        days = [case.opened.opened_on]
        days += [case.in_depth.started_on] if case.in_depth is not None else []
        days += [case.reopened.reopened_on] if case.reopened is not None else []
        yield _duty("CLASSIFY", step.action, label, max(days), step.source.source)
        return
    if case.colour is None:
        return
    colour = ruleset.colour(case.colour)
    if colour.plan_required and not any(one.colour == colour.id for one in case.current):
        decided = [one.sanction for one in case.requests if one.sanction is not None]
        raised = [one.decided_on for one in decided if one.next_colour == colour.id]
        if case.classified is not None:
            raised.append(case.classified.classified_on)
        if case.reopened is not None:
            raised.append(case.reopened.reopened_on)
        label = Words(
            f"Begäran om rättelse ska skickas: {colour.label.sv.lower()}",
            f"A correction request is to be sent: {colour.label.en.lower()}",
        )
        yield _duty("SEND_REQUEST", colour.id, label, max(raised, default=case.opened.opened_on), colour.source.source)


def _plan_duties(ruleset: Ruleset, case: CaseState, request: Request, today: date) -> Iterator[Obligation]:
    """To get, assess and follow up the plan. A plan asked for again has the request's day while that has not passed."""
    due_on, rejected = request.plan_due_on, request.plan_rejected
    receive, decide = step_of(ruleset, "RECEIVE_PLAN"), step_of(ruleset, "DECIDE_PLAN")
    if not request.plans:
        label = Words("Handlingsplan ska inkomma", "Action plan is due")
        early = step_of(ruleset, "REQUEST_PLAN") if request.colour is None else None
        rule, source = ("plan", ruleset.plan) if early is None else (early.action, early)
        yield _duty("PLAN_DUE", rule, label, request.sent.sent_on, source.source.source, (due_on, today))
    elif rejected is not None and receive is not None:
        label = Words("Ny handlingsplan ska inkomma", "A new action plan is due")
        due = (due_on, today) if rejected.decided_on <= due_on else None
        yield _duty("PLAN_DUE", receive.action, label, rejected.decided_on, receive.source.source, due)
    elif decide is not None and all(verdict.plan != len(request.plans) for verdict in request.plan_verdicts):
        yield from _supplement_due(ruleset, request, today)
        ready_on = _ready_on(request, today)
        if ready_on is not None:
            label = Words("Ta ställning till handlingsplanen", "Decide on the action plan")
            yield _duty("DECIDE_PLAN", decide.action, label, ready_on, decide.source.source)
    verdict = request.plan_verdicts[-1] if request.plan_verdicts else None
    acts = [act.action for act in case.acts if act.action in ("DECIDE_PLAN", "RECORD_FOLLOW_UP")]
    step = step_of(ruleset, "RECORD_FOLLOW_UP")
    if step and verdict is not None and verdict.follow_up_on is not None and acts[-1] == "DECIDE_PLAN":
        label = Words("Handlingsplanen ska följas upp", "The action plan is to be followed up")
        due = (verdict.follow_up_on, today)
        yield _duty("FOLLOW_UP", step.action, label, verdict.decided_on, step.source.source, due)


def _supplement_due(ruleset: Ruleset, request: Request, today: date) -> Iterator[Obligation]:
    step, awaited = step_of(ruleset, "RECEIVE_SUPPLEMENT"), request.awaited
    if step is not None and awaited is not None:
        asked = awaited.requested
        label = Words("Komplettering ska inkomma", "A supplement is due")
        yield _duty("SUPPLEMENT_DUE", step.action, label, asked.requested_on, step.source.source, (asked.due_on, today))


def _ready_on(request: Request, today: date) -> date | None:
    """The day since which the latest plan waits for its decision; None while a supplement of it may still come."""
    if request.awaited is not None:
        due_on = request.awaited.requested.due_on
        return due_on + timedelta(days=1) if today > due_on else None
    supplied = [one.received.received_on for one in request.supplements if one.received is not None]
    return max([request.plans[-1].received_on, *supplied])


def _failed_early(ruleset: Ruleset, case: CaseState, request: Request, today: date) -> Iterator[Obligation]:
    """To go on to in-depth follow-up where a plan asked for before any colour failed: it costs nothing (HV-05)."""
    step = step_of(ruleset, "START_IN_DEPTH")
    if step is None or request.colour is not None or case.corrected_on is not None:
        return
    for breach in breaches(ruleset, request, today)[:1]:
        label = Words("Fördjupad uppföljning ska inledas", "In-depth follow-up is to begin")
        yield _duty("START_IN_DEPTH", step.action, label, breach.since, step.source.source)


def _sanction_duties(ruleset: Ruleset, request: Request, today: date) -> Iterator[Obligation]:
    """To decide on the earliest failure of a request whose colour costs something and is not decided yet."""
    if request.failure_decided or request.colour is None or ruleset.colour(request.colour).sanction is None:
        return
    for breach in breaches(ruleset, request, today)[:1]:
        rule = next(one for one in ruleset.breaches if one.ground == breach.ground)
        label = Words(f"Ta ställning till sanktion: {rule.label.sv}", f"Decide on a sanction: {rule.label.en}")
        source = breach.explanation.source or rule.source.source
        yield _duty("DECIDE_SANCTION", breach.ground, label, breach.since, source)


def _on_request(versions: Mapping[UUID, Ruleset], case: CaseState) -> Iterator[Obligation]:
    """The duties that requests raise by their colour, each by the version it was sent under and once (AM-13).

    One that the region's position on terminating does is done once that is taken after the request.
    """
    seen: set[str] = set()
    for request in case.current:
        sent, ruleset = request.sent, versions[request.sent.ruleset_id]
        answered = any(one.request is not None and one.request >= sent.number for one in case.positions)
        for duty in next((one.on_request for one in ruleset.colours if one.id == request.colour), ()):
            done = answered and ruleset.termination is not None and duty.id == ruleset.termination.answers
            if duty.id not in seen and not done:
                seen.add(duty.id)
                label = Words(duty.label.sv, duty.label.en)
                yield _duty("ON_REQUEST", duty.id, label, sent.sent_on, duty.source.source)


def _release_duties(ruleset: Ruleset, case: CaseState, ended: date | None) -> Iterator[Obligation]:
    """To pay out what is held back once correction is approved, or the agreement has ended uncorrected (HV-33)."""
    step = step_of(ruleset, "RELEASE_PAYMENT")
    raised_on = case.corrected_on if case.corrected_on is not None else ended
    if step is None or raised_on is None:
        return
    for one in case.held:
        month, left = one.withheld.month, kronor(one.balance_ore)
        label = Words(
            f"Innehållen ersättning för {month} ska betalas ut: {left.sv}",
            f"Payment withheld for {month} is to be released: {left.en}",
        )
        day = max(raised_on, one.withheld.decided_on)
        yield _duty("RELEASE_PAYMENT", step.action, label, day, step.source.source)


def _closing(ruleset: Ruleset, case: CaseState, ended: date | None) -> Iterator[Obligation]:
    """To close what is corrected, what has a colour that requires no measure, or what has no agreement any more."""
    if case.held:
        return
    ground, raised_on = "CORRECTED", case.corrected_on
    if raised_on is None and ended is not None:
        ground, raised_on = "AGREEMENT_ENDED", ended
    elif raised_on is None and case.classified is not None and case.request is None and not unweighed(ruleset, case):
        plan_required = ruleset.colour(case.classified.colour).plan_required
        ground, raised_on = "NO_MEASURE", None if plan_required else case.classified.classified_on
    step = step_of(ruleset, "CLOSE_CASE", ground)
    if raised_on is not None and step is not None:
        label = Words("Ärendet ska avslutas", "The case is to be closed")
        yield _duty("CLOSE", step.action, label, raised_on, step.source.source)


PARTY_KINDS: frozenset[ObligationKind] = frozenset({"PLAN_DUE", "SUPPLEMENT_DUE", "FOLLOW_UP", "ACT_DUE"})
"""The duties a party may see; what the region considers is its own until it is decided (AM-01)."""


def obligations(
    versions: Mapping[UUID, Ruleset], case: CaseState, today: date, agreement_ends_on: date | None = None
) -> list[Obligation]:
    """What is to be done in the case on the day `today`, in the order of the procedure; derived, never stored.

    `versions` are the adopted ones: what follows from a request rests on the version it was sent under, all else on the
    one the case is pinned to (AM-39). `agreement_ends_on` is the first day on which the agreement that the case was
    opened under no longer holds: by then, and once it is terminated, nothing is asked of the unit any more.
    """
    pinned, request, found = versions[case.ruleset_id], case.request, list[Obligation]()
    if case.closed is not None or closed_on(pinned, case) is not None:
        return []
    ended = over(pinned, case, agreement_ends_on, today)
    goes_on = case.corrected_on is None and case.terminated is None and ended is None
    if goes_on:
        found += _colour_duties(pinned, case)
    if request is not None:
        sent_under = versions[request.sent.ruleset_id]
        if goes_on:
            found += _plan_duties(sent_under, case, request, today)
            found += _failed_early(sent_under, case, request, today)
        found += _sanction_duties(sent_under, request, today if ended is None else min(today, ended))
    if case.terminated is None and ended is None:
        found += _on_request(versions, case)
    found += [*_release_duties(pinned, case, ended), *_closing(pinned, case, ended)]
    return [*found, *_of_acts(pinned, case, today), *_of_tasks(pinned, case, today)]


def _of_acts(ruleset: Ruleset, case: CaseState, today: date) -> Iterator[Obligation]:
    """What acts have set a day for, until one of the acts that meet it has been done since."""
    for place, step in enumerate(case.steps):
        rule = due_of(ruleset, step)
        if rule is None or step.due_on is None:
            continue
        later = case.steps[place + 1 :]
        if any(one.act in rule.met_by and one.track == step.track for one in later) or any(
            one.act == step.act and one.track == step.track and one.due_on is not None for one in later
        ):
            continue
        label = Words(rule.label.sv, rule.label.en)
        yield _duty("ACT_DUE", step.act, label, step.taken_on, rule.source.source, (step.due_on, today))


def _of_tasks(ruleset: Ruleset, case: CaseState, today: date) -> Iterator[Obligation]:
    """The open tasks of the case's checklists; a daily one for the first day that it has not been done."""
    for one in tasks(ruleset, case):
        if one.open_on(today):
            label = Words(one.task.label.sv, one.task.label.en)
            due = None if one.due_on is None else (one.due_on, today)
            yield _duty("TASK", f"{one.checklist.id}.{one.task.id}", label, one.since, one.task.source.source, due)
