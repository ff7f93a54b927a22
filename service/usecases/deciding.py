"""One way from a command to a decision: the version that governs it, the mandate, the rules. Pure.

Commands are decided by it, and what a viewer may do now is asked of it with each command's smallest input: there is no
second list of guards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from service.authorize import Actor, authorize
from service.domain.case import Act, CaseState, evolve
from service.domain.dated import happened_on
from service.domain.dates import Month, local_date
from service.domain.errors import MandateMissing, Refusal, RuleRefused
from service.domain.events import CaseEvent, Impulse, SanctionDecided, Signal, audience
from service.domain.explained import Node
from service.domain.words import Words
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
    TakeTerminationPosition,
    TerminateAgreement,
    WithholdPayment,
    action_of,
)
from service.rules.consultations import unheard
from service.rules.decide import decide
from service.rules.decision import Adopted, Circumstances, knows
from service.rules.delegation import mandates
from service.rules.force import version_on
from service.rules.moving import targeted
from service.rules.ruleset import Ruleset
from service.rules.track import called
from service.usecases.commanding import in_force
from service.usecases.least import least_steps

_SOME_CASE: Final = UUID(int=0)
"""Stands for an earlier case, where it is only asked whether one may be named."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a command comes to, with the role on whose mandate it was decided in every event.

    `opens` are the events of another case that comes of it.
    """

    events: tuple[CaseEvent, ...]
    explanation: Node
    opens: tuple[CaseEvent, ...] = ()


def governing(case: CaseState, command: CaseCommand, versions: Mapping[UUID, Ruleset]) -> Adopted:
    """The version that governs the command (AM-39).

    A classification or a request takes the one in force that day and pins the case to it, other acts the pinned one. An
    origin that joins the case is weighed by the version that the first was. A version that does not know the case's
    ladder, or the colour of a request, cannot govern it: then the pinned one does, or the one it was opened under.
    """
    opened, pinned = (Adopted(own, versions[own]) for own in (case.opened.ruleset_id, case.ruleset_id))
    match command:
        case RecordSignal() | RecordImpulse():
            return opened
        case Classify():
            day, path, colour = command.classified_on, "classified_on", None
        case RequestPlan() | SendCorrectionRequest():
            sought = case.colour if isinstance(command, SendCorrectionRequest) else None
            day, path, colour = local_date(command.sent_at), "sent_at", sought
        case _:
            return pinned
    for found in (in_force(versions, case.opened.procedure, day, path=path), pinned, opened):
        if knows(found.ruleset, case, colour):
            return found
    raise RuleRefused("NO_RULESET_IN_FORCE", path=path, procedure=case.opened.procedure, day=day.isoformat())


def decided(
    case: CaseState,
    command: CaseCommand,
    versions: Mapping[UUID, Ruleset],
    actor: Actor,
    now: datetime,
    agreement_ends_on: date | None = None,
) -> Decided:
    """Whether the actor may, and what comes of it: raises MandateMissing, or what `rules.decide` raises.

    `agreement_ends_on` is the first day on which the agreement that the case was opened under no longer holds.

    Whoever has no mandate for any outcome learns nothing of the case's state; where sending the request decides the
    sanction, the mandate for that is needed too, and the consultation that either mandate asks for.
    """
    action = action_of(command)
    adopted = governing(case, command, versions)
    if isinstance(command, CompleteTask):
        return _completed(case, command, adopted, actor, now)
    command = targeted(command, versions)
    rows = [row for row in adopted.ruleset.mandates if row.action == action]
    if not any(actor.roles.intersection(row.roles) for row in rows):
        authorize(actor, adopted.ruleset, action, "")
    decision = decide(case, command, adopted, Circumstances(now, actor.by_party, agreement_ends_on))
    acted_on = happened_on(decision.events[0])
    role = _mandated(case, actor, adopted.ruleset, evolve(case, decision.events[0]).acts[-1], acted_on)
    for event in decision.events[1:]:
        if isinstance(event, SanctionDecided):
            _mandated(case, actor, adopted.ruleset, Act("DECIDE_SANCTION", event.ground), acted_on)
    if isinstance(command, RecordConsultation):
        role = _waited_for(case, command, adopted.ruleset, actor) or role
    _read_by(actor, decision.events, called(adopted.ruleset, action), [one for row in rows for one in row.roles])
    events, opens = (
        tuple(event.model_copy(update=actor.signed(role)) for event in those)
        for those in (decision.events, decision.opens)
    )
    return Decided(events, decision.explanation, opens)


def _read_by(actor: Actor, events: Sequence[CaseEvent], action: str | Words, mandated: Sequence[str]) -> None:
    """Nobody records what they may not read: MandateMissing, of what the team alone reads, for others (VG-10)."""
    if not actor.of_team and any(audience(event) == "team" for event in events):
        others = tuple(dict.fromkeys(one for one in mandated if one not in actor.roles))
        raise MandateMissing("MANDATE_MISSING", action=action, roles=sorted(actor.roles), allowed=others)


def _completed(case: CaseState, command: CompleteTask, adopted: Adopted, actor: Actor, now: datetime) -> Decided:
    """A task is for its owners and for those with a mandate for tasks; where nobody is named, for any of the staff."""
    task = next(
        (
            task
            for checklist in adopted.ruleset.checklists
            for task in checklist.tasks
            if (checklist.id, task.id) == (command.checklist, command.task)
        ),
        None,
    )
    rows = mandates(adopted.ruleset, "COMPLETE_TASK", command.outcome)
    may = tuple(dict.fromkeys((*(task.owners if task else ()), *(role for row in rows for role in row.roles))))
    if not may and not actor.by_party:
        may = tuple(sorted(actor.roles))
    role = next((one for one in may if one in actor.roles), None)
    if role is None:
        source = task.source.source if task else None
        held = sorted(actor.roles)
        raise MandateMissing("MANDATE_MISSING", action="COMPLETE_TASK", roles=held, allowed=may, source=source)
    decision = decide(case, command, adopted, Circumstances(now, actor.by_party))
    _read_by(actor, decision.events, "COMPLETE_TASK", may)
    events = tuple(event.model_copy(update=actor.signed(role)) for event in decision.events)
    return Decided(events, decision.explanation)


def _waited_for(case: CaseState, command: RecordConsultation, ruleset: Ruleset, actor: Actor) -> str | None:
    """Of the adviser's roles, one that the decision waits for."""
    may = {role for row in mandates(ruleset, "RECORD_CONSULTATION", command.standpoint) for role in row.roles}
    rows = [row for row in ruleset.mandates if row.action == command.on]
    waited = (role for row in rows for role in unheard(case, row, command.consulted_on))
    return next((role for role in waited if role in may & actor.roles), None)


def decided_as_shown(
    case: CaseState,
    shown: CaseState,
    command: CaseCommand,
    versions: Mapping[UUID, Ruleset],
    actor: Actor,
    now: datetime,
    *,
    agreement_ends_on: date | None = None,
) -> Decided:
    """As `decided`, for an actor to whom the case is `shown` so; a refusal speaks of that and tells nothing more.

    Nor may anybody of the staff do what only the team's own acts would open: that it can be done would tell of them.
    """
    if shown != case and not actor.by_party:
        decided(shown, command, versions, actor, now, agreement_ends_on)
    try:
        return decided(case, command, versions, actor, now, agreement_ends_on)
    except Refusal:
        if shown != case:
            decided(shown, command, versions, actor, now, agreement_ends_on)
        raise


def _mandated(case: CaseState, actor: Actor, ruleset: Ruleset, act: Act, on: date) -> str:
    """The role on whose mandate the actor acts on the day `on`.

    Raises what `authorize` does, and RuleRefused CONSULTATION_MISSING with the roles that have not been consulted.
    """
    action = act.action
    role = authorize(actor, ruleset, action, act.outcome, act.track)
    row = next(one for one in mandates(ruleset, action, act.outcome, act.track) if role in one.roles)
    lacking = unheard(case, row, on)
    if lacking:
        raise RuleRefused(
            "CONSULTATION_MISSING", action=called(ruleset, action), allowed=lacking, source=row.source.source
        )
    return role


@dataclass(frozen=True, slots=True)
class Option:
    """A command with its smallest input, and the refusal it would get now, None where it is open to the actor."""

    action: str
    outcome: str | None
    refusal: Refusal | None
    command: CaseCommand


def smallest(
    case: CaseState, versions: Mapping[UUID, Ruleset], now: datetime
) -> Iterator[tuple[str | None, CaseCommand]]:
    """Every command of a case with the least that it can be sent with, and the outcome meant where it has several."""
    today, classifying = local_date(now), versions[case.ruleset_id]
    with suppress(Refusal):
        classifying = governing(case, Classify({}, today), versions).ruleset
    levels = {scale.id: scale.levels[0].value for scale in classifying.classification.scales}
    yield None, RecordSignal(Signal(signalled_on=today, on_template=True, risk_of_deviation=True, party_at_risk=True))
    yield None, RecordImpulse(Impulse(known_on=today, kind="OTHER"))
    yield None, RequestPlan(now, "LETTER", "SIGNED_RECEIPT", plan_due_on=today)
    yield None, StartInDepth(today)
    yield None, Classify(levels, today)
    weighed = (case.classified.happenings or ()) if case.classified is not None else ()
    yield None, SplitCase(tuple(one.number for one in weighed[-1:]), today)
    yield None, SendCorrectionRequest(now, "LETTER", "SIGNED_RECEIPT", plan_due_on=today)
    due_on = case.request.plan_due_on if case.request is not None else today
    yield None, ExtendPlanDue(today, max(due_on, today) + timedelta(days=1))
    yield None, ReceivePlan(today, on_template=True, timetable=True, signed_on=today, signed_by_unit_head=True)
    yield None, RequestSupplement(today, today)
    yield None, ReceiveSupplement(today)
    yield "APPROVED", DecidePlan("APPROVED", today, today)
    yield "REJECTED", DecidePlan("REJECTED", today)
    yield "APPROVED", RecordFollowUp(carried_out=True, intended_effect=True, decided_on=today)
    yield "NOT_APPROVED", RecordFollowUp(carried_out=False, intended_effect=False, decided_on=today)
    yield None, DecideSanction(today)
    yield None, RefrainFromSanction(today)
    yield None, DecideNoMeasure(today)
    yield None, CloseCase(today)
    yield None, ReopenCase(today)
    yield None, RecordConsultation("DECIDE_SANCTION", today, "COMMENTS")
    yield None, WithholdPayment(str(Month.of(today)), 100, today)
    yield None, _smallest_release(case, today)
    yield "TERMINATE", TakeTerminationPosition("TERMINATE", today)
    yield "CONTINUE", TakeTerminationPosition("CONTINUE", today)
    yield None, TerminateAgreement(today, max(today, case.opened.opened_on + timedelta(days=1)))
    yield None, FlagRecurrence((_SOME_CASE,), today)
    procedure = case.opened.procedure
    yield None, MoveToVersion(version_on(versions, procedure, today) or case.ruleset_id, today)
    yield from least_steps(versions[case.ruleset_id], case, today)


def _smallest_release(case: CaseState, today: date) -> ReleasePayment:
    """All that the first withholding still holds back; of the first one where nothing is withheld."""
    held = next(iter(case.held), None)
    return ReleasePayment(1, 100, today) if held is None else ReleasePayment(held.number, held.balance_ore, today)


def options(
    case: CaseState,
    versions: Mapping[UUID, Ruleset],
    actor: Actor,
    now: datetime,
    agreement_ends_on: date | None = None,
) -> list[Option]:
    """Every command a case knows, in the order of the procedure, allowed or with the refusal it would get (C8)."""
    found: list[Option] = []
    for outcome, command in smallest(case, versions, now):
        refusal: Refusal | None = None
        try:
            decided(case, command, versions, actor, now, agreement_ends_on)
        except Refusal as refused:
            refusal = refused
        found.append(Option(action_of(command), outcome, refusal, command))
    return found
