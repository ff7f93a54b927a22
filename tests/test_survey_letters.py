"""The answers of 2022 stand behind letters: what is legible of them, and that no letter leads to a region (AM-30)."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.national.letters import CODES, LETTERS, SurveyCode
from service.national.observations import Key
from service.national.survey_load import SurveyRefused, load_letters
from tenants.registry import UnknownRegionError, region, regions
from tenants.survey import letters, survey
from tests.core.s3_counts import (
    CONTACTS,
    PLAN_DOCUMENTS,
    REKO_ENTRIES,
    REKO_UNIQUE,
    SICK_BENEFIT_DAYS,
    UNIQUE,
    UNIQUE_BY_TEMPLATES,
    B,
    H,
    J,
    W,
    told,
    value,
)
from tests.test_documents import DOCUMENTS, quote_faults
from tests.test_no_names import of_regions

ROOT = Path(__file__).parents[1]
FILE = "survey-2022-answers.yaml"
TEXT = (files("tenants") / "national" / FILE).read_text(encoding="utf-8")
PACKAGES = ("service", "schema", "infra", "tenants")


def of(question: str, letter: str) -> str:
    """How the respondent stood to the question."""
    found = letters().of(question)
    asked = next(one for one in survey().questions if one.id == question)
    return "LOST" if found is None else found.known(SurveyCode(letter), conditional=asked.condition is not None)


# --- what is legible ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("NI-01")
def test_there_are_21_respondents_by_letter_without_i_t_x_y_and_z() -> None:
    assert set(string.ascii_uppercase) - set(LETTERS) == set("ITXYZ")
    assert letters().survey_codes == CODES
    assert len(CODES) == 21


def test_every_quote_of_the_answers_stands_in_its_document() -> None:
    assert quote_faults(yaml.safe_load(TEXT), DOCUMENTS) == []


@pytest.mark.requirement("NI-03")
def test_as_many_are_legible_as_the_document_reports_but_for_two_comments() -> None:
    reported = [(one.question, one.reported.answers, len(one.legibly)) for one in letters().answers if one.reported]
    assert [each for each in reported if each[1] != each[2]] == [
        ("CENTRAL_COMMENT", 16, 15),
        ("SPECIALITIES_COMMENT", 5, 4),
    ]
    assert {number for _, number, _ in reported} >= {16, 18, 13, 14, 11, 10, 9, 8, 21, 20}


@pytest.mark.requirement("NI-03", "NI-07", "C15")
@pytest.mark.parametrize(
    ("question", "letter", "standing"),
    [
        ("REGISTERED_OTHERWISE", "R", "DECLINED"),
        ("REGISTERED_OTHERWISE", "G", "NO"),
        ("REGISTERED_OTHERWISE", "A", "ANSWERED"),
        ("REGISTERED_OTHERWISE", "F", "NOT_ANSWERED"),
        ("NATIONAL_SUPPORT", "P", "NOT_ANSWERED"),
    ],
)
def test_a_refusal_a_bare_no_an_answer_and_silence_are_told_apart(question: str, letter: str, standing: str) -> None:
    assert of(question, letter) == standing


@pytest.mark.requirement("AM-31")
@pytest.mark.parametrize(
    ("question", "letter", "why"),
    [
        ("CENTRAL_LEADERSHIP", "F", "the chart is gone"),
        ("CENTRAL_COMMENT", "K", "one of the sixteen comments stands under a letter that has another"),
        ("COORDINATION_BRIEF", "F", "only those who say yes in words are known"),
        ("EXPERT_ACCESS", "A", "two of them is the number of an option"),
        ("OTHER_MEASURES_NAMED", "F", "whether it was asked rests on question 7a"),
    ],
)
def test_what_the_document_lost_stays_lost(question: str, letter: str, why: str) -> None:
    assert of(question, letter) == "LOST", why


@pytest.mark.requirement("AM-31")
def test_nothing_is_told_of_the_lost_questions() -> None:
    asked = survey().questionnaire("SURVEY_2022")
    assert asked is not None
    lost = {one.id for one in asked.lost}
    assert lost == {"ANALYSED_MEASURES", "REGISTERED_CODES"}
    assert not lost & {one.question for one in (*letters().answers, *letters().facts)}


@pytest.mark.requirement("NI-26")
def test_a_split_of_services_is_a_free_fact_and_no_indicator() -> None:
    fact = next(one for one in letters().facts if one.survey_code == SurveyCode("M"))
    assert fact.fact.en == "Two expert physicians: one for primary care, one for specialist care."
    assert max(len(one.fact.sv) for one in letters().facts) < 100


# --- the numbers that were told -------------------------------------------------------------------------------------


def test_the_numbers_of_the_survey_are_as_they_were_told() -> None:
    assert [value(J, UNIQUE_BY_TEMPLATES, year) for year in (2021, 2022)] == [3548, 3330]
    assert [value(B, PLAN_DOCUMENTS, year) for year in (2021, 2022)] == [8434, 9806]
    assert [value(B, REKO_ENTRIES, year) for year in (2021, 2022)] == [11598, 11458]
    assert [value(B, REKO_UNIQUE, year) for year in (2021, 2022)] == [33756, 3680]
    assert [value(W, CONTACTS, year) for year in (2021, 2022)] == [9592, 9464]
    assert [value(W, UNIQUE, year) for year in (2021, 2022)] == [1917, 1812]
    assert value(H, SICK_BENEFIT_DAYS, None) == Decimal("8.7")
    assert len(letters().counts) == 13


def test_the_one_number_that_cannot_be_is_flagged_and_not_put_right() -> None:
    assert [(one.survey_code, one.id, one.year) for one in letters().counts if not one.plausible] == [
        (B, REKO_UNIQUE, 2021)
    ]
    assert told(B, REKO_UNIQUE, 2021).value > told(B, REKO_ENTRIES, 2021).value
    assert told(B, REKO_UNIQUE, 2022).value < told(B, REKO_ENTRIES, 2022).value


def test_contacts_per_individual_and_their_change_are_as_the_requirements_work_them_out() -> None:
    per = [round(value(W, CONTACTS, year) / value(W, UNIQUE, year), 3) for year in (2021, 2022)]
    assert per == [Decimal("5.004"), Decimal("5.223")]
    change = [
        round((value(W, one, 2022) - value(W, one, 2021)) / value(W, one, 2021) * 100, 2) for one in (CONTACTS, UNIQUE)
    ]
    assert change == [Decimal("-1.33"), Decimal("-5.48")]


# --- broken files ---------------------------------------------------------------------------------------------------


BROKEN = [
    ("survey_code: M", "survey_code: T", "facts[0].survey_code", "'T' is not valid here", "A, B, C"),
    ("[A, B, C, D", "[A, A, C, D", "survey_codes[1]", "'A' stands twice", "once"),
    ("[A, B, C, D, E", "[A, C, D, E", "answers[0].legible[0].survey_codes[3]", "B is no respondent", "A, C, D"),
    ("[J, R]", "[J, J]", "answers[1].legible[1]", "'J' stands twice", "once"),
    ("reported: {answers: 16}", "reported: {answers: 14}", "answers[0]", "is not valid here",
     "15 answers are legible"),
    ("options: [PARTLY]", "options: [HALF]", "answers[12].legible[0].options[0]", "HALF is no option", "PARTLY"),
    ("option: PARTLY", "option: HALF", "answers[12].reported.option", "HALF is no option", "YES, PARTLY"),
    ("options: [PARTLY]", "options: [YES, PARTLY]", "answers[12].legible[0].options", "2 options", "at most 1"),
    ("question: GOVERNING_COMMENT", "question: GOVERNED", "answers[7].question", "is not asked",
     "GOVERNING_COMMENT"),
    ("  - survey_code: M\n    question: WORKS_WELL", "  - survey_code: M\n    question: WORKS", "facts[0].question",
     "WORKS is no question", "WORKS_WELL"),
    ("questionnaire: SURVEY_2022", "questionnaire: SURVEY_2023", "questionnaire", "is none", "SURVEY_2022"),
    ("year: 2021\n    counted: ENTRIES", "year: 2022\n    counted: ENTRIES", "counts[5]", "stands twice", "once"),
    ("  S3:\n", "  S4:\n", "answers[0].source.document", "S3 is no document", "S4"),
    ("standing: ANSWERED\n        options: [PARTLY]", "standing: DECLINED\n        options: [PARTLY]",
     "answers[12].legible[0].options", "1 options with DECLINED", "at most 1"),
    ("standing: ANSWERED", "standing: NO", "answers[0].legible[0].standing", "cannot be answered by no", "another"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "key", "problem", "allowed"), BROKEN, ids=[one[2] for one in BROKEN])
def test_a_broken_file_of_answers_is_refused_with_key_and_what_is_allowed(
    right: str, wrong: str, key: str, problem: str, allowed: str
) -> None:
    assert right in TEXT
    with pytest.raises(SurveyRefused) as refused:
        load_letters(TEXT.replace(right, wrong, 1), survey(), file=FILE)
    said = "\n".join(map(str, refused.value.problems))
    found = [one for one in refused.value.problems if one.key == key]
    assert found, said
    assert problem in found[0].problem, said
    assert allowed in (found[0].allowed or ""), said
    assert found[0].line > 1


# --- no letter leads to a region ------------------------------------------------------------------------------------


@pytest.mark.requirement("AM-30", "NI-01")
def test_letters_look_like_county_letters_and_are_a_type_that_is_none() -> None:
    assert {one.letter for one in regions()} & set(LETTERS)
    assert {one.letter for one in regions()} != set(LETTERS)
    assert not isinstance(SurveyCode("U"), str)
    assert SurveyCode("U") != "U"
    assert str(SurveyCode("U")) == "survey code U"


@pytest.mark.requirement("AM-30", "NI-01")
@pytest.mark.parametrize("letter", ["I", "T", "X", "Y", "Z", "u", "", "AB", "01", "SE-U", "Å"])
def test_only_a_letter_of_the_survey_is_a_survey_code(letter: str) -> None:
    with pytest.raises(ValueError, match="no letter of a respondent"):
        SurveyCode(letter)


@pytest.mark.requirement("AM-30")
@pytest.mark.parametrize("code", CODES, ids=str)
def test_no_region_is_found_by_a_survey_code(code: SurveyCode) -> None:
    for asked in (code, str(code), code.letter):
        with pytest.raises(UnknownRegionError):
            region(asked)  # type: ignore[arg-type]
    assert Key.__annotations__["region"] == "str"


REGIONAL = {"region", "regions", "code", "iso", "orgnr", "tenant", "tenant_id", "county"}


def keys(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node
        for one in node.values():
            yield from keys(one)
    elif isinstance(node, list):
        for one in node:
            yield from keys(one)


@pytest.mark.requirement("AM-30", "NI-01")
def test_the_answers_carry_no_region_by_key_name_or_number() -> None:
    assert not set(keys(yaml.safe_load(TEXT))) & REGIONAL
    names = of_regions()
    assert {"Kalmar", "Västerbotten"} <= names
    assert not [one for one in names if one.casefold() in TEXT.casefold()]
    assert "SE-" not in TEXT


@pytest.mark.requirement("AM-30")
def test_what_an_answer_says_of_another_region_is_not_taken_in() -> None:
    document = (DOCUMENTS / "003_f7f319a10e776283.txt").read_text(encoding="utf-8")
    mentioned = re.findall(r"samarbete med Region (\w+)", document)
    assert "Vasterbotten" in mentioned
    assert not [one for one in mentioned if one.casefold() in TEXT.casefold()]


@pytest.mark.requirement("AM-30")
def test_letters_stand_in_one_file_of_tenants_alone() -> None:
    found = [
        path.name
        for path in (ROOT / "tenants").rglob("*.yaml")
        if re.search(r"survey_?codes?\b", path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]
    assert found == [FILE]


LETTER = re.compile(r"\b(SurveyCode|Respondent)\b")
REGION = re.compile(r"region|tenant|county", re.IGNORECASE)


def ways(tree: ast.Module) -> Iterator[str]:
    """The classes and functions that hold a letter and a region, or turn one into text or the other."""
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name, body=body):
                fields = [ast.unparse(one) for one in body if isinstance(one, ast.AnnAssign)]
                if any(LETTER.search(one) for one in fields) and any(REGION.search(one) for one in fields):
                    yield name
            case ast.FunctionDef(name=name, args=args, returns=returns) if not name.startswith("__"):
                taken = ast.unparse(args)
                given = ast.unparse(returns) if returns else ""
                told = given in {"str", "str | None"} or REGION.search(given)
                if (LETTER.search(taken) and (REGION.search(taken) or told)) or (
                    LETTER.search(given) and REGION.search(taken)
                ):
                    yield name
            case ast.Subscript():
                text = ast.unparse(node)
                if re.match(r"(dict|Mapping)\[", text) and LETTER.search(text) and re.search(r"\bstr\b|Region", text):
                    yield text
            case ast.Dict(keys=held) if len(held) > 1:
                names = [one.value for one in held if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if len(names) == len(held) and set(names) == set(LETTERS):
                    yield "a mapping of the letters"
            case _:
                pass


@pytest.mark.requirement("AM-30", "NI-01")
def test_no_class_function_or_mapping_leads_from_a_letter_to_a_region() -> None:
    every = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    texts = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in every}
    letter_wise = {name: text for name, text in texts.items() if LETTER.search(text) or spelled_out(text)}
    assert "service/national/letters.py" in letter_wise
    assert [(name, way) for name, text in letter_wise.items() for way in ways(ast.parse(text))] == []


def spelled_out(text: str) -> bool:
    """Whether every letter stands there as a text of its own."""
    return all(re.search(f"['\"]{letter}['\"]", text) for letter in LETTERS)


@pytest.mark.parametrize(
    "planted",
    [
        "class A:\n    code: SurveyCode\n    region: str",
        "def a(code: SurveyCode) -> Region: ...",
        "def a(code: SurveyCode) -> str: ...",
        "def a(region: str) -> SurveyCode: ...",
        "def a(code: SurveyCode, region: str) -> None: ...",
        "A: dict[SurveyCode, str] = {}",
        "A: Mapping[SurveyCode, Region] = {}",
        f"A = {dict.fromkeys(LETTERS, '01')}",
    ],
)
def test_a_planted_way_from_a_letter_to_a_region_is_found(planted: str) -> None:
    assert LETTER.search(planted) or spelled_out(planted)
    assert list(ways(ast.parse(planted)))


def schema_faults(schema: str) -> list[str]:
    """Types of a GraphQL schema that speak of a survey code and of a region both."""
    blocks = re.findall(r"^(?:type|input|interface) (\w+)[^{]*\{(.*?)^\}", schema, re.MULTILINE | re.DOTALL)
    return [name for name, body in blocks if re.search(r"surveyCode", body) and REGION.search(body)]


@pytest.mark.requirement("AM-30")
def test_no_table_holds_a_letter_and_no_type_of_the_contract_a_letter_and_a_region() -> None:
    tables = [path for path in (ROOT / "infra").rglob("*") if path.suffix in {".sql", ".py"}]
    assert len(tables) > 30
    assert [path.name for path in tables if re.search(r"survey_?code", path.read_text("utf-8"), re.IGNORECASE)] == []
    assert schema_faults((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")) == []
    planted = "type A {\n  surveyCode: String!\n  region: Region!\n}\ntype B {\n  surveyCode: String!\n}\n"
    assert schema_faults(planted) == ["A"]
