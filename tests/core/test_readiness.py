"""The readiness view: n of N everywhere, counts per option, regions over years, and free text in no part of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.words import Words
from service.national.answers import Answer, Sheet
from service.national.readiness import (
    UNSUPPRESSED,
    Fact,
    FactYear,
    Readiness,
    RegionYear,
    ReleasedText,
    Round,
    Tally,
    letters_tallies,
    readiness,
    released_texts,
    tallies,
)
from tenants.registry import regions
from tenants.survey import letters, survey
from tests.core.surveyed import SURVEY, question, sheet, yes

FIVE = ("01", "03", "04", "05", "06")
FIRST, SECOND = Round(2026, "FIRST"), Round(2027, "SECOND")
SHEETS = (
    sheet("01", yes("LEADS", "YES"), yes("AREAS", "PRIMARY", "PSYCHIATRY"), yes("SIZE", "SMALL")),
    sheet("03", yes("LEADS", "PARTLY", text="Vissa"), Answer("AREAS", "DECLINED", reason="Vi avstår."),
          Answer("WELL", "ANSWERED", text="Allt.", released=True)),
    sheet("04", Answer("LEADS", "NO"), Answer("SIZE", "NOT_APPLICABLE", reason="En kommun."),
          Answer("WELL", "ANSWERED", text="Inget.")),
    sheet("05", Answer("LEADS", "DECLINED", reason="Vi avstår."), yes("SIZE", "LARGE")),
)  # fmt: skip
LATER = (
    sheet("01", yes("LEADS", "YES", version=2), yes("SIZE", "MEDIUM", version=2), questionnaire="SECOND", year=2027),
    sheet("04", yes("LEADS", "PARTLY", version=2), questionnaire="SECOND", year=2027),
)


def view(*sheets: Sheet, rounds: tuple[Round, ...] = (FIRST, SECOND)) -> dict[str, Fact]:
    return {one.question.id: one for one in readiness(SURVEY, rounds, FIVE, sheets).facts}


# --- n of N ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("NI-03", "C15")
def test_every_question_says_how_many_answered_of_how_many_were_asked() -> None:
    assert tallies(SURVEY, FIRST, FIVE, SHEETS) == {
        "LEADS": Tally(3, 5, declined=1),
        "AREAS": Tally(1, 2, undecided=2, declined=1, not_applicable=1),
        "SIZE": Tally(2, 4, not_applicable=1),
        "WELL": Tally(2, 5),
    }


@pytest.mark.requirement("NI-03")
def test_a_no_answers_and_declining_or_silence_does_not() -> None:
    leads = tallies(SURVEY, FIRST, FIVE, SHEETS)["LEADS"]
    assert (leads.answered, leads.declined, leads.not_answered) == (3, 1, 1)


@pytest.mark.requirement("NI-03")
def test_a_round_that_nobody_answered_shows_nobody_of_all() -> None:
    found = tallies(SURVEY, FIRST, FIVE, ())
    assert found["LEADS"] == Tally(0, 5)
    assert found["AREAS"] == Tally(0, 0, undecided=5)


ANSWERS = st.lists(
    st.sampled_from(
        [
            yes("LEADS", "YES"),
            Answer("LEADS", "NO"),
            Answer("LEADS", "DECLINED", reason="x"),
            yes("AREAS", "PRIMARY"),
            Answer("AREAS", "NOT_APPLICABLE", reason="x"),
            yes("SIZE", "SMALL"),
            Answer("WELL", "NO"),
        ]
    ),
    unique_by=lambda one: one.question,
)


@pytest.mark.requirement("NI-03", "C15")
@given(st.lists(ANSWERS, min_size=5, max_size=5))
def test_every_region_stands_in_exactly_one_place_of_a_tally(answered: list[list[Answer]]) -> None:
    sheets = [sheet(region, *answers) for region, answers in zip(FIVE, answered, strict=True)]
    for tally in tallies(SURVEY, FIRST, FIVE, sheets).values():
        assert tally.eligible + tally.undecided + tally.not_applicable == len(FIVE)
        assert tally.answered + tally.declined + tally.not_answered == tally.eligible
        assert min(tally.answered, tally.declined, tally.not_answered) >= 0
    for fact in view(*sheets, rounds=(FIRST,)).values():
        if fact.question.most_options == 1:
            assert sum(fact.years[0].counts.values()) == fact.years[0].tally.answered


# --- counts and years -----------------------------------------------------------------------------------------------


@pytest.mark.requirement("C15", "NI-22")
def test_counts_are_per_option_with_zero_where_nobody_chose_it() -> None:
    found = view(*SHEETS, rounds=(FIRST,))
    assert list(found) == ["LEADS", "AREAS", "SIZE"]
    assert found["LEADS"].years[0].counts == {"YES": 1, "PARTLY": 1, "NO": 1}
    assert found["AREAS"].years[0].counts == {"PRIMARY": 1, "PSYCHIATRY": 1, "OTHER": 0}
    assert found["SIZE"].years[0].counts == {"SMALL": 1, "LARGE": 1}


@pytest.mark.requirement("C15")
def test_a_question_is_followed_over_its_versions_and_says_where_they_do_not_compare() -> None:
    found = view(*SHEETS, *LATER)
    leads, size = found["LEADS"], found["SIZE"]
    assert [(one.year, one.version, one.compares) for one in leads.years] == [(2026, 1, True), (2027, 2, True)]
    assert [(one.year, one.version, one.compares) for one in size.years] == [(2026, 1, True), (2027, 2, False)]
    assert size.years[1].differs == question("SIZE", 2).differs
    assert size.years[1].counts == {"SMALL": 0, "MEDIUM": 1, "LARGE": 0}
    assert (leads.question.version, size.question.version) == (2, 2)


@pytest.mark.requirement("C15", "NI-23")
def test_each_region_is_shown_in_every_year_that_it_was_asked() -> None:
    leads = view(*SHEETS, *LATER)["LEADS"]
    assert list(leads.regions) == list(FIVE)
    assert leads.regions["04"] == (
        RegionYear(2026, 1, "NO", ("NO",)),
        RegionYear(2027, 2, "ANSWERED", ("PARTLY",)),
    )
    assert leads.regions["05"] == (RegionYear(2026, 1, "DECLINED", ()), RegionYear(2027, 2, "NOT_ANSWERED", ()))
    assert view(*SHEETS)["AREAS"].regions["04"][0].standing == "NOT_APPLICABLE"


@pytest.mark.requirement("C15")
def test_a_question_that_is_not_released_shows_counts_and_no_region() -> None:
    size = view(*SHEETS)["SIZE"]
    assert size.years[0].tally.answered == 2
    assert size.regions == {}


def test_years_stand_in_order_whatever_the_order_of_the_rounds() -> None:
    assert view(*LATER, *SHEETS, rounds=(SECOND, FIRST)) == view(*SHEETS, *LATER)


def test_a_second_sheet_of_a_round_and_a_sheet_of_none_are_no_view() -> None:
    with pytest.raises(ValueError, match="two sheets of region 01 in 2026"):
        view(*SHEETS, SHEETS[0])
    with pytest.raises(ValueError, match="no such round or region: 1"):
        view(replace(SHEETS[0], year=2028))
    with pytest.raises(ValueError, match="no such round or region: 1"):
        view(replace(SHEETS[0], region="25"))
    with pytest.raises(ValueError, match="no questionnaire THIRD"):
        view(rounds=(Round(2026, "THIRD"),))


# --- free text ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("C15")
def test_free_text_is_in_no_part_of_the_view() -> None:
    shown = repr(readiness(SURVEY, (FIRST, SECOND), FIVE, (*SHEETS, *LATER)))
    for text in ("Vissa", "Allt.", "Inget.", "Vi avstår.", "En kommun."):
        assert text in repr(SHEETS)
        assert text not in shown


@pytest.mark.requirement("C15")
def test_only_what_a_region_releases_is_read_nationally() -> None:
    assert released_texts(SURVEY, SHEETS) == (ReleasedText("03", 2026, "WELL", 1, "Allt."),)
    unasked = sheet("01", yes("LEADS", "PARTLY", text="Vissa", released=True))
    assert released_texts(SURVEY, (unasked,)) == ()


@pytest.mark.requirement("C15", "PV-08")
def test_the_view_says_why_it_suppresses_nothing() -> None:
    found = readiness(SURVEY, (FIRST,), FIVE, SHEETS)
    assert found.disclosure == UNSUPPRESSED
    assert isinstance(found, Readiness)
    assert isinstance(found.disclosure, Words)
    assert "inga personer" in found.disclosure.sv
    assert {1} <= set(found.facts[0].years[0].counts.values())


# --- with the pseudonymised round before ----------------------------------------------------------------------------


def shipped(*sheets: Sheet) -> dict[str, Fact]:
    every = tuple(one.code for one in regions())
    found = readiness(survey(), (Round(2026, "READINESS"),), every, sheets, (letters(),))
    return {one.question.id: one for one in found.facts}


@pytest.mark.requirement("C15", "NI-22", "AM-31")
def test_the_years_begin_with_what_the_survey_of_2022_still_shows() -> None:
    expert = shipped(sheet("01", yes("EXPERT_ACCESS", "YES"), questionnaire="READINESS"))["EXPERT_ACCESS"]
    assert expert.years == (
        FactYear(2022, "SURVEY_2022", 1, Tally(2, 21, lost=19), {"YES": 0, "PARTLY": 2, "NO": 0}),
        FactYear(2026, "READINESS", 1, Tally(1, 21), {"YES": 1, "PARTLY": 0, "NO": 0}),
    )


@pytest.mark.requirement("AM-30")
def test_the_regions_of_the_view_have_no_year_of_the_pseudonymised_round() -> None:
    for fact in shipped().values():
        assert [one.year for one in fact.years] == [2022, 2026]
        assert len(fact.regions) == 21
        assert {year.year for years in fact.regions.values() for year in years} == {2026}


@pytest.mark.requirement("C15")
def test_goals_of_competence_with_their_new_options_do_not_compare_with_2022() -> None:
    found = shipped()
    assert [one.compares for one in found["COMPETENCE_GOALS"].years] == [True, False]
    assert [one.compares for one in found["COORDINATION_BRIEF"].years] == [True, True]


@pytest.mark.requirement("NI-03")
def test_the_pseudonymised_round_says_how_many_answered_what() -> None:
    found = letters_tallies(survey(), letters())
    assert [
        (found[one].answered, found[one].eligible)
        for one in (
            "COORDINATION_BRIEF_COMMENT",
            "GOVERNING_COMMENT",
            "COMPETENCE_GOALS_COMMENT",
            "EXPERT_ACCESS_COMMENT",
            "CONTINUING_COMPETENCE_COMMENT",
            "ANALYSES_COMMENT",
            "REGISTRATION_COMMENT",
            "CHALLENGES",
            "NATIONAL_SUPPORT",
        )
    ] == [(18, 21), (13, 21), (14, 21), (11, 21), (10, 21), (9, 21), (8, 21), (21, 21), (20, 21)]
    assert found["OTHER_MEASURES_NAMED"] == Tally(10, 10, undecided=11)
    assert found["REGISTERED_OTHERWISE"] == Tally(12, 21, declined=1)
    assert found["CENTRAL_COMMENT"] == Tally(15, 21, lost=6)
