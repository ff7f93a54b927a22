"""Days as the regions count them: Stockholm's, half-open, due on working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.dates import (
    ZONE,
    Month,
    Period,
    add_months,
    days_in_month,
    is_working_day,
    last_working_day,
    local_date,
    months_of,
    roll_forward,
    utc_text,
)
from service.rules.deadlines import plan_due
from tests.core.kalmar import KALMAR, varied
from tests.core.vectors import VECTORS

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
months = st.builds(Month.of, days)


@pytest.mark.requirement("EX-13", "AM-36")
@pytest.mark.parametrize("vector", VECTORS["deadlines"], ids=lambda vector: f"{vector['start']}+{vector['months']}")
def test_a_period_of_months_ends_on_the_worked_day(vector: dict[str, str | int]) -> None:
    start, months = date.fromisoformat(str(vector["start"])), int(vector["months"])
    assert plan_due(KALMAR, start, months).value == vector["due"]


@pytest.mark.requirement("EX-13", "A10")
def test_whether_a_period_rolls_to_a_working_day_is_a_parameter() -> None:
    assert plan_due(varied(plan__rolls_forward=False), date(2026, 5, 19), 1).value == "2026-06-19"


@pytest.mark.requirement("EX-13", "AM-32")
@pytest.mark.parametrize("day", VECTORS["last_working_day"])
def test_the_last_working_day_of_a_month_is_the_worked_one(day: str) -> None:
    assert last_working_day(Month.parse(day[:7])) == date.fromisoformat(day)


@pytest.mark.requirement("EX-13")
@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "nyårsdagen"),
        (date(2026, 1, 6), "trettondagen"),
        (date(2026, 4, 3), "långfredagen"),
        (date(2026, 4, 6), "annandag påsk"),
        (date(2026, 5, 1), "första maj"),
        (date(2026, 5, 14), "Kristi himmelsfärd"),
        (date(2025, 6, 6), "nationaldagen"),
        (date(2026, 6, 19), "midsommarafton"),
        (date(2026, 12, 24), "julafton"),
        (date(2026, 12, 25), "juldagen"),
        (date(2026, 12, 31), "nyårsafton"),
        (date(2026, 6, 13), "a Saturday"),
        (date(2026, 6, 14), "a Sunday"),
    ],
)
def test_red_days_eves_and_weekends_are_no_working_days(day: date, name: str) -> None:
    assert not is_working_day(day), name


@pytest.mark.parametrize("day", [date(2026, 4, 2), date(2026, 4, 30), date(2026, 12, 23), date(2027, 1, 5)])
def test_the_day_before_a_red_day_is_a_working_day(day: date) -> None:
    assert is_working_day(day)


@given(days)
def test_rolling_forward_ends_on_the_first_working_day_that_is_not_before(day: date) -> None:
    rolled = roll_forward(day)
    assert is_working_day(rolled)
    assert rolled >= day
    assert not any(is_working_day(day + timedelta(days=n)) for n in range((rolled - day).days))


@pytest.mark.requirement("EX-14", "XC-05")
@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2025-03-30T22:30:00+00:00", "2025-03-31"),
        ("2025-03-30T21:59:59+00:00", "2025-03-30"),
        ("2025-03-29T22:59:59+00:00", "2025-03-29"),
        ("2025-03-29T23:00:00+00:00", "2025-03-30"),
        ("2025-10-25T21:59:59+00:00", "2025-10-25"),
        ("2025-10-25T22:00:00+00:00", "2025-10-26"),
        ("2025-10-26T22:59:59+00:00", "2025-10-26"),
        ("2025-10-26T23:00:00+00:00", "2025-10-27"),
        ("2028-02-29T23:30:00+01:00", "2028-02-29"),
        ("2025-12-31T18:00:00-08:00", "2026-01-01"),
    ],
)
def test_an_instant_falls_on_stockholms_day_also_around_the_change_of_clocks(instant: str, day: str) -> None:
    assert local_date(datetime.fromisoformat(instant)) == date.fromisoformat(day)


@pytest.mark.requirement("XC-05")
def test_an_instant_without_offset_is_refused_rather_than_guessed() -> None:
    with pytest.raises(ValueError, match="offset"):
        local_date(datetime(2025, 3, 30, 22, 30))  # noqa: DTZ001 - the naive instant is the case


@pytest.mark.requirement("XC-05")
@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001 - given its zone below
def test_the_day_does_not_depend_on_the_offset_an_instant_is_written_with(naive: datetime, minutes: int) -> None:
    instant = naive.replace(tzinfo=UTC)
    elsewhere = instant.astimezone(timezone(timedelta(minutes=minutes)))
    assert local_date(elsewhere) == local_date(instant) == instant.astimezone(ZONE).date()
    assert utc_text(elsewhere) == utc_text(instant)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 3, 15), 24, date(2027, 3, 15)),
    ],
)
def test_months_later_is_the_same_day_number_or_the_months_last(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


@given(days, st.integers(0, 60))
def test_months_later_lies_in_the_right_month_and_never_on_a_later_day_number(day: date, months: int) -> None:
    later = add_months(day, months)
    assert Month.of(later) == Month.of(day).plus(months)
    assert later.day == min(day.day, Month.of(later).days)


@given(days, days)
def test_the_days_of_a_period_are_shared_out_between_its_months_without_rest(first: date, second: date) -> None:
    start, end = min(first, second), max(first, second)
    touched = months_of(start, end)
    counted = [days_in_month(start, end, month) for month in touched]
    assert sum(counted) == (end - start).days
    assert all(count > 0 for count in counted)
    assert touched == sorted(set(touched))
    assert days_in_month(start, end, Month.of(end).next()) == 0


@pytest.mark.requirement("AM-08")
@given(days, st.none() | days, days)
def test_a_period_holds_its_first_day_and_not_its_last(start: date, end: date | None, day: date) -> None:
    period = Period(start, end)
    assert period.contains(day) == (start <= day and (end is None or day < end))
    assert period.until(day).contains(day) is False
    assert not period.overlaps(Period(day, day)) or start < day


@given(months)
def test_a_month_is_written_and_read_back(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert month.next().first == month.end
    assert (month.end - month.first).days == month.days
    assert month.plus(-1).next() == month


@pytest.mark.parametrize(
    "text",
    [
        "2025-13",
        "2025-00",
        "2025-3",
        "0000-01",
        "2025-03-01",
        "2025/03",
        "",
        "2025-03\n",
        "\uff12\uff10\uff12\uff15-03",
        " 2025-03",
    ],
)
def test_other_text_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM"):
        Month.parse(text)
