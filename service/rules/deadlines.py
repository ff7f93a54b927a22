"""When a plan is due, whether it came in time, and what a case owes to be done next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from service.domain.case import CaseState, Request
from service.domain.dates import add_months, roll_forward
from service.domain.explained import Node, Source, explain, operation
from service.domain.words import plain
from service.rules.ruleset import BreachGround, Ruleset


@operation("due", sv="{start} + {months} mån = {value}", en="{start} + {months} months = {value}")
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


@dataclass(frozen=True, slots=True)
class FoundBreach:
    ground: BreachGround
    since: date
    explanation: Node


def breaches(ruleset: Ruleset, request: Request, on: date) -> list[FoundBreach]:
    """The failures of one request that are established on the day `on`, earliest first (HV-20, HV-21, AM-14)."""
    found: list[FoundBreach] = []
    for rule in ruleset.breaches:
        source = rule.source.source
        if rule.ground == "PLAN_NOT_RECEIVED":
            judged = explain(
                "late",
                due_on=request.sent.plan_due_on.isoformat(),
                judged_on=on.isoformat(),
                received_in_time=request.plan_in_time,
                rule=rule.ground,
                source=source,
            )
            if judged.value:
                found.append(FoundBreach(rule.ground, request.sent.plan_due_on, judged))
            continue
        if rule.ground == "PLAN_REJECTED":
            failed = [request.plan_rejected.decided_on] if request.plan_rejected is not None else []
        else:
            failed = [one.decided_on for one in request.follow_ups if not one.approved]
        for day in failed[:1]:
            if day <= on:
                fact = explain("fact", name=plain(rule.label), stated=day.isoformat(), rule=rule.ground, source=source)
                found.append(FoundBreach(rule.ground, day, fact))
    return sorted(found, key=lambda breach: breach.since)


ObligationKind = Literal[
    "CLASSIFY",
    "SEND_REQUEST",
    "PLAN_DUE",
    "DECIDE_PLAN",
    "FOLLOW_UP",
    "DECIDE_SANCTION",
    "ON_REQUEST",
    "CLOSE",
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


def _plan_duties(ruleset: Ruleset, case: CaseState, request: Request, today: date) -> Iterator[Obligation]:
    source, verdict = ruleset.plan.source.source, request.plan_verdicts[-1] if request.plan_verdicts else None
    if not request.plans:
        due_on = request.sent.plan_due_on
        yield Obligation(
            kind="PLAN_DUE",
            rule="plan",
            label_sv="Handlingsplan ska inkomma",
            label_en="Action plan is due",
            due_on=due_on,
            raised_on=request.sent.sent_on,
            overdue=today > due_on,
            source=source,
        )
    acts = [act.action for act in case.acts if act.action in ("DECIDE_PLAN", "RECORD_FOLLOW_UP")]
    if verdict is not None and verdict.follow_up_on is not None and acts[-1] == "DECIDE_PLAN":
        yield Obligation(
            kind="FOLLOW_UP",
            rule="plan",
            label_sv="Handlingsplanen ska följas upp",
            label_en="The action plan is to be followed up",
            due_on=verdict.follow_up_on,
            raised_on=verdict.decided_on,
            overdue=today > verdict.follow_up_on,
            source=source,
        )


def _sanction_duties(ruleset: Ruleset, case: CaseState, request: Request, today: date) -> Iterator[Obligation]:
    found = breaches(ruleset, request, today) if request.sanction is None else []
    for breach in found[:1]:
        rule = next(one for one in ruleset.breaches if one.ground == breach.ground)
        yield Obligation(
            kind="DECIDE_SANCTION",
            rule=breach.ground,
            label_sv=f"Ta ställning till sanktion: {rule.label.sv}",
            label_en=f"Decide on a sanction: {rule.label.en}",
            due_on=None,
            raised_on=breach.since,
            overdue=False,
            source=rule.source.source,
        )
    for sent in case.requests:
        for duty in ruleset.colour(sent.sent.colour).on_request:
            yield Obligation(
                kind="ON_REQUEST",
                rule=duty.id,
                label_sv=duty.label.sv,
                label_en=duty.label.en,
                due_on=None,
                raised_on=sent.sent.sent_on,
                overdue=False,
                source=duty.source.source,
            )


PARTY_KINDS: frozenset[ObligationKind] = frozenset({"PLAN_DUE", "FOLLOW_UP"})
"""The duties a party may see; what the region considers is its own until it is decided (AM-01)."""


def obligations(ruleset: Ruleset, case: CaseState, today: date) -> list[Obligation]:
    """What is to be done in the case on the day `today`; derived, never stored. The duties of AM-13 among them."""
    if case.closed is not None or case.request is None:
        return []
    plan = [] if case.corrected_on else _plan_duties(ruleset, case, case.request, today)
    return [*plan, *_sanction_duties(ruleset, case, case.request, today)]
