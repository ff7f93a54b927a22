"""The checks of a delivery: what is refused, what takes a comment, what is complete. They never change a figure."""

from __future__ import annotations

import ast
import string
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.national import checks, checks_history
from service.national.check_words import CHECKS, STATUSES, said
from service.national.checks import check
from service.national.definitions import NationalPackage
from service.national.finding import Finding
from service.national.observations import Observation, Status
from service.national.periods import ReportingPeriod
from tests.core.figures import (
    ENTRIES,
    MEDIAN,
    MONTHLY,
    NOW,
    PACKAGE,
    SHARE,
    UNIQUE,
    anything,
    asked,
    balance,
    figure,
    key,
    national,
)
from tests.core.vectors import VECTORS

INDICATORS = VECTORS["indicators"]


def found(*delivered: Observation, package: NationalPackage = PACKAGE, period: str = NOW, **more: Any) -> list[Finding]:
    """What the checks find beside what is missing, of a round for the delivered indicators."""
    round_ = asked(*dict.fromkeys(one.key.indicator for one in delivered), period=period)
    return [one for one in check(package, round_, delivered, **more) if one.code != "FIGURES_MISSING"]


def codes(*delivered: Observation, **more: Any) -> list[tuple[str, str]]:
    return [(one.severity, one.code) for one in found(*delivered, **more)]


def by_sex(of: Any, total: int | None, women: int | None, men: int | None) -> list[Observation]:
    numbers = (({}, total), ({"SEX": "K"}, women), ({"SEX": "M"}, men))
    return [
        figure(key(of, NOW, **split), number, status="NORMAL" if number is not None else "NOT_REPORTED")
        for split, number in numbers
    ]


def history(*numbers: int, of: Any = ENTRIES, **more: Any) -> list[Observation]:
    """Figures of the half-years before NOW, the latest last."""
    now = ReportingPeriod.parse(NOW)
    return [figure(key(of, str(now.plus(n - len(numbers)))), number, **more) for n, number in enumerate(numbers)]


# --- what cannot be so ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("EX-21", "NI-09")
def test_more_unique_individuals_than_entries_are_refused_with_what_is_allowed_and_nothing_is_corrected() -> None:
    vector = INDICATORS["EX-21"]
    unique, entries = figure(key(UNIQUE, NOW), vector["unique"]), figure(key(ENTRIES, NOW), vector["entries"])
    (finding,) = found(unique, entries)
    assert (finding.code, finding.severity, finding.key) == (vector["error"], "ERROR", unique.key)
    assert finding.params == {"unique": 33756, "entries": 11598, "bound": "ENTRIES"}
    assert finding.allowed == ("0…11598",)
    assert (unique.numerator, unique.status) == (33756, "NORMAL")
    assert "33756" in said(finding, "sv")
    assert found(figure(key(UNIQUE, NOW), 3680), figure(key(ENTRIES, NOW), 11458)) == []
    assert found(figure(key(UNIQUE, NOW), 11598), entries) == []


@pytest.mark.requirement("EX-21")
def test_individuals_are_held_against_the_entries_of_the_same_sex_alone() -> None:
    women = {"SEX": "K"}
    entries = [figure(key(ENTRIES, NOW), 100), figure(key(ENTRIES, NOW, **women), 10)]
    assert codes(figure(key(UNIQUE, NOW, **women), 11), *entries) == [("ERROR", "UNIQUE_GT_COUNT")]
    hidden = figure(key(ENTRIES, NOW, **women), status="NOT_REPORTED")
    assert codes(figure(key(UNIQUE, NOW, **women), 11), hidden) == []


def test_a_share_is_no_more_than_the_whole() -> None:
    assert codes(figure(key(SHARE, NOW), 43, 42)) == [("ERROR", "NUMERATOR_GT_DENOMINATOR")]
    assert codes(figure(key(SHARE, NOW), 42, 42)) == []


@pytest.mark.parametrize("denominator", [None, 0])
def test_a_quotient_needs_a_denominator(denominator: int | None) -> None:
    (finding,) = found(figure(key(SHARE, NOW), 0, denominator))
    assert (finding.severity, finding.code) == ("ERROR", "DENOMINATOR_MISSING")
    assert finding.key == key(SHARE, NOW)


@pytest.mark.requirement("NI-14")
@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((10, 7, 3), []),
        ((9, 7, 3), [("ERROR", "PARTS_GT_TOTAL")]),
        ((11, 7, 3), [("WARNING", "PARTS_LT_TOTAL")]),
        ((11, 7, None), []),
        ((6, 7, None), [("ERROR", "PARTS_GT_TOTAL")]),
        ((None, 7, 3), []),
        ((0, 1, 0), [("ERROR", "PARTS_GT_TOTAL")]),
    ],
)
def test_women_and_men_add_up_and_one_that_is_absent_is_not_taken_for_zero(
    numbers: tuple[int | None, int | None, int | None], expected: list[tuple[str, str]]
) -> None:
    assert codes(*by_sex(ENTRIES, *numbers)) == expected


@pytest.mark.requirement("NI-09", "NI-14")
@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((10, 7, 3), []),
        ((9, 7, 3), []),
        ((6, 7, 3), [("ERROR", "PART_GT_TOTAL")]),
        ((11, 7, 3), [("WARNING", "PARTS_LT_TOTAL")]),
    ],
)
def test_unique_individuals_are_between_the_largest_part_and_the_sum(
    numbers: tuple[int, int, int], expected: list[tuple[str, str]]
) -> None:
    assert codes(*by_sex(UNIQUE, *numbers)) == expected


@pytest.mark.requirement("NI-09")
def test_individuals_of_units_are_not_added_where_entries_are() -> None:
    def by_unit(of: Any) -> list[Observation]:
        return [figure(key(of, NOW), 10), *(figure(key(of, NOW, UNIT=unit), 6) for unit in ("unit-1", "unit-2"))]

    assert codes(*by_unit(UNIQUE)) == []
    assert codes(*by_unit(ENTRIES)) == [("ERROR", "PARTS_GT_TOTAL")]


def test_denominators_and_categories_within_a_sex_add_up_too() -> None:
    shares = [figure(key(SHARE, NOW), 5, 99)] + [figure(key(SHARE, NOW, SEX=sex), 2, 50) for sex in ("K", "M")]
    assert [(one.code, one.params["part"].en) for one in found(*shares)] == [
        ("PARTS_GT_TOTAL", "denominators"),
        ("PARTS_LT_TOTAL", "numerators"),
    ]
    listed = [
        figure(key(ENTRIES, NOW, **split), 0, of) for split, of in (({}, 99), ({"SEX": "K"}, 50), ({"SEX": "M"}, None))
    ]
    assert found(*listed) == []
    areas = [figure(key(ENTRIES, NOW, SEX="K", AREA=area), 6) for area in ("A", "B")]
    (finding,) = found(figure(key(ENTRIES, NOW, SEX="K"), 10), *areas)
    assert (finding.code, finding.key, finding.params["sum"]) == ("PARTS_GT_TOTAL", key(ENTRIES, NOW, SEX="K"), 12)


def test_medians_are_not_added() -> None:
    split = MEDIAN.model_copy(update={"dimensions": ("SEX",)})
    ones = [figure(key(split, NOW, **at), 9, value=Decimal(8)) for at in ({}, {"SEX": "K"}, {"SEX": "M"})]
    assert codes(*ones, package=national(split)) == []


@pytest.mark.requirement("EX-25")
def test_agreements_at_the_end_are_those_at_the_start_with_the_new_and_without_the_ended() -> None:
    vector = INDICATORS["EX-25"]
    ids = {"START": "start", "NEW": "new", "GONE": "ended", "END": "end"}
    right = [figure(key(one, "2022"), vector[name]) for one, name in ids.items()]
    assert found(*right, period="2022") == []
    wrong = [*right[:3], figure(key("END", "2022"), 121)]
    (finding,) = found(*wrong, period="2022")
    assert (finding.code, finding.severity, finding.key) == ("BALANCE_WRONG", "ERROR", key("END", "2022"))
    assert (finding.params["given"], finding.params["expected"], finding.allowed) == (121, 122, ("122",))
    unknown = [*right[:2], figure(key("GONE", "2022"), status="NOT_REPORTED"), wrong[3]]
    assert found(*unknown, period="2022") == []


@pytest.mark.requirement("EX-25")
def test_a_balance_holds_in_each_category_and_may_be_between_categories_of_one_indicator() -> None:
    areas = [figure(key(one, "2022", AREA="A"), count) for one, count in (("START", 5), ("NEW", 1), ("GONE", 0))]
    (finding,) = found(*areas, figure(key("END", "2022", AREA="A"), 5), period="2022")
    assert (finding.code, finding.key) == ("BALANCE_WRONG", key("END", "2022", AREA="A"))
    at = [{"indicator": "ENTRIES", "categories": {"AREA": area}} for area in ("A", "B")]
    package = national(balances=(balance({"indicator": "ENTRIES"}, at, []),))
    whole = [figure(key(ENTRIES, NOW, SEX="K", **area), 4) for area in ({}, {"AREA": "A"}, {"AREA": "B"})]
    assert [(one.code, one.params.get("expected")) for one in found(*whole, package=package)] == [
        ("BALANCE_WRONG", 8),
        ("PARTS_GT_TOTAL", None),
    ]


@pytest.mark.requirement("NI-07")
@pytest.mark.parametrize("status", ["NOT_REPORTED", "NOT_REPORTED_BY_CHOICE", "NOT_APPLICABLE", "IMPLAUSIBLE"])
def test_an_absent_figure_is_no_zero(status: Status) -> None:
    assert codes(figure(key(ENTRIES, NOW), 0, status=status, comment="Registreras inte")) == [
        ("ERROR", "FIGURE_UNDER_ABSENCE")
    ]


@pytest.mark.parametrize(
    "one", [figure(key(ENTRIES, NOW)), figure(key(SHARE, NOW), None, 9), figure(key(MEDIAN, NOW), 9)]
)
def test_a_status_with_a_figure_has_one(one: Observation) -> None:
    assert codes(one) == [("ERROR", "FIGURE_MISSING")]


@pytest.mark.requirement("NI-07")
@pytest.mark.parametrize("comment", [None, "  "])
def test_who_chooses_not_to_report_says_why(comment: str | None) -> None:
    refused = figure(key(ENTRIES, NOW), status="NOT_REPORTED_BY_CHOICE", comment=comment)
    assert [(one.code, one.params) for one in check(PACKAGE, asked("ENTRIES"), [refused])] == [
        ("REASON_MISSING", {}),
        ("FIGURES_MISSING", {"missing": 2, "expected": 3}),
    ]
    explained = figure(key(ENTRIES, NOW), status="NOT_REPORTED_BY_CHOICE", comment="Underlaget är för osäkert")
    assert codes(explained) == []


@pytest.mark.requirement("NI-18")
def test_a_comment_names_no_individual() -> None:
    named = figure(key(ENTRIES, NOW), 9, comment="Gäller 19121212-1212")
    assert codes(named) == [("ERROR", "PERSONAL_NUMBER_IN_COMMENT")]


def test_what_the_round_does_not_ask_for_is_told_with_what_it_asks_for_and_checked_no_further() -> None:
    strays = [
        figure(key(ENTRIES, "2022-S2"), 1),
        figure(key(ENTRIES, NOW, region="07"), 1),
        figure(key(SHARE, NOW), 9, 1),
    ]
    findings = check(PACKAGE, asked("ENTRIES"), [figure(key(ENTRIES, NOW), 1), *strays])
    outside = {one.key: one.allowed for one in findings if one.code == "OUTSIDE_ROUND"}
    assert outside == dict(zip((one.key for one in strays), ((NOW,), ("ENTRIES",), ("ENTRIES",)), strict=True))
    assert {one.code for one in findings} == {"OUTSIDE_ROUND", "FIGURES_MISSING"}


def test_the_same_figure_twice_is_refused() -> None:
    assert codes(figure(key(ENTRIES, NOW), 1), figure(key(ENTRIES, NOW), 2)) == [("ERROR", "FIGURE_TWICE")]


# --- what takes a comment -------------------------------------------------------------------------------------------


@pytest.mark.requirement("NI-17")
def test_a_figure_far_from_a_units_own_earlier_ones_is_an_outlier() -> None:
    unit = {"UNIT": "unit-1"}
    now = ReportingPeriod.parse(NOW)
    before = [figure(key(ENTRIES, str(now.plus(-n)), **unit), count) for n, count in enumerate((200, 210, 190, 205), 1)]
    (finding,) = found(figure(key(ENTRIES, NOW, **unit), 400), earlier=before)
    assert (finding.code, finding.severity) == ("OUTLIER", "WARNING")
    assert finding.params == {"value": 400, "usual": Decimal(203), "periods": 4}
    assert found(figure(key(ENTRIES, NOW, **unit), 230), earlier=before) == []
    assert found(figure(key(ENTRIES, NOW, **unit), 400), earlier=before[:3]) == []


def test_small_counts_vary_and_a_level_series_takes_more_than_a_fifth() -> None:
    assert found(figure(key(ENTRIES, NOW), 5), earlier=history(2, 2, 2, 2)) == []
    assert found(figure(key(ENTRIES, NOW), 1190), earlier=history(1000, 1000, 1000, 1000)) == []
    assert codes(figure(key(ENTRIES, NOW), 1210), earlier=history(1000, 1000, 1000, 1000)) == [("WARNING", "OUTLIER")]


def test_earlier_figures_that_do_not_compare_are_no_history_of_outliers() -> None:
    before = history(200, 210, 190, 205, scope="PRIMARY_CARE")
    assert codes(figure(key(ENTRIES, NOW), 400), earlier=before) == [("WARNING", "SCOPE_CHANGED")]


def test_a_series_that_swings_takes_more_than_its_swings_and_few_that_compare_are_too_few() -> None:
    assert found(figure(key(ENTRIES, NOW), 500), earlier=history(100, 300, 100, 300)) == []
    mixed = [*history(200, 210, 190, 205, 200, scope="PRIMARY_CARE")[:3], *history(205, 200)]
    assert found(figure(key(ENTRIES, NOW), 400), earlier=mixed) == []


def test_the_last_time_is_the_latest_period_that_had_a_figure() -> None:
    absent = figure(key(ENTRIES, "2021-S2"), status="NOT_REPORTED", source="SURVEY", scope="PRIMARY_CARE")
    older = history(10, 10, 10, source="SURVEY")[0]
    assert found(figure(key(ENTRIES, NOW), 10), earlier=[absent, *history(10, 10)[:1], older]) == []


@pytest.mark.requirement("EX-21")
def test_individuals_per_entry_that_leap_take_a_comment() -> None:
    before = [*history(3680, of=UNIQUE), *history(11458)]
    leap = [figure(key(UNIQUE, NOW), 9000), figure(key(ENTRIES, NOW), 11598)]
    (finding,) = found(*leap, earlier=before)
    assert (finding.code, finding.severity) == ("RELATION_JUMPS", "WARNING")
    assert finding.params == {"before": Decimal("0.32"), "now": Decimal("0.78"), "bound": "ENTRIES"}
    assert said(finding, "sv") == "Individer per ENTRIES går från 0,32 till 0,78."
    assert found(figure(key(UNIQUE, NOW), 4000), figure(key(ENTRIES, NOW), 11598), earlier=before) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"scope": "PRIMARY_CARE"}, "SCOPE_CHANGED", marks=pytest.mark.requirement("NI-05")),
        ({"source": "SURVEY"}, "SOURCE_CHANGED"),
        pytest.param({"registrant": "ANYONE"}, "REGISTRANT_CHANGED", marks=pytest.mark.requirement("NI-06")),
        pytest.param({"code_text": "V2"}, "CODE_TEXT_CHANGED", marks=pytest.mark.requirement("NI-08")),
    ],
)
def test_what_is_described_otherwise_than_the_last_time_takes_one_comment_for_all_its_figures(
    change: dict[str, Any], code: str
) -> None:
    before = [figure(key(ENTRIES, "2021-S2", **split), 10) for split in ({}, {"SEX": "K"})]
    now = [figure(key(ENTRIES, NOW, **split), 10, **change) for split in ({}, {"SEX": "K"})]
    (finding,) = found(*now, earlier=before)
    assert (finding.code, finding.severity, finding.key, finding.params["figures"]) == (code, "WARNING", now[0].key, 2)
    assert "2 siffror" in said(finding, "sv")


def test_a_change_within_the_delivery_itself_is_seen() -> None:
    months = [figure(key(MONTHLY, f"2022-0{n}"), 10, source="JOURNAL" if n < 4 else "SURVEY") for n in range(1, 7)]
    (finding,) = found(*months)
    assert (finding.code, finding.key) == ("SOURCE_CHANGED", key(MONTHLY, "2022-04"))


@pytest.mark.requirement("NI-07")
def test_low_coverage_is_declared_as_under_registration() -> None:
    low = figure(key(ENTRIES, NOW), 9, coverage=Decimal("79.9"))
    (finding,) = found(low)
    assert (finding.severity, finding.code) == ("WARNING", "UNDER_REGISTRATION_UNDECLARED")
    assert finding.allowed == ("UNDER_REGISTERED",)
    assert said(finding, "sv").startswith("Täckningsgraden 79,9 % ligger under 80 %")
    assert found(figure(low.key, 9, coverage=Decimal("79.9"), flags=("UNDER_REGISTERED",))) == []
    assert found(figure(low.key, 9, coverage=Decimal(80))) == []


def test_a_denominator_that_leaps_or_is_not_the_known_one_takes_a_comment() -> None:
    before = [figure(key(SHARE, "2021-S2"), 9, 1000)]
    assert codes(figure(key(SHARE, NOW), 9, 1201), earlier=before) == [("WARNING", "DENOMINATOR_CHANGED")]
    assert codes(figure(key(SHARE, NOW), 9, 1200), earlier=before) == []
    (finding,) = found(figure(key(SHARE, NOW), 9, 1000), denominators={key(SHARE, NOW): 1001})
    assert (finding.severity, finding.code, finding.allowed) == ("WARNING", "DENOMINATOR_DIFFERS", ("1001",))
    assert found(figure(key(SHARE, NOW), 9, 1001), denominators={key(SHARE, NOW): 1001}) == []


@given(st.lists(anything, max_size=12), st.lists(anything, max_size=12))
def test_whatever_is_delivered_is_checked_and_said_in_both_languages(
    given_: list[Observation], earlier: list[Observation]
) -> None:
    findings = check(PACKAGE, asked("ENTRIES", "UNIQUE", "SHARE", "MONTHLY"), given_, earlier)
    for finding in findings:
        assert said(finding, "sv") != said(finding, "en")
        assert "{" not in said(finding, "sv")
    assert [one.severity for one in findings] == sorted(one.severity for one in findings)


# --- what they say ----------------------------------------------------------------------------------------------


def test_every_code_that_a_check_finds_has_words_and_none_has_words_in_vain() -> None:
    calls = [
        node
        for module in (checks, checks_history)
        for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding"
    ]
    literal = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    assert literal | {code for _, code in checks_history._DESCRIBED} == set(CHECKS)
    for words in CHECKS.values():
        needed = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (words.sv, words.en)]
        assert needed[0] == needed[1]
    assert set(STATUSES) == set(get_args(Status))


@pytest.mark.requirement("IN-23")
def test_categories_that_overlap_may_come_to_more_than_their_total_and_none_of_them_alone() -> None:
    areas = PACKAGE.dimensions[2].model_copy(update={"overlapping": True})
    package = PACKAGE.model_copy(update={"dimensions": (*PACKAGE.dimensions[:2], areas)})
    for parts, codes in (((7, 6), []), ((11, 6), ["PART_GT_TOTAL"])):
        split = [figure(key(ENTRIES, NOW, AREA=area), count) for area, count in zip("AB", parts, strict=True)]
        assert [one.code for one in found(figure(key(ENTRIES, NOW), 10), *split, package=package)] == codes
