"""Where a case stands in its procedure, and which acts lead on from there: the ruleset's table, read."""

from __future__ import annotations

from datetime import date

from service.domain.case import CaseState
from service.domain.errors import RuleRefused
from service.rules.procedure import State, TrackStep
from service.rules.ruleset import Action, Ruleset


def _step(ruleset: Ruleset, state: str | None, action: str, outcome: str) -> TrackStep | None:
    for step in ruleset.track.steps:
        if step.action != action or (step.outcomes and outcome not in step.outcomes):
            continue
        if (state is None and not step.states) or state in step.states:
            return step
    return None


def _anywhere(ruleset: Ruleset, action: str, outcome: str) -> TrackStep | None:
    """The first step that takes the act somewhere, from whatever state."""
    return next(
        (
            step
            for step in ruleset.track.steps
            if step.action == action and step.to is not None and (not step.outcomes or outcome in step.outcomes)
        ),
        None,
    )


def position(ruleset: Ruleset, case: CaseState) -> State:
    """The state that the case's acts have led to.

    The acts are history: one that the table does not allow from where it stands, since the case was decided under
    another version or a party does not see the staff's acts, still leads where the table takes such an act.
    """
    current: str | None = None
    for act in case.acts:
        step = _step(ruleset, current, act.action, act.outcome) or _anywhere(ruleset, act.action, act.outcome)
        if step is not None and step.to is not None:
            current = step.to
    return ruleset.state(current or ruleset.track.states[0].id)


def over(ruleset: Ruleset, case: CaseState, agreement_ends_on: date | None, day: date) -> date | None:
    """The first day without agreement, where it has come by `day` and a case that stands so can be closed for it."""
    if case.corrected_on is not None or agreement_ends_on is None or day < agreement_ends_on:
        return None
    state = position(ruleset, case).id
    steps = (step for step in ruleset.track.steps if step.action == "CLOSE_CASE" and state in step.states)
    return agreement_ends_on if any("AGREEMENT_ENDED" in step.outcomes for step in steps) else None


def possible(ruleset: Ruleset, state: State) -> tuple[str, ...]:
    """The actions that some outcome makes possible in `state`, in the table's order."""
    return tuple(dict.fromkeys(step.action for step in ruleset.track.steps if state.id in step.states))


def unweighed(ruleset: Ruleset, case: CaseState) -> bool:
    """Whether a classification is what leads on: before the first, or where the case has gone back to before one."""
    state = position(ruleset, case).id
    steps = [step for step in ruleset.track.steps if step.action == "CLASSIFY"]
    return any(state in step.states for step in steps) and all(step.to != state for step in steps)


def step_of(ruleset: Ruleset, action: Action, outcome: str = "") -> TrackStep | None:
    """The first step of the action that takes the outcome, else the first of the action: whose clause is cited."""
    steps = [step for step in ruleset.track.steps if step.action == action]
    return next((step for step in steps if not step.outcomes or outcome in step.outcomes), steps[0] if steps else None)


def require(ruleset: Ruleset, case: CaseState, action: Action, outcome: str, *, cited: str | None = None) -> TrackStep:
    """The step that allows the act; RuleRefused CASE_CLOSED or OUT_OF_ORDER with what is possible instead.

    A refusal cites the step of the outcome `cited`, where that is not the one sought.
    """
    state = position(ruleset, case)
    step = _step(ruleset, state.id, action, outcome)
    if step is None:
        raise out_of_order(ruleset, case, action, cited or outcome)
    return step


def out_of_order(ruleset: Ruleset, case: CaseState, action: Action, outcome: str = "") -> RuleRefused:
    """CASE_CLOSED, or OUT_OF_ORDER with what is possible where the case stands and the clause of the step refused."""
    state = position(ruleset, case)
    code = "CASE_CLOSED" if state.closed else "OUT_OF_ORDER"
    step = step_of(ruleset, action, outcome)
    source = step.source.source if step else None
    return RuleRefused(code, action=action, state=state.label, allowed=possible(ruleset, state), source=source)
