"""Who signalled first, over the API: the second origin is recorded later, and both sides see what follows from it."""

from __future__ import annotations

from typing import Any

import pytest

from schema.ids import own_id
from tests.api.caller import Json, noon
from tests.api.region import IMPULSE, PROCEDURE, SIGNAL, Region

TIE = "Bilagan säger inte vem som var först när signal och impuls har samma datum; enheten får fördelen (AM-11)."
OF_THE_REGION = {
    **IMPULSE,
    "recordedAt": "2025-03-03T11:00:00+00:00",
    "actedAs": {"id": "handler"},
    "retrospective": False,
}


async def row_of(region: Region, case: str) -> dict[str, Any]:
    row = await region.api.admin.fetchrow(
        "select ladder, opened_on::text, retrospective, version from trappa.case_file where case_id = $1",
        own_id("Case", case),
    )
    return dict(row)


async def signalled(region: Region, unit: str) -> str:
    """A case that the unit's head opened on 3 March 2025."""
    given = {"procedure": PROCEDURE, "unitId": unit, "signal": SIGNAL}
    opened = await region.api.done(region.head(unit), "openCase", given, now=noon("2025-03-03"))
    return str(opened["id"])


@pytest.mark.requirement("AM-11", "C11", "HV-30", "HV-31")
async def test_a_unit_head_signals_on_the_day_the_region_knew_and_gets_the_ladder_of_trust(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case, head = await kalmar.opened(unit), kalmar.head(unit)
    before = await kalmar.sight(head, case, now=noon("2025-03-03"))
    assert (before["origin"]["first"], before["ladder"]["id"], before["origin"]["signal"]) == (
        "IMPULSE",
        "STANDARD",
        None,
    )
    assert [one["command"] for one in before["availableActions"] if one["allowed"]] == ["recordSignal"]

    changed = await kalmar.act("recordSignal", case, by=head, now="2025-03-03T15:30:00+01:00")
    assert changed["origin"] == {
        "first": "SIGNAL",
        "ladder": {"id": "TRUST", "label": "Tillit – initierat av verksamhetschef"},
        "tieRule": {"value": "SIGNAL", "source": {"clause": "Sanktioner", "quote": None, "derived": TIE}},
        "signal": {
            **SIGNAL,
            "recordedAt": "2025-03-03T14:30:00+00:00",
            "actedAs": {"id": "unit_head"},
            "retrospective": False,
        },
        "impulse": OF_THE_REGION,
        "explanation": changed["origin"]["explanation"],
    }
    assert "Signalen kom först: ja" in changed["origin"]["explanation"]["text"]
    assert changed["ladder"] == changed["origin"]["ladder"]
    assert (changed["timeline"][-1]["kind"], changed["timeline"][-1]["on"]) == ("ORIGIN", "2025-03-03")
    assert await row_of(kalmar, case) == {
        "ladder": "TRUST",
        "opened_on": "2025-03-03",
        "retrospective": False,
        "version": 2,
    }
    staff = await kalmar.sight(kalmar.handler, case, now=noon("2025-03-04"))
    assert staff["origin"] == changed["origin"]


@pytest.mark.requirement("AM-11", "AM-12", "HV-30")
async def test_what_is_then_decided_costs_the_rate_of_the_ladder_that_follows(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {"2025-03": 8000, "2025-04": 8000})
    case = await kalmar.opened(unit)
    await kalmar.act("classifyCase", case)
    await kalmar.act("recordSignal", case, now=noon("2025-03-06"))
    for name in ("sendCorrectionRequest", "decideSanction"):
        await kalmar.act(name, case)
    seen = await kalmar.sight(kalmar.head(unit), case, now=noon("2025-05-01"))
    assert [(one["rate"], one["amount"]) for one in seen["sanction"]["lines"]] == [
        ("1.00", "5419.35"),
        ("1.00", "8000.00"),
    ]
    assert seen["origin"]["signal"]["retrospective"] is True, "of the 3rd, recorded on the 6th"


@pytest.mark.requirement("AM-11", "C11")
async def test_an_impulse_that_is_recorded_later_leaves_the_unit_its_trust(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await signalled(kalmar, unit)
    given = {"caseId": case, "impulse": {**IMPULSE, "knownOn": "2025-03-02"}}
    found = await kalmar.api.refused(kalmar.handler, "recordImpulse", given, now=noon("2025-03-04"))
    assert (found["code"], found["allowed"], found["message"]) == (
        "SIGNAL_CAME_FIRST",
        [">= 2025-03-03"],
        "Verksamhetschefen signalerade 2025-03-03: en impuls som registreras efteråt kan inte dateras till 2025-03-02.",
    )
    assert found["source"]["clause"] == "Sanktionstrappa, kolumnen Tillit"
    changed = await kalmar.act("recordImpulse", case, by=kalmar.handler)
    assert (changed["origin"]["first"], changed["ladder"]["id"]) == ("SIGNAL", "TRUST")
    assert (changed["origin"]["impulse"]["knownOn"], changed["origin"]["impulse"]["retrospective"]) == (
        "2025-03-03",
        True,
    )
    party = await kalmar.sight(kalmar.head(unit), case, now=noon("2025-03-05"))
    assert party["origin"] == changed["origin"]
    assert [one["type"] for one in party["events"]] == ["CaseOpened", "ImpulseRecorded"]


@pytest.mark.requirement("C11")
@pytest.mark.parametrize(
    ("by_head", "given", "code"),
    [
        (True, {"signal": SIGNAL}, "BACKDATED_BY_PARTY"),
        (True, {"signal": {**SIGNAL, "signalledOn": "2025-03-05"}}, "ACT_IN_FUTURE"),
        (False, {"signal": {**SIGNAL, "signalledOn": "2025-03-05"}}, "ACT_IN_FUTURE"),
    ],
)
async def test_a_signal_is_dated_the_day_it_is_sent(kalmar: Region, by_head: bool, given: Json, code: str) -> None:  # noqa: FBT001 - parametrised
    unit = await kalmar.unit()
    case = await kalmar.opened(unit)
    who = kalmar.head(unit) if by_head else kalmar.handler
    found = await kalmar.api.refused(who, "recordSignal", {"caseId": case, **given}, now=noon("2025-03-04"))
    assert found["code"] == code
    assert (await row_of(kalmar, case))["ladder"] == "STANDARD"


async def test_a_second_signal_is_refused_with_the_day_of_the_first(kalmar: Region) -> None:
    unit = await kalmar.unit()
    given = {"caseId": await signalled(kalmar, unit), "signal": {**SIGNAL, "signalledOn": "2025-03-04"}}
    found = await kalmar.api.refused(kalmar.head(unit), "recordSignal", given, now=noon("2025-03-04"), language="en")
    assert (found["code"], found["message"]) == (
        "ORIGIN_ALREADY_RECORDED",
        "The signal has been recorded already, dated 2025-03-03.",
    )


async def test_another_units_head_signals_nothing_here(kalmar: Region) -> None:
    case = await kalmar.opened(await kalmar.unit())
    head = kalmar.head(await kalmar.unit())
    found = await kalmar.api.refused(head, "recordSignal", {"caseId": case, "signal": SIGNAL}, now=noon("2025-03-03"))
    assert (found["__typename"], found["path"]) == ("NotFound", "caseId")


# --- what the signal tells in words ---------------------------------------------------------------------------------


@pytest.mark.requirement("HV-01")
async def test_a_signal_tells_of_the_risk_and_of_the_measures_intended_to_the_region_and_the_unit(
    kalmar: Region,
) -> None:
    unit = await kalmar.unit()
    case, head = await kalmar.opened(unit, impulse=IMPULSE, happening="Klagomål på väntetid."), kalmar.head(unit)
    told = {"happening": "Två läkare slutar.", "intendedMeasures": "Vi hyr in från april."}
    await kalmar.act("recordSignal", case, by=head, now=noon("2025-03-03"), **told)
    for person in (head, kalmar.handler, kalmar.person("auditor")):
        seen = await kalmar.sight(person, case, now=noon("2025-03-04"))
        assert seen["intendedMeasures"] == "Vi hyr in från april."
        assert seen["happening"] == "Klagomål på väntetid.\n\nTvå läkare slutar."
    assert await kalmar.sight(kalmar.head(await kalmar.unit()), case, now=noon("2025-03-04")) is None
    sealed = await kalmar.api.admin.fetch(
        "select audience from trappa.event_personal where stream_id = $1", own_id("Case", case)
    )
    assert [row["audience"] for row in sealed] == ["party", "party"], "one record holds both texts of the signal"


async def test_what_a_signal_told_is_gone_with_the_key_of_its_record(kalmar: Region) -> None:
    unit = await kalmar.unit()
    told = {"happening": "Två läkare slutar.", "intendedMeasures": "Vi hyr in från april."}
    case = await kalmar.opened(unit, signal=SIGNAL, **told)
    await kalmar.api.admin.execute(
        "update trappa.event_personal set wrapped_key = null where stream_id = $1", own_id("Case", case)
    )
    seen = await kalmar.sight(kalmar.handler, case, now=noon("2025-03-04"))
    assert (seen["happening"], seen["intendedMeasures"]) == (None, None)


@pytest.mark.parametrize("field", ["happening", "intendedMeasures"])
async def test_a_signal_of_a_case_is_no_book(kalmar: Region, field: str) -> None:
    case = await kalmar.opened(await kalmar.unit())
    given = {"caseId": case, "signal": SIGNAL, field: "x" * 4001}
    found = await kalmar.api.refused(kalmar.handler, "recordSignal", given, now=noon("2025-03-04"))
    assert (found["code"], found["path"], found["allowed"]) == ("INVALID_INPUT", field, ["<= 4000"])
    changed = await kalmar.act("recordSignal", case, **{field: "å" * 4000})
    assert changed[field] == "å" * 4000
