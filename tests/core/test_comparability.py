"""Verdicts on pairs of figures, of common values, trends, and a region beside its peers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.national.check_words import REASONS, reason
from service.national.comparability import Comparison, compare, compare_pools, compare_with_pool, trend
from service.national.definitions import Indicator
from service.national.observations import Observation, Status
from service.national.peers import Group, beside, groups_of
from service.national.periods import ReportingPeriod
from service.national.statistics import rounded
from tenants.registry import regions
from tests.core.figures import ENTRIES, MEDIAN, PACKAGE, RATE, RATIO, SHARE, UNIQUE, broken, figure, key
from tests.core.test_national_statistics import WITHOUT

STATUSES: list[Status] = [*WITHOUT, "NORMAL", "PRELIMINARY", "BREAK", "DEFINITION_DIFFERS"]
BROKEN = broken(ENTRIES, "2022-04-01", "CODE_TEXT_CHANGED")


def pair(
    of: Indicator = ENTRIES, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None
) -> Comparison:
    """Two half-years of one region, alike but for what is said."""
    said = {"numerator": 100, "denominator": 1000 if of.quotient else None}
    first = figure(key(of, "2021-S1"), **{**said, **(before or {})})
    return compare(PACKAGE, of, first, figure(key(of, "2022-S1"), **{**said, **(after or {})}))


figures = st.builds(
    figure,
    st.builds(
        key,
        st.just(ENTRIES),
        st.sampled_from(["2021-S1", "2021-S2", "2022-S1", "2022-S2"]),
        st.sampled_from(["01", "08"]),
    ),
    st.integers(0, 200),
    st.none() | st.integers(1, 200),
    status=st.sampled_from(STATUSES),
    source=st.sampled_from(["JOURNAL", "SURVEY"]),
    scope=st.sampled_from(["ALL_CARE", "PRIMARY_CARE"]),
    registrant=st.sampled_from([None, "ANYONE"]),
    code_text=st.sampled_from([None, "V1"]),
    coverage=st.none() | st.integers(50, 100).map(Decimal),
    flags=st.sampled_from([(), ("NOT_CARE",), ("SCOPE_CHANGED", "UNDER_REGISTERED")]),
    definition=st.integers(1, 2),
)


@given(figures, figures)
@pytest.mark.requirement("C5")
def test_a_verdict_is_the_same_from_either_side(one: Observation, other: Observation) -> None:
    there, back = compare(PACKAGE, BROKEN, one, other), compare(PACKAGE, BROKEN, other, one)
    assert (there.verdict, there.reasons) == (back.verdict, back.reasons)


@given(figures)
@pytest.mark.requirement("C5")
def test_a_figure_never_fails_to_compare_with_itself_and_has_not_changed(one: Observation) -> None:
    found = compare(PACKAGE, BROKEN, one, one)
    assert (found.verdict == "NOTHING_TO_COMPARE") == (not one.valued)
    assert found.verdict != "NOT_COMPARABLE"
    assert found.change == (0 if one.valued and one.numerator else None)


@given(figures, figures)
@pytest.mark.requirement("C5", "EX-24")
def test_only_what_compares_without_reasons_is_comparable_and_no_change_is_told_of_what_does_not(
    one: Observation, other: Observation
) -> None:
    found = compare(PACKAGE, BROKEN, one, other)
    assert (found.verdict == "COMPARABLE") == (not found.reasons)
    assert len(set(found.reasons)) == len(found.reasons)
    if found.verdict in {"NOT_COMPARABLE", "NOTHING_TO_COMPARE"}:
        assert found.change is None
    for code in found.reasons:
        words = reason(PACKAGE, code)
        assert words.sv
        assert words.en


# --- the reasons, one at a time -------------------------------------------------------------------------------------


@pytest.mark.requirement("EX-24", "NI-05", "C5")
def test_the_whole_of_healthcare_and_primary_care_alone_do_not_compare_and_have_no_change() -> None:
    found = pair(after={"scope": "PRIMARY_CARE", "numerator": 50})
    assert found == Comparison("NOT_COMPARABLE", ("SCOPE_CHANGED",), None)
    assert "OMFATTNING_ÄNDRAD" in reason(PACKAGE, "SCOPE_CHANGED").sv


@pytest.mark.requirement("EX-20", "C5")
def test_figures_that_compare_have_their_change_in_per_cent() -> None:
    found = pair(of=UNIQUE, before={"numerator": 1917}, after={"numerator": 1812})
    assert found.verdict == "COMPARABLE"
    assert found.change is not None
    assert str(rounded(found.change, 3)) == "-5.477"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"registrant": "COORDINATOR_ONLY"}, "REGISTRANT_DIFFERS", marks=pytest.mark.requirement("NI-06")),
        ({"definition": 2}, "DEFINITION_VERSION_DIFFERS"),
        ({"status": "DEFINITION_DIFFERS"}, "DEFINITION_DIFFERS"),
        pytest.param({"status": "BREAK"}, "BREAK", marks=pytest.mark.requirement("NI-08")),
        pytest.param({"flags": ("PREVENTION_UNCODED",)}, "PREVENTION_UNCODED", marks=pytest.mark.requirement("NI-12")),
        ({"coverage": Decimal("84.9")}, "COVERAGE_DIFFERS"),
    ],
)
def test_what_makes_another_count_of_it_does_not_compare(change: dict[str, Any], code: str) -> None:
    alike = {"registrant": "ANYONE", "coverage": Decimal(95)}
    found = pair(before=alike, after={**alike, **change})
    assert (found.verdict, found.reasons, found.change) == ("NOT_COMPARABLE", (code,), None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"source": "SURVEY"}, "OTHER_SOURCE"),
        pytest.param({"code_text": "V2"}, "CODE_TEXT_CHANGED", marks=pytest.mark.requirement("NI-08")),
        ({"status": "PRELIMINARY"}, "PRELIMINARY"),
        pytest.param({"flags": ("UNDER_REGISTERED",)}, "UNDER_REGISTERED", marks=pytest.mark.requirement("NI-07")),
        ({"flags": ("NOT_CARE",)}, "NOT_CARE"),
        ({"denominator": 1201}, "DENOMINATOR_CHANGED"),
        ({"denominator": 833}, "DENOMINATOR_CHANGED"),
        ({"coverage": Decimal(84)}, "COVERAGE_DIFFERS"),
    ],
)
def test_what_a_reader_has_to_know_compares_with_reservation(change: dict[str, Any], code: str) -> None:
    found = pair(SHARE, {"coverage": Decimal(95)}, {"coverage": Decimal(95), **change})
    assert (found.verdict, found.reasons) == ("WITH_RESERVATION", (code,))
    assert found.change is not None


def test_what_both_declare_is_a_reservation_and_no_bar() -> None:
    both = {"flags": ("PREVENTION_UNCODED",), "coverage": Decimal(60), "status": "DEFINITION_DIFFERS"}
    found = pair(before=both, after=both)
    assert found.verdict == "WITH_RESERVATION"
    assert set(found.reasons) == {"PREVENTION_UNCODED", "COVERAGE_LOW", "DEFINITION_DIFFERS"}


def test_limits_are_those_of_the_package() -> None:
    ones = [figure(key(ENTRIES, period), 100, coverage=Decimal(75)) for period in ("2021-S1", "2022-S1")]
    assert compare(PACKAGE, ENTRIES, *ones).reasons == ("COVERAGE_LOW",)
    lenient = PACKAGE.model_copy(update={"limits": PACKAGE.limits.model_copy(update={"coverage": 75})})
    assert compare(lenient, ENTRIES, *ones).reasons == ()


@pytest.mark.parametrize("status", WITHOUT)
@pytest.mark.requirement("C5", "NI-07")
def test_where_there_is_no_figure_there_is_nothing_to_compare_and_its_status_says_why(status: Status) -> None:
    found = pair(after={"status": status, "numerator": None})
    assert found == Comparison("NOTHING_TO_COMPARE", (status,))


def test_a_quotient_that_nothing_divides_is_nothing_to_compare() -> None:
    assert pair(SHARE, after={"denominator": 0}) == Comparison("NOTHING_TO_COMPARE", ("NO_VALUE",))


@pytest.mark.requirement("NI-08")
@pytest.mark.parametrize(
    ("first", "second", "compares"),
    [
        ("2021-S2", "2022-S2", False),
        ("2021-S2", "2022-S1", False),
        ("2022-S1", "2022-S2", False),
        ("2022-S2", "2023-S1", True),
        ("2021-S1", "2021-S2", True),
    ],
)
def test_a_declared_break_parts_the_periods_on_its_two_sides(first: str, second: str, *, compares: bool) -> None:
    found = compare(PACKAGE, BROKEN, figure(key(ENTRIES, first), 10), figure(key(ENTRIES, second), 20))
    assert found == (
        Comparison("COMPARABLE", (), Fraction(100))
        if compares
        else Comparison("NOT_COMPARABLE", ("CODE_TEXT_CHANGED",))
    )


def test_a_break_within_a_period_leaves_two_regions_of_that_period_alike() -> None:
    ones = [figure(key(ENTRIES, "2022-S1", region), 10) for region in ("01", "08")]
    assert compare(PACKAGE, BROKEN, *ones).verdict == "COMPARABLE"


def test_figures_of_two_regions_by_different_definitions_do_not_compare() -> None:
    ones = [figure(key(ENTRIES, "2022-S1", region), 10, status="DEFINITION_DIFFERS") for region in ("01", "08")]
    assert compare(PACKAGE, ENTRIES, *ones).verdict == "NOT_COMPARABLE"


@pytest.mark.parametrize("other", [key(UNIQUE, "2022-S1"), key(ENTRIES, "2022"), key(ENTRIES, "2022-S1", SEX="K")])
def test_figures_of_different_things_are_no_pair(other: Any) -> None:
    with pytest.raises(ValueError, match="no pair"):
        compare(PACKAGE, ENTRIES, figure(key(ENTRIES, "2022-S1"), 1), figure(other, 1))


def test_every_reason_has_words_in_both_languages() -> None:
    assert all(words.sv != words.en for words in REASONS.values())
    assert reason(PACKAGE, "NOT_CARE").sv == "Etikett"
    with pytest.raises(KeyError):
        reason(PACKAGE, "NO_SUCH_REASON")


# --- common values --------------------------------------------------------------------------------------------------


def year(of: Indicator, period: str, **regions_: tuple[int, int] | None) -> list[Observation]:
    return [
        figure(key(of, period, code[1:]), *numbers)
        if numbers
        else figure(key(of, period, code[1:]), status="NOT_REPORTED")
        for code, numbers in regions_.items()
    ]


@pytest.mark.requirement("NI-03", "C5")
def test_the_nation_compares_with_itself_as_far_as_the_same_regions_answered() -> None:
    before = year(RATE, "2021", r01=(10, 1000), r08=(20, 1000))
    same = compare_pools(PACKAGE, RATE, before, year(RATE, "2022", r01=(15, 1000), r08=(30, 1000)))
    assert same == Comparison("COMPARABLE", (), Fraction(50))
    fewer = compare_pools(PACKAGE, RATE, before, year(RATE, "2022", r01=(10, 1000), r08=None))
    assert (fewer.verdict, fewer.reasons) == ("WITH_RESERVATION", ("ANSWERING_DIFFERS",))
    nobody = compare_pools(PACKAGE, RATE, before, year(RATE, "2022", r01=None, r08=None))
    assert (nobody.verdict, nobody.change) == ("NOTHING_TO_COMPARE", None)


@pytest.mark.requirement("NI-03")
def test_sums_of_different_regions_do_not_compare() -> None:
    before = [figure(key(ENTRIES, "2021-S1", region), 10) for region in ("01", "08")]
    after = [figure(key(ENTRIES, "2022-S1", "01"), 10), figure(key(ENTRIES, "2022-S1", "08"), status="NOT_REPORTED")]
    assert compare_pools(PACKAGE, ENTRIES, before, after) == Comparison("NOT_COMPARABLE", ("ANSWERING_DIFFERS",))


@pytest.mark.requirement("EX-24", "NI-05")
def test_one_regions_change_of_scope_breaks_the_nations_series() -> None:
    before = [figure(key(ENTRIES, "2021-S1", region), 10) for region in ("01", "08")]
    after = [figure(key(ENTRIES, "2022-S1", "01"), 10), figure(key(ENTRIES, "2022-S1", "08"), 5, scope="PRIMARY_CARE")]
    assert compare_pools(PACKAGE, ENTRIES, before, after) == Comparison("NOT_COMPARABLE", ("SCOPE_CHANGED",))


def test_medians_compare_by_their_unweighted_mean() -> None:
    before, after = (
        [figure(key(MEDIAN, period, region), 9, value=Decimal(days)) for region in ("01", "08")]
        for period, days in (("2021-S1", 10), ("2022-S1", 12))
    )
    assert compare_pools(PACKAGE, MEDIAN, before, after) == Comparison("COMPARABLE", (), Fraction(20))


@pytest.mark.requirement("NI-16")
def test_a_region_compares_with_a_common_value_as_far_as_with_those_in_it() -> None:
    own = figure(key(RATE, "2022", "08"), 30, 1000)
    alike, other = (
        figure(key(RATE, "2022", "01"), 10, 1000),
        figure(key(RATE, "2022", "03"), 20, 1000, scope="PRIMARY_CARE"),
    )
    hidden = figure(key(RATE, "2022", "04"), status="SUPPRESSED")
    assert compare_with_pool(PACKAGE, RATE, own, [own, alike]) == Comparison("COMPARABLE", (), Fraction(50))
    mixed = compare_with_pool(PACKAGE, RATE, own, [alike, other, hidden])
    assert mixed == Comparison("WITH_RESERVATION", ("SCOPE_CHANGED",), Fraction(100))
    assert compare_with_pool(PACKAGE, RATE, own, [other]) == Comparison("NOT_COMPARABLE", ("SCOPE_CHANGED",))
    assert compare_with_pool(PACKAGE, RATE, own, [own, hidden]) == Comparison("NOTHING_TO_COMPARE")
    assert compare_with_pool(PACKAGE, RATE, hidden, [alike]).reasons == ("SUPPRESSED",)


def test_a_region_is_no_per_cent_more_than_the_sum_that_it_is_in() -> None:
    ones = [figure(key(ENTRIES, "2022-S1", region), 10) for region in ("01", "08")]
    assert compare_with_pool(PACKAGE, ENTRIES, ones[0], ones) == Comparison("COMPARABLE")


# --- beside the nation and peers ------------------------------------------------------------------------------------

MEMBERSHIPS = {one.code: [member.id for member in one.healthcare_regions] for one in regions()}


@pytest.mark.requirement("NI-16")
def test_a_region_stands_beside_the_nation_its_healthcare_region_and_three_peers() -> None:
    groups = groups_of("08", MEMBERSHIPS, ["07", "10", "05"])
    assert [(one.id, len(one.regions)) for one in groups] == [
        ("00", 21),
        ("sydostra", 3),
        ("07", 1),
        ("10", 1),
        ("05", 1),
    ]
    own = figure(key(RATE, "2022", "08"), 30, 1000)
    others = year(RATE, "2022", r05=(20, 1000), r06=None, r07=(60, 1000))
    nation, shared, *peers = beside(PACKAGE, RATE, own, others, groups)
    assert (nation.pooled.value, nation.pooled.answered, nation.pooled.eligible) == (Fraction(110, 3), 3, 21)
    assert (shared.pooled.value, shared.pooled.answered, shared.pooled.eligible) == (25, 2, 3)
    assert shared.comparison == Comparison("COMPARABLE", (), Fraction(20))
    assert [one.comparison.change for one in peers] == [-50, None, 50]
    assert peers[1].comparison.verdict == "NOTHING_TO_COMPARE"


def test_a_county_of_two_healthcare_regions_stands_beside_both_and_a_peer_stands_once() -> None:
    groups = groups_of("13", MEMBERSHIPS, ["14", "14", "13"])
    assert [one.id for one in groups] == ["00", "sodra", "vastra", "14"]


def test_a_peer_that_is_no_region_is_refused() -> None:
    with pytest.raises(ValueError, match="no region: 02, H"):
        groups_of("08", MEMBERSHIPS, ["H", "02"])


def test_a_peer_with_another_scope_is_shown_and_not_compared() -> None:
    own, peer = figure(key(RATIO, "2022", "08"), 30, 10), figure(key(RATIO, "2022", "07"), 60, 10, scope="PRIMARY_CARE")
    (found,) = beside(PACKAGE, RATIO, own, [peer], [Group("07", ("07",))])
    assert (found.pooled.value, found.comparison) == (6, Comparison("NOT_COMPARABLE", ("SCOPE_CHANGED",)))


# --- trends ---------------------------------------------------------------------------------------------------------


def series(*numbers: int, of: Indicator = ENTRIES, **split: str) -> list[Observation]:
    first = ReportingPeriod.parse("2020-S1")
    return [figure(key(of, str(first.plus(n)), **split), number) for n, number in enumerate(numbers)]


@pytest.mark.requirement("NI-17")
def test_a_units_own_series_has_a_direction_with_its_periods() -> None:
    found = trend(PACKAGE, ENTRIES, series(10, 12, 15, 19, UNIT="unit-1")[::-1])
    assert found is not None
    assert (found.direction, found.periods, str(found.first), str(found.last)) == ("RISING", 4, "2020-S1", "2021-S2")


@pytest.mark.requirement("NI-08", "NI-17")
def test_a_series_over_a_break_has_no_trend() -> None:
    numbers = series(10, 12, 15, 19, 20, 21)
    assert trend(PACKAGE, ENTRIES, numbers) is not None
    assert trend(PACKAGE, broken(ENTRIES, "2021-07-01", "CODE_TEXT_CHANGED"), numbers) is None
    assert (
        trend(PACKAGE, ENTRIES, [*numbers[:3], figure(numbers[3].key, 19, scope="PRIMARY_CARE"), *numbers[4:]]) is None
    )


def test_two_periods_are_no_trend_and_an_absent_one_is_none_of_the_periods() -> None:
    absent = figure(key(ENTRIES, "2023-S1"), status="NOT_REPORTED")
    assert trend(PACKAGE, ENTRIES, [*series(10, 12), absent]) is None
    found = trend(PACKAGE, ENTRIES, [*series(10, 12, 15), absent])
    assert found is not None
    assert (found.periods, str(found.last)) == (3, "2021-S1")
