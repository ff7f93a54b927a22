"""A case as it was known at an earlier time: all that was shown then, with its reasons, whatever has come since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.api.caller import Json, Person, noon
from tests.api.documents import CASE
from tests.api.region import IMPULSE, Region

THEN = f"query Then($id: ID!, $at: DateTime) {{ case(id: $id, knownAt: $at) {{ {CASE} nextStep {{ command }} }} }}"
NOW = noon("2025-12-01")
# What may be done is asked of the present alone.
PRESENT = ("availableActions", "nextStep")


async def known(region: Region, person: Person, case: str, at: str | None, now: str = NOW) -> Any:
    return (await region.api.ask(person, THEN, {"id": case, "at": at}, now=now))["case"]


def past(seen: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in seen.items() if name not in PRESENT}


WAY = (
    "classifyCase",
    "sendCorrectionRequest",
    "recordConsultation",
    "decideSanction",
    "receivePlan",
    "requestSupplement",
    "receiveSupplement",
    "decidePlan",
    "recordFollowUp",
    "closeCase",
)


@pytest.mark.requirement("C2", "C3")
async def test_every_moment_of_a_case_is_shown_again_as_it_was_shown_then(alone: Region) -> None:
    unit = await alone.unit()
    await alone.counted(unit, {"2025-03": 8000}, now=noon("2025-03-01"))
    case = await alone.opened(unit, impulse=IMPULSE, happening="Kö till telefonen")
    seen: dict[str, list[Json]] = {}
    viewers = (alone.office, alone.head(unit))
    for name in (None, *WAY):
        now = noon("2025-03-03") if name is None else alone.sent(name)
        if name == "decidePlan":
            now = noon("2025-05-14")
            await alone.act(name, case, now=now, decidedOn="2025-05-14")
        elif name is not None:
            await alone.act(name, case, by=alone.person("coordination_office", "legal_counsel", name="both"))
        seen.pop(now, None)  # of a consultation and a decision of one day the later
        seen[now] = [await known(alone, one, case, None, now=now) for one in viewers]
    assert len(seen) == len(WAY)
    # What comes later changes nothing of it: another count, two settlements.
    await alone.counted(unit, {"2025-03": 7000, "2025-04": 8000}, now=noon("2025-08-01"))
    for month in ("2025-03", "2025-04"):
        await alone.api.done(alone.finance, "settleMonth", {"month": month}, now=noon("2025-08-02"))
    for at, shown in seen.items():
        for viewer, then in zip(viewers, shown, strict=True):
            again = await known(alone, viewer, case, at)
            assert past(again) == past(then), at
            assert (again["availableActions"], again["nextStep"]) == ([], None)
    states = [(staff["state"]["id"], party["state"]["id"]) for staff, party in seen.values()]
    assert states[1] == ("CLASSIFIED", "FOLLOW_UP")
    assert len(set(states)) == 8


@pytest.mark.requirement("C2", "C3", "EX-11")
async def test_a_line_is_explained_by_what_was_known_of_it_then(alone: Region) -> None:
    unit = await alone.unit()
    await alone.counted(unit, {"2025-03": 8000}, now=noon("2025-03-31"))
    case = await alone.sanctioned(unit)
    before = await known(alone, alone.office, case, None, now=noon("2025-04-14"))
    await alone.counted(unit, {"2025-03": 7000}, now=noon("2025-05-01"))
    (march, _), total = before["sanction"]["lines"], before["sanction"]["total"]
    assert (march["listed"], march["amount"], total) == (8000, "16258.06", None)
    then = await known(alone, alone.office, case, noon("2025-04-14"))
    assert then["sanction"]["lines"] == before["sanction"]["lines"]
    now = await known(alone, alone.office, case, noon("2025-05-01"))
    # 7000 at 3 kronor for 21 of 31 days.
    assert (now["sanction"]["lines"][0]["amount"], "7000" in now["sanction"]["lines"][0]["explanation"]["text"]) == (
        "14225.81",
        True,
    )


async def test_a_case_was_not_known_before_it_was_recorded_whatever_its_day(kalmar: Region) -> None:
    case = await kalmar.opened(await kalmar.unit(), now=noon("2025-03-06"))
    for at, there in (("2025-03-06T11:59:59+01:00", False), ("2025-03-06T12:00:00+01:00", True)):
        assert (await known(kalmar, kalmar.office, case, at) is not None) == there


async def test_no_time_shows_a_case_to_a_unit_that_it_is_not_of(kalmar: Region) -> None:
    case = await kalmar.opened(await kalmar.unit())
    other = kalmar.head(await kalmar.unit())
    assert await known(kalmar, other, case, noon("2025-03-04")) is None
    assert await known(kalmar, kalmar.person("seat_administrator"), case, noon("2025-03-04")) is None


@pytest.mark.parametrize("at", [noon("2025-12-02"), "2025-03-04T12:00:00", "9999-12-31T23:59:59-14:00"])
async def test_what_is_no_past_instant_is_refused(kalmar: Region, at: str) -> None:
    case = await kalmar.opened(await kalmar.unit())
    answer = await kalmar.api.send(kalmar.office, THEN, {"id": case, "at": at}, now=NOW)
    assert answer.codes == ["BAD_USER_INPUT"]
    assert "knownAt" in answer.body["errors"][0]["message"]


@pytest.mark.requirement("XC-03")
async def test_the_past_of_several_cases_beside_the_present_is_one_statement(kalmar: Region) -> None:
    case = await kalmar.sanctioned(await kalmar.unit())
    at = noon("2025-03-04")
    document = f"""query($id: ID!, $at: DateTime) {{
      then: case(id: $id, knownAt: $at) {{ {CASE} }} now: case(id: $id) {{ {CASE} }}
      columns: case(id: $id, knownAt: $at) {{ version state {{ id }} planDueOn }}
    }}"""
    async with kalmar.api.statements() as sent:
        found = await kalmar.api.ask(kalmar.office, document, {"id": case, "at": at}, now=NOW)
    assert len(sent) == 1
    assert found["columns"] == {"version": 1, "state": {"id": "FOLLOW_UP"}, "planDueOn": None}
    assert (found["now"]["version"], found["then"]["version"]) == (4, 1)
