"""What a preview tells of money and of the case, to whom: worked figures, a party's view, and who is noted to look."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.api.caller import Api, Json, Person, noon
from tests.api.lines import logged
from tests.api.region import Region, levels, untouched
from tests.api.serving import package
from tests.api.situations import situation

APRIL, MAY = noon("2025-04-14"), noon("2025-05-20")
TO_THE_14TH = [("2025-03", 21, "16258.06", "COMPUTED"), ("2025-04", 13, "10400.00", "COMPUTED")]
"""3 kr of 8000 from 11 March: 21 of 31 days, and 13 of April's 30 up to the day of the decision."""


def told(lines: Sequence[Json]) -> list[tuple[str, int, str | None, str]]:
    return [(one["month"], one["days"], one["amount"], one["status"]) for one in lines]


def totals(foretold: Json) -> tuple[str | None, str | None]:
    return foretold["totalBefore"], foretold["totalAfter"]


def duties(foretold: Json) -> list[str]:
    return [one["kind"] for one in foretold["case"]["obligations"]]


@pytest.mark.requirement("EX-02", "HV-20", "HV-23")
async def test_a_sanction_is_foretold_in_kronor_with_the_clause_it_rests_on(kalmar: Region) -> None:
    about = await situation(kalmar, "decideSanction")
    foretold = await about.preview()
    assert (told(foretold["lines"]), foretold["dropped"], foretold["corrections"]) == (TO_THE_14TH, [], [])
    assert totals(foretold) == ("0.00", "26658.06")
    assert "8000 listade × 3,00 kr × 21/31 = 16258,06 kr" in foretold["lines"][0]["explanation"]["text"]
    assert "S1, Gul färgklassificering" in foretold["explanation"]["text"]
    (event,) = foretold["events"]
    assert event["text"] == (
        "Sanktion beslutades: 3,00 kr per listad och månad från och med 2025-03-11."
        " Grund: handlingsplan inte inkommen i tid."
    )
    assert foretold["case"]["colour"] == {"id": "RED", "label": "Röd"}


@pytest.mark.requirement("HV-22")
@pytest.mark.parametrize(
    ("score", "events", "amounts"),
    [
        ((3, 3), ["CorrectionRequestSent"], []),
        ((4, 4), ["CorrectionRequestSent", "SanctionDecided"], [("2025-03", 20, "30967.74", "COMPUTED")]),
    ],
    ids=["red", "black"],
)
async def test_a_request_is_foretold_with_the_sanction_that_it_itself_decides(
    kalmar: Region, score: tuple[int, int], events: list[str], amounts: list[Json]
) -> None:
    """Recorded on 31 March, when 20 days have passed: 6 kr of 8000 for 20 of 31 days, on black alone."""
    unit = await kalmar.unit()
    await kalmar.counted(unit, {"2025-03": 8000})
    case = await kalmar.until("classifyCase", unit, score=score)
    given = {**kalmar.usual("sendCorrectionRequest"), "caseId": case}
    foretold = await kalmar.api.preview(kalmar.office, "sendCorrectionRequest", given, now=noon("2025-03-31"))
    assert [one["type"] for one in foretold["events"]] == events
    assert told(foretold["lines"]) == amounts
    assert totals(foretold) == ("0.00", "30967.74" if amounts else "0.00")
    assert "PLAN_DUE" in duties(foretold)


@pytest.mark.requirement("EX-11", "AM-01")
async def test_other_listed_counts_are_foretold_as_corrections_of_settled_months(alone: Region) -> None:
    """7900 for 8000 in March, settled: 203.22 less. 8100 in April, not settled: another whole amount."""
    about = await situation(alone, "recordListedCounts")
    await alone.api.done(alone.finance, "settleMonth", {"month": "2025-03"}, now=MAY)
    foretold = await about.preview()
    assert told(foretold["corrections"]) == [("2025-03", 21, "-203.22", "PENDING_CORRECTION")]
    assert told(foretold["lines"]) == [("2025-04", 30, "24300.00", "COMPUTED")]
    # May up to the 20th: 19 of 31 days of 24000.00, 14709.68.
    assert totals(foretold) == ("54967.74", "55064.52")
    await about.outcome()
    settling = await alone.api.preview(alone.finance, "settleMonth", {"month": "2025-04"}, now=MAY)
    assert told(settling["lines"]) == [("2025-04", 30, "24300.00", "SETTLED")]
    assert told(settling["corrections"]) == [("2025-03", 21, "-203.22", "SETTLED")]
    assert totals(settling) == (None, "24096.78")


async def test_a_sanction_decided_after_its_month_was_settled_is_foretold_as_a_correction(alone: Region) -> None:
    about = await situation(alone, "decideSanction")
    await alone.api.done(alone.finance, "settleMonth", {"month": "2025-03"}, now=APRIL)
    foretold = await about.preview()
    assert told(foretold["corrections"]) == [("2025-03", 21, "16258.06", "PENDING_CORRECTION")]
    assert told(foretold["lines"]) == TO_THE_14TH[1:]
    assert totals(foretold) == ("0.00", "26658.06")


@pytest.mark.requirement("HV-11", "HV-26")
async def test_an_approved_follow_up_is_foretold_to_end_the_sanction_and_another_not(kalmar: Region) -> None:
    about = await situation(kalmar, "recordFollowUp")
    approved, rejected = await about.preview(), await about.preview(intendedEffect=False)
    assert told(approved["lines"]) == [("2025-07", 20, "15483.87", "COMPUTED")]
    assert totals(approved) == ("106838.71", "103741.93")
    assert duties(approved) == ["CLOSE"]
    assert (rejected["lines"], totals(rejected)) == ([], ("106838.71", "106838.71"))
    assert "CLOSE" not in duties(rejected)


@pytest.mark.requirement("AM-09")
async def test_no_sum_is_foretold_while_a_listed_count_is_awaited(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.until("sendCorrectionRequest", unit)
    given = {**kalmar.usual("decideSanction"), "caseId": case}
    foretold = await kalmar.api.preview(kalmar.office, "decideSanction", given, now=APRIL)
    assert [(one["amount"], one["status"]) for one in foretold["lines"]] == [(None, "AWAITING_LISTED_COUNT")] * 2
    assert totals(foretold) == ("0.00", None)
    await kalmar.act("decideSanction", case)
    counts = [{"month": "2025-03", "listed": 8000}]
    foretold = await kalmar.api.preview(
        kalmar.finance, "recordListedCounts", {"unitId": unit, "counts": counts}, now=APRIL
    )
    assert (told(foretold["lines"]), totals(foretold)) == (TO_THE_14TH[:1], (None, None))


# --- who is told what -----------------------------------------------------------------------------------------------


async def test_whoever_reads_no_ledger_is_foretold_no_amount(kalmar: Region) -> None:
    """An adviser may say what it thinks of a sanction, and reads no money."""
    unit = await kalmar.unit()
    await kalmar.counted(unit, {"2025-03": 8000, "2025-04": 8000})
    case = await kalmar.sanctioned(unit)
    given = {**kalmar.usual("recordConsultation"), "on": "DECIDE_PLAN", "caseId": case}
    for person, expected in (
        (kalmar.person("medical_adviser"), (None, None)),
        (kalmar.person("legal_counsel"), ("26658.06", "26658.06")),
    ):
        foretold = await kalmar.api.preview(person, "recordConsultation", given, now=APRIL)
        assert [one["type"] for one in foretold["events"]] == ["ConsultationRecorded"]
        assert (foretold["lines"], foretold["dropped"], foretold["corrections"]) == ([], [], [])
        assert totals(foretold) == expected


@pytest.mark.requirement("AM-01")
async def test_a_unit_is_foretold_the_same_whatever_the_staff_have_done_beside(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.opened(unit)
    given = {**kalmar.usual("recordSignal"), "caseId": case}

    async def foreseen(person: Person) -> Json:
        return await kalmar.api.preview(person, "recordSignal", given, now=noon("2025-03-03"))

    before = await foreseen(kalmar.head(unit))
    assert (before["case"]["colour"], before["case"]["obligations"]) == (None, [])
    await kalmar.act("classifyCase", case, now=noon("2025-03-03"), classifiedOn="2025-03-03", levels=levels(4, 4))
    said = {"on": "SEND_CORRECTION_REQUEST", "consultedOn": "2025-03-03", "standpoint": "OBJECTS", "note": "Vänta."}
    await kalmar.act("recordConsultation", case, by=kalmar.person("legal_counsel"), now=noon("2025-03-03"), **said)
    assert await foreseen(kalmar.head(unit)) == before
    staff = await foreseen(kalmar.office)
    assert (staff["case"]["colour"]["id"], duties(staff)) == ("BLACK", ["SEND_REQUEST"])


async def test_a_units_head_is_foretold_what_the_plan_comes_to_and_nothing_internal(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {"2025-03": 8000, "2025-04": 8000, "2025-05": 8000})
    case = await kalmar.until("sendCorrectionRequest", unit)
    given, now = {**kalmar.usual("receivePlan"), "caseId": case}, kalmar.sent("receivePlan")
    head = await kalmar.api.preview(kalmar.head(unit), "receivePlan", given, now=now)
    staff = await kalmar.api.preview(kalmar.handler, "receivePlan", given, now=now)
    assert [one["text"] for one in head["events"]] == ["Handlingsplan inkom, efter utsatt tid."]
    assert head["case"]["state"] == staff["case"]["state"]
    assert (head["case"]["colour"], totals(head)) == ({"id": "YELLOW", "label": "Gul"}, ("0.00", "0.00"))
    assert (duties(head), duties(staff)) == ([], ["DECIDE_PLAN", "DECIDE_SANCTION"])
    assert head["explanation"]["text"]


async def test_a_preview_is_told_in_the_language_asked_for(kalmar: Region) -> None:
    about = await situation(kalmar, "decideSanction")
    told_in = {
        language: await kalmar.api.preview(about.person, about.name, about.given, now=about.now, language=language)
        for language in ("sv", "en")
    }
    assert told_in["en"]["case"]["colour"]["label"] == "Red"
    assert told_in["en"]["events"][0]["text"].startswith("A sanction was decided: SEK 3.00 per listed")
    assert "8000 listed × SEK 3.00 × 21/31" in told_in["en"]["lines"][0]["explanation"]["text"]
    assert told_in["en"]["explanation"]["text"] != told_in["sv"]["explanation"]["text"]


async def test_what_is_foretold_has_the_names_that_the_case_will_have(api: Api) -> None:
    """A case is opened, and then classified by a version that calls ladder, state and colour otherwise."""
    region = await untouched(api)
    changes = {
        'label: "1"': 'label: "2"',
        "valid_from: 2024-01-01": "valid_from: 2025-03-04",
        "id: STANDARD": "id: OF_THE_REGION",
        "sv: Gul,": "sv: Gult läge,",
        "sv: Uppföljning,": "sv: Under uppföljning,",
    }
    text = package()
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    await region.api.served.adopt(region.code, text)
    about = await situation(region, "classifyCase")
    foretold, case = await about.preview(), (await about.outcome())["case"]
    assert (
        foretold["case"]["ladder"]
        == case["ladder"]
        == {"id": "STANDARD", "label": "Initierat av Samordning hälso-sjukvård"}
    )
    assert foretold["case"]["state"] == case["state"]
    assert foretold["case"]["colour"]["label"] == "Gult läge"


LOG = "query($c: ID) { readLog(first: 50, caseId: $c) { nodes { caseId roles { id } sealed } } }"


async def log_of(region: Region, case: str | None = None) -> list[Json]:
    """Oldest first."""
    found = await region.api.ask(region.person("auditor", name="of the log"), LOG, {"c": case})
    return list(reversed(found["readLog"]["nodes"]))


@pytest.mark.requirement("XC-08")
async def test_what_a_preview_shows_of_cases_to_somebody_whose_reads_are_noted_is_noted(alone: Region) -> None:
    about = await situation(alone, "decideSanction")
    assert about.case is not None
    both = alone.person("auditor", "coordination_office", name="of two roles")
    before = len(await log_of(alone, about.case))
    assert await alone.api.preview(both, about.name, about.given, now=about.now) == await about.preview()
    (noted,) = (await log_of(alone, about.case))[before:]
    roles = [{"id": "auditor"}, {"id": "coordination_office"}]
    assert noted == {"caseId": about.case, "roles": roles, "sealed": False}
    document = """query($c: ID!, $given: DecideSanctionInput!) { decideSanction: case(id: $c) { id }
      preview { a: decideSanction(input: $given) { __typename } decideSanction(input: $given) { __typename } } }"""
    await alone.api.ask(both, document, {"c": about.case, "given": about.given}, now=about.now)
    assert len(await log_of(alone, about.case)) > before + 1, "also where several things are asked under one name"
    await alone.act("decideSanction", about.case)
    before = len(await log_of(alone, about.case))
    settling = alone.person("auditor", "finance_officer")
    await alone.api.preview(settling, "settleMonth", {"month": "2025-03"}, now=MAY)
    assert len(await log_of(alone, about.case)) == before + 1, "a line of it is shown"


async def test_an_auditor_may_foresee_no_command_and_is_noted_for_none(alone: Region) -> None:
    about = await situation(alone, "decideSanction")
    before = await log_of(alone)
    found = await alone.api.preview(alone.person("auditor"), about.name, about.given, now=about.now)
    assert (found["__typename"], found["allowed"]) == ("MandateMissing", ["coordination_office"])
    assert await log_of(alone) == before


async def test_what_cannot_be_noted_is_not_foretold(alone: Region) -> None:
    about = await situation(alone, "decideSanction")
    both = alone.person("auditor", "coordination_office")
    document = "query($given: DecideSanctionInput!) { preview { decideSanction(input: $given) { __typename } } }"
    await alone.api.admin.execute("revoke insert on trappa.read_log from trappa_app")
    try:
        with logged():
            answer = await alone.api.send(both, document, {"given": about.given}, now=about.now)
    finally:
        await alone.api.admin.execute("grant insert on trappa.read_log to trappa_app")
    assert (answer.codes, answer.body["data"]) == (["INTERNAL_ERROR"], None)
