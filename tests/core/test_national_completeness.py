"""What a round asks of a region, and how far it is there: answered, absent with a reason, or missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.national.checks import check
from service.national.completeness import completeness
from service.national.observations import Observation
from tests.core.figures import ENTRIES, MONTHLY, NOW, PACKAGE, anything, asked, figure, indicator, key, national


@pytest.mark.requirement("NI-14")
def test_a_round_asks_for_each_indicators_own_periods_within_it_and_each_sex() -> None:
    keys = asked("ENTRIES", "MONTHLY", "RATE").expected(PACKAGE)
    assert [one for one in keys if one.indicator == "ENTRIES"] == [key(ENTRIES, NOW, SEX=sex) for sex in "TKM"]
    assert [str(one.period) for one in keys if one.indicator == "MONTHLY"] == [f"2022-0{n}" for n in range(1, 7)]
    assert [one for one in keys if one.indicator == "RATE"] == []
    assert {one.region for one in keys} == {"08"}


def test_a_round_asks_by_the_version_that_is_valid_when_the_period_begins() -> None:
    older = indicator("MONTHLY", period="MONTH", dimensions=(), validity={"start": "2020-01-01", "end": "2022-03-01"})
    newer = indicator("MONTHLY", period="MONTH", version=2, validity={"start": "2022-03-01"})
    definitions = asked("MONTHLY").definitions(national(older, newer))
    assert [one.version for one in definitions.values()] == [1, 1, 2, 2, 2, 2]
    assert len(asked("MONTHLY").expected(national(older, newer))) == 2 + 4 * 3
    ended = national(older)
    assert len(asked("MONTHLY").expected(ended)) == 2


@pytest.mark.requirement("NI-03", "NI-07")
def test_who_declines_with_a_reason_is_complete_and_has_not_answered() -> None:
    refused = figure(key(ENTRIES, NOW), status="NOT_REPORTED_BY_CHOICE", comment="Underlaget är för osäkert")
    reach = completeness(PACKAGE, asked("ENTRIES"), [refused])
    assert reach.complete
    assert (reach.answered, reach.delivered, reach.expected) == ((), 3, 3)
    assert set(reach.absent.values()) == {"NOT_REPORTED_BY_CHOICE"}
    silent = completeness(PACKAGE, asked("ENTRIES"), [figure(key(ENTRIES, NOW), status="NOT_REPORTED_BY_CHOICE")])
    assert (silent.complete, silent.delivered, silent.expected) == (False, 0, 3)


@pytest.mark.requirement("NI-03")
def test_what_is_missing_is_told_once_for_each_indicator_with_how_many_of_how_many() -> None:
    delivered = [figure(key(ENTRIES, NOW), 9), figure(key(MONTHLY, "2022-02"), status="NOT_REPORTED")]
    findings = check(PACKAGE, asked("ENTRIES", "MONTHLY"), delivered)
    assert [(one.code, one.severity, one.key, one.params) for one in findings] == [
        ("FIGURES_MISSING", "WARNING", key(ENTRIES, NOW, SEX="K"), {"missing": 2, "expected": 3}),
        ("FIGURES_MISSING", "WARNING", key(MONTHLY, "2022-01"), {"missing": 5, "expected": 6}),
    ]
    reach = completeness(PACKAGE, asked("ENTRIES", "MONTHLY"), delivered)
    assert (reach.delivered, reach.expected, len(reach.answered), len(reach.absent)) == (2, 9, 1, 1)


@given(st.lists(anything, max_size=12))
def test_every_expected_figure_is_answered_absent_or_missing_and_only_one_of_them(given_: list[Observation]) -> None:
    round_ = asked("ENTRIES", "UNIQUE", "SHARE", "MONTHLY")
    reach = completeness(PACKAGE, round_, given_)
    assert sorted([*reach.answered, *reach.absent, *reach.missing]) == sorted(round_.expected(PACKAGE))
    assert reach.delivered + len(reach.missing) == reach.expected
