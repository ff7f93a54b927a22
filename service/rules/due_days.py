"""The day that an act sets, by which something is to be done."""

from __future__ import annotations

from datetime import date

from service.domain.dates import add_months, roll_forward
from service.domain.errors import InvalidInput, RuleRefused
from service.domain.explained import Node, explain
from service.domain.steps import StepTaken
from service.domain.words import Words, plain
from service.rules.commands import TakeStep
from service.rules.procedure import Act, Due
from service.rules.ruleset import Ruleset

MOST_MONTHS_AHEAD = 120
MOST_DAYS_AHEAD = 3660


def due_rule(act: Act, outcome: str) -> Due | None:
    """The rule on the day that the act sets, where it sets one by that outcome."""
    rule = act.due
    return None if rule is None or (rule.outcomes and outcome not in rule.outcomes) else rule


def due_of(ruleset: Ruleset, step: StepTaken) -> Due | None:
    """The rule on the day that the step may have set, where the ruleset has its act."""
    return next((due_rule(one, step.outcome) for one in ruleset.acts if one.id == step.act), None)


def due_day(act: Act, command: TakeStep, outcome: str) -> Node | None:
    """The day that the act sets, as an explanation whose value is the ISO date; None where it sets none.

    Raises RuleRefused ACT_SETS_NO_DAY, DUE_STATED_TWICE, DUE_MISSING, DUE_BEFORE_ACT or DUE_OUTSIDE_FRAME (EX-17).
    """
    rule, stated = due_rule(act, outcome), command.due_on is not None or command.due_months is not None
    if rule is None:
        if stated:
            label = Words(act.label.sv, act.label.en)
            path = "due_on" if command.due_on is not None else "due_months"
            raise RuleRefused("ACT_SETS_NO_DAY", path=path, action=label, source=act.source.source)
        return None
    due = Words(rule.label.sv, rule.label.en)
    if command.due_on is not None:
        if command.due_months is not None:
            raise RuleRefused("DUE_STATED_TWICE", path="due_months", due=due, source=rule.source.source)
        return _day(rule, command, command.due_on)
    months = command.due_months if command.due_months is not None else rule.months
    if months is None:
        if rule.required:
            raise RuleRefused("DUE_MISSING", path="due_on", due=due, source=rule.source.source)
        return None
    if not 0 <= months <= MOST_MONTHS_AHEAD:
        allowed = (f"0-{MOST_MONTHS_AHEAD}",)
        raise InvalidInput("INVALID_INPUT", path="due_months", problem=str(months), allowed=allowed)
    least, most = rule.least_months, rule.most_months
    within = (least is None or months >= least) and (most is None or months <= most)
    _in_frame(rule, "due_months", within=within, reasoned=command.reasoned)
    return explain(
        "due",
        start=command.taken_on.isoformat(),
        months=months,
        rolls_forward=rule.rolls_forward,
        rule=act.id,
        source=rule.source.source,
    )


def _day(rule: Due, command: TakeStep, day: date) -> Node:
    on, due = command.taken_on, Words(rule.label.sv, rule.label.en)
    if day < on:
        raise RuleRefused(
            "DUE_BEFORE_ACT",
            path="due_on",
            due=due,
            day=day.isoformat(),
            earliest=on.isoformat(),
            source=rule.source.source,
        )
    last = None if rule.most_months is None else add_months(on, rule.most_months)
    if last is not None and rule.rolls_forward:
        last = roll_forward(last)
    within = (rule.least_months is None or day >= add_months(on, rule.least_months)) and (last is None or day <= last)
    most = MOST_DAYS_AHEAD if rule.most_days is None else rule.most_days
    within = within and (rule.least_days or 0) <= (day - on).days <= most
    _in_frame(rule, "due_on", within=within, reasoned=command.reasoned)
    return explain("fact", name=plain(due), stated=day.isoformat(), rule="due", source=rule.source.source)


def _in_frame(rule: Due, path: str, *, within: bool, reasoned: bool) -> None:
    if within or (rule.beyond == "WITH_REASON" and reasoned):
        return
    if rule.most_days is not None or rule.least_days is not None:
        frame = Words(*(f"{rule.least_days or 0}-{rule.most_days or ''} {days}" for days in ("dagar", "days")))
    else:
        frame = Words(*(f"{rule.least_months or 0}-{rule.most_months or ''} {one}" for one in ("månader", "months")))
    raise RuleRefused(
        "DUE_OUTSIDE_FRAME",
        path=path,
        due=Words(rule.label.sv, rule.label.en),
        allowed=(frame, *((Words("eller med skäl", "or with a reason"),) if rule.beyond == "WITH_REASON" else ())),
        source=rule.source.source,
    )
