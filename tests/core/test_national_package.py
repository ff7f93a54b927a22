"""The shipped national list: the survey's indicators as data, each sourced, with what decides if figures compare."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from service.national.checks import UNDER_REGISTERED
from service.national.comparability import CODE_TEXT_DIFFERS, SCOPE_DIFFERS, SOURCE_DIFFERS
from service.national.definitions import Indicator, NationalPackage
from service.national.load import load_national, problems_in
from tenants.national_list import FILE, national_list
from tests.test_documents import DOCUMENTS, ROOT, quote_faults

PATH = ROOT / "tenants" / "national" / FILE
TEXT = PATH.read_text(encoding="utf-8")
RAW: dict[str, Any] = yaml.safe_load(TEXT)
LIST = national_list()
ALL = tuple(one.id for one in LIST.indicators)


def shipped(indicator_id: str) -> Indicator:
    found = LIST.indicator(indicator_id)
    assert found is not None, indicator_id
    return found


def words(indicator: Indicator) -> str:
    """What the indicator says of itself to people, in Swedish."""
    denominator = indicator.denominator.sv if indicator.denominator else ""
    return f"{indicator.label.sv} {indicator.description.sv} {indicator.numerator.sv} {denominator}"


def quoted(indicator_id: str) -> str | None:
    return shipped(indicator_id).source.quote


# --- the list as a whole --------------------------------------------------------------------------------------------


def test_the_shipped_list_has_no_problem_and_no_warning() -> None:
    assert problems_in(TEXT, file=FILE) == ()


@pytest.mark.requirement("IN-01", "IN-02", "IN-03", "IN-04", "IN-05", "IN-06", "IN-07", "IN-08", "IN-09", "IN-10")
@pytest.mark.requirement("IN-11", "IN-12", "IN-13", "IN-14", "IN-15", "IN-16", "IN-17", "IN-18", "IN-19", "IN-20")
@pytest.mark.requirement("IN-21", "IN-22", "IN-23", "IN-24", "IN-25")
def test_every_row_of_the_survey_stands_in_the_list_as_a_draft_with_all_that_defines_it() -> None:
    rows = {re.sub("[a-z]$", "", one) for one in ALL}
    assert rows == {f"IN-{number:02d}" for number in range(1, 26)}
    for one in LIST.indicators:
        assert one.state == "DRAFT"
        assert one.validity.start == date(2021, 1, 1)
        assert one.scope in one.scopes
        assert all(text.sv.strip() and text.en.strip() for text in (one.label, one.description, one.numerator))
        assert one.label.sv != one.label.en
        assert (one.denominator is None) == (not one.quotient)


@pytest.mark.requirement("NI-15")
def test_every_quote_of_the_list_stands_in_its_document_and_what_has_none_says_why_in_both_languages() -> None:
    assert quote_faults(RAW, DOCUMENTS) == []
    derived = [one.id for one in LIST.indicators if one.source.quote is None]
    assert derived == ["IN-11b", "IN-21b"]
    assert all(shipped(one).source.derived for one in derived)


@pytest.mark.requirement("NI-15")
def test_a_quote_that_was_changed_is_found() -> None:
    changed = TEXT.replace("Vi rekommenderar minst 50 %", "Vi rekommenderar minst 60 %")
    assert changed != TEXT
    assert len(quote_faults(yaml.safe_load(changed), DOCUMENTS)) == 1


def test_the_list_is_what_its_published_schema_says() -> None:
    schema = json.loads((ROOT / "docs" / "indicators.schema.json").read_text(encoding="utf-8"))
    dated = json.loads(json.dumps(RAW, default=str))
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(dated)) == []
    del dated["indicators"][0]["owner"]
    assert len(list(Draft202012Validator(schema).iter_errors(dated))) == 1


@pytest.mark.requirement("AM-31")
def test_no_code_names_an_indicator_of_the_list() -> None:
    ids = re.compile(r"[\"']IN-\d\d[a-z]?[\"']")
    files = [file for folder in ("service", "schema", "infra") for file in (ROOT / folder).rglob("*.py")]
    # What readers of the OpenAPI document are shown as examples is of the shipped list, and decides nothing.
    examples = {"national_examples.py", "national_parameters.py"}
    code = [file for file in files if "demo" not in file.parts and file.name not in examples]
    assert len(code) > 100
    assert [str(file) for file in code if ids.search(file.read_text(encoding="utf-8"))] == []


@pytest.mark.requirement("AM-31")
def test_another_list_loads_as_well_as_the_shipped_one() -> None:
    start, end = TEXT.index("  - id: IN-20\n"), TEXT.index("  - id: IN-21\n")
    fewer = TEXT[: TEXT.index("\nindicators:\n")] + "\nindicators:\n" + TEXT[start:end]
    other = load_national(fewer.replace("threshold: 5\n", "threshold: 10\n", 1), file="other.yaml")
    assert [one.id for one in other.indicators] == ["IN-20"]
    assert other.threshold == 10


@pytest.mark.requirement("NI-20")
def test_each_indicator_has_one_owner_of_the_list() -> None:
    owners = {one.id for one in LIST.owners}
    assert owners >= {"SKR", "SOCIALSTYRELSEN", "NPO", "FK", "AF", "INERA", "REGIONS"}
    assert all(one.owner in owners for one in LIST.indicators)
    named = {one: shipped(one).owner for one in ("IN-01", "IN-04", "IN-18", "IN-05")}
    assert named == {"IN-01": "FK", "IN-04": "FK", "IN-18": "AF", "IN-05": "REGIONS"}


# --- what decides whether figures compare ---------------------------------------------------------------------------


@pytest.mark.requirement("NI-04")
def test_the_sources_that_regions_name_are_in_the_list_and_every_indicator_says_which_it_takes() -> None:
    named = {"FK_STATISTICS", "INERA_STATISTICS", "CYKLOP", "MEDRAVE", "RAPPORTPORTALEN", "OWN_SURVEY"}
    sources = {one.id for one in LIST.sources}
    assert sources >= named | {"SAMORDNINGSFORBUND", "AF_STATISTICS", "INERA_WEBCERT", "SRS", "JOURNAL", "OWN_EVENTS"}
    assert all(one.sources for one in LIST.indicators)
    assert {source for one in LIST.indicators for source in one.sources} == sources


@pytest.mark.requirement("NI-05", "NI-06")
def test_scopes_and_registrants_that_differ_between_regions_can_be_told_apart() -> None:
    scopes = {"ALL_CARE", "PRIMARY_CARE", "COORDINATOR_UNITS", "PUBLIC_AND_PRIVATE"}
    assert set(shipped("IN-07").scopes) == scopes
    assert {one.id for one in LIST.scopes} >= scopes
    registrants = {one.id for one in LIST.registrants}
    assert set(shipped("IN-09").registrants) == registrants
    assert registrants >= {"ANYONE", "COORDINATOR_ONLY", "ALL_PROFESSIONS"}


@pytest.mark.requirement("NI-08", "NI-12", "NI-24", "C5")
def test_what_keeps_figures_from_comparing_is_a_flag_that_breaks_and_mere_reservations_are_not() -> None:
    breaking = {one.id for one in LIST.flags if one.breaks}
    assert breaking >= {"SCOPE_CHANGED", "CODE_TEXT_CHANGED", "IMPOSSIBLE_VALUE"}
    assert breaking >= {"PREVENTION_UNCODED", "NUMERATOR_DIFFERS"}
    reserved = {one.id for one in LIST.flags} - breaking
    assert reserved == {
        "UNDER_REGISTERED",
        "REGISTERED_BY_ALL",
        "COORDINATOR_ONLY",
        "VISIT_REQUIRED",
        "NOT_CARE",
        "FREE_TEXT",
        "OTHER_SOURCE",
    }
    assert quoted("IN-10") == "Inom Region B anvander vi inte begreppet sjukskrivningsplan"


@pytest.mark.requirement("C5")
def test_the_flags_that_checks_and_comparisons_speak_of_are_flags_of_the_list() -> None:
    spoken_of = (UNDER_REGISTERED, SCOPE_DIFFERS, SOURCE_DIFFERS, CODE_TEXT_DIFFERS)
    assert all(LIST.flag(one) for one in spoken_of)


@pytest.mark.requirement("NI-09")
def test_unique_individuals_never_add_over_units_and_are_bounded_by_what_they_are_counted_in() -> None:
    individuals = [one for one in LIST.indicators if one.counted == "INDIVIDUALS"]
    assert [one.id for one in individuals] == ["IN-07", "IN-07b", "IN-08", "IN-18", "IN-19"]
    assert {one.additivity for one in individuals} == {"NOT_OVER_UNITS"}
    bounds = {one: shipped(one).at_most for one in ("IN-07", "IN-07b", "IN-08")}
    assert bounds == {"IN-07": "IN-09", "IN-07b": "IN-21", "IN-08": "IN-07"}
    counted = {one: shipped(one).counted for one in ("IN-07", "IN-09", "IN-21")}
    assert counted == {"IN-07": "INDIVIDUALS", "IN-09": "ENTRIES", "IN-21": "CONTACTS"}
    assert "JOURNAL_REKO" in set(shipped("IN-07b").sources) & set(shipped("IN-21").sources)


@pytest.mark.requirement("NI-10", "NI-11", "NI-13")
def test_coordination_is_registered_by_code_or_by_record_type_and_is_no_care_visit() -> None:
    for one in ("IN-07", "IN-07b", "IN-09", "IN-21"):
        assert {"JOURNAL", "JOURNAL_REKO"} <= set(shipped(one).sources)
    assert (
        quoted("IN-09") == "Eftersom koordineringsinsatser inte ar halso- och sjukvard ska inget vardbesok rapporteras"
    )
    assert "räknas inte som vårdbesök" in words(shipped("IN-09"))
    assert "VISITS" not in {one.counted for one in LIST.indicators}
    code = LIST.code("GC001")
    assert code is not None
    assert "med eller utan patientkontakt" in code.texts[-1].text.sv
    assert code.texts[-1].source.quote == "den kan avse bade kontakt och inte kontakt med patient"


@pytest.mark.requirement("NI-14")
def test_whatever_counts_individuals_or_sick_leave_is_split_by_sex() -> None:
    sex = LIST.dimension("SEX")
    assert sex is not None
    assert [(one.id, one.label.sv) for one in sex.categories] == [("K", "Kvinnor"), ("M", "Män")]
    counted = [one for one in LIST.indicators if one.counted in {"INDIVIDUALS", "EPISODES"}]
    assert len(counted) > 8
    assert all("SEX" in one.dimensions for one in counted)


@pytest.mark.requirement("NI-26")
def test_how_a_region_organises_its_experts_is_no_indicator() -> None:
    assert not [one.id for one in LIST.indicators if re.search("sakkunnig|expert", words(one), re.IGNORECASE)]


# --- single indicators ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("AM-40", "IN-03")
def test_a_share_per_thousand_is_a_rate_and_the_two_denominators_are_two_indicators() -> None:
    rates = [shipped("IN-03"), shipped("IN-03b")]
    assert {(one.unit, one.factor) for one in rates} == {("RATE_PER_1000", 1000)}
    assert quoted("IN-03") == "Andelen sjukfall per tusen listade patienter"
    all_ages, working_age = (one.denominator.sv if one.denominator else "" for one in rates)
    assert "alla åldrar" in all_ages
    assert "yrkesverksam ålder" in working_age
    per_thousand = [one for one in LIST.indicators if re.search("per (tusen|1000) listade", words(one))]
    assert {one.unit for one in per_thousand} == {"RATE_PER_1000"}


@pytest.mark.requirement("IN-10", "IN-11")
def test_plans_are_counted_and_also_set_in_proportion_without_being_a_share() -> None:
    counts, ratios = (shipped("IN-10"), shipped("IN-11")), (shipped("IN-10b"), shipped("IN-11b"))
    assert {one.unit for one in counts} == {"COUNT"}
    assert {(one.unit, one.factor) for one in ratios} == {("RATIO", 100)}
    assert [one.code_ids for one in (*counts, *ratios)] == [("DV077",), ("AW026",), ("DV077",), ("DV077", "AW026")]


@pytest.mark.requirement("NI-21", "IN-23", "IN-24", "IN-25")
def test_what_the_service_knows_from_its_own_events_is_computed_and_nobody_enters_it() -> None:
    computed = {one.id: (one.computed, one.period, one.unit) for one in LIST.indicators if one.computed}
    assert computed == {
        "IN-23": ("DEVIATIONS", "HALF_YEAR", "COUNT"),
        "IN-24a": ("PLANS_IN_TIME", "MONTH", "SHARE"),
        "IN-24b": ("DAYS_TO_CORRECTION", "MONTH", "MEDIAN_DAYS"),
        "IN-24c": ("RUNNING_SANCTIONS", "MONTH", "COUNT"),
        "IN-24d": ("SANCTIONED_SEK", "MONTH", "SEK"),
        "IN-25a": ("AGREEMENTS_FOLLOWED_UP", "YEAR", "SHARE"),
        "IN-25b": ("ACTION_PLANS", "YEAR", "RATIO"),
        "IN-25c": ("FURTHER_MEASURES", "YEAR", "RATIO"),
    }
    assert {shipped(one).sources for one in computed} == {("OWN_EVENTS",)}
    assert shipped("IN-23").dimensions == ("CATEGORY", "DIRECTION")


@pytest.mark.requirement("IN-08", "IN-23")
def test_categories_that_share_cases_say_that_they_do_not_add_up() -> None:
    assert {one.id for one in LIST.dimensions if one.overlapping} == {"ACTOR", "CATEGORY"}


# --- the list grows as data -----------------------------------------------------------------------------------------


def grown(old: str, new: str) -> NationalPackage:
    assert TEXT.count(old) == 1, old
    return load_national(TEXT.replace(old, new), file=FILE)


@pytest.mark.requirement("NI-25")
def test_the_codes_that_are_proposed_are_added_as_data_alone() -> None:
    source = '{document: S3, clause: "8b, region H", quote: Inom NPO foreslas just nu AW 020 och AW024}'
    new = "".join(
        f"  - system: KVA\n    id: {code}\n    texts:\n      - version: F2023\n"
        f"        text: {{sv: {code}, en: {code}}}\n"
        f"        validity: {{start: 2023-01-01}}\n        source: {source}\n"
        for code in ("AW020", "AW024")
    )
    counted = "    code_ids: [AW026]\n"
    text = TEXT.replace("\nindicators:\n", f"{new}\nindicators:\n", 1).replace(
        counted, counted.replace("AW026", "AW026, AW020, AW024"), 1
    )
    package = load_national(text, file=FILE)
    found = [package.code(one) for one in ("AW020", "AW024")]
    assert all(found)
    follow_ups = package.indicator("IN-11")
    assert follow_ups is not None
    assert follow_ups.code_ids == ("AW026", "AW020", "AW024")
    assert quote_faults(yaml.safe_load(text), DOCUMENTS) == []


@pytest.mark.requirement("NI-08")
def test_a_code_text_that_changes_is_a_further_version_from_a_day() -> None:
    old = "        validity: {start: 2020-02-01}\n"
    derived = "{clause: KVÅ, derived: {sv: Ny lydelse., en: New wording.}}"
    package = grown(
        old,
        "        validity: {start: 2020-02-01, end: 2024-01-01}\n"
        f"        source: {derived}\n"
        "      - version: A2024\n        text: {sv: Ny text, en: New text}\n        validity: {start: 2024-01-01}\n",
    )
    code = package.code("GC001")
    assert code is not None
    assert [(one.version, one.validity.start.year) for one in code.texts] == [("A2020", 2020), ("A2024", 2024)]


@pytest.mark.requirement("NI-08", "NI-15", "C5")
def test_a_break_and_a_further_version_of_a_definition_are_added_as_data() -> None:
    old = TEXT[TEXT.index("  - id: IN-20\n") : TEXT.index("  - id: IN-21\n")]
    broken = (
        "    breaks:\n"
        "      - {day: 2022-01-01, flag: SCOPE_CHANGED, source: {clause: 8b, derived: {sv: Vidgad., en: Wider.}}}\n"
    )
    first = old.replace("{start: 2021-01-01}", "{start: 2021-01-01, end: 2024-01-01}").replace(
        "    source: {document", f"{broken}    source: {{document", 1
    )
    second = old.replace("  - id: IN-20\n", "  - id: IN-20\n    version: 2\n").replace("2021-01-01", "2024-01-01")
    package = grown(old, first + second)
    by_day = [package.indicator("IN-20", day) for day in (date(2023, 12, 31), date(2024, 1, 1))]
    assert [one and one.version for one in by_day] == [1, 2]
    assert by_day[0] is not None
    assert [(one.day, one.flag) for one in by_day[0].breaks] == [(date(2022, 1, 1), "SCOPE_CHANGED")]


def test_the_list_is_read_once() -> None:
    assert national_list() is national_list()
