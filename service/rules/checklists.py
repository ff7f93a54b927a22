"""Checklists: which tasks a case has, which of them are done, and the acts that wait for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from service.domain.case import Act, CaseState
from service.domain.errors import InvalidInput, RuleRefused
from service.domain.explained import explain
from service.domain.steps import TaskDone, Value
from service.domain.words import Words, plain
from service.rules.commands import CompleteTask
from service.rules.conditions import hold
from service.rules.decision import Adopted, Circumstances, Decision, check_dated
from service.rules.procedure import Checklist, Task
from service.rules.ruleset import Ruleset
from service.rules.team import told_by_team
from service.rules.track import position

TaskStatus = Literal["OPEN", "DONE", "NOT_NEEDED"]


@dataclass(frozen=True, slots=True)
class OwnTask:
    """A task that the case has: since when, where it stands, and its last day where it has one.

    A daily one stays open: `due_on` is the day after the one that it was last done for.
    """

    checklist: Checklist
    task: Task
    since: date
    status: TaskStatus
    due_on: date | None
    done: TaskDone | None

    def open_on(self, day: date) -> bool:
        return self.status == "OPEN" and (self.task.every == "ONCE" or (self.due_on or day) <= day)


def tasks(ruleset: Ruleset, case: CaseState) -> list[OwnTask]:
    """The tasks of every checklist that the case has, in order of priority within each."""
    found: list[OwnTask] = []
    values, acts = case.values, case.acts
    for checklist in ruleset.checklists:
        since = next((day for day, had, done in _so_far(case) if hold(checklist.opened_by, had, done)), None)
        if since is None:
            continue
        own = [_own(case, checklist, one, since) for one in checklist.tasks if hold(one.when, values, acts)]
        found += sorted(own, key=lambda one: one.task.priority or len(checklist.tasks) + 1)
    return found


def waiting(ruleset: Ruleset, case: CaseState, act: str, day: date) -> list[OwnTask]:
    """The open tasks that the act waits for."""
    return [one for one in tasks(ruleset, case) if act in one.checklist.before and one.open_on(day)]


def complete_task(case: CaseState, command: CompleteTask, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """A task done, or found not to be needed for a reason.

    Raises InvalidInput for a task that the case does not have, RuleRefused CASE_CLOSED, TASK_ALREADY_DONE or
    REASON_MISSING, and what `check_dated` does.
    """
    ruleset = adopted.ruleset
    state = position(ruleset, case)
    own = tasks(ruleset, case)
    found = next((one for one in own if (one.checklist.id, one.task.id) == (command.checklist, command.task)), None)
    if found is None:
        allowed = tuple(f"{one.checklist.id}.{one.task.id}" for one in own if one.status == "OPEN")
        problem = Words("en uppgift som ärendet inte har", "a task that the case does not have")
        raise InvalidInput("INVALID_INPUT", path="task", problem=problem, allowed=allowed)
    source, label = found.task.source.source, Words(found.task.label.sv, found.task.label.en)
    if state.closed:
        raise RuleRefused("CASE_CLOSED", action="COMPLETE_TASK", state=state.label, source=source)
    check_dated(command.done_on, circumstances, found.since, path="done_on")
    if found.done is not None and (found.task.every == "ONCE" or command.done_on <= found.done.done_on):
        raise RuleRefused("TASK_ALREADY_DONE", task=label, day=found.done.done_on.isoformat(), source=source)
    if command.outcome == "NOT_NEEDED" and not command.reasoned:
        raise RuleRefused("REASON_MISSING", path="reason", source=source)
    event = TaskDone(
        checklist=command.checklist,
        task=command.task,
        outcome=command.outcome,
        done_on=command.done_on,
        team=told_by_team(ruleset, (*found.checklist.opened_by, *found.task.when)),
        personal=command.personal,
    )
    explanation = explain(
        "fact", name=plain(label), stated=command.done_on.isoformat(), rule=found.task.id, source=source
    )
    return Decision((event,), explanation)


def _own(case: CaseState, checklist: Checklist, task: Task, since: date) -> OwnTask:
    done = [one for one in case.tasks if (one.checklist, one.task) == (checklist.id, task.id)]
    latest = done[-1] if done else None
    if task.every == "DAY":
        due_on = since if latest is None else max(since, latest.done_on + timedelta(days=1))
        return OwnTask(checklist, task, since, "OPEN", due_on, latest)
    days = [step.taken_on for step in case.steps if step.act == task.same_day_as]
    return OwnTask(checklist, task, since, latest.outcome if latest else "OPEN", days[-1] if days else None, latest)


def _so_far(case: CaseState) -> Iterator[tuple[date, Mapping[str, Value], Sequence[Act]]]:
    """What was stated and done by the opening, and by each act of the ruleset since, with its day."""
    values, acts, steps = dict(case.opened.values or {}), list[Act](), list(case.steps)
    if steps and steps[0].act == "OPEN_CASE":
        values |= steps.pop(0).values or {}
    for act in case.acts:
        acts.append(act)
        if len(acts) == 1:
            yield case.opened.opened_on, values, acts
        elif steps and (act.action, act.outcome, act.track) == (steps[0].act, steps[0].outcome, steps[0].track):
            step = steps.pop(0)
            values = {**values, **(step.values or {})}
            yield step.taken_on, values, acts
