"""Where a case stands in its procedure, and which acts lead on from there: the ruleset's tables, read.

There is the main track, and the side tracks that the case's own facts open (`track` is then their id).
"""

from __future__ import annotations

from datetime import date

from service.domain.case import CaseState
from service.domain.errors import RuleRefused
from service.domain.words import Words
from service.rules.conditions import hold
from service.rules.procedure import SideTrack, State, Track, TrackStep
from service.rules.ruleset import Ruleset


def table(ruleset: Ruleset, track: str | None) -> Track | SideTrack:
    """The main track, or the side track of that id; KeyError for one the ruleset does not have."""
    if track is None:
        return ruleset.track
    for one in ruleset.side_tracks:
        if one.id == track:
            return one
    raise KeyError(track)


def allowing(held: Track | SideTrack, state: str | None, action: str, outcome: str) -> TrackStep | None:
    for step in held.steps:
        if step.action != action or (step.outcomes and outcome not in step.outcomes):
            continue
        if (state is None and not step.states) or state in step.states:
            return step
    return None


def _anywhere(held: Track | SideTrack, action: str, outcome: str) -> TrackStep | None:
    """The first step that takes the act somewhere, from whatever state."""
    return next(
        (
            step
            for step in held.steps
            if step.action == action and step.to is not None and (not step.outcomes or outcome in step.outcomes)
        ),
        None,
    )


def position(ruleset: Ruleset, case: CaseState, track: str | None = None) -> State:
    """The state that the case's acts have led to, on the main track or a side track; this one begins in its first.

    The acts are history: one that the table does not allow from where it stands, since the case was decided under
    another version or a party does not see the staff's acts, still leads where the table takes such an act.
    """
    held = table(ruleset, track)
    current: str | None = None if track is None else held.states[0].id
    for act in case.acts:
        if act.track != track:
            continue
        step = allowing(held, current, act.action, act.outcome) or _anywhere(held, act.action, act.outcome)
        if step is not None and step.to is not None:
            current = step.to
    return next(state for state in held.states if state.id == (current or held.states[0].id))


def opened_tracks(ruleset: Ruleset, case: CaseState) -> list[SideTrack]:
    """The side tracks that the case has, by what was stated and done in it."""
    values, acts = case.values, case.acts
    return [one for one in ruleset.side_tracks if hold(one.opened_by, values, acts)]


def closed_on(ruleset: Ruleset, case: CaseState) -> date | None:
    """The day on which the case was closed, by the platform's own act or by one that led to a closed state."""
    if case.closed is not None:
        return case.closed.closed_on
    if not case.steps or not position(ruleset, case).closed:
        return None
    return max(step.taken_on for step in case.steps if step.track is None)


def over(ruleset: Ruleset, case: CaseState, agreement_ends_on: date | None, day: date) -> date | None:
    """The first day without agreement, where it has come by `day` and a case that stands so can be closed for it."""
    if case.corrected_on is not None or agreement_ends_on is None or day < agreement_ends_on:
        return None
    state = position(ruleset, case).id
    steps = (step for step in ruleset.track.steps if step.action == "CLOSE_CASE" and state in step.states)
    return agreement_ends_on if any("AGREEMENT_ENDED" in step.outcomes for step in steps) else None


def possible(ruleset: Ruleset, state: State, track: str | None = None) -> tuple[str, ...]:
    """The actions that some outcome makes possible in `state`, in the table's order."""
    return tuple(dict.fromkeys(step.action for step in table(ruleset, track).steps if state.id in step.states))


def unweighed(ruleset: Ruleset, case: CaseState) -> bool:
    """Whether a classification is what leads on: before the first, or where the case has gone back to before one."""
    state = position(ruleset, case).id
    steps = [step for step in ruleset.track.steps if step.action == "CLASSIFY"]
    return any(state in step.states for step in steps) and all(step.to != state for step in steps)


def step_of(ruleset: Ruleset, action: str, outcome: str = "", track: str | None = None) -> TrackStep | None:
    """The first step of the action that takes the outcome, else the first of the action: whose clause is cited."""
    steps = [step for step in table(ruleset, track).steps if step.action == action]
    return next((step for step in steps if not step.outcomes or outcome in step.outcomes), steps[0] if steps else None)


def require(
    ruleset: Ruleset,
    case: CaseState,
    action: str,
    outcome: str,
    *,
    cited: str | None = None,
    track: str | None = None,
) -> TrackStep:
    """The step that allows the act; RuleRefused CASE_CLOSED or OUT_OF_ORDER with what is possible instead.

    A refusal cites the step of the outcome `cited`, where that is not the one sought.
    """
    state = position(ruleset, case, track)
    step = allowing(table(ruleset, track), state.id, action, outcome)
    if step is None or (track is not None and position(ruleset, case).closed):
        raise out_of_order(ruleset, case, action, cited or outcome, track)
    return step


def out_of_order(
    ruleset: Ruleset, case: CaseState, action: str, outcome: str = "", track: str | None = None
) -> RuleRefused:
    """CASE_CLOSED, or OUT_OF_ORDER with what is possible where the case stands and the clause of the step refused."""
    state = position(ruleset, case, track)
    code = "CASE_CLOSED" if position(ruleset, case).closed else "OUT_OF_ORDER"
    step = step_of(ruleset, action, outcome, track)
    source = step.source.source if step else None
    allowed = tuple(called(ruleset, one) for one in possible(ruleset, state, track))
    return RuleRefused(code, action=called(ruleset, action), state=state.label, allowed=allowed, source=source)


def called(ruleset: Ruleset, action: str) -> str | Words:
    """What people call an act that the ruleset declares; the platform's own stand by their id."""
    label = next((one.label for one in ruleset.acts if one.id == action), None)
    return action if label is None else Words(label.sv, label.en)
