"""What case handlers read and paste into decisions: labels, refusals, reasons, in words of the language asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.api.caller import Json, noon
from tests.api.documents import ONE_CASE
from tests.api.region import IMPULSE, Region, levels
from tests.core.test_words import CODE

ACTIONS = "query A($id: ID!) { case(id: $id) { availableActions { action outcome label } nextStep { label } } }"
CITED = re.compile(r" \[\w+, [^\]]*\]$")
LATER = "2025-12-01T12:00:00+01:00"


@pytest.mark.requirement("XC-07", "C8")
@pytest.mark.parametrize(
    ("language", "classify", "approve", "reject"),
    [
        ("sv", "Klassificera ärendet", "Godkänn handlingsplanen", "Underkänn handlingsplanen"),
        ("en", "Classify the case", "Approve the action plan", "Reject the action plan"),
    ],
)
async def test_actions_and_the_next_step_are_called_by_words(
    kalmar: Region, language: str, classify: str, approve: str, reject: str
) -> None:
    case = await kalmar.opened(await kalmar.unit())
    found = (await kalmar.api.ask(kalmar.office, ACTIONS, {"id": case}, now=noon("2025-03-04"), language=language))[
        "case"
    ]
    assert found["nextStep"] == {"label": classify}
    labels = {(one["action"], one["outcome"]): one["label"] for one in found["availableActions"]}
    assert labels["CLASSIFY", None] == classify
    assert (labels["DECIDE_PLAN", "APPROVED"], labels["DECIDE_PLAN", "REJECTED"]) == (approve, reject)
    assert len(set(labels.values())) == len(labels), "no two buttons say the same"


async def refused(region: Region, name: str, case: str, language: str, **given: Json) -> Json:
    asked = {**region.usual(name), "caseId": case, **given}
    return await region.api.refused(region.office, name, asked, now=LATER, language=language)


async def test_a_letter_of_later_today_is_told_by_its_time(kalmar: Region) -> None:
    case = await kalmar.until("classifyCase", await kalmar.unit())
    sent = {"sentAt": "2025-12-01T11:30:00+00:00", "planDueOn": "2026-01-15"}
    found = await refused(kalmar, "sendCorrectionRequest", case, "sv", **sent)
    assert found["message"] == "Angiven tid 2025-12-01 12:30 ligger i framtiden: nu är det 2025-12-01 12:00."
    found = await refused(kalmar, "sendCorrectionRequest", case, "en", **sent)
    assert found["message"] == "The stated time 2025-12-01 12:30 lies in the future: it is now 2025-12-01 12:00."


async def test_what_is_wrong_and_what_is_allowed_is_told_in_the_language_asked_for(kalmar: Region) -> None:
    case = await kalmar.opened(await kalmar.unit())
    twice = [*levels(1, 1), *levels(4, 4)]
    swedish = await refused(kalmar, "classifyCase", case, "sv", levels=twice)
    assert swedish["message"].endswith("angivet mer än en gång: severity.")
    english = await refused(kalmar, "classifyCase", case, "en", levels=twice)
    assert english["message"].endswith("given more than once: severity.")
    swedish = await refused(kalmar, "classifyCase", case, "sv", levels=levels(5, 1))
    assert swedish["allowed"] == ["1 Försumbar", "2 Måttlig", "3 Betydande", "4 Allvarlig"]
    english = await refused(kalmar, "classifyCase", case, "en", levels=levels(5, 1))
    assert english["allowed"] == ["1 Negligible", "2 Moderate", "3 Considerable", "4 Serious"]


async def test_words_about_what_was_sent_at_any_length_are_no_longer_than_a_sentence_bears(kalmar: Region) -> None:
    case = await kalmar.opened(await kalmar.unit())
    long = [{"scale": "s" * 1000, "value": 1}] * 2
    for language, told in (("sv", "angivet mer än en gång: "), ("en", "given more than once: ")):
        found = await refused(kalmar, "classifyCase", case, language, levels=long)
        assert told + "s" * (199 - len(told)) + "…" in found["message"]


@pytest.mark.requirement("XC-07", "C2")
async def test_why_a_rule_holds_that_no_document_states_is_told_in_the_language_asked_for(kalmar: Region) -> None:
    case = await kalmar.opened(await kalmar.unit())
    asked = "query T($id: ID!) { case(id: $id) { origin { tieRule { source { derived } } } } }"
    told = {}
    for language in ("sv", "en"):
        answer = await kalmar.api.ask(kalmar.office, asked, {"id": case}, language=language)
        told[language] = answer["case"]["origin"]["tieRule"]["source"]["derived"]
    assert told["sv"].startswith("Bilagan säger inte vem som var först")
    assert told["en"].startswith("The annex does not say who was first")


def prose(answer: Json) -> Iterator[str]:
    """Every explanation as text, every step's sentence and every entry of the timeline in an answer."""
    if isinstance(answer, list):
        for one in answer:
            yield from prose(one)
    elif isinstance(answer, dict):
        for name, one in answer.items():
            if name in {"text", "sentence", "timelineText", "message"} and isinstance(one, str):
                yield one
            else:
                yield from prose(one)


@pytest.mark.requirement("XC-07", "C2")
async def test_nothing_that_is_pasted_into_a_decision_holds_a_code(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {"2025-03": 8000})
    closed, open_case = await kalmar.until("closeCase", unit), await kalmar.sanctioned(unit)
    joined = await kalmar.opened(unit, impulse=IMPULSE)
    await kalmar.act("recordSignal", joined)
    for case in (closed, open_case, joined):
        for language in ("sv", "en"):
            answer = await kalmar.api.ask(
                kalmar.office, ONE_CASE, {"id": case}, now=noon("2025-08-01"), language=language
            )
            told = list(prose(answer))
            assert len(told) > 8
            lines = [CITED.sub("", line) for one in told for line in one.splitlines()]
            assert [one for one in lines if CODE.search(one)] == []


async def test_the_steps_say_kronor_where_their_values_are_whole_ore(kalmar: Region) -> None:
    unit = await kalmar.unit()
    await kalmar.counted(unit, {"2025-03": 8000, "2025-04": 8000})
    case = await kalmar.sanctioned(unit)
    answer = await kalmar.api.ask(kalmar.office, ONE_CASE, {"id": case}, now=noon("2025-05-01"))
    total, march = answer["case"]["sanction"]["explanation"]["nodes"][:2]
    # 8000 × 3 kr × 21/31, and April whole: 16258,06 + 24000,00.
    assert (total["sentence"], total["value"]) == ("Summa 40258,06 kr", 4025806)
    assert march["sentence"] == "8000 listade × 3,00 kr × 21/31 = 16258,06 kr"
    assert (march["value"], march["inputs"]["rate_ore"]) == (1625806, 300)
