"""What an act states, field by field: that it is asked, whole and of its kind, and that numbers add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from service.domain.case import Act as Done
from service.domain.errors import InvalidInput, RuleRefused
from service.domain.identifiers import personal_number_in
from service.domain.steps import Value
from service.domain.words import Words
from service.rules.conditions import hold
from service.rules.procedure import Act, Asked, FieldRule, Group
from service.rules.ruleset import Ruleset

Given = str | bool | int | date | tuple[str, ...] | dict[str, int]
"""As sent: a reference as text, options as a tuple; or as it was recorded."""
MOST_WHOLE = 2_000_000_000
LONGEST_REFERENCE = 64
PATH = "entries"
"""Where fields stand in a command's input; the parameter `entry` of a refusal says which."""


@dataclass(frozen=True, slots=True)
class Stated:
    """`values` by field; `told` are the fields given as texts, which are sealed and not seen here."""

    values: Mapping[str, Given] = field(default_factory=dict)
    told: tuple[str, ...] = ()


def checked(
    ruleset: Ruleset, act: Act, stated: Stated, earlier: Mapping[str, Value], acts: Sequence[Done]
) -> dict[str, Value]:
    """The values as they are recorded. `earlier` is what was stated before in the case, `acts` what was done.

    Raises RuleRefused FIELD_NOT_ASKED, FIELD_MISSING, GROUP_INCOMPLETE or BALANCE_WRONG, and InvalidInput for a value
    that is not of its field's kind.
    """
    asked = {one.field: one for one in act.asks}
    source = act.source.source
    for name in (*stated.values, *stated.told):
        if name not in asked:
            own = next((Words(one.label.sv, one.label.en) for one in ruleset.fields if one.id == name), name)
            allowed = tuple(asked)
            raise RuleRefused("FIELD_NOT_ASKED", path=PATH, entry=name, field=own, allowed=allowed, source=source)
    values = {name: _value(ruleset, ruleset.field(name), given) for name, given in stated.values.items()}
    for name in stated.told:
        _kind(ruleset.field(name), "TEXT")
    now = {**earlier, **values}
    for one in act.asks:
        _asked(ruleset, one, stated, now, acts)
    for balance in act.balances:
        plus, minus = (sum(_number(now, name) for name in names) for names in (balance.plus, balance.minus))
        if _number(now, balance.total) != plus - minus:
            label = ruleset.field(balance.total).label
            raise RuleRefused(
                "BALANCE_WRONG",
                path=PATH,
                entry=balance.total,
                field=Words(label.sv, label.en),
                given=_number(now, balance.total),
                sum=plus - minus,
                allowed=(str(plus - minus),),
                source=balance.source.source,
            )
    return values


def lacking(ruleset: Ruleset, values: Mapping[str, Value]) -> list[tuple[str, str]]:
    """Group and member of whom there were too few and it was let through: what people are to be warned of."""
    found = []
    for name, value in values.items():
        rule = next((one for one in ruleset.fields if one.id == name and one.group is not None), None)
        if rule is None or not isinstance(value, dict):
            continue
        group = _group(ruleset, rule)
        found += [(group.id, one.id) for one in group.members if value.get(one.id, 0) < one.least]
    return found


def _number(values: Mapping[str, Value], name: str) -> int:
    value = values.get(name, 0)
    return value if isinstance(value, int) else 0


def _asked(ruleset: Ruleset, one: Asked, stated: Stated, now: Mapping[str, Value], acts: Sequence[Done]) -> None:
    given = one.field in stated.values or one.field in stated.told
    rule = ruleset.field(one.field)
    label = Words(rule.label.sv, rule.label.en)
    if not hold(one.when, now, acts):
        if given:
            raise RuleRefused("FIELD_NOT_ASKED", path=PATH, entry=one.field, field=label, source=rule.source.source)
        return
    if one.required and not given:
        raise RuleRefused("FIELD_MISSING", path=PATH, entry=one.field, field=label, source=rule.source.source)


def _kind(rule: FieldRule, given: str) -> None:
    if rule.kind != given:
        problem = Words(f"{given} i ett fält av slaget {rule.kind}", f"{given} in a field of the kind {rule.kind}")
        raise _invalid(rule, problem, rule.kind)


def _invalid(rule: FieldRule, problem: Words | str, *allowed: Words | str) -> InvalidInput:
    return InvalidInput("INVALID_INPUT", path=PATH, entry=rule.id, problem=problem, allowed=allowed)


def _value(ruleset: Ruleset, rule: FieldRule, given: Given) -> Value:
    match given:
        case bool():
            _kind(rule, "TRUTH")
            return given
        case int():
            _kind(rule, "WHOLE")
            if not 0 <= given <= MOST_WHOLE:
                raise _invalid(rule, str(given), f"0-{MOST_WHOLE}")
            return given
        case date():
            _kind(rule, "DATE")
            return given.isoformat()
        case str() if rule.kind == "CHOICE":
            return _options(rule, (given,))
        case str() if rule.kind == "DATE":
            return date.fromisoformat(given).isoformat()
        case str():
            _kind(rule, "REFERENCE")
            return _reference(rule, given)
        case tuple():
            return _options(rule, given)
        case dict():
            _kind(rule, "COUNTS")
            return _counts(rule, _group(ruleset, rule), given)


def _reference(rule: FieldRule, given: str) -> str:
    trimmed = given.strip()
    if not 0 < len(trimmed) <= LONGEST_REFERENCE or not trimmed.isprintable():
        allowed = Words(f"1-{LONGEST_REFERENCE} tecken", f"1-{LONGEST_REFERENCE} characters")
        raise _invalid(rule, Words("tomt eller för långt", "empty or too long"), allowed)
    if personal_number_in(trimmed):
        raise RuleRefused("PERSONAL_NUMBER_IN_TEXT", path=PATH, entry=rule.id, source=rule.source.source)
    return trimmed


def _options(rule: FieldRule, given: tuple[str, ...]) -> Value:
    known = tuple(one.id for one in rule.options)
    if rule.kind not in {"CHOICE", "CHOICES"}:
        _kind(rule, "CHOICE")
    wrong = next((one for one in given if one not in known), None)
    if wrong is not None:
        raise _invalid(rule, Words("ett val som inte finns", "an option there is not"), *known)
    if len(set(given)) != len(given) or not given or (rule.kind == "CHOICE" and len(given) != 1):
        problem = Words(f"{len(given)} val", f"{len(given)} options")
        raise _invalid(rule, problem, *known)
    return given[0] if rule.kind == "CHOICE" else tuple(one for one in known if one in given)


def _group(ruleset: Ruleset, rule: FieldRule) -> Group:
    return next(one for one in ruleset.groups if one.id == rule.group)


def _counts(rule: FieldRule, group: Group, given: Mapping[str, int]) -> dict[str, int]:
    members = {one.id: one for one in group.members}
    for name, number in given.items():
        if name not in members or number < 0:
            problem = Words(f"{number} av en medlem", f"{number} of a member")
            raise _invalid(rule, problem, *members)
    problems = list(_uncomposed(group, given))
    if problems:
        raise RuleRefused(
            "GROUP_INCOMPLETE",
            path=PATH,
            entry=rule.id,
            group=Words(group.label.sv, group.label.en),
            allowed=tuple(problems),
            source=group.source.source,
        )
    return {name: given.get(name, 0) for name in members}


def _uncomposed(group: Group, given: Mapping[str, int]) -> Iterator[Words]:
    """What the group is to have of each member of whom there are too few or too many."""
    for one in group.members:
        number = given.get(one.id, 0)
        if number > one.most or (number < one.least and one.lacking == "REFUSED"):
            least = str(one.least) if one.least == one.most else f"{one.least}-{one.most}"
            yield Words(f"{least} {one.label.sv}", f"{least} {one.label.en}")
