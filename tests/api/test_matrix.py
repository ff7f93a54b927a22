"""The table of roles, acts and states over the API: what is told beforehand, what is refused, what succeeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import cycle
from uuid import UUID

import pytest

from schema.ids import own_id
from service.rules.commands import (
    CaseCommand,
    FlagRecurrence,
    MoveToVersion,
    ReleasePayment,
    TerminateAgreement,
    WithholdPayment,
)
from tenants.catalog import roles
from tests.api.acts import given, mutation
from tests.api.caller import Api, Json, Person
from tests.api.documents import command_document
from tests.api.region import BLIND, IMPULSE, SIGNAL, Region
from tests.core.matrix import (
    MANDATED,
    PLACES,
    ROLES,
    SIGNALLED,
    Place,
    act,
    expected,
    looked_at,
    smallest,
    story,
    table,
)
from tests.core.play import at

pytestmark = pytest.mark.requirement("C8")
ENDED = {"CLOSED", "AGREEMENT_ENDED"}
BESIDE = {"advice", "recur"}
"""Acts after which everything is as it was before them."""
TOLD = "query($id: ID!) { case(id: $id) { availableActions { action outcome allowed refusal { code } } } }"
DONE = "case { events { actedAs { id } } }"


@dataclass(frozen=True)
class Brought:
    """A case brought to a place, of a unit of its own: some acts end the unit's agreement. `earlier` is before it."""

    region: Region
    place: Place
    unit: str
    earlier: str
    case: str

    def person(self, role: str) -> Person:
        return self.region.person(role, unit=self.unit if roles()[role].side == "party" else None)

    async def sent(self, role: str, column: str) -> Json:
        """What comes of the act, done on the day that the place is looked at."""
        today = looked_at(self.place)
        return await self.done(self.person(role), smallest(column, today), at(today).isoformat())

    async def done(self, person: Person, command: CaseCommand, now: str) -> Json:
        if isinstance(command, FlagRecurrence):
            command = replace(command, earlier=(own_id("Case", self.earlier) or UUID(int=0),))
        if isinstance(command, MoveToVersion):
            command = replace(command, ruleset_id=own_id("Ruleset", await self.governed()) or UUID(int=0))
        name = mutation(command)
        document = command_document(name, DONE)
        return (await self.region.api.ask(person, document, {"given": given(command, self.case)}, now=now))[name]

    async def governed(self) -> str:
        """The global id of the version that governs the case."""
        seen = await self.region.api.ask(self.region.office, f'{{ case(id: "{self.case}") {{ ruleset {{ id }} }} }}')
        return str(seen["case"]["ruleset"]["id"])


async def brought(region: Region, place: Place) -> Brought:
    """A new case brought to the place."""
    ended = place.way == "over" and "AGREEMENT" not in place.state
    unit = await region.unit(until=looked_at(place).isoformat() if ended else None)
    origin = {"signal": SIGNAL} if place.way in SIGNALLED else {"impulse": IMPULSE}
    found = Brought(region, place, unit, await region.earlier(unit), await region.opened(unit, **origin))
    for day, command in story(place):
        principal = type(command) in {WithholdPayment, ReleasePayment, TerminateAgreement}
        person = region.principal if principal else region.office
        outcome = await found.done(person, command, at(day).isoformat())
        assert outcome["__typename"] == "CaseChanged", outcome
    return found


@pytest.fixture(scope="module")
async def ground(api: Api) -> Mapping[Place, Brought]:
    return {place: await brought(Region(api), place) for place in PLACES}


def code(role: str, column: str, place: Place) -> str | None:
    """The table's code, and to whoever reads no case it is not there."""
    return "NOT_FOUND" if role in BLIND else expected(place, column, role)


def may(column: str) -> tuple[str, ...]:
    return MANDATED[column][1]


def asking(place: Place) -> list[str]:
    """All who may do something in some place; of the others one reader and one who reads no case, who go round."""
    acting = {role for column in MANDATED for role in may(column)}
    turn = PLACES.index(place)
    others = [[role for role in ROLES if role not in acting and (role in BLIND) == blind] for blind in (False, True)]
    return [*(role for role in ROLES if role in acting), *(group[turn % len(group)] for group in others)]


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_every_role_is_told_what_the_table_says_or_sees_no_case(
    ground: Mapping[Place, Brought], place: Place
) -> None:
    now, here = at(looked_at(place)).isoformat(), ground[place]
    for role in asking(place):
        seen = (await here.region.api.ask(here.person(role), TOLD, {"id": here.case}, now=now))["case"]
        if role in BLIND:
            assert seen is None, role
            continue
        told = {act(one["action"], one["outcome"]): one for one in seen["availableActions"]}
        assert {name: one["refusal"] and one["refusal"]["code"] for name, one in told.items()} == {
            column: code(role, column, place) for column in MANDATED
        }, role
        assert all(one["allowed"] == (one["refusal"] is None) for one in told.values()), role


def met(column: str, word: str) -> Iterator[tuple[Place, str]]:
    """Place and role to meet the word with the act: each state and each way that has it, each role with the mandate.

    Every place with every role is the core's, whose decision it is (`tests/core/test_matrix.py`).
    """
    states, ways = set[str](), set[str]()
    places: list[Place] = []
    for place, words in table().items():
        if words[column] == word and not (place.state in states and place.way in ways):
            places.append(place)
            states.add(place.state)
            ways.add(place.way)
    roles_with_it = may(column)
    for turn in range(max(len(places), len(roles_with_it))):
        yield places[turn % len(places)], roles_with_it[turn % len(roles_with_it)]


@cache
def sent() -> Mapping[Place, list[tuple[str, str]]]:
    """Place → role and act of all that is sent, and once somewhere each act by each role without the mandate."""
    found: dict[Place, list[tuple[str, str]]] = {place: [] for place in PLACES}
    for column in MANDATED:
        for word in sorted({words[column] for words in table().values()}):
            for place, role in met(column, word):
                found[place].append((role, column))
    lacking = ((role, column) for role in ROLES for column in MANDATED if role not in may(column))
    for place, pair in zip(cycle(PLACES), lacking, strict=False):
        found[place].append(pair)
    return found


def refusals(place: Place) -> list[tuple[str, str]]:
    """Role and act of what is sent and refused."""
    return [(role, column) for role, column in sent()[place] if expected(place, column, role) is not None]


@pytest.mark.requirement("RM-04", "RM-07", "RM-09", "XC-07")
@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_what_is_refused_beforehand_is_refused_when_it_is_sent_and_nothing_is_written(
    ground: Mapping[Place, Brought], place: Place
) -> None:
    assert refusals(place)
    async with ground[place].region.api.nothing_written():
        for role, column in refusals(place):
            found = await ground[place].sent(role, column)
            assert found.get("code") == code(role, column, place), (role, column)


def openings(place: Place) -> list[tuple[str, str]]:
    """Role and act of what is sent and done; those first that leave the case where it stands."""
    found = [(role, column) for role, column in sent()[place] if expected(place, column, role) is None]
    return sorted(found, key=lambda one: one[1] not in BESIDE)


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_what_is_open_beforehand_is_done_when_it_is_sent(api: Api, place: Place) -> None:
    here: Brought | None = None
    for role, column in openings(place):
        here = here or await brought(Region(api), place)
        found = await here.sent(role, column)
        assert found["__typename"] == "CaseChanged", (role, column, found)
        assert found["case"]["events"][-1]["actedAs"] == {"id": role}, column
        here = here if column in BESIDE else None


def test_so_many_acts_are_sent() -> None:
    """Every act with every word of the table, in each state and each way that has it, by every role."""
    assert {role for place in PLACES for role in asking(place)} == set(ROLES)
    words = {
        (column, word, role) for cells in table().values() for column, word in cells.items() for role in may(column)
    }
    told = [(place, role, column) for place in PLACES for role, column in sent()[place]]
    assert len(told) == len(set(told))
    assert {(column, table()[place][column], role) for place, role, column in told if role in may(column)} == words
    for of in ("state", "way"):
        cells = {(getattr(place, of), column, word) for place, row in table().items() for column, word in row.items()}
        assert cells == {
            (getattr(place, of), column, table()[place][column]) for place, role, column in told if role in may(column)
        }
    lacking = [(role, column) for _, role, column in told if role not in may(column)]
    assert sorted(lacking) == sorted((role, column) for role in ROLES for column in MANDATED if role not in may(column))
    assert (len(lacking), sum(len(refusals(place)) for place in PLACES)) == (578, 578 + 976)
    assert sum(len(openings(place)) for place in PLACES) == 335
    closed = [place for place in PLACES if place.state in ENDED]
    assert {column for place in closed for _, column in openings(place)} == {"reopen"}
