"""A supplement over the API: what the unit is asked for in words, when, and what it costs not to send it."""

from __future__ import annotations

import pytest

from schema.ids import own_id
from tests.api.caller import Json, Person, noon
from tests.api.region import Region

NOTE = "Tidsplanen saknar datum för två åtgärder."
ASKED = {"requestedOn": "2025-05-05", "dueOn": "2025-05-19", "what": NOTE}


async def asked(kalmar: Region, unit: str) -> str:
    """A case whose plan came on its last day and is to be supplemented by 19 May 2025."""
    case = await kalmar.until("sendCorrectionRequest", unit)
    await kalmar.act("receivePlan", case, now=noon("2025-04-11"), receivedOn="2025-04-11", signedOn="2025-04-10")
    await kalmar.act("requestSupplement", case)
    return case


async def open_to(kalmar: Region, person: Person, case: str, day: str) -> list[str]:
    seen = await kalmar.sight(person, case, now=noon(day))
    return [one["command"] for one in seen["availableActions"] if one["allowed"]]


def supplements(case: Json) -> Json:
    return case["requests"][-1]["supplements"]


@pytest.mark.requirement("HV-09", "AM-14", "SM-3")
async def test_the_unit_reads_what_is_lacking_and_sends_it_itself(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case, head = await asked(kalmar, unit), kalmar.head(unit)
    for person in (head, kalmar.handler):
        seen = await kalmar.sight(person, case, now=noon("2025-05-06"))
        assert seen["state"] == {"id": "SUPPLEMENT_REQUESTED", "label": "Komplettering begärd"}
        assert supplements(seen) == [{**ASKED, "receivedOn": None, "inTime": None}]
        assert [(one["kind"], one["dueOn"], one["overdue"]) for one in seen["obligations"]] == [
            ("SUPPLEMENT_DUE", "2025-05-19", False)
        ]
        assert [one["text"] for one in seen["timeline"]][-2:] == [
            "Komplettering av handlingsplanen begärdes, senast 2025-05-19.",
            "Komplettering ska inkomma",
        ]
    assert await open_to(kalmar, head, case, "2025-05-06") == ["receiveSupplement"]
    changed = await kalmar.act("receiveSupplement", case, by=head)
    assert supplements(changed) == [{**ASKED, "receivedOn": "2025-05-12", "inTime": True}]
    assert changed["state"]["id"] == "PLAN_RECEIVED"
    assert [(one["type"], one["actedAs"]["id"]) for one in changed["events"]][-2:] == [
        ("SupplementRequested", "coordination_office"),
        ("SupplementReceived", "unit_head"),
    ]


async def test_what_is_lacking_is_sealed_and_shown_to_no_other_unit(kalmar: Region) -> None:
    case = await asked(kalmar, await kalmar.unit())
    assert await kalmar.sight(kalmar.head(await kalmar.unit()), case, now=noon("2025-05-06")) is None
    stored = await kalmar.api.admin.fetch(
        "select convert_to(body, 'UTF8') as octets, audience from trappa.event where stream_id = $1 union all"
        " select ciphertext, audience from trappa.event_personal where stream_id = $1",
        own_id("Case", case),
    )
    assert [row["audience"] for row in stored].count("party") == len(stored) - 1 == 5, "all but the classification"
    assert not any(NOTE.encode() in row["octets"] for row in stored)


@pytest.mark.requirement("HV-10", "AM-01", "AM-14", "HV-23")
async def test_a_supplement_that_does_not_come_may_cost_from_the_request(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {f"2025-{month:02}": 8000 for month in range(3, 6)})
    case = await asked(kalmar, unit)
    given = {"caseId": case, "decidedOn": "2025-05-19"}
    found = await kalmar.api.refused(kalmar.office, "decideSanction", given, now=noon("2025-05-19"))
    assert found["code"] == "NO_BREACH"
    staff = await kalmar.sight(kalmar.office, case, now=noon("2025-05-20"))
    party = await kalmar.sight(kalmar.head(unit), case, now=noon("2025-05-20"))
    assert [one["kind"] for one in staff["obligations"]] == ["SUPPLEMENT_DUE", "DECIDE_PLAN", "DECIDE_SANCTION"]
    assert [(one["kind"], one["overdue"]) for one in party["obligations"]] == [("SUPPLEMENT_DUE", True)]
    assert (staff["sanction"]["threatenedTotal"], party["sanction"]) == ("54967.74", None)

    changed = await kalmar.act("decideSanction", case, now=noon("2025-05-20"), decidedOn="2025-05-20")
    (piece,) = changed["sanction"]["pieces"]
    assert (piece["ground"], piece["startsOn"], piece["rate"]) == ("SUPPLEMENT_NOT_RECEIVED", "2025-03-11", "3.00")
    (*_, decision) = [one for one in changed["timeline"] if one["kind"] == "DECISION"]
    assert "«andra begärda handlingar inte inkomma" in decision["explanation"]["text"]
    seen = await kalmar.sight(kalmar.head(unit), case, now=noon("2025-06-01"))
    assert seen["sanction"]["total"] == "64258.06"

    late = {"caseId": case, "receivedOn": "2025-05-19"}
    refused = await kalmar.api.refused(kalmar.handler, "receiveSupplement", late, now=noon("2025-05-21"))
    assert (refused["code"], refused["source"]["clause"]) == (
        "SUPPLEMENT_CONTRADICTS_SANCTION",
        "2b. Bedömning och eventuella kompletteringar",
    )
    changed = await kalmar.act("receiveSupplement", case, now=noon("2025-05-21"), receivedOn="2025-05-21")
    assert supplements(changed)[0]["inTime"] is False
    assert changed["sanctionRuns"] is True


async def test_a_unit_dates_its_supplement_to_the_day_it_sends_it(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await asked(kalmar, unit)
    given = {"caseId": case, "receivedOn": "2025-05-19"}
    found = await kalmar.api.refused(kalmar.head(unit), "receiveSupplement", given, now=noon("2025-05-20"))
    assert found["code"] == "BACKDATED_BY_PARTY"


async def test_several_supplements_stand_in_order_each_with_its_words(kalmar: Region) -> None:
    case = await asked(kalmar, await kalmar.unit())
    await kalmar.act("receiveSupplement", case)
    await kalmar.act(
        "requestSupplement", case, now=noon("2025-05-13"), requestedOn="2025-05-13", dueOn="2025-05-20", note="Mer."
    )
    seen = await kalmar.sight(kalmar.office, case, now=noon("2025-05-14"))
    assert [(one["what"], one["receivedOn"], one["inTime"]) for one in supplements(seen)] == [
        (NOTE, "2025-05-12", True),
        ("Mer.", None, None),
    ]
