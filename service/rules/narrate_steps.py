"""The acts that a ruleset declares, in a sentence: by what the ruleset calls them."""

from __future__ import annotations

from service.domain.events import CaseOpened
from service.domain.steps import StepEvent, StepTaken
from service.domain.words import Words, lowered
from service.rules.ruleset import Ruleset
from service.rules.sourced import Label
from service.rules.track import table


def told_opening(event: CaseOpened, ruleset: Ruleset) -> Words:
    act = ruleset.act("OPEN_CASE")
    return _sentence(act.label, [one.label for one in act.outcomes if one.id == event.outcome])


def told_step(event: StepEvent, ruleset: Ruleset) -> Words:
    """The act with its outcome where it has several, its side track, and what was passed over; or the task."""
    if not isinstance(event, StepTaken):
        return _task(event.checklist, event.task, ruleset, done=event.outcome == "DONE")
    if event.act == "OPEN_CASE":
        return Words("Uppgifterna vid öppnandet registrerades.", "What the opening states was recorded.")
    act = ruleset.act(event.act)
    held = table(ruleset, event.track)
    labels = [one.label for one in act.outcomes if one.id == event.outcome]
    said = _sentence(act.label, labels)
    if event.track is not None:
        track = next(one.label for one in ruleset.side_tracks if one.id == event.track)
        said = Words(f"{track.sv}: {said.sv}", f"{track.en}: {said.en}")
    passed = [state.label for state in held.states if state.id in event.skipped]
    if passed:
        names = Words(", ".join(one.sv for one in passed), ", ".join(one.en for one in passed))
        said = Words(f"{said.sv} Hoppade över: {names.sv}.", f"{said.en} Passed over: {names.en}.")
    return said


def _sentence(label: Label, outcomes: list[Label]) -> Words:
    if not outcomes:
        return Words(f"{label.sv}.", f"{label.en}.")
    came_out = lowered(outcomes[0])
    return Words(f"{label.sv}: {came_out.sv}.", f"{label.en}: {came_out.en}.")


def _task(checklist: str, task: str, ruleset: Ruleset, *, done: bool) -> Words:
    tasks = next(one.tasks for one in ruleset.checklists if one.id == checklist)
    label = next(one.label for one in tasks if one.id == task)
    how = Words("klart", "done") if done else Words("behövs inte", "not needed")
    return Words(f"{label.sv}: {how.sv}.", f"{label.en}: {how.en}.")
