"""The guide for front-end developers tells the truth: its examples are one story, played as it stands there."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest

from schema.types.actions import COMMANDS
from schema.types.roles import PERMISSIONS
from service.domain.access import IssuerEvent, SeatEvent
from service.domain.events import CaseEvent, Event
from service.domain.register_events import UnitEvent
from service.domain.ruleset_events import RulesetEvent
from service.rules.ruleset import Action
from tests.api.caller import Answer, Api, Json, Person, noon
from tests.api.declared import package_text
from tests.api.delivered import asked
from tests.api.guide import GUIDE, Example, examples, filled, unlike

TEXT = GUIDE.read_text(encoding="utf-8")


async def sent(api: Api, example: Example, known: dict[str, Any]) -> Json:
    """What comes back: a document's whole answer, or an HTTP answer's body."""
    if example.kind == "graphql":
        who = example.sender
        unit = None if who["unit"] is None else known[who["unit"]]
        person = Person((who["role"] or "",), "08", unit, f"guide {who['role']}")
        now = None if who["day"] is None else noon(who["day"])
        language = "en" if "in English" in (who["more"] or "") else None
        answer: Answer = await api.send(
            person, filled(example.text, known), filled(example.variables, known), now=now, language=language
        )
        return answer.body
    head, _, body = filled(example.text, known).partition("\n\n")
    first, *headers = head.splitlines()
    method, path = first.split()
    named = dict(line.split(": ", 1) for line in headers)
    response = await api.client.request(method, path, headers=named, content=body.strip())
    return response.json()


@pytest.mark.requirement("XC-03", "XC-07")
async def test_the_guides_story_is_played_and_answered_as_it_says(api: Api) -> None:
    following = await api.next()  # whose Kalmar no other test has had
    await following.served.adopt("08", package_text("kalmar-forsakringskassan"))
    await asked(following)
    known: dict[str, Any] = {}
    wrong: list[str] = []
    for example in examples(TEXT):
        got = await sent(following, example, known)
        if example.answer is None:
            assert "errors" not in got, (example.line, got)
        else:
            wrong += [f"line {example.line}: {one}" for one in unlike(example.answer, got, known)]
    assert wrong == []


def test_the_guide_has_an_example_of_what_each_of_its_chapters_tells() -> None:
    chapters = TEXT.split("\n## ")[1:]
    without = [part.splitlines()[0] for part in chapters if not examples(part)]
    assert without == ["Values"]
    assert len(examples(TEXT)) > 15
    assert all(example.kind == "http" or example.sender for example in examples(TEXT))


def test_an_answer_that_is_not_what_the_guide_promises_is_found() -> None:
    known: dict[str, Any] = {}
    assert list(unlike({"id": "<case>", "n": [1]}, {"id": "abc", "n": [1]}, known)) == []
    assert known == {"<case>": "abc"}
    for promised, got in (
        ({"id": "<case>"}, {"id": "xyz"}),
        ({"n": [1]}, {"n": [1, 2]}),
        ({"n": 1}, {"n": 2}),
        ({"n": 1}, {"m": 1}),
        ({"n": 1}, {"n": 1, "m": 1}),
        ({"n": "1 <case>"}, {"n": "1 xyz"}),
    ):
        assert len(list(unlike(promised, got, known))) == 1


def listed(heading: str) -> list[list[str]]:
    """What stands in backticks in the rows of the guide's table with that heading."""
    (table,) = [part for part in TEXT.split("\n\n") if part.startswith(heading)]
    return [re.findall(r"`(\w+)`", row) for row in table.splitlines()[2:]]


def test_the_guide_lists_what_the_contract_writes_as_text() -> None:
    assert dict(listed("| action ")) == {"OPEN_CASE": "openCase", **COMMANDS}
    assert set(dict(listed("| action "))) == set(get_args(Action))
    of_cases, of_access, of_units, of_rulesets, foreseen = listed("| events of ")
    assert set(of_cases) == {one.__name__ for one in get_args(CaseEvent)}
    assert set(of_access) == {one.__name__ for one in (*get_args(SeatEvent), *get_args(IssuerEvent))}
    assert set(of_units) == {one.__name__ for one in get_args(UnitEvent)}
    assert set(of_rulesets) == {one.__name__ for one in get_args(RulesetEvent)}
    every = {*of_cases, *of_access, *of_units, *of_rulesets, *foreseen}
    assert every == {one.__name__ for one in get_args(Event)}
    assert [one for (one,) in listed("| permission ")] == list(PERMISSIONS)
