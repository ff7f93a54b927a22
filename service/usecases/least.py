"""The least that the acts of a ruleset, and the tasks of its checklists, can be sent with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from service.domain.case import CaseState
from service.domain.steps import Value
from service.rules.checklists import tasks
from service.rules.commands import CompleteTask, TakeStep
from service.rules.conditions import hold
from service.rules.due_days import due_rule
from service.rules.procedure import Act, FieldRule, When
from service.rules.ruleset import Ruleset
from service.rules.stated import Given
from service.rules.track import opened_tracks

_Stated = tuple[dict[str, Given], tuple[str, ...]]


def least_steps(ruleset: Ruleset, case: CaseState, today: date) -> Iterator[tuple[str | None, TakeStep | CompleteTask]]:
    """Every act of the ruleset on every track that it is of, by outcome, with its least input; and every open task."""
    on_main = {step.action for step in ruleset.track.steps}
    tracks = opened_tracks(ruleset, case)
    for act in ruleset.acts:
        if act.id == "OPEN_CASE":
            continue
        stated = _least_values(ruleset, act, case)
        places: list[str | None] = [None] if act.id in on_main else []
        places += [one.id for one in tracks if any(step.action == act.id for step in one.steps)]
        for place in places or [None]:
            for outcome in act.possible:
                yield outcome, _least_step(act, outcome, today, place, stated)
    for own in tasks(ruleset, case):
        if own.open_on(today):
            yield "DONE", CompleteTask(own.checklist.id, own.task.id, today)


def _least_step(act: Act, outcome: str, today: date, track: str | None, stated: _Stated) -> TakeStep:
    """The act with what it must state, a reason, and the period or day that it must set."""
    values, told = stated
    due = due_rule(act, outcome)
    months = None if due is None or due.months is not None or not due.required else max(due.least_months or 0, 1)
    return TakeStep(
        act=act.id,
        taken_on=today,
        outcome=outcome,
        track=track,
        values=values,
        told=told,
        reasoned=True,
        due_months=months,
    )


def _least_values(ruleset: Ruleset, act: Act, case: CaseState) -> _Stated:
    """What the act must state: values by field, and the fields that take a text."""
    earlier, acts = case.values, case.acts
    fields = [(one, ruleset.field(one.field)) for one in act.asks]
    values: dict[str, Given] = {}
    told: list[str] = []
    for one, rule in fields:
        if not one.required or not hold(one.when, {**earlier, **_plain(values)}, acts):
            continue
        if rule.kind == "TEXT":
            told.append(rule.id)
        else:
            values[rule.id] = _least(ruleset, rule, act, case)
    return values, tuple(told)


def _plain(values: Mapping[str, Given]) -> dict[str, Value]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _least(ruleset: Ruleset, rule: FieldRule, act: Act, case: CaseState) -> Given:
    barring = [when for bar in act.bars for when in bar.when if when.field == rule.id]
    match rule.kind:
        case "CHOICE" | "CHOICES":
            return (next((one.id for one in rule.options if not _bars(one.id, barring)), rule.options[0].id),)
        case "TRUTH":
            return any(when.holds is False for when in barring)
        case "WHOLE":
            return 0
        case "DATE":
            return case.opened.opened_on
        case "COUNTS":
            group = next(one for one in ruleset.groups if one.id == rule.group)
            return {one.id: one.least for one in group.members}
        case _:
            return "1"


def _bars(option: str, barring: list[When]) -> bool:
    return any(option in when.any_of for when in barring)
