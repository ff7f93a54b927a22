"""Every role × every act × every state of Kalmar's procedure, against the table that people wrote (`matrix.py`)."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from service.domain.case import replay
from service.domain.errors import Refusal
from service.domain.events import for_party
from service.rules.commands import CaseCommand, Classify
from service.usecases.deciding import Decided, Option, decided_as_shown, options
from tenants.catalog import roles
from tests.core import matrix_ends
from tests.core.acts import LEVELS, Led, led
from tests.core.kalmar import KALMAR
from tests.core.matrix import (
    CODES,
    MANDATED,
    PLACES,
    TABLES,
    Place,
    act,
    agreement_ends_on,
    expected,
    looked_at,
    smallest,
    story,
    table,
)
from tests.core.play import actor, at, named

pytestmark = pytest.mark.requirement("C8")
UNIT = named("unit")


@cache
def brought(place: Place) -> Led:
    case = led(trust=place.way == "signalled")
    for day, command in story(place):
        case.do(command, day, agreement_ends_on=agreement_ends_on(place))
    return case


@cache
def asked(place: Place, role: str) -> dict[str, Option]:
    """What the role is told of each act, from what it may see of the case."""
    case, who = brought(place), actor(role, UNIT)
    seen = replay(for_party(case.events)) if who.by_party else case.state
    versions, ends_on = {case.adopted.id: case.adopted.ruleset}, agreement_ends_on(place)
    found = options(seen, versions, who, at(looked_at(place)), ends_on)
    return {act(one.action, one.outcome): one for one in found}


def tried(place: Place, role: str, command: CaseCommand) -> Decided | Refusal:
    """What comes of the command itself."""
    case, who = brought(place), actor(role, UNIT)
    seen = replay(for_party(case.events)) if who.by_party else case.state
    try:
        versions, now = {case.adopted.id: case.adopted.ruleset}, at(looked_at(place))
        ends_on = agreement_ends_on(place)
        return decided_as_shown(case.state, seen, command, versions, who, now, agreement_ends_on=ends_on)
    except Refusal as refused:
        return refused


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_story_leads_to_the_state_that_the_table_speaks_of(place: Place) -> None:
    assert brought(place).position == place.state


@pytest.mark.requirement("SM-3")
def test_the_table_meets_every_state_and_opens_each_act_wherever_the_procedure_has_it() -> None:
    assert {place.state for place in PLACES} == {state.id for state in KALMAR.track.states}
    opened: dict[str, set[str]] = {name.split()[0]: set() for name, _ in MANDATED.values()}
    for place, words in table().items():
        for column, word in words.items():
            if word == "open":
                opened[MANDATED[column][0].split()[0]].add(place.state)
    followed = {step.action: set[str]() for step in KALMAR.track.steps if step.states}
    for step in KALMAR.track.steps:
        if step.states:
            followed[step.action] |= set(step.states)
    assert opened == followed


@pytest.mark.requirement("RM-04", "RM-07", "RM-09")
@pytest.mark.parametrize("role", sorted(roles()))
def test_each_act_is_open_or_refused_as_the_table_says(role: str) -> None:
    for place in PLACES:
        found = asked(place, role)
        assert list(found) == list(MANDATED)
        for column, option in found.items():
            code = None if option.refusal is None else option.refusal.code
            assert code == expected(place, column, role), (str(place), column)


@pytest.mark.parametrize("role", sorted(roles()))
def test_what_is_told_beforehand_is_what_comes_of_it(role: str) -> None:
    for place in PLACES:
        for column in MANDATED:
            came, code = tried(place, role, smallest(column, looked_at(place))), expected(place, column, role)
            if isinstance(came, Decided):
                assert code is None, (str(place), column)
                assert {event.acted_as for event in came.events} == {role}
            else:
                assert came.code == code, (str(place), column)


def test_the_table_is_this_large_and_refuses_this_often() -> None:
    """Counted by hand, from the tables and the delegation, each cell once for every role."""
    columns, places, people = 14, 9 + 4 + 3 * 8, 19
    closed = 5  # of the places, one a table
    mandates = 3 + 2 + 1 + 1 + 3 + 1 + 3 + 1 + 1 + 1 + 1 + 1 + 2 + 2  # pairs of role and act, in the columns' order
    acts = [column for column in MANDATED if column not in matrix_ends.MANDATED]
    where = [place for place in PLACES if place.way in TABLES]
    assert (len(acts), len(where), len(roles())) == (columns, places, people)
    may = {
        "signal": 3 * 3,
        "impulse": 3 * 2,
        "colour": 6,
        "send": 1 + 1 + 6,
        "plan": (1 + 3 + 3 + 3) * 3,
        "ask": 4,
        "supply": 4 * 3,
        "approve": 4 * 2,
        "reject": 4 * 2,
        "right": 1 + 2 + 2 + 2,
        "wrong": 1 + 2 + 2 + 2,
        "sanction": 7,
        "close": (2 + 4) * 2,
        "advice": (places - closed) * 2,
    }
    codes = {
        None: sum(may.values()),
        "MANDATE_MISSING": (people * columns - mandates) * places,
        "CASE_CLOSED": mandates * closed,
        "ORIGIN_ALREADY_RECORDED": 3 * 2 + 3 * 3,
        "REQUEST_ALREADY_SENT": 4 + 6 + 6,
        "NO_BREACH": 5,
        "NEW_REQUEST_REQUIRED": 7,
        "SANCTION_ALREADY_DECIDED": 7,
        "SANCTION_RUNS": (6 + 6) * 2,
        "OUT_OF_ORDER": 26 * (3 + 2 + 1) + 8 + 22 * 3 + 28 * (1 + 3) + 24 * 2 + 25 * 2 + 6 + 14 * 2,
    }
    assert set(codes) == {*CODES.values(), "MANDATE_MISSING"} - set(matrix_ends.CODES.values())
    assert (sum(codes.values()), codes[None], codes["MANDATE_MISSING"]) == (9842, 188, 8991)
    told = [(role, column, asked(place, role)[column]) for place in where for role in roles() for column in acts]
    assert Counter(None if one.refusal is None else one.refusal.code for _, _, one in told) == codes
    assert Counter(column for _, column, one in told if one.refusal is None) == may


def test_the_part_on_payment_and_the_agreement_is_this_large_and_refuses_this_often() -> None:
    """Counted by hand, for those with a mandate: its columns in every place, and the others in its own places."""
    everywhere, own, columns, others = 37 + 31, 9 + 8 + 2 + 12, 6, 23
    codes = {
        None: (22 + 5 + 3 * 25) + (45 + 34) + (42 + 35) + (12 + 7) + (84 + 31),
        "CASE_CLOSED": 7 * columns + 2 * others,
        "NOTHING_WITHHELD": 5 + 3 * 7 + 7 + 1 + 8,
        "TERMINATION_WITHOUT_POSITION": 5 + 1 + 3 * 6 + 6 + 7,
        "NO_RIGHT_TO_TERMINATE": 2,
        "PAYMENT_WITHHELD": 2 * 2,
        "SANCTION_RUNS": 7 * 2,
        "REQUEST_ALREADY_SENT": 6 + 6 + 1,
        "ORIGIN_ALREADY_RECORDED": 2 + 2 + 3 * 2,
        "NEW_REQUEST_REQUIRED": 8,
        "SANCTION_ALREADY_DECIDED": 7,
        "NO_BREACH": 1,
    }
    codes["OUT_OF_ORDER"] = columns * everywhere + others * own - sum(codes.values())
    assert codes["OUT_OF_ORDER"] == 503
    told = [
        asked(place, role)[column].refusal
        for place in PLACES
        for column, (_, may) in MANDATED.items()
        if column in matrix_ends.MANDATED or place.way in matrix_ends.OF_THEIR_OWN
        for role in may
    ]
    assert Counter(None if one is None else one.code for one in told) == codes


@pytest.mark.parametrize("role", sorted(roles()))
def test_without_a_mandate_one_hears_who_has_it_and_nothing_of_the_case(role: str) -> None:
    for column, (_, may) in MANDATED.items():
        if role not in may:
            heard = [asked(place, role)[column].refusal for place in PLACES]
            first = heard[0]
            assert first is not None
            assert first.allowed == may
            assert first.source is not None
            assert {(one.code, one.allowed, one.source, str(one.params)) for one in heard if one is not None} == {
                (first.code, first.allowed, first.source, str(first.params))
            }


@pytest.mark.requirement("AM-01")
@pytest.mark.parametrize("way", ["in time", "signalled"])
def test_the_unit_cannot_tell_from_a_refusal_that_its_case_has_a_colour(way: str) -> None:
    places = [Place(way, state) for state in ("FOLLOW_UP", "CLASSIFIED", "NO_MEASURE")]
    for column in MANDATED:
        heard = [asked(place, "unit_head")[column].refusal for place in places]
        assert len({one and (one.code, one.allowed, one.source, str(one.params)) for one in heard}) == 1, column


@pytest.mark.parametrize("colour", LEVELS)
@pytest.mark.parametrize("role", sorted(roles()))
def test_every_colour_is_given_where_one_may_be_given_and_nowhere_else(role: str, colour: str) -> None:
    for place in PLACES:
        came = tried(place, role, Classify(LEVELS[colour], looked_at(place)))
        code = None if isinstance(came, Decided) else came.code
        assert code == expected(place, "colour", role), str(place)
