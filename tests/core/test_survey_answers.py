"""Answers to a questionnaire: the five ways to stand to a question, and everything that a sheet is refused for."""

from __future__ import annotations

import unicodedata
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.messages import FACTS, message
from service.national.answers import MOST_REASON, STANDINGS, Answer, Sheet, Standing, completed, length, refusals
from service.national.letters import SurveyCode
from tenants.survey import survey
from tests.core.refusal_sites import sites
from tests.core.surveyed import SURVEY, sheet, yes
from tests.core.test_words import CODE

PERSONAL = "Kontakta 19121212-1212 om detta."
"""The test number of Skatteverket."""


def no(question: str, **parts: str) -> Answer:
    return Answer(question, "NO", **parts)  # type: ignore[arg-type]


LEADS = yes("LEADS", "YES")
PARTLY = yes("LEADS", "PARTLY", text="Primärvården")

# --- standings ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("C15", "NI-03", "NI-07")
def test_not_answered_no_declined_and_not_applicable_are_four_different_things() -> None:
    assert get_args(Standing) == ("ANSWERED", "NO", "NOT_ANSWERED", "DECLINED", "NOT_APPLICABLE")
    assert list(STANDINGS) == list(get_args(Standing))
    for language in ("sv", "en"):
        assert len({getattr(words, language) for words in STANDINGS.values()}) == 5


@pytest.mark.requirement("C15")
def test_a_sheet_may_stand_to_its_questions_in_every_way() -> None:
    filled = sheet(
        "01",
        no("LEADS"),
        Answer("SIZE", "DECLINED", reason="Underlaget håller inte."),
        no("WELL", text="Nej, inget."),
    )
    assert refusals(SURVEY, filled) == ()
    assert [(one.question, one.standing) for one in completed(SURVEY, filled)] == [
        ("LEADS", "NO"),
        ("AREAS", "NOT_APPLICABLE"),
        ("SIZE", "DECLINED"),
        ("WELL", "NO"),
    ]


def test_nothing_said_is_not_answered_and_what_rests_on_it_is_not_ruled_out() -> None:
    assert {one.standing for one in completed(SURVEY, sheet("01"))} == {"NOT_ANSWERED"}
    ruled_out = sheet("01", no("LEADS"), Answer("AREAS", "NOT_ANSWERED"))
    assert completed(SURVEY, ruled_out)[1].standing == "NOT_APPLICABLE"


def test_a_zero_in_words_is_an_answer() -> None:
    filled = sheet("01", Answer("WELL", "ANSWERED", text="0"))
    assert refusals(SURVEY, filled) == ()
    assert completed(SURVEY, filled)[3].standing == "ANSWERED"


@pytest.mark.parametrize(
    "answers",
    [
        (LEADS, yes("AREAS", "PRIMARY", "PSYCHIATRY")),
        (PARTLY, yes("AREAS", "OTHER", text="Ortopedi", released=True)),
        (LEADS, yes("AREAS", "OTHER")),
        (yes("SIZE", "SMALL"),),
        (Answer("WELL", "ANSWERED", text="Det mesta.", released=True),),
        (no("WELL"),),
        (Answer("LEADS", "NOT_APPLICABLE", reason="Regionen är en kommun."),),
        (no("LEADS"), Answer("AREAS", "NOT_APPLICABLE")),
        (LEADS, Answer("AREAS", "NOT_APPLICABLE", reason="Alla områden är ett.")),
        (LEADS, Answer("AREAS", "DECLINED", reason="Vi avstår.")),
        (Answer("AREAS", "NOT_ANSWERED"),),
    ],
    ids=str,
)
def test_what_the_questionnaire_asks_for_is_taken(answers: tuple[Answer, ...]) -> None:
    assert refusals(SURVEY, sheet("01", *answers)) == ()


# --- refusals -------------------------------------------------------------------------------------------------------

YES_NO = ("YES", "PARTLY")
REFUSED: list[tuple[str, str, tuple[str, ...], tuple[Answer, ...]]] = [
    ("SURVEY_QUESTION_UNKNOWN", "answers[0].question", ("LEADS", "AREAS", "SIZE", "WELL"), (yes("LEAD", "YES"),)),
    ("SURVEY_OTHER_VERSION", "answers[0].version", ("1",), (yes("LEADS", "YES", version=2),)),
    ("SURVEY_ANSWERED_TWICE", "answers[1].question", (), (LEADS, no("LEADS"))),
    ("SURVEY_NOT_ASKED", "answers[1]", ("Ja", "Ja, delvis"), (no("LEADS"), yes("AREAS", "PRIMARY"))),
    ("SURVEY_NOT_ASKED", "answers[0]", ("Ja", "Ja, delvis"), (yes("AREAS", "PRIMARY"),)),
    ("SURVEY_NOT_ASKED", "answers[1]", ("Ja", "Ja, delvis"),
     (no("LEADS"), Answer("AREAS", "DECLINED", reason="Vi avstår."))),
    ("SURVEY_NO_IMPOSSIBLE", "answers[0].standing", (), (no("SIZE"),)),
    ("SURVEY_OPTION_UNKNOWN", "answers[0].options", YES_NO, (yes("LEADS", "MAYBE"),)),
    ("SURVEY_OPTION_UNKNOWN", "answers[0].options", YES_NO, (yes("LEADS", "NO"),)),
    ("SURVEY_OPTION_UNKNOWN", "answers[0].options", (), (yes("WELL", "YES", text="Ja"),)),
    ("SURVEY_OPTION_TWICE", "answers[1].options", (), (LEADS, yes("AREAS", "PRIMARY", "PRIMARY"))),
    ("SURVEY_OPTION_MISSING", "answers[0].options", YES_NO, (yes("LEADS"),)),
    ("SURVEY_ONE_OPTION", "answers[0].options", ("SMALL", "LARGE"), (yes("SIZE", "SMALL", "LARGE"),)),
    ("SURVEY_ONE_OPTION", "answers[0].options", YES_NO, (yes("LEADS", "YES", "PARTLY", text="Vissa"),)),
    ("SURVEY_TEXT_TOO_LONG", "answers[0].text", ("<= 1000",), (yes("LEADS", "PARTLY", text="å" * 1001),)),
    ("SURVEY_TEXT_TOO_LONG", "answers[0].text", ("<= 2000",), (Answer("WELL", "ANSWERED", text="å" * 2001),)),
    ("SURVEY_TEXT_TOO_LONG", "answers[0].reason", ("<= 1000",), (Answer("SIZE", "DECLINED", reason="å" * 1001),)),
    ("SURVEY_TEXT_MISSING", "answers[0].text", (), (yes("LEADS", "PARTLY"),)),
    ("SURVEY_TEXT_MISSING", "answers[0].text", (), (Answer("WELL", "ANSWERED"),)),
    ("SURVEY_TEXT_MISSING", "answers[0].text", (), (Answer("WELL", "ANSWERED", text=" \n"),)),
    ("SURVEY_TEXT_UNASKED", "answers[0].text", ("Ja, delvis",), (yes("LEADS", "YES", text="Mest"),)),
    ("SURVEY_TEXT_UNASKED", "answers[0].text", ("Ja, delvis",), (no("LEADS", text="Tyvärr"),)),
    ("SURVEY_TEXT_UNASKED", "answers[1].text", ("Andra",), (LEADS, yes("AREAS", "PRIMARY", text="Alla"))),
    ("SURVEY_TEXT_UNASKED", "answers[0].text", (), (yes("SIZE", "SMALL", text="Mycket"),)),
    ("SURVEY_TEXT_UNASKED", "answers[0].reason", (), (yes("SIZE", "SMALL", reason="Därför"),)),
    ("SURVEY_NOT_AN_ANSWER", "answers[0].options", (), (Answer("LEADS", "NO", options=("YES",)),)),
    ("SURVEY_NOT_AN_ANSWER", "answers[0].standing", (), (Answer("SIZE", "NOT_ANSWERED", options=("SMALL",)),)),
    ("SURVEY_NOT_AN_ANSWER", "answers[0].standing", (), (Answer("WELL", "DECLINED", text="x", reason="Vi avstår."),)),
    ("SURVEY_REASON_MISSING", "answers[0].reason", (), (Answer("SIZE", "DECLINED"),)),
    ("SURVEY_REASON_MISSING", "answers[0].reason", (), (Answer("SIZE", "NOT_APPLICABLE", reason="  "),)),
    ("SURVEY_REASON_MISSING", "answers[0].reason", (), (Answer("AREAS", "NOT_APPLICABLE"),)),
    ("SURVEY_REASON_MISSING", "answers[1].reason", (), (LEADS, Answer("AREAS", "NOT_APPLICABLE"))),
    ("SURVEY_NOT_RELEASABLE", "answers[0].released", (), (yes("LEADS", "PARTLY", text="Vissa", released=True),)),
    ("SURVEY_NOT_RELEASABLE", "answers[1].released", (), (LEADS, yes("AREAS", "OTHER", released=True))),
    ("PERSONAL_NUMBER_IN_TEXT", "answers[0].text", (), (Answer("WELL", "ANSWERED", text=PERSONAL),)),
    ("PERSONAL_NUMBER_IN_TEXT", "answers[0].reason", (), (Answer("SIZE", "DECLINED", reason=PERSONAL),)),
]  # fmt: skip


@pytest.mark.requirement("NI-02", "C15", "XC-07")
@pytest.mark.parametrize(("code", "path", "allowed", "answers"), REFUSED, ids=[f"{one[0]} {one[1]}" for one in REFUSED])
def test_an_unfit_answer_is_refused_with_its_place_what_is_allowed_and_sentences_in_both_languages(
    code: str, path: str, allowed: tuple[str, ...], answers: tuple[Answer, ...]
) -> None:
    (found,) = refusals(SURVEY, sheet("01", *answers))
    assert (found.code, found.params["path"]) == (code, path)
    assert tuple(one if isinstance(one, str) else one.sv for one in found.allowed) == allowed
    sv, en = message(found, "sv"), message(found, "en")
    assert sv != en
    assert not CODE.search(sv), sv
    assert not CODE.search(en), en
    assert found.params.keys() - {"path"} <= FACTS.keys()


def test_every_refusal_of_an_answer_is_raised_above() -> None:
    raised = {site.code for site in sites("national/answers.py")}
    assert raised == {one[0] for one in REFUSED} | {"INVALID_INPUT", "SURVEY_HISTORICAL"}


def test_every_fault_of_a_sheet_is_told_at_once() -> None:
    found = refusals(SURVEY, sheet("01", yes("LEADS", "MAYBE", text="x"), yes("SIZE"), Answer("WELL", "ANSWERED")))
    assert [(one.code, one.params["path"]) for one in found] == [
        ("SURVEY_OPTION_UNKNOWN", "answers[0].options"),
        ("SURVEY_TEXT_UNASKED", "answers[0].text"),
        ("SURVEY_OPTION_MISSING", "answers[1].options"),
        ("SURVEY_TEXT_MISSING", "answers[2].text"),
    ]


def test_the_question_is_named_by_number_and_wording() -> None:
    (found,) = refusals(SURVEY, sheet("01", no("SIZE")))
    assert message(found, "sv") == "Frågan ”2 Hur stor” kan inte besvaras med nej."
    assert message(found, "en") == "The question “2 How large” cannot be answered by no."


@pytest.mark.requirement("NI-02")
def test_a_text_that_is_too_long_is_told_its_length_and_the_limit() -> None:
    (found,) = refusals(SURVEY, sheet("01", Answer("WELL", "ANSWERED", text="x" * 2345)))
    assert message(found, "sv") == "Texten är 2345 tecken. Högst 2000 tecken får plats."


def test_a_questionnaire_that_there_is_not_and_one_with_lost_parts_cannot_be_answered() -> None:
    (unknown,) = refusals(survey(), sheet("01", questionnaire="THIRD"))
    assert (unknown.code, unknown.params["path"], unknown.allowed) == ("INVALID_INPUT", "questionnaire", ("READINESS",))
    (lost,) = refusals(survey(), sheet("01", questionnaire="SURVEY_2022"))
    assert lost.code == "SURVEY_HISTORICAL"
    assert refusals(survey(), sheet("01", questionnaire="READINESS")) == ()


# --- limits ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("NI-02")
@given(st.text(st.sampled_from("aå é\n🙂"), min_size=1, max_size=40), st.integers(995, 1005))
def test_a_text_fits_exactly_up_to_its_limit_however_its_letters_are_composed(start: str, size: int) -> None:
    text = "x" + start + "y" * (size - len(start) - 1)
    assert length(text) == size
    for written in (text, unicodedata.normalize("NFD", text), text.replace("\n", "\r\n")):
        found = refusals(SURVEY, sheet("01", yes("LEADS", "PARTLY", text=written)))
        assert [one.code for one in found] == (["SURVEY_TEXT_TOO_LONG"] if size > 1000 else [])


def test_a_reason_fits_up_to_its_limit() -> None:
    assert refusals(SURVEY, sheet("01", Answer("SIZE", "DECLINED", reason="x" * MOST_REASON))) == ()


# --- regions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("region", ["", "1", "001", "AB", "U"])
def test_only_a_code_of_a_region_answers(region: str) -> None:
    with pytest.raises(ValueError, match="two digits"):
        sheet(region)


@pytest.mark.requirement("AM-30")
def test_a_letter_of_the_survey_cannot_answer_as_a_region() -> None:
    with pytest.raises(TypeError):
        Sheet(SurveyCode("U"), "FIRST", 2026)  # type: ignore[arg-type]
