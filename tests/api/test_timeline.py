"""Who did what in a case, on which seat, when it was done and when it was recorded, in words that can be printed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schema.ids import own_id
from tests.api.caller import Json, Person, noon
from tests.api.region import Region, seated

ENTRIES = """
  kind on recordedAt text overdue actedAs { id } explanation { text }
  actor { actorId name seatId organisation { kind id name } }
"""
ASKED = f"query T($id: ID!) {{ case(id: $id) {{ timeline {{ {ENTRIES} }} timelineText events {{ version body }} }} }}"


async def seat_of(region: Region, role: str, name: str, **changed: Json) -> tuple[Person, str]:
    """Somebody who has a seat and no claims, and the seat."""
    seat = await seated(region, role, name, **changed)
    return replace(region.person(name=name), roles=()), seat


@pytest.mark.requirement("C8", "XC-02")
async def test_the_staff_are_told_who_acted_on_which_seat_and_the_unit_only_as_what(alone: Region) -> None:
    unit = await alone.unit()
    office, seat = await seat_of(alone, "coordination_office", "Robin")
    head, of_unit = await seat_of(alone, "unit_head", "Kim", unitId=unit)
    case = await alone.until("classifyCase", unit)
    await alone.act("sendCorrectionRequest", case, by=office)
    await alone.act("receivePlan", case, by=head)

    document = ASKED.replace("{ case", "{ viewer { region { name } } case", 1)
    told = await alone.api.ask(alone.handler, document, {"id": case}, now=noon("2025-05-03"))
    opened, _, sent, received = told["case"]["timeline"][:4]
    assert sent["actor"] == {
        "actorId": sent["actor"]["actorId"],
        "name": "Namn Robin",
        "seatId": seat,
        "organisation": {"kind": "REGION", "id": "region", "name": told["viewer"]["region"]["name"]},
    }
    assert (received["actor"]["name"], received["actor"]["seatId"]) == ("Namn Kim", of_unit)
    assert received["actor"]["organisation"] == {"kind": "CARE_UNIT", "id": unit, "name": "Ängö hälsocentral"}
    assert (opened["actor"]["name"], opened["actor"]["seatId"], opened["actor"]["organisation"]) == (None, None, None)
    assert opened["actor"]["actorId"]

    seen = (await alone.api.ask(head, ASKED, {"id": case}, now=noon("2025-05-03")))["case"]
    assert [(one["kind"], one["actedAs"] and one["actedAs"]["id"], bool(one["actor"])) for one in seen["timeline"]] == [
        ("STATE", "handler", False),
        ("LETTER", "coordination_office", False),
        ("LETTER", "unit_head", True),
    ]
    assert seen["timeline"][2]["actor"]["seatId"] == of_unit
    assert "Robin" not in seen["timelineText"]
    assert [one["body"].get("seat_id") for one in seen["events"]] == [None, None, str(own_id("Seat", of_unit))]
    staff = (await alone.api.ask(alone.handler, ASKED, {"id": case}, now=noon("2025-05-03")))["case"]["events"]
    assert [one["body"].get("seat_id") for one in staff][2:] == [str(own_id("Seat", one)) for one in (seat, of_unit)]


TEXT = {
    "sv": (
        "2025-03-03  Regionen fick kännedom den 2025-03-03; ärendet öppnades.",
        "            Handläggare. Registrerat 2025-03-06 12:00",
        "2025-03-05  Ärendet klassificerades som gul, sammanvägt mått 4.",
        "            Namn Robin, Regionstab Samordning hälso- och sjukvård, {region}. Registrerat 2025-03-07 12:00",
        "            Begäran om rättelse ska skickas: gul",
        "            Enligt Gul färgklassificering",
    ),
    "en": (
        "2025-03-03  The region became aware on 2025-03-03; the case was opened.",
        "            Case handler. Recorded 2025-03-06 12:00",
        "2025-03-05  The case was classified yellow, score 4.",
        "            Namn Robin, {office}, {region}. Recorded 2025-03-07 12:00",
        "            A correction request is to be sent: yellow",
        "            By Gul färgklassificering",
    ),
}


@pytest.mark.requirement("C2", "C8")
@pytest.mark.parametrize("language", ["sv", "en"])
async def test_a_timeline_prints_as_text_with_who_when_and_why(alone: Region, language: str) -> None:
    office, _ = await seat_of(alone, "coordination_office", "Robin")
    case = await alone.opened(await alone.unit(), now=noon("2025-03-06"))
    await alone.act("classifyCase", case, by=office, now=noon("2025-03-07"))
    document = ASKED.replace("{ case", "{ viewer { region { name } } case", 1)
    found = await alone.api.ask(alone.office, document, {"id": case}, now=noon("2025-03-08"), language=language)
    opened, classified, _ = found["case"]["timeline"]
    assert (opened["on"], opened["recordedAt"]) == ("2025-03-03", "2025-03-06T11:00:00+00:00")
    first, by, second, on_seat, duty, law = (
        line.format(
            region=found["viewer"]["region"]["name"], office="Regional office for the coordination of healthcare"
        )
        for line in TEXT[language]
    )
    why = [[f"            {line}" for line in one["explanation"]["text"].splitlines()] for one in (opened, classified)]
    assert all(why)
    assert found["case"]["timelineText"].splitlines() == [first, by, *why[0], second, on_seat, *why[1], duty, law]


async def test_a_duty_that_is_late_says_so(kalmar: Region) -> None:
    case = await kalmar.until("sendCorrectionRequest", await kalmar.unit())
    found = (await kalmar.api.ask(kalmar.office, ASKED, {"id": case}, now=noon("2025-04-14")))["case"]
    assert "2025-04-11  Handlingsplan ska inkomma (försenat)" in found["timelineText"].splitlines()


@pytest.mark.requirement("XC-03")
async def test_the_timelines_of_a_page_with_all_their_persons_are_one_statement(alone: Region) -> None:
    unit = await alone.unit()
    office, _ = await seat_of(alone, "coordination_office", "Robin")
    for _ in range(3):
        case = await alone.opened(unit)
        await alone.act("classifyCase", case, by=office)
    document = f"{{ cases(first: 50) {{ nodes {{ timelineText timeline {{ {ENTRIES} }} }} }} }}"
    async with alone.api.statements() as sent:
        page = await alone.api.ask(alone.office, document, now=noon("2025-03-08"))
    assert len(sent) == 1
    names = [one["actor"] and one["actor"]["name"] for case in page["cases"]["nodes"] for one in case["timeline"]]
    assert names == [None, "Namn Robin", None] * 3
