"""What a command may not do to a case: each a typed refusal in two languages, of which nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.api.caller import Api, Json, noon
from tests.api.region import NO_CASE, NO_UNIT, PROCEDURE, SIGNAL, Region, levels


async def refused(api: Api, *command: Any, now: str) -> Json:
    """The refusal in Swedish, after asserting that the English one differs in its words only."""
    person, name, given = command
    swedish = await api.refused(person, name, given, now=now, language="sv-SE")
    english = await api.refused(person, name, given, now=now, language="en-GB, sv;q=0.5")
    assert swedish["message"] != english["message"]
    assert swedish["explanation"]["text"]
    assert len(swedish["allowed"]) == len(english["allowed"])
    in_words = {"message", "deciders", "explanation", "allowed"}
    assert {k: v for k, v in swedish.items() if k not in in_words} == {
        k: v for k, v in english.items() if k not in in_words
    }
    return swedish


@dataclass(frozen=True)
class Refused:
    """A command to a case that was brought up to the command `last`, and how it is refused."""

    name: str
    code: str
    last: str | None = None
    given: Mapping[str, Json] = field(default_factory=dict)
    kind: str = "RuleRefused"
    path: str | None = None
    allowed: tuple[str, ...] = ()
    clause: str | None = None
    now: str = noon("2025-12-01")
    score: tuple[int, int] = (2, 2)


CLASSIFY, REQUEST, RECEIVE, DECIDE = "classifyCase", "sendCorrectionRequest", "receivePlan", "decidePlan"
ASK, SUPPLY = "requestSupplement", "receiveSupplement"
FOLLOW, SANCTION, CLOSE = "recordFollowUp", "decideSanction", "closeCase"
DUE_DAY = ("planDueOn", "planDueMonths")
BEFORE_REQUEST = ("RECORD_SIGNAL", "RECORD_IMPULSE", "START_IN_DEPTH", "CLASSIFY", "SPLIT_CASE")
DECIDING = ("DECIDE_SANCTION", "REFRAIN_FROM_SANCTION", "DECIDE_NO_MEASURE")
TO_THE_END = (
    "CLOSE_CASE",
    "RECORD_CONSULTATION",
    "WITHHOLD_PAYMENT",
    "RELEASE_PAYMENT",
    "TAKE_TERMINATION_POSITION",
    "TERMINATE_AGREEMENT",
    "FLAG_RECURRENCE",
)
AFTER_REQUEST = ("SEND_CORRECTION_REQUEST", "EXTEND_PLAN_DUE", "RECEIVE_PLAN", *DECIDING, *TO_THE_END)
AT_FIRST = (
    "RECORD_SIGNAL",
    "RECORD_IMPULSE",
    "REQUEST_PLAN",
    "START_IN_DEPTH",
    "CLASSIFY",
    "DECIDE_NO_MEASURE",
    "CLOSE_CASE",
    "RECORD_CONSULTATION",
    "FLAG_RECURRENCE",
)

OUT_OF_ORDER = {
    "request before classification": Refused(REQUEST, "OUT_OF_ORDER", allowed=AT_FIRST),
    "plan before request": Refused(
        RECEIVE,
        "OUT_OF_ORDER",
        CLASSIFY,
        allowed=(
            *BEFORE_REQUEST,
            "SEND_CORRECTION_REQUEST",
            "DECIDE_NO_MEASURE",
            "CLOSE_CASE",
            "RECORD_CONSULTATION",
            "TAKE_TERMINATION_POSITION",
            "TERMINATE_AGREEMENT",
            "FLAG_RECURRENCE",
        ),
    ),
    "signal after the request": Refused(
        "recordSignal", "OUT_OF_ORDER", REQUEST, allowed=AFTER_REQUEST, clause="Sanktioner"
    ),
    "impulse after the request": Refused(
        "recordImpulse", "OUT_OF_ORDER", REQUEST, allowed=AFTER_REQUEST, clause="Andra impulser"
    ),
    "a second impulse": Refused("recordImpulse", "ORIGIN_ALREADY_RECORDED", clause="Andra impulser"),
    "verdict before plan": Refused(DECIDE, "OUT_OF_ORDER", REQUEST, allowed=AFTER_REQUEST),
    "supplement of no plan": Refused(ASK, "OUT_OF_ORDER", REQUEST, allowed=AFTER_REQUEST),
    "supplement of a plan that is approved": Refused(ASK, "OUT_OF_ORDER", DECIDE),
    "supplement that nobody asked for": Refused(
        SUPPLY,
        "OUT_OF_ORDER",
        RECEIVE,
        allowed=(
            "SEND_CORRECTION_REQUEST",
            "REQUEST_SUPPLEMENT",
            "DECIDE_PLAN",
            *DECIDING,
            *TO_THE_END,
        ),
        clause="2b. Bedömning och eventuella kompletteringar",
    ),
    "follow-up before verdict": Refused(FOLLOW, "OUT_OF_ORDER", RECEIVE),
    "sanction before request": Refused(SANCTION, "OUT_OF_ORDER", CLASSIFY),
    "closing an open case": Refused(CLOSE, "OUT_OF_ORDER", REQUEST, allowed=AFTER_REQUEST),
    "classifying after the request": Refused(CLASSIFY, "OUT_OF_ORDER", REQUEST, allowed=AFTER_REQUEST),
    "request on green": Refused(
        REQUEST,
        "OUT_OF_ORDER",
        CLASSIFY,
        score=(1, 1),
        allowed=(*BEFORE_REQUEST, "CLOSE_CASE", "RECORD_CONSULTATION", "FLAG_RECURRENCE"),
    ),
    "anything on a closed case": Refused(CLASSIFY, "CASE_CLOSED", CLOSE),
    "closing twice": Refused(CLOSE, "CASE_CLOSED", CLOSE),
    "the same request twice": Refused(REQUEST, "REQUEST_ALREADY_SENT", REQUEST, clause="Gul färgklassificering"),
    "sanction without a breach": Refused(
        SANCTION,
        "NO_BREACH",
        REQUEST,
        {"decidedOn": "2025-04-11"},
        allowed=("PLAN_NOT_RECEIVED", "PLAN_REJECTED", "SUPPLEMENT_NOT_RECEIVED", "FOLLOW_UP_NOT_APPROVED"),
        clause="Gul färgklassificering",
    ),
}
VALUES = {
    "level outside the scale": Refused(
        CLASSIFY,
        "LEVEL_OUTSIDE_SCALE",
        given={"levels": levels(5, 2)},
        kind="InvalidInput",
        path="levels[0].value",
        allowed=("1 Försumbar", "2 Måttlig", "3 Betydande", "4 Allvarlig"),
        clause="Fördjupad förklaring, 1",
    ),
    "scale without a level": Refused(
        CLASSIFY,
        "SCALE_MISSING",
        given={"levels": levels(2, 2)[:1]},
        kind="InvalidInput",
        path="levels",
        allowed=("deviation",),
    ),
    "scale of another ruleset": Refused(
        CLASSIFY,
        "INVALID_INPUT",
        given={"levels": [*levels(2, 2), {"scale": "colour", "value": 1}]},
        kind="InvalidInput",
        path="levels[2].scale",
        allowed=("severity", "deviation"),
    ),
    "one scale twice": Refused(
        CLASSIFY,
        "INVALID_INPUT",
        given={"levels": [*levels(1, 1), *levels(4, 4)]},
        kind="InvalidInput",
        path="levels[2].scale",
    ),
    "unsigned plan": Refused(
        RECEIVE,
        "PLAN_INCOMPLETE",
        REQUEST,
        {"signedByUnitHead": False},
        path="signedByUnitHead",
        allowed=("signedByUnitHead",),
        clause="Handlingsplan",
    ),
    "undated plan": Refused(
        RECEIVE,
        "PLAN_INCOMPLETE",
        REQUEST,
        {"signedOn": None, "signedByUnitHead": False},
        path="signedOn",
        allowed=("signedOn", "signedByUnitHead"),
        clause="Handlingsplan",
    ),
    "plan without a timetable": Refused(RECEIVE, "PLAN_INCOMPLETE", REQUEST, {"timetable": False}, path="timetable"),
    "plan on plain paper": Refused(RECEIVE, "PLAN_INCOMPLETE", REQUEST, {"onTemplate": False}, path="onTemplate"),
    "plan signed after it came": Refused(
        RECEIVE,
        "PLAN_SIGNED_AFTER_RECEIPT",
        REQUEST,
        {"signedOn": "2025-05-03"},
        kind="InvalidInput",
        path="signedOn",
    ),
    "plan due before its request": Refused(
        REQUEST,
        "PLAN_DUE_BEFORE_REQUEST",
        CLASSIFY,
        {"planDueOn": "2025-03-10"},
        path="planDueOn",
        clause="Begäran om rättelse",
    ),
    "no due day": Refused(
        REQUEST, "PLAN_DUE_MISSING", CLASSIFY, {"planDueOn": None}, path="planDueOn", allowed=DUE_DAY
    ),
    "two due days": Refused(
        REQUEST, "PLAN_DUE_MISSING", CLASSIFY, {"planDueMonths": 2}, path="planDueOn", allowed=DUE_DAY
    ),
    "due in no month": Refused(
        REQUEST,
        "INVALID_INPUT",
        CLASSIFY,
        {"planDueOn": None, "planDueMonths": 0},
        kind="InvalidInput",
        path="planDueMonths",
        allowed=("1-24",),
    ),
    "supplement due before it is asked for": Refused(
        ASK, "ACT_BEFORE_PREVIOUS", RECEIVE, {"dueOn": "2025-05-04"}, kind="InvalidInput", path="dueOn"
    ),
    "supplement of nothing in particular": Refused(
        ASK,
        "INVALID_INPUT",
        RECEIVE,
        {"note": " \n"},
        kind="InvalidInput",
        path="note",
        allowed=("1-4000 tecken",),
    ),
    "supplement of a book": Refused(
        ASK, "INVALID_INPUT", RECEIVE, {"note": "x" * 4001}, kind="InvalidInput", path="note", allowed=("<= 4000",)
    ),
    "approval without a follow-up day": Refused(
        DECIDE, "FOLLOW_UP_DATE_MISSING", RECEIVE, {"followUpOn": None}, path="followUpOn"
    ),
    "rejection with a follow-up day": Refused(
        DECIDE, "FOLLOW_UP_DATE_UNEXPECTED", RECEIVE, {"verdict": "REJECTED"}, path="followUpOn"
    ),
    "follow-up before the verdict's day": Refused(
        DECIDE, "ACT_BEFORE_PREVIOUS", RECEIVE, {"followUpOn": "2025-05-08"}, kind="InvalidInput", path="followUpOn"
    ),
    "an essay": Refused(
        REQUEST,
        "INVALID_INPUT",
        CLASSIFY,
        {"note": "x" * 4001},
        kind="InvalidInput",
        path="note",
        allowed=("<= 4000",),
    ),
}
DATES = {
    "classified tomorrow": Refused(
        CLASSIFY,
        "ACT_IN_FUTURE",
        given={"classifiedOn": "2025-03-06"},
        path="classifiedOn",
        now="2025-03-05T22:59:59Z",
    ),
    "sent in a minute": Refused(
        REQUEST,
        "ACT_IN_FUTURE",
        CLASSIFY,
        {"sentAt": "2025-03-11T12:01:00+01:00"},
        path="sentAt",
        now=noon("2025-03-11"),
    ),
    "before the first signal": Refused(
        CLASSIFY, "ACT_BEFORE_SIGNAL", given={"classifiedOn": "2025-03-02"}, path="classifiedOn"
    ),
    "request before the signal": Refused(
        REQUEST, "ACT_BEFORE_SIGNAL", CLASSIFY, {"sentAt": "2025-03-02T09:00:00+01:00"}, path="sentAt"
    ),
    "request before its classification": Refused(
        REQUEST, "ACT_BEFORE_PREVIOUS", CLASSIFY, {"sentAt": "2025-03-04T09:00:00+01:00"}, path="sentAt"
    ),
    "plan before its request": Refused(
        RECEIVE,
        "ACT_BEFORE_PREVIOUS",
        REQUEST,
        {"receivedOn": "2025-03-10", "signedOn": "2025-03-10"},
        path="receivedOn",
    ),
    "supplement asked for before its plan": Refused(
        ASK, "ACT_BEFORE_PREVIOUS", RECEIVE, {"requestedOn": "2025-05-01"}, path="requestedOn"
    ),
    "supplement asked for tomorrow": Refused(ASK, "ACT_IN_FUTURE", RECEIVE, path="requestedOn", now=noon("2025-05-04")),
    "verdict before its plan": Refused(
        DECIDE, "ACT_BEFORE_PREVIOUS", RECEIVE, {"decidedOn": "2025-05-01"}, path="decidedOn"
    ),
    "follow-up before its verdict": Refused(
        FOLLOW, "ACT_BEFORE_PREVIOUS", DECIDE, {"decidedOn": "2025-05-08"}, path="decidedOn"
    ),
    "closed before the correction": Refused(
        CLOSE, "ACT_BEFORE_PREVIOUS", FOLLOW, {"closedOn": "2025-07-20"}, path="closedOn"
    ),
    "no offset": Refused(
        REQUEST, "INVALID_INPUT", CLASSIFY, {"sentAt": "2025-03-11T09:00:00"}, kind="InvalidInput", path="sentAt"
    ),
    "no calendar has it": Refused(
        REQUEST, "INVALID_INPUT", CLASSIFY, {"sentAt": "0001-01-01T00:00:00+14:00"}, kind="InvalidInput", path="sentAt"
    ),
}
ALL = OUT_OF_ORDER | VALUES | DATES


@pytest.mark.requirement("XC-07", "HV-29")
@pytest.mark.parametrize("expected", ALL.values(), ids=ALL.keys())
async def test_an_act_that_the_rules_refuse_is_a_typed_refusal(kalmar: Region, expected: Refused) -> None:
    case = await kalmar.until(expected.last, await kalmar.unit(), score=expected.score)
    given = {**kalmar.usual(expected.name), "caseId": case, **expected.given}
    found = await refused(kalmar.api, kalmar.office, expected.name, given, now=expected.now)
    assert (found["__typename"], found["code"], found["path"]) == (expected.kind, expected.code, expected.path)
    if expected.code == "INVALID_INPUT":
        assert f" {expected.path} " in found["message"], "the field as the contract names it"
    if expected.allowed:
        assert tuple(found["allowed"]) == expected.allowed
    if expected.clause:
        assert found["source"]["clause"] == expected.clause
    if expected.code in {"OUT_OF_ORDER", "CASE_CLOSED", "PLAN_INCOMPLETE", "NO_BREACH", "LEVEL_OUTSIDE_SCALE"}:
        assert found["source"]["quote"] or found["source"]["derived"]


@pytest.mark.requirement("AM-02")
async def test_a_further_sanction_needs_a_request_of_its_own(kalmar: Region) -> None:
    case = await kalmar.sanctioned(await kalmar.unit())
    given = {**kalmar.usual(SANCTION), "caseId": case, "decidedOn": "2025-05-05"}
    found = await refused(kalmar.api, kalmar.office, SANCTION, given, now=noon("2025-05-05"))
    assert (found["code"], found["source"]["clause"]) == ("NEW_REQUEST_REQUIRED", "Röd färgklassificering")


async def test_the_sanction_of_black_is_decided_once(kalmar: Region) -> None:
    case = await kalmar.until(REQUEST, await kalmar.unit(), score=(4, 4))
    found = await refused(
        kalmar.api, kalmar.office, SANCTION, {"caseId": case, "decidedOn": "2025-05-05"}, now=noon("2025-05-05")
    )
    assert (found["code"], found["source"]["clause"]) == ("SANCTION_ALREADY_DECIDED", "Svart färgklassificering")


async def test_a_case_whose_sanction_runs_is_not_closed(kalmar: Region) -> None:
    case = await kalmar.sanctioned(await kalmar.unit())
    given = {**kalmar.usual(CLOSE), "caseId": case}
    found = await refused(kalmar.api, kalmar.office, CLOSE, given, now=noon("2025-07-25"))
    assert (found["code"], found["allowed"]) == ("SANCTION_RUNS", ["RECORD_FOLLOW_UP"])
    assert found["source"]["clause"] == "Flera sanktioner"


async def test_a_plan_said_to_be_in_time_contradicts_the_sanction_for_its_absence(kalmar: Region) -> None:
    case = await kalmar.sanctioned(await kalmar.unit())
    given = {**kalmar.usual(RECEIVE), "caseId": case, "receivedOn": "2025-04-11", "signedOn": "2025-04-10"}
    found = await refused(kalmar.api, kalmar.office, RECEIVE, given, now=noon("2025-05-02"))
    assert (found["code"], found["path"]) == ("PLAN_CONTRADICTS_SANCTION", "receivedOn")


async def test_a_party_dates_its_act_to_the_day_it_arrives(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.until(REQUEST, unit)
    given = {**kalmar.usual(RECEIVE), "caseId": case}
    found = await refused(kalmar.api, kalmar.head(unit), RECEIVE, given, now=noon("2025-05-03"))
    assert (found["__typename"], found["code"], found["path"]) == ("RuleRefused", "BACKDATED_BY_PARTY", "receivedOn")
    opening = {"procedure": PROCEDURE, "unitId": unit, "signal": SIGNAL}
    found = await refused(kalmar.api, kalmar.head(unit), "openCase", opening, now=noon("2025-03-04"))
    assert (found["code"], found["path"]) == ("BACKDATED_BY_PARTY", "signal.signalledOn")


@pytest.mark.parametrize("malformed", ["", "x", "Case:1", NO_UNIT, "Q2FzZTp4", "é", "=" * 50])
async def test_a_malformed_id_answers_as_one_of_nothing(kalmar: Region, malformed: str) -> None:
    given = kalmar.usual(CLASSIFY)
    nothing, found = [
        await refused(kalmar.api, kalmar.office, CLASSIFY, {**given, "caseId": one}, now=noon("2025-12-01"))
        for one in (NO_CASE, malformed)
    ]
    assert found == nothing
    assert (found["__typename"], found["path"]) == ("NotFound", "caseId")


@pytest.mark.requirement("XC-07")
async def test_a_refusal_and_its_reasons_hold_no_word_of_the_other_language(kalmar: Region) -> None:
    unit = await kalmar.unit()
    opened, sent = await kalmar.until(None, unit), await kalmar.until(REQUEST, unit)
    unsigned = {**kalmar.usual(RECEIVE), "signedByUnitHead": False, "timetable": False}
    english = {
        (opened, REQUEST): (
            "The action “Send the correction request” is not possible while the case is in the state “Follow-up”."
        ),
        (sent, RECEIVE): "The action plan does not meet the requirements: with a timetable, signed by the unit head.",
    }
    for (case, name), sentence in english.items():
        given = {**(unsigned if name == RECEIVE else kalmar.usual(name)), "caseId": case}
        found = await kalmar.api.refused(kalmar.office, name, given, now=noon("2025-12-01"), language="en")
        assert found["message"] == sentence
        assert found["explanation"]["text"].splitlines()[0].startswith(f"Refused: {sentence}")
        swedish = await kalmar.api.refused(kalmar.office, name, given, now=noon("2025-12-01"), language="sv")
        assert swedish["explanation"]["text"].splitlines()[0].startswith(f"Avslag: {swedish['message']}")
