"""What is done in a case by acts that its ruleset declares: how it is recorded is known here, not what it means."""

from __future__ import annotations

from datetime import date
from typing import Literal

from service.domain.facts import PersonalRef, Recordable

Value = str | bool | int | tuple[str, ...] | dict[str, int]
"""Of a field: an option, a date (ISO) or a reference as text; a truth; a whole number; options; counts of members."""


class StepTaken(Recordable):
    """An act of the ruleset that was done, on the main track or the side track `track`.

    `values` are what it stated beside texts, which lie in the sealed record with the reason, where one was asked.
    `skipped` are the states of the order that were passed over, `due_on` the day that the act sets, `shared` whether
    the parties of the case may read it, `team` whether of the staff only the team may, and `admits` the organisations
    that are parties from now on.
    """

    type: Literal["StepTaken"] = "StepTaken"
    act: str
    outcome: str
    taken_on: date
    shared: bool
    team: bool = False
    track: str | None = None
    values: dict[str, Value] | None = None
    told: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    due_on: date | None = None
    due_months: int | None = None
    admits: tuple[str, ...] = ()
    personal: PersonalRef | None = None


class TaskDone(Recordable):
    """A task of a checklist that was done, or found not to be needed for a reason in the sealed record.

    `team`: that the case has it follows from what the team alone may read.
    """

    type: Literal["TaskDone"] = "TaskDone"
    checklist: str
    task: str
    outcome: Literal["DONE", "NOT_NEEDED"]
    done_on: date
    team: bool = False
    personal: PersonalRef | None = None


StepEvent = StepTaken | TaskDone
