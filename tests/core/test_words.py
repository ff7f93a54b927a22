"""How values are said, what acts are called, and that no word of one language stands in the other's answers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

import schema
from service.authorize import Permission, permit
from service.domain.act_words import ACTS, act_words
from service.domain.dates import local_time
from service.domain.errors import MandateMissing, Refusal, RuleRefused
from service.domain.explained import sentence
from service.domain.messages import FACTS, message, why
from service.domain.words import Words, filled, kronor, per_listed, spoken
from service.rules.commands import SendCorrectionRequest
from service.rules.ruleset import Action
from service.usecases.deciding import smallest
from tenants.catalog import PERMISSIONS, grants, roles
from tests.core.acts import DUE, SENT, led
from tests.core.kalmar import KALMAR
from tests.core.play import actor, at, named
from tests.core.refusal_sites import SERVICE, sites
from tests.core.refused import REFUSALS

CODE = re.compile(r"\b[A-Z]{4,}(?:_[A-Z]+)*\b|True|False|None|[{}]|\[(?!\d)|(?<!\d)\]|\d\d:\d\d:\d\d|\b\d+ öre")
"""What no person says: codes, Python's constants, JSON, times to the second, öre by the million."""
ROLES = {name: Words(role.sv, role.en) for name, role in roles().items()}


# --- values ---------------------------------------------------------------------------------------------------------


def test_an_amount_is_said_as_each_language_writes_it() -> None:
    assert kronor(1625806) == Words("16258,06 kr", "SEK 16258.06")
    assert kronor(-18000) == Words("-180,00 kr", "SEK -180.00")
    assert kronor(5) == Words("0,05 kr", "SEK 0.05")
    assert per_listed(300) == Words("3,00 kr per listad och månad", "SEK 3.00 per listed and month")


@pytest.mark.parametrize(
    ("value", "sv", "en"),
    [
        (True, "ja", "yes"),
        (False, "nej", "no"),
        (None, "saknas", "missing"),
        (0, "0", "0"),
        (Words("gul", "yellow"), "gul", "yellow"),
        ({"sv": "gul", "en": "yellow"}, "gul", "yellow"),
        ({"sv": "gul"}, "{'sv': 'gul'}", "{'sv': 'gul'}"),
        ((Words("a", "b"), 2, True), "a, 2, ja", "b, 2, yes"),
        ((), "", ""),
    ],
    ids=str,
)
def test_a_value_is_said_in_one_language(value: Any, sv: str, en: str) -> None:
    assert (spoken(value, "sv"), spoken(value, "en")) == (sv, en)


@pytest.mark.parametrize(("count", "said"), [(0, "0 rader"), (1, "1 rad"), (2, "2 rader"), (21, "21 rader")])
def test_one_is_one_and_all_else_many(count: int, said: str) -> None:
    assert filled("{n:rad|rader}", {"n": count}, "sv") == said


def test_a_sentence_takes_money_times_and_what_the_values_themselves_hold_as_it_stands() -> None:
    values = {"ore": 100, "at": "2025-03-11T08:00:00+00:00", "text": "{at:time} {0}"}
    assert filled("{ore:kr}, {at:time}, {text}", values, "sv") == "1,00 kr, 2025-03-11 09:00, {at:time} {0}"
    with pytest.raises(KeyError):
        filled("{ore} {missing}", values, "sv")


NOON = datetime(2025, 7, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "told"),
    [
        (timedelta(minutes=1), ("2025-07-01 12:00", "2025-07-01 12:01")),
        (timedelta(seconds=1), ("2025-07-01 12:00:00", "2025-07-01 12:00:01")),
        (timedelta(microseconds=1), ("2025-07-01 12:00:00.000000", "2025-07-01 12:00:00.000001")),
        (timedelta(0), ("2025-07-01 12:00", "2025-07-01 12:00")),
        (timedelta(hours=13), ("2025-07-01 12:00", "2025-07-02 01:00")),
    ],
    ids=str,
)
def test_two_instants_are_told_in_stockholm_as_finely_as_tells_them_apart(
    later: timedelta, told: tuple[str, str]
) -> None:
    assert local_time(NOON, NOON + later) == told


# --- acts -----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("XC-07")
def test_every_action_and_every_permission_has_words_of_its_own() -> None:
    known = {*get_args(Action), *PERMISSIONS, *get_args(Permission)}
    assert ACTS.keys() == known
    for language in ("sv", "en"):
        said = [spoken(words, language) for words in ACTS.values()]
        assert len(set(said)) == len(said)
        assert all(not CODE.search(one) for one in said)


def test_an_act_with_several_outcomes_is_called_by_each() -> None:
    case = led()
    every = smallest(case.state, {case.adopted.id: KALMAR}, NOON)
    several = [(outcome, type(command).__name__) for outcome, command in every if outcome]
    assert several == [
        ("APPROVED", "DecidePlan"),
        ("REJECTED", "DecidePlan"),
        ("APPROVED", "RecordFollowUp"),
        ("NOT_APPROVED", "RecordFollowUp"),
        ("TERMINATE", "TakeTerminationPosition"),
        ("CONTINUE", "TakeTerminationPosition"),
    ]
    assert act_words("TAKE_TERMINATION_POSITION", "TERMINATE").sv == "Ta ställning för att häva avtalet"
    assert act_words("TAKE_TERMINATION_POSITION", "CONTINUE").sv == "Ta ställning för att avtalet fortsätter"
    assert act_words("DECIDE_PLAN", "APPROVED") == Words("Godkänn handlingsplanen", "Approve the action plan")
    assert act_words("DECIDE_PLAN", "REJECTED") == Words("Underkänn handlingsplanen", "Reject the action plan")
    assert act_words("RECORD_FOLLOW_UP", "APPROVED") != act_words("RECORD_FOLLOW_UP", "NOT_APPROVED")
    assert act_words("CLASSIFY", "YELLOW") == act_words("CLASSIFY") == ACTS["CLASSIFY"]


def refusal(code: str, what: str) -> Refusal:
    act = next(act for one, name, act in REFUSALS if (one, name) == (code, what))
    with pytest.raises(Refusal) as raised:
        act()
    return raised.value


def test_who_lacks_a_permission_reads_what_it_is_for() -> None:
    with pytest.raises(MandateMissing) as raised:
        permit(actor("handler", named("unit")), "ADMIN_SEATS", grants())
    assert message(raised.value, "sv") == "Din roll har inte mandat för åtgärden ”Administrera platser”."
    assert message(raised.value, "en") == "Your role has no mandate for the action “Administer seats”."


# --- refusals in words ----------------------------------------------------------------------------------------------


def test_a_letter_of_later_today_is_refused_by_its_instant() -> None:
    later = SendCorrectionRequest(at(SENT) + timedelta(hours=1, minutes=5), "EMAIL", "READ_RECEIPT", DUE)
    with pytest.raises(RuleRefused) as raised:
        led("YELLOW").do(later, SENT)
    assert local_time(at(SENT))[0] == "2025-03-11 10:00"
    assert message(raised.value, "sv") == (
        "Angiven tid 2025-03-11 11:05 ligger i framtiden: nu är det 2025-03-11 10:00."
    )


@pytest.mark.parametrize("what", ["no time for the plan", "two times for the plan"])
def test_a_plan_due_in_none_or_two_ways_is_told_that_it_is_exactly_one(what: str) -> None:
    raised = refusal("PLAN_DUE_MISSING", what)
    assert "exakt ett av två sätt" in message(raised, "sv")
    assert "exactly one of two ways" in message(raised, "en")


@pytest.mark.parametrize(
    ("count", "sv", "en"), [(1, "saknas för 1 rad i", "missing for 1 line in"), (2, "2 rader i", "2 lines in")]
)
def test_a_missing_count_is_of_one_line_or_of_several(count: int, sv: str, en: str) -> None:
    raised = RuleRefused("LISTED_COUNT_MISSING", count=count, months="2025-02")
    assert sv in message(raised, "sv")
    assert en in message(raised, "en")


@pytest.mark.requirement("XC-07")
@pytest.mark.parametrize(("code", "what"), [(code, what) for code, what, _ in REFUSALS])
def test_a_refusal_and_its_reasons_hold_no_code(code: str, what: str) -> None:
    raised = refusal(code, what)
    for language in ("sv", "en"):
        said = [message(raised, language), *(sentence(node, language) for node in why(raised, ROLES).walk())]
        assert [one for one in said if CODE.search(one)] == []


def test_the_reasons_of_a_refusal_say_it_first_and_keep_its_code_as_the_value() -> None:
    raised = refusal("MANDATE_MISSING", "a unit head that decides a sanction")
    root = why(raised, ROLES)
    assert (root.value, root.because[0].value) == ("MANDATE_MISSING", "DECIDE_SANCTION")
    assert [sentence(node, "sv") for node in root.walk()] == [
        "Avslag: Din roll har inte mandat för åtgärden ”Besluta om sanktion”.",
        "Åtgärd: Besluta om sanktion",
        "Dina roller: Verksamhetschef",
    ]


@pytest.mark.requirement("XC-07")
def test_every_parameter_of_a_refusal_has_a_name_that_people_read() -> None:
    given = {name for site in sites() for name in site.params or ()} - {"path", "entry", "cases", "problems"}
    assert given == FACTS.keys()


# --- no English in Swedish answers ----------------------------------------------------------------------------------

PROSE = re.compile(r"[A-Za-zåäöÅÄÖ]{2,} [A-Za-zåäöÅÄÖ]{2,}")


def texts(node: ast.AST) -> Iterator[str]:
    """The literal texts in an expression, but for those in both languages."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Words":
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else "x" for one in node.values)
        return
    for child in ast.iter_child_nodes(node):
        yield from texts(child)


def told(tree: ast.Module) -> Iterator[ast.expr]:
    """What the module says is wrong or allowed in a refusal."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="allowed" | "problem", value=value):
                yield value
            case ast.Assign(targets=[ast.Name(id="allowed" | "problem")], value=value):
                yield value
            case ast.Call(func=ast.Name(id="invalid"), args=[_, *given]):
                yield from given
            case _:
                pass


@pytest.mark.requirement("XC-07")
def test_what_is_wrong_and_what_is_allowed_is_in_both_languages_or_in_none() -> None:
    files = [*SERVICE.rglob("*.py"), *Path(schema.__path__[0]).rglob("*.py")]
    # No refusals: what writers of rulesets, operators and readers of GraphQL's own errors are told, in English.
    others = {
        "lint.py",
        "lint_procedure.py",
        "lint_team.py",
        "survey_lint.py",
        "computed_rules.py",
        "finding.py",
        "load.py",
        "problems.py",
        "replay.py",
        "scalars.py",
        "limits.py",
        "values.py",
    }
    said = [
        (one.name, text)
        for one in files
        if one.name not in others
        for expression in told(ast.parse(one.read_text(encoding="utf-8")))
        for text in texts(expression)
    ]
    assert len(said) > 15
    assert [one for one in said if PROSE.search(one[1])] == []
