"""Reporting periods: written and read back, cut into parts without a gap, and counted on from one to the next."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.dates import Month
from service.national.periods import MONTHS, PeriodKind, ReportingPeriod, period_of

KINDS: tuple[PeriodKind, ...] = get_args(PeriodKind)
kinds = st.sampled_from(KINDS)
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
periods = st.builds(period_of, days, kinds)


@given(periods)
def test_a_period_reads_back_as_it_is_written(period: ReportingPeriod) -> None:
    assert ReportingPeriod.parse(str(period)) == period


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("2026-03", "MONTH", date(2026, 3, 1), date(2026, 4, 1)),
        ("2026-12", "MONTH", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-Q4", "QUARTER", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-T2", "TERTIAL", date(2026, 5, 1), date(2026, 9, 1)),
        ("2026-S1", "HALF_YEAR", date(2026, 1, 1), date(2026, 7, 1)),
        ("2026", "YEAR", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-3Y", "THREE_YEARS", date(2026, 1, 1), date(2029, 1, 1)),
    ],
)
def test_a_period_of_each_kind_has_its_days(text: str, kind: PeriodKind, start: date, end: date) -> None:
    period = ReportingPeriod.parse(text)
    assert (period.kind, period.start, period.end, str(period)) == (kind, start, end, text)
    assert (period.days.start, period.days.end) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        *("", "26-01", "2026-", "2026-0", "2026-3", "2026-00", "2026-13", "2026-Q0", "2026-Q5", "2026-T4", "2026-S3"),
        *("2026-2Y", " 2026", "2026\n", "2026-q1", "0999", "2026-Q1-Q2", "٢٠٢٦"),
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="period"):
        ReportingPeriod.parse(text)


@given(periods, kinds)
def test_parts_cover_the_period_without_gap_or_overlap_or_there_are_none(
    period: ReportingPeriod, kind: PeriodKind
) -> None:
    parts = period.parts(kind)
    if not parts:
        assert MONTHS[period.kind] % MONTHS[kind]
        return
    assert {part.kind for part in parts} == {kind}
    assert (parts[0].start, parts[-1].end) == (period.start, period.end)
    assert all(one.end == following.start for one, following in pairwise(parts))
    assert all(part.within(period) for part in parts)


@given(periods)
def test_a_period_consists_of_itself_and_of_its_months(period: ReportingPeriod) -> None:
    assert period.parts(period.kind) == (period,)
    assert len(period.parts("MONTH")) == MONTHS[period.kind]


@pytest.mark.parametrize(
    ("text", "kind"), [("2026-S1", "TERTIAL"), ("2026-T1", "QUARTER"), ("2026-S1", "YEAR"), ("2026", "THREE_YEARS")]
)
def test_a_period_does_not_consist_of_others_that_it_cuts(text: str, kind: PeriodKind) -> None:
    assert ReportingPeriod.parse(text).parts(kind) == ()


@given(days, kinds)
def test_the_period_of_a_day_is_the_only_one_of_its_kind_that_has_the_day(day: date, kind: PeriodKind) -> None:
    period = period_of(day, kind)
    assert period.days.contains(day)
    if kind != "THREE_YEARS":
        assert not period.plus(1).days.contains(day)
        assert not period.plus(-1).days.contains(day)


@given(periods, st.integers(-40, 40), st.integers(-40, 40))
def test_counting_on_adds_up_and_comes_back(period: ReportingPeriod, one: int, two: int) -> None:
    assert period.plus(one).plus(two) == period.plus(one + two)
    assert period.plus(one).plus(-one) == period
    assert period.plus(0) == period


@given(periods)
def test_the_next_period_begins_where_this_one_ends_and_three_years_move_by_one(period: ReportingPeriod) -> None:
    moved = 12 if period.kind == "THREE_YEARS" else MONTHS[period.kind]
    assert period.plus(1).start == Month.of(period.start).plus(moved).first
    assert period.plus(1).kind == period.kind


@given(periods, periods)
def test_one_is_within_another_when_all_its_days_are(one: ReportingPeriod, other: ReportingPeriod) -> None:
    last = one.end - timedelta(days=1)
    assert one.within(other) == (other.days.contains(one.start) and other.days.contains(last))
    assert one.within(one)
    assert not (one.within(other) and other.within(one)) or one.days == other.days
