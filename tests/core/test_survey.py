"""Questionnaires as data: the shipped one as S3 has it, what is wrong with a broken file, and the form made of it."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import get_args

import pytest
import yaml

from service.national.answers import Standing
from service.national.survey import FreeText
from service.national.survey_form import questionnaire_form, questionnaire_json
from service.national.survey_load import SurveyRefused, load_survey
from tenants.survey import QUESTIONNAIRE, survey
from tests.core.surveyed import FILE, SURVEY, TEXT, question
from tests.test_documents import DOCUMENTS, quote_faults

# --- the shipped questions ------------------------------------------------------------------------------------------


def test_every_quote_of_the_questionnaire_stands_in_its_document() -> None:
    text = (files("tenants") / "national" / QUESTIONNAIRE).read_text(encoding="utf-8")
    assert quote_faults(yaml.safe_load(text), DOCUMENTS) == []


@pytest.mark.requirement("NI-22", "C15", "AM-31")
def test_the_survey_of_2022_asks_what_the_document_still_shows_and_names_what_is_lost() -> None:
    asked = survey().questionnaire("SURVEY_2022")
    assert asked is not None
    assert list(dict.fromkeys(one.number for one in asked.asked)) == [
        "1", "1a", "2", "3", "3a", "4", "5", "6", "7b", "7c", "7d", "7e", "8b", "8c", "9a", "9b", "10",
    ]  # fmt: skip
    assert [one.number for one in asked.lost] == ["7a", "8a"]
    assert not survey().answerable(asked)


@pytest.mark.requirement("NI-02")
def test_texts_are_limited_as_the_document_says() -> None:
    asked = survey().questionnaire("SURVEY_2022")
    assert asked is not None
    limits = {
        one.number: found.text.limit
        for one in asked.asked
        for found in [survey().question(one.question, one.version)]
        if found and found.text and found.kind == "TEXT"
    }
    assert {limits[number] for number in ("7d", "9a", "9b", "10")} == {2000}
    assert limits["8b"] == 1000
    assert get_args(FreeText.model_fields["limit"].annotation) == (1000, 2000)


@pytest.mark.requirement("NI-02")
def test_a_closed_question_and_its_comment_are_two_layers() -> None:
    by_id = {one.id: one for one in survey().questions}
    assert by_id["CENTRAL_LEADERSHIP"].kind == "YES_NO"
    assert by_id["CENTRAL_COMMENT"].kind == "TEXT"
    partly = by_id["EXPERT_ACCESS"]
    assert (partly.kind, partly.counted) == ("YES_NO_PARTLY", ("YES", "PARTLY", "NO"))
    assert partly.text is not None
    assert (partly.text.options, partly.text.required) == (("PARTLY",), True)


@pytest.mark.requirement("NI-22", "C15")
def test_the_readiness_questionnaire_asks_the_structural_facts_and_can_be_answered_again() -> None:
    again = survey().questionnaire("READINESS")
    assert again is not None
    assert survey().answerable(again)
    structural = [one for one in survey().asked(again) if one.structural]
    assert sorted({one.id.split("_SPECIALITIES")[0] for one in structural}) == [
        "CENTRAL_FOLLOW_UP",
        "CENTRAL_IMPLEMENTATION",
        "CENTRAL_LEADERSHIP",
        "COMPETENCE_GOALS",
        "CONTINUING_COMPETENCE",
        "COORDINATION_BRIEF",
        "EXPERT_ACCESS",
        "FOLLOW_UP",
        "GOVERNING_ASSESSMENT",
        "GOVERNING_CERTIFICATES",
        "GOVERNING_COLLABORATION",
        "GOVERNING_COORDINATION_NEED",
        "GOVERNING_PLAN_DRAWN_UP",
        "GOVERNING_PLAN_FOLLOWED_UP",
        "IMPLEMENTATION",
        "LEADERSHIP",
    ]
    assert sum(one.id.startswith("GOVERNING") and one.kind == "YES_NO" for one in structural) == 6


@pytest.mark.requirement("C15")
def test_the_specialities_are_asked_only_of_those_who_said_yes() -> None:
    conditions = {one.id: one.condition for one in survey().questions if one.condition}
    leads = conditions["LEADERSHIP_SPECIALITIES"]
    assert (leads.question, leads.options) == ("CENTRAL_LEADERSHIP", ("YES",))
    assert len(conditions) == 9
    assert conditions["OTHER_MEASURES_NAMED"].options == ()


@pytest.mark.requirement("C15")
def test_a_question_with_new_options_says_that_it_no_longer_compares() -> None:
    renewed = [one for one in survey().questions if one.version > 1]
    assert len(renewed) == 9
    for one in renewed:
        assert survey().differs(one.id, 1, 2) == one.differs
        assert one.differs is not None
    assert survey().differs("CENTRAL_LEADERSHIP", 1, 1) is None


def test_whether_versions_compare_is_the_same_from_either_side() -> None:
    assert SURVEY.differs("LEADS", 1, 2) is None
    assert SURVEY.differs("SIZE", 2, 2) is None
    assert SURVEY.differs("SIZE", 1, 2) == SURVEY.differs("SIZE", 2, 1) == question("SIZE", 2).differs


# --- broken files ---------------------------------------------------------------------------------------------------

BROKEN = [
    ("kind: SINGLE", "kind: SINGEL", 27, "questions[2].kind", "INVALID_VALUE", "'SINGLE'"),
    ("limit: 2000", "limit: 1500", 37, "questions[3].text.limit", "INVALID_VALUE", "1000 or 2000"),
    ("structural: true", "structual: true", 10, "questions[0].structual", "UNKNOWN_KEY", "structural"),
    ("    kind: TEXT\n", "", 32, "questions[3].kind", "MISSING_KEY", "kind"),
    ("    version: 2\n", "    version: 3\n", 39, "questions[4].version", "VERSION_GAP", "1, 2, 3"),
    ("- id: WELL", "- id: SIZE", 32, "questions[3]", "DUPLICATE_ID", "once"),
    ("question: WELL}", "question: WEL}", 67,
     "questionnaires[0].parts[0].asks[3].question", "UNKNOWN_QUESTION", "WELL"),
    ("options: [PARTLY]", "options: [HALF]", 9, "questions[0].text.options[0]", "UNKNOWN_OPTION", "YES, PARTLY, NO"),
    ("[YES, PARTLY]}", "[YES, MAYBE]}", 65, "questionnaires[0].parts[0].asks[1].question", "UNKNOWN_OPTION", "PARTLY"),
    ("question: LEADS, options: [YES, PARTLY]", "question: SIZE, options: [SMALL]", 65,
     "questionnaires[0].parts[0].asks[1].question", "UNKNOWN_QUESTION", "LEADS"),
    ("question: LEADS, options: [YES, PARTLY]", "question: LEADS", 65,
     "questionnaires[0].parts[0].asks[1].question", "UNKNOWN_OPTION", "YES, PARTLY, NO"),
    ("id: OTHER,", "id: NO,", 16, "questions[1].options", "OPTIONS_UNFIT", "admits_no"),
    ("kind: MULTIPLE", "kind: YES_NO", 16, "questions[1].options", "OPTIONS_UNFIT", "SINGLE and MULTIPLE"),
    ("    text: {label: {sv: Svar, en: Answer}, limit: 2000, releasable: true}\n", "", 32, "questions[3].text",
     "TEXT_UNFIT", "limit"),
    ("    admits_no: true\n", "    structural: true\n", 36, "questions[3].structural", "STRUCTURAL_TEXT", "false"),
    ('{clause: "2", derived: {sv: påhittad, en: made up}}', '{document: S9, clause: "2", quote: x}', 25,
     "questions[2].source.document", "UNKNOWN_DOCUMENT", ""),
    ("label: {sv: Påhittad, en: Made up}", "label: {sv: Påhittad}", 2, "label.en", "MISSING_KEY", "en, sv"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "line", "key", "code", "allowed"), BROKEN, ids=[one[4] for one in BROKEN])
def test_a_broken_file_is_refused_with_file_line_key_and_what_is_allowed(
    right: str, wrong: str, line: int, key: str, code: str, allowed: str
) -> None:
    assert right in TEXT
    with pytest.raises(SurveyRefused) as refused:
        load_survey(TEXT.replace(right, wrong, 1), file=FILE)
    found = next(one for one in refused.value.problems if one.code == code)
    assert (found.file, found.line, found.key) == (FILE, line, key)
    assert allowed in (found.allowed or "")


def test_a_file_that_is_no_yaml_is_refused() -> None:
    with pytest.raises(SurveyRefused, match=r"made-up\.yaml:1: \(file\): NOT_YAML"):
        load_survey("[", file=FILE)


def test_a_question_that_rests_on_a_lost_one_names_no_options_of_it() -> None:
    source = "source: {clause: '0', derived: {sv: borta, en: gone}}"
    lost = f"    lost: [{{id: GONE, number: '0', label: {{sv: Borta, en: Gone}}, {source}}}]\n"
    text = TEXT.split("  - id: SECOND")[0] + lost
    loaded = load_survey(text.replace("{question: LEADS, options: [YES, PARTLY]}", "{question: GONE}"), file=FILE)
    assert not loaded.answerable(loaded.questionnaires[0])
    with pytest.raises(SurveyRefused, match="the options of GONE are lost"):
        load_survey(text.replace("question: LEADS, options", "question: GONE, options"), file=FILE)
    with pytest.raises(SurveyRefused, match="DUPLICATE_ID: 'WELL' stands twice"):
        load_survey(text.replace("id: GONE", "id: WELL"), file=FILE)


# --- the form -------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("NI-02", "C15")
def test_the_form_has_words_limits_and_order_for_every_question() -> None:
    made = json.loads(questionnaire_json(SURVEY, SURVEY.questionnaires[0]))
    questions = made["parts"][0]["questions"]
    assert [(one["order"], one["number"], one["id"], one["version"], one["kind"]) for one in questions] == [
        (0, "1", "LEADS", 1, "YES_NO_PARTLY"),
        (1, "1a", "AREAS", 1, "MULTIPLE"),
        (2, "2", "SIZE", 1, "SINGLE"),
        (3, "3", "WELL", 1, "TEXT"),
    ]
    leads, areas, size, well = questions
    assert leads["options"] == [
        {"id": "YES", "order": 0, "label": {"sv": "Ja", "en": "Yes"}},
        {"id": "PARTLY", "order": 1, "label": {"sv": "Ja, delvis", "en": "Yes, partly"}},
    ]
    assert [one["id"] for one in leads["standings"]] == list(get_args(Standing))
    assert [one["id"] for one in size["standings"]] == ["ANSWERED", "NOT_ANSWERED", "DECLINED", "NOT_APPLICABLE"]
    assert {one["id"] for one in leads["standings"] if one["reason"]} == {"DECLINED", "NOT_APPLICABLE"}
    assert leads["text"] == {
        "label": {"sv": "Inom vilka", "en": "In which"},
        "limit": 1000,
        "options": ["PARTLY"],
        "required": True,
        "releasable": False,
    }
    assert (well["text"]["limit"], well["text"]["required"]) == (2000, True)
    assert areas["condition"] == {"question": "LEADS", "options": ["YES", "PARTLY"]}
    assert [one["mostOptions"] for one in questions] == [1, 3, 1, 0]
    assert size["text"] is None
    assert made["answerable"] is True


def test_the_shipped_forms_are_whole_and_their_texts_stand_in_both_languages() -> None:
    for one in survey().questionnaires:
        made = questionnaire_form(survey(), one)
        questions = [question for part in made["parts"] for question in part["questions"]]
        assert [each["id"] for each in questions] == [each.question for each in one.asked]
        assert all(each["label"]["sv"] != each["label"]["en"] for each in questions)
        assert all(each["source"] for each in questions)
        assert [each["number"] for each in made["lost"]] == [each.number for each in one.lost]


def test_the_json_keeps_swedish_letters() -> None:
    assert "försäkringsmedicinska" in questionnaire_json(survey(), survey().questionnaires[1])
