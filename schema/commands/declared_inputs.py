"""Inputs of the acts that a ruleset declares, and of the tasks of its checklists."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import strawberry

from schema.declared_enums import TaskOutcome
from schema.inputs import CASE, COMMAND_ID, VERSION


@strawberry.input(
    description="Hur många av en grupps medlemmar som deltog. How many of one kind of a group's members took part."
)
class CountInput:
    member: str = strawberry.field(
        description="Medlemmens id i gruppen, ur regelverket. Id of the member in the group, from the ruleset."
    )
    number: int = strawberry.field(description="Antalet, från 0. How many there were, from 0.")


@strawberry.input(
    description="Ett fält som en åtgärd frågar efter, med exakt ett av värdena, det som fältets slag tar. A field that"
    " an act asks, with exactly one of the values: the one that its kind takes."
)
class EntryInput:
    field: str = strawberry.field(
        description="Fältets id, ur `Ruleset.acts`. Id of the field that is stated, from `Ruleset.acts`."
    )
    text: str | None = strawberry.field(
        default=None,
        description="För TEXT: ord, lagras krypterade, aldrig personnummer. For TEXT: words, kept encrypted, never a"
        " personal identity number.",
    )
    options: list[str] | None = strawberry.field(
        default=None,
        description="För CHOICE ett id, för CHOICES ett eller flera. For CHOICE one id, for CHOICES one or several.",
    )
    truth: bool | None = strawberry.field(default=None, description="För TRUTH: ja eller nej. For TRUTH: yes or no.")
    whole: int | None = strawberry.field(
        default=None, description="För WHOLE: ett heltal från 0. For WHOLE: a number without decimals, from 0."
    )
    day: date | None = strawberry.field(default=None, description="För DATE: dagen. For DATE: the day that is meant.")
    reference: str | None = strawberry.field(
        default=None,
        description="För REFERENCE: id i ett annat system, högst 64 tecken. For REFERENCE: an id in another system, at"
        " most 64 characters.",
    )
    counts: list[CountInput] | None = strawberry.field(
        default=None,
        description="För COUNTS: antal av varje medlem. For COUNTS: how many there were of each member.",
    )


@strawberry.input(
    description="Utför en åtgärd som ärendets regelverk anger. Do an act that the ruleset of the case declares."
)
class TakeStepInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    act: str = strawberry.field(
        description="Åtgärdens id, ur `Ruleset.acts`. Id of the act that is done, from `Ruleset.acts`."
    )
    outcome: str | None = strawberry.field(
        default=None,
        description="Utfallets id, för en åtgärd med flera. Id of the outcome, for an act that has several.",
    )
    track: str | None = strawberry.field(
        default=None,
        description="Sidospårets id, där åtgärden finns på flera. Id of the side track, where the act is of several.",
    )
    taken_on: date = strawberry.field(
        description="Dag för åtgärden; för en part dagens. The day on which it was done; to a party that is today."
    )
    entries: list[EntryInput] = strawberry.field(
        default_factory=list, description="Fälten som åtgärden frågar efter. The fields that the act asks."
    )
    reason: str | None = strawberry.field(
        default=None,
        description="Motivering i ord, högst 4000 tecken, lagras krypterad; krävs när steg hoppas över. Why, in words,"
        " at most 4000 characters, kept encrypted; needed where steps are passed over.",
    )
    due_on: date | None = strawberry.field(
        default=None,
        description="Dagen som åtgärden sätter, där den sätter en. The day that the act sets, where it sets one.",
    )
    due_months: int | None = strawberry.field(
        default=None,
        description="Eller tiden dit i månader. Or how many months there are to that day.",
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)


@strawberry.input(
    description="Bocka av en uppgift på en av ärendets checklistor. Say that a task of one of the checklists is done."
)
class CompleteTaskInput:
    case_id: strawberry.ID = strawberry.field(description=CASE)
    checklist: str = strawberry.field(
        description="Checklistans id, ur `CaseTask.checklist`. Id of the list, from `CaseTask.checklist`."
    )
    task: str = strawberry.field(
        description="Uppgiftens id, ur `CaseTask.task`. Id of what is to be done, from `CaseTask.task`."
    )
    outcome: TaskOutcome = strawberry.field(
        default=TaskOutcome.DONE,
        description="Om den är gjord eller inte behövs. Whether it is done, or is found not to be needed.",
    )
    done_on: date = strawberry.field(description="Dag då det gjordes. The day on which that was so.")
    reason: str | None = strawberry.field(
        default=None,
        description="Varför den inte behövs, eller en anteckning, högst 4000 tecken, lagras krypterad. Why it is not"
        " needed, or a note, at most 4000 characters, kept encrypted.",
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    command_id: UUID | None = strawberry.field(default=None, description=COMMAND_ID)
