"""The acts that a ruleset declares: one way to decide them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from service.domain.case import Act as Done
from service.domain.case import CaseState
from service.domain.errors import InvalidInput, RuleRefused
from service.domain.explained import explain
from service.domain.steps import StepTaken, Value
from service.domain.words import Words, lowered, plain
from service.rules.checklists import waiting
from service.rules.commands import TakeStep
from service.rules.conditions import hold
from service.rules.consultations import heard
from service.rules.decision import Adopted, Circumstances, Decision, check_dated
from service.rules.due_days import due_day
from service.rules.procedure import Act, TrackStep
from service.rules.ruleset import Ruleset
from service.rules.stated import Stated, checked
from service.rules.track import allowing, called, opened_tracks, out_of_order, position, require, table

_NOT_THERE: Final = Words("finns inte i regelverket", "not in the ruleset")


def take_step(case: CaseState, command: TakeStep, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """An act of the ruleset, done on a day of which it says what it states and comes to (VG-59).

    Raises RuleRefused for the order of acts, what is to be done before, what stands in the way, fields and days, and
    InvalidInput for an act or outcome that the ruleset does not have.
    """
    ruleset = adopted.ruleset
    act = declared(ruleset, command.act)
    outcome = came_out(act, command.outcome)
    track = _track(ruleset, case, command, outcome)
    step = require(ruleset, case, act.id, outcome, track=track)
    check_dated(command.taken_on, circumstances, case.latest_on, path="taken_on")
    values = checked(ruleset, act, Stated(command.values, command.told), case.values, case.acts)
    _unbarred(ruleset, case, act, step, values, command.taken_on)
    skipped = _skipped(ruleset, case, step, track, reasoned=command.reasoned)
    due = due_day(act, command, outcome)
    event = StepTaken(
        act=act.id,
        outcome=outcome,
        taken_on=command.taken_on,
        shared=act.audience == "PARTY" or circumstances.by_party,
        team=act.audience == "TEAM",
        track=track,
        values=values or None,
        told=command.told,
        skipped=skipped,
        due_on=None if due is None else date.fromisoformat(due.value),
        due_months=None if due is None else due.inputs.get("months"),
        # Whom other acts let in comes in with the next of those: a party would else see when the team acted.
        admits=() if act.audience == "TEAM" else _admitted(ruleset, case, values, Done(act.id, outcome, track)),
        personal=command.personal,
    )
    label = next((one.label for one in act.outcomes if one.id == outcome), None)
    explanation = explain(
        "fact",
        name=plain(Words(act.label.sv, act.label.en)),
        stated=command.taken_on.isoformat() if label is None else outcome,
        said={} if label is None else {"stated": lowered(label)},
        rule=act.id,
        source=step.source.source,
        because=() if due is None else (due,),
    )
    return Decision((event,), explanation)


def _admitted(ruleset: Ruleset, case: CaseState, values: Mapping[str, Value], done: Done) -> tuple[str, ...]:
    """The parties that the case gets by this act."""
    now = parties(ruleset, case.opened.unit_id, {**case.values, **values}, (*case.acts, done))
    known = {*case.opened.seats, *(one for step in case.steps for one in step.admits)}
    return tuple(one for one in now if one not in known)


def declared(ruleset: Ruleset, act_id: str) -> Act:
    """The act of that id; InvalidInput, with those there are, for none or for the one that opens a case."""
    acts = {one.id: one for one in ruleset.acts if one.id != "OPEN_CASE"}
    if act_id not in acts:
        raise InvalidInput("INVALID_INPUT", path="act", problem=_NOT_THERE, allowed=tuple(acts))
    return acts[act_id]


def came_out(act: Act, outcome: str | None) -> str:
    """The outcome meant; InvalidInput where the act has several and none, or another, is named."""
    possible = act.possible
    if outcome is None and len(possible) == 1:
        return possible[0]
    if outcome not in possible:
        problem = Words("saknas", "missing") if outcome is None else _NOT_THERE
        raise InvalidInput("INVALID_INPUT", path="outcome", problem=problem, allowed=possible)
    return outcome


def _track(ruleset: Ruleset, case: CaseState, command: TakeStep, outcome: str) -> str | None:
    """The track that the act is done on: the one named, the main one, or the only side track that allows it."""
    open_ones = [one.id for one in opened_tracks(ruleset, case)]
    if command.track is not None:
        if command.track not in open_ones:
            raise InvalidInput("INVALID_INPUT", path="track", problem=_NOT_THERE, allowed=tuple(open_ones))
        return command.track
    if any(step.action == command.act for step in ruleset.track.steps):
        return None
    having = [one for one in open_ones if any(step.action == command.act for step in table(ruleset, one).steps)]
    fitting = [one for one in having if _allowed(ruleset, case, command.act, outcome, one)]
    if len(fitting or having) > 1:
        raise RuleRefused("TRACK_UNNAMED", path="track", action=called(ruleset, command.act), allowed=tuple(having))
    if not having:
        raise out_of_order(ruleset, case, command.act, outcome)
    return (fitting or having)[0]


def _allowed(ruleset: Ruleset, case: CaseState, act: str, outcome: str, track: str) -> bool:
    return allowing(table(ruleset, track), position(ruleset, case, track).id, act, outcome) is not None


def _unbarred(
    ruleset: Ruleset, case: CaseState, act: Act, step: TrackStep, values: Mapping[str, Value], on: date
) -> None:
    """Refuses the act where something is to be done before it, or stands in its way."""
    now = {**case.values, **values}
    if not hold(step.when, now, case.acts):
        raise RuleRefused("STEP_NOT_NOW", action=called(ruleset, act.id), source=step.source.source)
    running = tuple(
        Words(one.label.sv, one.label.en)
        for one in opened_tracks(ruleset, case)
        if one.id in step.closed_tracks and not position(ruleset, case, one.id).closed
    )
    if running:
        raise RuleRefused(
            "TRACKS_OPEN", action=called(ruleset, act.id), tracks=running, allowed=running, source=step.source.source
        )
    done = {one.action for one in case.acts}
    for before in act.after:
        lacking = [one for one in before.acts if one not in done]
        silent = [role for role in before.unless_heard if role not in heard(case, act.id, on)]
        waived = (before.unless and hold(before.unless, now, case.acts)) or (before.unless_heard and not silent)
        if lacking and not waived:
            raise RuleRefused(
                "NOT_DONE_BEFORE",
                action=called(ruleset, act.id),
                missing=tuple(called(ruleset, one) for one in lacking),
                allowed=tuple(called(ruleset, one) for one in lacking) + before.unless_heard,
                source=before.source.source,
            )
    barred(ruleset, act, now, case.acts)
    tasks = waiting(ruleset, case, act.id, on)
    if tasks:
        labels = tuple(Words(one.task.label.sv, one.task.label.en) for one in tasks)
        source = tasks[0].checklist.source.source
        raise RuleRefused("TASKS_OPEN", action=called(ruleset, act.id), tasks=labels, allowed=labels, source=source)


def barred(ruleset: Ruleset, act: Act, values: Mapping[str, Value], acts: Sequence[Done]) -> None:
    """Refuses the act, ACT_BARRED, where one of its bars holds."""
    for bar in act.bars:
        if hold(bar.when, values, acts):
            reason = Words(bar.label.sv, bar.label.en)
            raise RuleRefused("ACT_BARRED", action=called(ruleset, act.id), reason=reason, source=bar.source.source)


def parties(
    ruleset: Ruleset, unit_id: UUID | None, values: Mapping[str, Value], acts: Sequence[Done]
) -> tuple[str, ...]:
    """The organisations that the ruleset lets see the case beside the region's staff, by what holds of it."""
    named = [one.organisation for one in ruleset.parties if hold(one.when, values, acts)]
    own = [] if unit_id is None else [str(unit_id)]
    return tuple(dict.fromkeys(one for name in named for one in (own if name == "UNIT" else [name])))


def _skipped(
    ruleset: Ruleset, case: CaseState, step: TrackStep, track: str | None, *, reasoned: bool
) -> tuple[str, ...]:
    """The states of an order that the step passes over; refused where that may not be, or has no reason (VG-58)."""
    held = table(ruleset, track)
    here = position(ruleset, case, track).id
    for order in held.order:
        if here not in order.states or step.to not in order.states:
            continue
        passed = order.states[order.states.index(here) + 1 : order.states.index(step.to)]
        if not passed:
            continue
        labels = {state.id: Words(state.label.sv, state.label.en) for state in held.states}
        if order.skip == "NEVER" or not reasoned:
            code = "STEPS_SKIPPED" if order.skip == "NEVER" else "SKIP_WITHOUT_REASON"
            skipped = tuple(labels[one] for one in passed)
            raise RuleRefused(code, path="reason", skipped=skipped, allowed=skipped, source=order.source.source)
        return passed
    return ()
