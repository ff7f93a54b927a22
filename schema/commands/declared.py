"""The commands of the acts that a ruleset declares, and of the tasks of its checklists."""

from __future__ import annotations

from typing import Final, Literal, cast

from schema.commanding import Command, Prepared
from schema.commands import declared_inputs as inputs
from schema.commands.cases import on_case
from schema.commands.stating import stated
from schema.reading_back import CASE
from service.rules import commands
from service.usecases.commanding import Written


def _take_step(given: inputs.TakeStepInput) -> Prepared:
    values, texts = stated(given.entries, "entries")
    reason = Written(given.reason, "reason", name="reason", impersonal=True)
    command = commands.TakeStep(
        act=given.act,
        taken_on=given.taken_on,
        outcome=given.outcome,
        track=given.track,
        values=values,
        told=tuple(one.name for one in texts),
        reasoned=bool(given.reason and given.reason.strip()),
        due_on=given.due_on,
        due_months=given.due_months,
    )
    return on_case(given, command, *texts, reason)


def _complete_task(given: inputs.CompleteTaskInput) -> Prepared:
    command = commands.CompleteTask(
        checklist=given.checklist,
        task=given.task,
        done_on=given.done_on,
        outcome=cast("Literal['DONE', 'NOT_NEEDED']", given.outcome.name),
        reasoned=bool(given.reason and given.reason.strip()),
    )
    return on_case(given, command, Written(given.reason, "reason", name="reason", impersonal=True))


DECLARED: Final = (
    Command(
        "takeStep",
        "Utför en åtgärd som ärendets regelverk anger. Do an act that the ruleset of the case declares.",
        inputs.TakeStepInput,
        CASE,
        _take_step,
    ),
    Command(
        "completeTask",
        "Bocka av en uppgift på en av ärendets checklistor. Say that a task of one of the checklists is done.",
        inputs.CompleteTaskInput,
        CASE,
        _complete_task,
    ),
)
