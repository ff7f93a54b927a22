"""Values, pooled and unweighted means, intervals, medians, directions: exact until they are shown."""

from __future__ import annotations

import ast
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.national import statistics
from service.national.definitions import Indicator
from service.national.observations import Observation, Status
from service.national.statistics import (
    CHANGE_DECIMALS,
    change_percent,
    decimals,
    direction,
    interval,
    median_days,
    pool,
    rounded,
    shown,
    value_of,
    wilson,
)
from tests.core.figures import ENTRIES, MEDIAN, RATE, RATIO, SHARE, UNIQUE, figure, indicator, key
from tests.core.vectors import VECTORS

INDICATORS = VECTORS["indicators"]
counts = st.integers(0, 10**6)
sizes = st.integers(1, 10**6)
WITHOUT: list[Status] = [
    "NOT_REPORTED",
    "NOT_REPORTED_BY_CHOICE",
    "NOT_APPLICABLE",
    "SUPPRESSED",
    "IMPLAUSIBLE",
]


def rates(*pairs: tuple[int, int], of: Indicator = RATE) -> list[Observation]:
    return [figure(key(of, "2022", f"{n:02d}"), *pair) for n, pair in enumerate(pairs, 1)]


# --- values ---------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("EX-20")
def test_contacts_per_individual_and_their_changes_are_those_of_the_document() -> None:
    given_ = INDICATORS["EX-20"]
    pairs = list(zip(given_["contacts"], given_["individuals"], strict=True))
    values = [shown(RATIO, value_of(RATIO, figure(key(RATIO, "2021"), *pair))) for pair in pairs]
    assert [str(value) for value in values] == given_["per_individual"]
    changes = [change_percent(*map(Fraction, given_[name])) for name in ("contacts", "individuals")]
    assert [str(rounded(one, CHANGE_DECIMALS)) for one in changes if one is not None] == given_["change_percent"]


@pytest.mark.requirement("AM-40")
def test_a_rate_per_thousand_is_a_unit_of_its_own_and_no_per_cent() -> None:
    cases, listed = 30, 1000
    rate, share = (value_of(of, figure(key(of, "2022"), cases, listed)) for of in (RATE, SHARE))
    assert (rate, share) == (30, 3)
    assert (RATE.unit, SHARE.unit) == ("RATE_PER_1000", "SHARE")


def test_a_value_is_exact_and_rounded_only_where_it_is_shown() -> None:
    third = value_of(SHARE, figure(key(SHARE, "2022-S1"), 1, 3))
    assert third == Fraction(100, 3)
    assert shown(SHARE, third) == Decimal("33.33")


@pytest.mark.parametrize("status", WITHOUT)
@pytest.mark.requirement("NI-07")
def test_a_status_without_a_figure_has_no_value_whatever_numbers_stand_there(status: Status) -> None:
    assert value_of(ENTRIES, figure(key(ENTRIES, "2022-S1"), 0, status=status)) is None


@pytest.mark.parametrize("denominator", [None, 0])
def test_nothing_is_divided_by_zero_or_by_what_is_missing(denominator: int | None) -> None:
    assert value_of(SHARE, figure(key(SHARE, "2022-S1"), 3, denominator)) is None


def test_a_zero_is_a_value_and_a_median_is_not_the_number_that_it_is_of() -> None:
    assert value_of(ENTRIES, figure(key(ENTRIES, "2022-S1"), 0)) == 0
    assert value_of(MEDIAN, figure(key(MEDIAN, "2022-S1"), 40, value=Decimal("17.5"))) == Fraction(35, 2)
    assert value_of(MEDIAN, figure(key(MEDIAN, "2022-S1"), 40)) is None


def test_decimals_follow_unit_and_factor() -> None:
    assert [decimals(one) for one in (ENTRIES, SHARE, RATE, RATIO, MEDIAN)] == [0, 2, 3, 5, 1]
    assert decimals(indicator("ONE", unit="SHARE", denominator={"sv": "n", "en": "d"})) == 4


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.integers(0, 8))
def test_rounding_is_half_away_from_zero_whatever_the_context(numerator: int, denominator: int, places: int) -> None:
    with localcontext() as context:
        context.prec = 2
        found = rounded(Fraction(numerator, denominator), places)
    with localcontext() as context:
        context.prec = 60
        expected = (Decimal(numerator) / denominator).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert found == expected
    assert found.as_tuple().exponent == -places
    assert not (found == 0 and found.is_signed())


@given(st.fractions(), st.fractions())
def test_a_change_leads_from_the_one_to_the_other(before: Fraction, after: Fraction) -> None:
    change = change_percent(before, after)
    if before == 0:
        assert change is None
    else:
        assert change is not None
        assert before + abs(before) * change / 100 == after


def test_no_float_is_made_of_a_figure() -> None:
    tree = ast.parse(Path(statistics.__file__).read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    assert not [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    assert not [node for node in nodes if isinstance(node, ast.Name) and node.id in {"float", "round", "math"}]


# --- values of several regions --------------------------------------------------------------------------------------


@pytest.mark.requirement("EX-22", "NI-03")
def test_the_national_rate_is_pooled_and_the_mean_of_regions_stands_beside_it() -> None:
    vector = INDICATORS["EX-22"]
    regions = rates(*zip(vector["numerators"], vector["denominators"], strict=True))
    values = [value for one in regions if (value := value_of(RATE, one)) is not None]
    assert [str(rounded(value, 1)) for value in values] == vector["per_1000"]
    pooled = pool(RATE, regions, 21)
    assert str(shown(RATE, pooled.value)) == vector["pooled"]
    assert str(shown(RATE, pooled.unweighted)) == vector["unweighted"]
    assert (pooled.numerator, pooled.denominator) == (582, 25_900)
    assert (pooled.answered, pooled.eligible) == (3, 21)


@pytest.mark.requirement("NI-03", "NI-07")
@pytest.mark.parametrize("status", [one for one in WITHOUT if one != "NOT_APPLICABLE"])
def test_a_part_that_is_hidden_or_absent_is_left_out_and_never_summed_as_zero(status: Status) -> None:
    there = rates((12, 400), (480, 24_000))
    absent = figure(key(RATE, "2022", "03"), status=status)
    pooled, of_two = pool(RATE, [*there, absent], 3), pool(RATE, there, 3)
    assert pooled == of_two
    assert (pooled.answered, pooled.eligible) == (2, 3)


@pytest.mark.requirement("NI-03")
def test_a_region_that_a_figure_does_not_apply_to_is_not_eligible() -> None:
    pooled = pool(RATE, [*rates((12, 400)), figure(key(RATE, "2022", "09"), status="NOT_APPLICABLE")], 21)
    assert (pooled.answered, pooled.eligible) == (1, 20)


def test_a_figure_by_another_definition_is_in_no_common_value() -> None:
    other = figure(key(RATE, "2022", "09"), 900, 1000, status="DEFINITION_DIFFERS")
    assert pool(RATE, [*rates((12, 400)), other], 21) == pool(RATE, rates((12, 400)), 21)


def test_counts_are_summed_and_none_that_answered_makes_no_value() -> None:
    pooled = pool(UNIQUE, [figure(key(UNIQUE, "2022-S1", region), 40) for region in ("01", "03")], 21)
    assert (pooled.value, pooled.numerator, pooled.denominator, pooled.unweighted) == (80, 80, None, 40)
    nobody = pool(UNIQUE, [figure(key(UNIQUE, "2022-S1", "01"), status="NOT_REPORTED")], 21)
    assert (nobody.value, nobody.unweighted, nobody.answered, nobody.eligible) == (None, None, 0, 21)


@pytest.mark.requirement("NI-09")
@pytest.mark.parametrize("additivity", ["NOT_ADDITIVE", "ADDITIVE"])
def test_medians_have_no_common_value_even_where_a_package_says_that_they_add(additivity: str) -> None:
    of = MEDIAN.model_copy(update={"additivity": additivity})
    days = [figure(key(of, "2022-S1", region), 9, value=Decimal(value)) for region, value in (("01", 10), ("03", 21))]
    pooled = pool(of, days, 21)
    assert (pooled.value, pooled.numerator, pooled.unweighted) == (None, None, Fraction(31, 2))


def test_a_region_twice_or_figures_of_different_periods_are_no_common_value() -> None:
    twice = [figure(key(RATE, "2022"), 1, 2)] * 2
    with pytest.raises(ValueError, match="two figures"):
        pool(RATE, twice, 21)
    with pytest.raises(ValueError, match="not of one"):
        pool(RATE, [figure(key(RATE, "2022", "01"), 1, 2), figure(key(RATE, "2021", "03"), 1, 2)], 21)


@given(st.lists(st.tuples(counts, sizes), min_size=1, max_size=21))
def test_a_pooled_rate_lies_between_the_least_and_the_greatest_and_is_their_weighted_mean(
    pairs: list[tuple[int, int]],
) -> None:
    regions = rates(*pairs)
    pooled = pool(RATE, regions, 21)
    values = [value for one in regions if (value := value_of(RATE, one)) is not None]
    assert pooled.value is not None
    assert min(values) <= pooled.value <= max(values)
    assert pooled.value * sum(size for _, size in pairs) == sum(
        value * size for value, (_, size) in zip(values, pairs, strict=True)
    )
    assert pool(RATE, regions[::-1], 21) == pooled


# --- Wilson ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", INDICATORS["EX-23-wilson95"], ids=lambda one: f"{one['x']}/{one['n']}")
@pytest.mark.requirement("EX-23")
def test_wilson_bounds_are_those_of_the_document(vector: dict[str, object]) -> None:
    bounds = wilson(int(str(vector["x"])), int(str(vector["n"])))
    assert [str(rounded(Fraction(one), 4)) for one in bounds] == [vector["low"], vector["high"]]
    assert all(isinstance(one, Decimal) for one in bounds)


@given(st.data(), sizes)
def test_wilson_bounds_hold_the_share_within_0_and_1_and_mirror_each_other(data: st.DataObject, of: int) -> None:
    count = data.draw(st.integers(0, of))
    low, high = wilson(count, of)
    assert 0 <= low <= Decimal(count) / of <= high <= 1
    assert low < high
    mirrored = wilson(of - count, of)
    assert abs(1 - high - mirrored[0]) < Decimal("1e-20")
    assert abs(1 - low - mirrored[1]) < Decimal("1e-20")


@pytest.mark.parametrize(("count", "of"), [(0, 0), (-1, 5), (6, 5)])
def test_what_is_no_proportion_has_no_interval(count: int, of: int) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson(count, of)


@pytest.mark.requirement("EX-23")
def test_the_interval_of_a_share_is_shown_in_its_own_unit_and_other_units_have_none() -> None:
    assert interval(SHARE, figure(key(SHARE, "2022-S1"), 7, 42)) == (Decimal("8.32"), Decimal("30.60"))
    assert interval(SHARE, figure(key(SHARE, "2022-S1"), 43, 42)) is None
    assert interval(SHARE, figure(key(SHARE, "2022-S1"), status="SUPPRESSED")) is None
    assert interval(RATE, figure(key(RATE, "2022"), 7, 42)) is None


# --- medians and directions -----------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 4000), min_size=1))
def test_as_many_days_lie_below_the_median_as_above_it(days: list[int]) -> None:
    found = median_days(days)
    assert found is not None
    assert sum(one < found for one in days) <= len(days) / 2
    assert sum(one > found for one in days) <= len(days) / 2
    assert found * 2 == int(found * 2)


def test_the_median_of_an_even_number_of_days_is_half_way_and_of_none_there_is_none() -> None:
    assert (median_days([9, 1, 4]), median_days([4, 1]), median_days([])) == (Decimal("4.0"), Decimal("2.5"), None)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3, 4], "RISING"),
        ([9, 7, 8, 3], "FALLING"),
        ([5, 5, 5], "UNCHANGED"),
        ([1, 9, 2, 8, 1], "UNCLEAR"),
        ([1, 2, 1, 3, 4], "RISING"),
        ([1, 1, 3, 2], "RISING"),
    ],
)
def test_a_series_goes_where_most_of_its_pairs_go(values: list[int], expected: str) -> None:
    assert direction([Fraction(one) for one in values]) == expected


@given(st.lists(st.fractions(), max_size=12))
def test_a_series_turned_round_goes_the_other_way(values: list[Fraction]) -> None:
    other = {"RISING": "FALLING", "FALLING": "RISING"}
    found = direction(values)
    assert direction(values[::-1]) == other.get(found, found)
