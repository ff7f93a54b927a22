"""How a delivery stands by what was done to it, and the digest that binds its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import RuleRefused
from service.national.deliveries import (
    CORRECTABLE,
    STATES,
    Delivery,
    check_four_eyes,
    check_round_open,
    check_stands,
    digest,
    next_number,
    read,
    state_of,
    written,
)
from service.national.observations import Key, Observation, categories
from service.national.periods import ReportingPeriod

START = datetime(2026, 8, 1, 8, tzinfo=UTC)
ACTS = ("submitted", "approved", "received", "published")
STEPS = ("OPEN", "SUBMITTED", "APPROVED", "RECEIVED", "PUBLISHED")
SOMEBODY, OTHER = UUID(int=1), UUID(int=2)
KEY = Key("ENTRIES", "08", ReportingPeriod.parse("2026-S1"), categories(SEX="K"))
FIGURE = Observation(KEY, "NORMAL", "JOURNAL", "ALL_CARE", numerator=7)
OTHERS = (
    replace(FIGURE, key=replace(KEY, region="09")),
    replace(FIGURE, key=replace(KEY, categories=())),
    replace(FIGURE, key=replace(KEY, period=ReportingPeriod.parse("2026-S2"))),
    replace(FIGURE, numerator=8),
    replace(FIGURE, numerator=None, denominator=7),
    replace(FIGURE, value=Decimal(7)),
    replace(FIGURE, status="PRELIMINARY"),
    replace(FIGURE, source="SURVEY"),
    replace(FIGURE, scope="PRIMARY_CARE"),
    replace(FIGURE, registrant="ANYONE"),
    replace(FIGURE, code_text="2022"),
    replace(FIGURE, coverage=Decimal("81.5")),
    replace(FIGURE, flags=("NOT_CARE",)),
    replace(FIGURE, comment="Sent."),
    replace(FIGURE, definition=2),
)


def stood(done: int, known_at: datetime | None = None, returned: datetime | None = None) -> str:
    """The state after the first `done` of ACTS, a day each."""
    at = {act: START + timedelta(days=n) if n < done else None for n, act in enumerate(ACTS)}
    return state_of(**at, returned=returned, known_at=known_at)


def delivery(number: int = 1, done: int = 0, **more: datetime) -> Delivery:
    at = {f"{act}_at": START + timedelta(days=n) for n, act in enumerate(ACTS[:done])}
    return Delivery("2026-S1", number, 1, 1, START, submitted_by=SOMEBODY if done else None, **at, **more)


def test_a_state_is_what_was_done_last() -> None:
    assert [stood(done) for done in range(5)] == list(STEPS)
    assert stood(2, returned=START + timedelta(days=2)) == "RETURNED"
    assert set(STATES) == {*STEPS, "RETURNED"}


def test_a_state_as_it_was_known_is_what_had_been_done_by_then() -> None:
    for days in range(4):
        at = START + timedelta(days=days)
        assert stood(4, at) == STEPS[days + 1]
        assert stood(4, at - timedelta(microseconds=1)) == STEPS[days]


def test_a_further_delivery_begins_once_the_one_before_is_answered() -> None:
    assert next_number([]) == 1
    for done in range(3):
        with pytest.raises(RuleRefused, match="DELIVERY_UNDER_WAY"):
            next_number([delivery(1, 4), delivery(2, done)])
    answered = (delivery(2, 3), delivery(2, 4), delivery(2, 2, returned_at=START))
    assert {one.state for one in answered} == CORRECTABLE
    assert [next_number([delivery(1, 4), one]) for one in answered] == [3, 3, 3]


def test_a_round_is_open_on_half_open_days() -> None:
    days = (date(2026, 8, 1), date(2026, 9, 1))
    for day in (date(2026, 8, 1), date(2026, 8, 31)):
        check_round_open("2026-S1", days, day)
    for day in (date(2026, 7, 31), date(2026, 9, 1)):
        with pytest.raises(RuleRefused, match="ROUND_NOT_OPEN"):
            check_round_open("2026-S1", days, day)


def test_an_act_needs_its_state_and_approval_another_person() -> None:
    check_stands(delivery(), "OPEN")
    with pytest.raises(RuleRefused, match="DELIVERY_STANDS"):
        check_stands(delivery(1, 1), "OPEN")
    check_four_eyes(delivery(1, 1), OTHER)
    with pytest.raises(RuleRefused, match="APPROVED_BY_SUBMITTER"):
        check_four_eyes(delivery(1, 1), SOMEBODY)


_IDS = st.from_regex(r"[A-Z]{1,4}", fullmatch=True)


@given(st.dictionaries(_IDS, st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True), max_size=4))
def test_categories_are_read_as_they_are_written(named: dict[str, str]) -> None:
    assert read(written(categories(**named))) == categories(**named)


@given(st.permutations((FIGURE, *OTHERS)))
def test_a_digest_does_not_depend_on_the_order(figures: Sequence[Observation]) -> None:
    assert digest("2026-S1", figures) == digest("2026-S1", (FIGURE, *OTHERS))


@pytest.mark.requirement("RP-13")
def test_a_digest_tells_every_two_figures_apart_whatever_differs_in_them() -> None:
    digests = [digest("2026-S1", [one]) for one in (FIGURE, *OTHERS)]
    assert all(one != other for one, other in combinations(digests, 2))
    assert digest("2026-S2", [FIGURE]) != digest("2026-S1", [FIGURE])
    assert digest("2026-S1", [FIGURE, FIGURE]) != digest("2026-S1", [FIGURE])
    assert {len(one) for one in digests} == {64}
