"""What a package calls its states, acts, roles and fields is its own matter: under other names it plays as before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from importlib.resources import files
from random import Random
from typing import Any

import pytest

from service.authorize import Catalogue
from service.domain.errors import Refusal
from service.rules.commands import RecordConsultation, TakeStep, action_of
from service.rules.procedure import Act, FieldRule
from service.rules.ruleset import ACTIONS, Ruleset
from service.rules.stated import Given
from service.rules.yaml_text import read_yaml
from tenants.catalog import grants
from tests.core.declared import Played, refused

_ALL = sorted(one.name for one in (files("tenants") / "packages").iterdir() if one.name.endswith(".yaml"))
TEXTS = {name: (files("tenants") / "packages" / name).read_text(encoding="utf-8") for name in _ALL}
DECLARED = [name for name in _ALL if "\n  - id: OPEN_CASE\n" in TEXTS[name]]
"""The packages that declare how a case is opened; one of correction requests is opened by the platform's own acts."""
PLATFORMS = {*ACTIONS, "DONE"}
"""Words of the platform's own, which no package can rename."""
WORDS = {"source", "label", "title", "help", "criterion", "timing", "contents", "documents", "organisation"}
"""Sections in which no id stands."""
KINDS = {"kind", "covers", "day", "lacking", "audience", "skip", "beyond", "every", "unit"}
"""Keys whose values are the platform's own words."""
DAY, STEPS = "2026-06-01", 30
Names = Mapping[str, str]
Trace = list[tuple[str, ...]]


def content_of(name: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(TEXTS[name]).value
    return content


def ids_in(node: object) -> Iterator[str]:
    """Every id that the section declares, at any depth."""
    if isinstance(node, dict):
        if isinstance(node.get("id"), str):
            yield node["id"]
        for key, value in node.items():
            if key not in WORDS:
                yield from ids_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from ids_in(value)


def other_names(content: dict[str, Any]) -> dict[str, str]:
    """Another name for every id and for every role with a mandate. Each ends as it began: nothing is told by order."""
    roles = {role for one in content["mandates"] for role in one["roles"]}
    return {
        one: f"{one}_renamed" if one in roles else f"{one}_RENAMED" for one in {*ids_in(content), *roles} - PLATFORMS
    }


def renamed(node: Any, names: Names) -> Any:
    if isinstance(node, dict):
        return {key: value if key in WORDS | KINDS else renamed(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [renamed(value, names) for value in node]
    return names.get(node, node) if isinstance(node, str) else node


def catalogue_of(names: Names) -> Catalogue:
    """The catalogue of roles, each under its own and its other name."""
    return {**grants(), **{names[one]: grant for one, grant in grants().items() if one in names}}


def some(rule: FieldRule, ruleset: Ruleset, chance: Random) -> Given:
    match rule.kind:
        case "CHOICE":
            return (chance.choice(rule.options).id,)
        case "CHOICES":
            return tuple(one.id for one in chance.sample(rule.options, chance.randint(1, len(rule.options))))
        case "TRUTH":
            return chance.random() < 0.5
        case "WHOLE":
            return chance.randint(0, 9)
        case "DATE":
            return date.fromisoformat(DAY)
        case "COUNTS":
            group = next(one for one in ruleset.groups if one.id == rule.group)
            return {one.id: chance.randint(one.least, one.most) for one in group.members}
        case _:
            return "A-1"


def stated(act: Act, ruleset: Ruleset, chance: Random) -> dict[str, Given]:
    """Something of every field that the act asks: what is only asked elsewhere is refused, in either ruleset."""
    fields = [ruleset.field(one.field) for one in act.asks if not one.when or chance.random() < 0.5]
    return {rule.id: some(rule, ruleset, chance) for rule in fields}


def walked(
    ruleset: Ruleset,
    roles: list[str],
    catalogue: Catalogue,
    seed: int,
    first: Callable[[Played], None] = lambda _: None,
) -> Trace:
    """Where a case stands after each act that chance chose among those open, or why the act was refused.

    Of those open to somebody, one done least often. `first` is done with the case as soon as it is opened.
    """
    often = Counter[str]()
    chance = Random(seed)  # noqa: S311 - the same way each time
    played, trace = Played(ruleset, catalogue), Trace()
    act = ruleset.act("OPEN_CASE")
    unit: dict[str, Any] = {"unit": None} if ruleset.subject.unit == "NONE" else {}
    while not played.events:
        role, outcome = chance.choice(roles), chance.choice(act.possible)
        try:
            played.open(role, DAY, outcome, **unit, **stated(act, ruleset, chance))
        except Refusal as refused:
            trace.append((role, outcome, refused.code))
    trace.append((role, outcome, "", played.state))
    first(played)
    for _ in range(STEPS):
        found = ((role, played.open_to(role, DAY)) for role in chance.sample(roles, len(roles)))
        role, now = next(((role, commands) for role, commands in found if commands), ("", []))
        if not now:
            break
        fewest = min(often[action_of(command)] for command in now)
        command = chance.choice([one for one in now if often[action_of(one)] == fewest])
        done = action_of(command)
        often[done] += 1
        if isinstance(command, TakeStep):
            given = stated(ruleset.act(command.act), ruleset, chance)
            told = tuple(name for name in given if ruleset.field(name).kind == "TEXT")
            values = {name: value for name, value in given.items() if name not in told}
            command = replace(command, values=values, told=told)
        elif isinstance(command, RecordConsultation):
            waiting = [one.action for one in ruleset.mandates if one.consult or one.co_deciders]
            command = replace(command, on=chance.choice(waiting or [command.on]))
        try:
            played.decide(role, DAY, command)
            code = ""
        except Refusal as refused:
            code = refused.code
        tracks = tuple(f"{track}:{state}" for track, state in played.tracks.items())
        trace.append((role, done, code, played.state, *tracks))
    return trace


@pytest.mark.requirement("XC-01", "A10")
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", DECLARED)
def test_under_other_names_a_case_goes_the_same_way(name: str, seed: int) -> None:
    content = content_of(name)
    names = other_names(content)
    before, after = Ruleset.model_validate(content), Ruleset.model_validate(renamed(content, names))
    roles = list(dict.fromkeys(role for one in before.mandates for role in one.roles))
    way = walked(before, roles, grants(), seed)
    other = walked(after, [names[role] for role in roles], catalogue_of(names), seed)
    back = {f"{new}": old for old, new in names.items()}
    assert [tuple(":".join(back.get(part, part) for part in one.split(":")) for one in step) for step in other] == way
    assert {state.id for state in before.track.states}.isdisjoint({state.id for state in after.track.states})
    assert len({step[3:] for step in way if step[3:]}) > 1, "the case went nowhere"


@pytest.mark.requirement("XC-01", "A10")
@pytest.mark.parametrize("name", DECLARED)
def test_a_state_an_act_and_a_role_that_are_added_are_played_and_nothing_else_changes(name: str) -> None:
    content = content_of(name)
    before = Ruleset.model_validate(content)
    roles = list(dict.fromkeys(role for one in before.mandates for role in one.roles))
    derived = {"clause": "-", "derived": "Tillagd av regionen."}
    label = {"sv": "Vilande", "en": "Resting"}
    beginnings = sorted({one["to"] for one in content["track"]["steps"] if one["action"] == "OPEN_CASE"})
    for act in ("REST", "WAKE"):
        content["acts"].append({"id": act, "label": label, "source": derived})
        content["mandates"].append({"action": act, "roles": ["caretaker"], "source": derived})
    for state in beginnings:
        resting = f"{state}_RESTING"
        content["track"]["states"].append({"id": resting, "label": label})
        for act, start, end in (("REST", state, resting), ("WAKE", resting, state)):
            content["track"]["steps"].append({"action": act, "states": [start], "to": end, "source": derived})
    after = Ruleset.model_validate(content)
    catalogue = {**grants(), "caretaker": grants()["handler"]}

    def rested(played: Played) -> None:
        begun = played.state
        with refused("MANDATE_MISSING"):
            played.take(roles[0], DAY, "REST")
        played.take("caretaker", DAY, "REST")
        assert played.state == f"{begun}_RESTING"
        with refused("OUT_OF_ORDER"):
            played.take("caretaker", DAY, "REST")
        played.take("caretaker", DAY, "WAKE")
        assert played.state == begun

    assert walked(after, roles, catalogue, 0, rested) == walked(before, roles, grants(), 0)
