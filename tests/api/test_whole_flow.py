"""A case from signal to closing by five persons, and what each of them sees at every step."""

from __future__ import annotations

import pytest

from tests.api.caller import Json, Person, noon
from tests.api.region import NO_CASE, NO_UNIT, PROCEDURE, SIGNAL, Region

STAFF_ONLY = {"CaseClassified"}
PARTY_DUTIES = {"PLAN_DUE", "SUPPLEMENT_DUE", "FOLLOW_UP"}


def types(case: Json) -> list[str]:
    return [event["type"] for event in case["events"]]


def duties(case: Json) -> set[str]:
    return {duty["kind"] for duty in case["obligations"]}


def assert_nothing_internal(case: Json) -> None:
    """What the region keeps to itself is absent from what a party sees."""
    assert case["classification"] is None
    assert STAFF_ONLY.isdisjoint(types(case))
    assert duties(case) <= PARTY_DUTIES
    if case["sanction"] is not None:
        assert case["sanction"]["threatened"] == []
        assert case["sanction"]["threatenedTotal"] is None


class Watched:
    """The case as the unit's head, another unit's head, the handler, the office and the finance officer see it."""

    def __init__(self, region: Region, unit: str, other: str, case: str) -> None:
        self.region = region
        self.case = case
        self.head: Person = region.head(unit)
        self.other: Person = region.head(other)
        self.open: list[list[str]] = []

    async def look(self, day: str) -> tuple[Json, Json]:
        """As the staff and as the unit's head see it, after asserting what holds at every step."""
        now = noon(day)
        staff = [
            await self.region.sight(one, self.case, now=now)
            for one in (self.region.handler, self.region.office, self.region.finance)
        ]
        party = await self.region.sight(self.head, self.case, now=now)
        found = [one.pop("availableActions") for one in (*staff, party)]
        self.open = [[one["command"] for one in actions if one["allowed"]] for actions in found]
        assert staff[0] == staff[1] == staff[2]
        assert_nothing_internal(party)
        assert not any("klassificerades" in one["text"] for one in party["timeline"])
        assert types(party) == [one for one in types(staff[0]) if one not in STAFF_ONLY]
        assert party["version"] == len(types(party))
        for same in (
            "happening",
            "intendedMeasures",
            "origin",
            "requests",
            "colour",
            "planDueOn",
            "sanctionRuns",
            "closedOn",
        ):
            assert party[same] == staff[0][same]
        assert await self.region.sight(self.other, self.case, now=now) is None
        return staff[0], party


POSITION = ["takeTerminationPosition", "takeTerminationPosition", "flagRecurrence"]
"""What the office may do at any time after the request: the position is listed with each of its outcomes."""


async def _signalled(kalmar: Region) -> Watched:
    unit, other = await kalmar.unit("Ängö"), await kalmar.unit("Åsen")
    await kalmar.counted(unit, {f"2025-{month:02}": 8000 for month in range(3, 9)}, now=noon("2025-08-20"))
    told = {"happening": "Lång väntetid till provtagning.", "intendedMeasures": "Vi öppnar kvällstider i april."}
    given = {"procedure": PROCEDURE, "unitId": unit, "signal": SIGNAL, **told}
    opened = await kalmar.api.done(kalmar.head(unit), "openCase", given, now=noon("2025-03-03"))
    watched = Watched(kalmar, unit, other, opened["id"])

    staff, party = await watched.look("2025-03-03")
    assert party == {name: value for name, value in opened.items() if name != "availableActions"}
    assert {name for name in staff if staff[name] != party[name]} == {"obligations", "timeline", "timelineText"}
    assert staff["timeline"][:-1] == party["timeline"]
    assert (duties(staff), duties(party)) == ({"CLASSIFY"}, set())
    assert watched.open == [
        ["recordImpulse", "requestPlan"],
        ["recordImpulse", "requestPlan", "startInDepth", "classifyCase", "decideNoMeasure", "flagRecurrence"],
        [],
        [],
    ]
    assert staff["origin"]["signal"] == {
        **SIGNAL,
        "recordedAt": "2025-03-03T11:00:00+00:00",
        "actedAs": {"id": "unit_head"},
        "retrospective": False,
    }
    assert {name: staff[name] for name in told} == told
    assert staff["ladder"] == {"id": "TRUST", "label": "Tillit – initierat av verksamhetschef"}
    assert (staff["state"]["id"], staff["colour"], staff["requests"]) == ("FOLLOW_UP", None, [])
    return watched


async def _requested(watched: Watched) -> None:
    await watched.region.act("classifyCase", watched.case)
    staff, party = await watched.look("2025-03-05")
    assert (staff["classification"]["score"], staff["classification"]["colour"]["id"]) == (4, "YELLOW")
    assert [(one["scale"]["id"], one["value"], one["label"]) for one in staff["classification"]["levels"]] == [
        ("deviation", 2, "Medel"),
        ("severity", 2, "Måttlig"),
    ]
    assert staff["colour"] is None, "the unit has not been told yet"
    assert (duties(staff), duties(party)) == ({"SEND_REQUEST"}, set())

    await watched.region.act("sendCorrectionRequest", watched.case)
    staff, party = await watched.look("2025-03-11")
    (request,) = party["requests"]
    assert (request["number"], request["sentOn"], request["planDueOn"]) == (1, "2025-03-11", "2025-04-11")
    assert (request["channel"], request["receipt"]) == ("LETTER", "SIGNED_RECEIPT")
    assert party["colour"] == {"id": "YELLOW", "label": "Gul"}
    assert duties(staff) == duties(party) == {"PLAN_DUE"}
    assert watched.open == [
        ["receivePlan"],
        ["extendPlanDue", "receivePlan", "decideNoMeasure", *POSITION],
        [],
        ["receivePlan"],
    ]
    assert party["timelineText"].splitlines() == [
        "2025-03-03  Verksamhetschefen signalerade den 2025-03-03; ärendet öppnades.",
        "            Verksamhetschef. Registrerat 2025-03-03 12:00",
        *(f"            {line}" for line in party["timeline"][0]["explanation"]["text"].splitlines()),
        "2025-03-11  Begäran om rättelse 1 (gul) skickades; handlingsplan senast 2025-04-11.",
        "            Regionstab Samordning hälso- och sjukvård. Registrerat 2025-03-11 12:00",
        *(f"            {line}" for line in party["timeline"][1]["explanation"]["text"].splitlines()),
        "2025-04-11  Handlingsplan ska inkomma",
        "            Enligt Begäran om rättelse",
    ]
    assert [(one["kind"], one["text"]) for one in staff["timeline"]][1] == (
        "DECISION",
        "Ärendet klassificerades som gul, sammanvägt mått 4.",
    )
    assert "«3–6 Gult»" in staff["timeline"][1]["explanation"]["text"]
    assert [(one["type"], one["actedAs"]["id"]) for one in staff["events"]] == [
        ("CaseOpened", "unit_head"),
        ("CaseClassified", "coordination_office"),
        ("CorrectionRequestSent", "coordination_office"),
    ]


async def _sanctioned(watched: Watched) -> None:
    staff, party = await watched.look("2025-04-12")
    assert duties(staff) == {"PLAN_DUE", "DECIDE_SANCTION"}
    assert staff["sanction"]["total"] == "0.00"
    assert [(one["month"], one["amount"], one["status"]) for one in staff["sanction"]["threatened"]] == [
        ("2025-03", "5419.35", "THREATENED"),
        ("2025-04", "2933.33", "THREATENED"),
    ]
    assert staff["sanction"]["threatenedTotal"] == "8352.68"
    assert party["sanction"] is None
    assert [(one["kind"], one["overdue"]) for one in party["obligations"]] == [("PLAN_DUE", True)]

    await watched.region.act("decideSanction", watched.case)
    staff, party = await watched.look("2025-05-01")
    assert [(one["month"], one["amount"], one["status"]) for one in party["sanction"]["lines"]] == [
        ("2025-03", "5419.35", "COMPUTED"),
        ("2025-04", "8000.00", "COMPUTED"),
    ]
    assert party["sanction"]["total"] == "13419.35"
    assert (party["sanctionRuns"], party["colour"]["id"]) == (True, "RED")
    assert (duties(staff), duties(party)) == ({"SEND_REQUEST", "PLAN_DUE"}, {"PLAN_DUE"})
    (owed,) = [one for one in staff["obligations"] if one["kind"] == "SEND_REQUEST"]
    assert (owed["rule"], owed["source"]["clause"]) == ("RED", "Röd färgklassificering")
    for line in party["sanction"]["lines"]:
        assert "1 kr per listad och månad" in line["explanation"]["text"]
    assert party["sanction"]["pieces"] == staff["sanction"]["pieces"]
    assert party["sanction"]["lines"] == staff["sanction"]["lines"]
    assert party["sanction"]["explanation"] == staff["sanction"]["explanation"]


async def _corrected(watched: Watched) -> None:
    await watched.region.act("receivePlan", watched.case, by=watched.head)
    staff, party = await watched.look("2025-05-02")
    assert party["requests"][0]["plans"] == [
        {"receivedOn": "2025-05-02", "inTime": False, "signedOn": "2025-05-01"},
    ]
    assert (duties(staff), duties(party)) == ({"SEND_REQUEST", "DECIDE_PLAN"}, set())

    await watched.region.act("decidePlan", watched.case)
    staff, party = await watched.look("2025-05-09")
    assert party["requests"][0]["planVerdicts"] == [
        {"verdict": "APPROVED", "decidedOn": "2025-05-09", "followUpOn": "2025-07-21"},
    ]
    assert (duties(staff), duties(party)) == ({"SEND_REQUEST", "FOLLOW_UP"}, {"FOLLOW_UP"})
    assert party["sanctionRuns"] is True, "a late plan that is approved does not end the sanction"

    await watched.region.act("recordFollowUp", watched.case)
    staff, party = await watched.look("2025-07-21")
    assert (duties(staff), duties(party)) == ({"CLOSE"}, set())

    await watched.region.act("closeCase", watched.case)
    staff, party = await watched.look("2025-08-20")
    assert (party["closedOn"], party["state"]["id"], party["sanctionRuns"]) == ("2025-07-25", "CLOSED", False)
    assert party["sanction"]["endedOn"] == "2025-07-21"
    assert [(one["month"], one["days"], one["amount"]) for one in party["sanction"]["lines"]] == [
        ("2025-03", 21, "5419.35"),
        ("2025-04", 30, "8000.00"),
        ("2025-05", 31, "8000.00"),
        ("2025-06", 30, "8000.00"),
        ("2025-07", 20, "5161.29"),
    ]
    assert party["sanction"]["total"] == "34580.64"
    assert staff["obligations"] == party["obligations"] == []
    assert types(staff) == [
        "CaseOpened",
        "CaseClassified",
        "CorrectionRequestSent",
        "SanctionDecided",
        "PlanReceived",
        "PlanDecided",
        "FollowUpRecorded",
        "CaseClosed",
    ]


@pytest.mark.requirement("HV-01", "HV-09", "HV-10", "HV-18", "AM-01", "AM-13", "AM-19", "XC-02")
async def test_each_person_sees_what_is_theirs_from_signal_to_closing(kalmar: Region) -> None:
    watched = await _signalled(kalmar)
    await _requested(watched)
    await _sanctioned(watched)
    await _corrected(watched)


@pytest.mark.requirement("AM-19", "HV-10")
async def test_without_a_decided_sanction_a_late_plan_costs_nothing(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {f"2025-{month:02}": 8000 for month in range(3, 8)})
    case = await kalmar.until("closeCase", unit)
    for person in (kalmar.office, kalmar.head(unit)):
        seen = await kalmar.sight(person, case, now=noon("2025-08-20"))
        assert seen["sanction"] is None or seen["sanction"]["total"] == "0.00"
        assert seen["closedOn"] == "2025-07-25"


@pytest.mark.requirement("HV-22", "AM-13", "AM-17")
async def test_black_costs_at_once_and_its_duty_stays_with_the_region(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {"2025-03": 1000, "2025-04": 1000})
    case = await kalmar.until("sendCorrectionRequest", unit, score=(4, 4))
    staff = await kalmar.sight(kalmar.office, case, now=noon("2025-04-01"))
    party = await kalmar.sight(kalmar.head(unit), case, now=noon("2025-04-01"))
    assert duties(staff) == {"PLAN_DUE", "ON_REQUEST"}
    assert [one["rule"] for one in staff["obligations"] if one["kind"] == "ON_REQUEST"] == ["TERMINATION_POSITION"]
    assert duties(party) == {"PLAN_DUE"}
    assert_nothing_internal(party)
    assert party["sanction"]["total"] == staff["sanction"]["total"] == "4064.52"
    assert [one["rate"] for one in party["sanction"]["lines"]] == ["6.00"], "one deduction, and nothing beside it"


@pytest.mark.requirement("HV-03", "HV-04")
@pytest.mark.parametrize("kind", ["DATA_ANALYSIS", "DIALOGUE", "OTHER"])
async def test_an_impulse_of_the_region_opens_a_case_on_the_standard_ladder(kalmar: Region, kind: str) -> None:
    case = await kalmar.opened(await kalmar.unit(), impulse={"knownOn": "2025-03-03", "kind": kind})
    seen = await kalmar.sight(kalmar.handler, case, now=noon("2025-03-03"))
    assert (seen["origin"]["impulse"]["knownOn"], seen["origin"]["impulse"]["kind"]) == ("2025-03-03", kind)
    assert (seen["origin"]["first"], seen["origin"]["signal"]) == ("IMPULSE", None)
    assert (seen["ladder"]["id"], seen["openedOn"], seen["retrospective"]) == ("STANDARD", "2025-03-03", False)


async def test_the_region_may_open_a_case_in_retrospect_and_it_says_so(kalmar: Region) -> None:
    case = await kalmar.opened(await kalmar.unit(), now=noon("2025-06-02"), signal=SIGNAL)
    seen = await kalmar.sight(kalmar.handler, case, now=noon("2025-06-02"))
    assert (seen["retrospective"], seen["openedOn"]) == (True, "2025-03-03")
    assert seen["openedAt"] == "2025-06-02T11:00:00+00:00"


async def test_what_another_unit_has_answers_as_what_does_not_exist(kalmar: Region) -> None:
    unit, other = await kalmar.unit(), await kalmar.unit()
    case = await kalmar.sanctioned(unit)
    head = kalmar.head(other)
    document = """query($case: ID!, $unit: ID!) {
      case(id: $case) { id } unit(id: $unit) { id } node(id: $case) { id }
      ledger(unitId: $unit, from: "2025-03", until: "2025-04") { total }
      cases(first: 5, filter: {unitId: $unit}) { nodes { id } pageInfo { hasNextPage } }
    }"""
    theirs = await kalmar.api.ask(head, document, {"case": case, "unit": unit})
    nowhere = await kalmar.api.ask(head, document, {"case": NO_CASE, "unit": NO_UNIT})
    assert theirs == nowhere
    refused = [
        await kalmar.api.refused(
            head, "receivePlan", {**kalmar.usual("receivePlan"), "caseId": one}, now=noon("2025-05-02")
        )
        for one in (case, NO_CASE)
    ]
    assert refused[0] == refused[1]
    assert (refused[0]["__typename"], refused[0]["code"], refused[0]["path"]) == ("NotFound", "NOT_FOUND", "caseId")
