"""A unit's agreements never hold on one day, whatever is tried; what was agreed, ended and changed stays told."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.dates import Month, Period
from service.domain.errors import Refusal
from service.domain.events import decode, encode
from service.domain.register_events import (
    Address,
    Agreement,
    AgreementAdded,
    AgreementEnded,
    ListedCountsRecorded,
    UnitEvent,
    UnitMoved,
    UnitRegistered,
    UnitRenamed,
    UnitTransferred,
)
from service.domain.unit import UnitState, evolve, replay
from service.domain.unit_words import END_REASONS, happened_on, told
from service.domain.words import Words
from service.rules.registers import add_agreement, end_agreement, move, rename, transfer
from service.rules.settle import ends_on
from tests.core.units import CORRECTED, FIRST, UNIT, agreed, ended, registered

DAY = date(2024, 1, 1)
days = st.integers(0, 40).map(lambda number: DAY + timedelta(days=number))
ends = st.one_of(st.none(), days)
Tries = list[tuple[str, int, date, date | None]]
tries = st.lists(st.tuples(st.sampled_from(["add", "end"]), st.integers(1, 6), days, ends), max_size=40)


def tried(unit: UnitState, number: int, kind: str, which: int, day: date, until: date | None) -> UnitState:
    """The unit after an attempt, the same where that is refused or is none."""
    try:
        if kind == "end":
            return evolve(unit, end_agreement(unit, UUID(int=which), day, "NOTICE", None))
        if until is not None and until <= day:
            return unit
        terms = agreed("2024-01-01", None, UUID(int=100 + number))
        return evolve(unit, add_agreement(unit, terms.model_copy(update={"valid_from": day, "valid_until": until})))
    except Refusal:
        return unit


@given(tries)
def test_no_two_agreements_hold_on_one_day_whatever_is_tried(
    attempts: Tries,
) -> None:
    unit = registered(agreed("2024-01-10", "2024-01-20", FIRST))
    for number, (kind, which, day, until) in enumerate(attempts):
        known = [one.terms.agreement_id for one in unit.agreements]
        unit = tried(unit, number, kind, known[which % len(known)].int, day, until)
    for earlier, later in pairwise(unit.periods):
        assert earlier.end is not None
        assert earlier.start < earlier.end <= later.start
    for one in unit.agreements:
        agreed_until = one.terms.valid_until
        assert agreed_until is None or (one.valid_until is not None and one.valid_until <= agreed_until)
        assert one.end_reason is not None or one.valid_until == agreed_until


@given(st.lists(st.tuples(days, ends), min_size=1, max_size=6), days, ends)
def test_an_agreement_is_refused_exactly_where_it_shares_a_day_with_another(
    periods: list[tuple[date, date | None]], day: date, until: date | None
) -> None:
    unit = registered(agreed("2023-01-01", "2023-01-02", FIRST))
    for number, (start, end) in enumerate(periods):
        unit = tried(unit, number, "add", 0, start, end)
    far = DAY + timedelta(days=400)
    wanted = {day + timedelta(days=one) for one in range(((until or far) - day).days)}
    if not wanted:
        return
    shared = any(period.contains(one) for period in unit.periods for one in wanted)
    assert (tried(unit, 99, "add", 0, day, until) is unit) == shared


@pytest.mark.requirement("AM-37", "HV-34")
def test_the_one_in_the_way_is_named_with_its_period() -> None:
    with pytest.raises(Refusal) as refused:
        add_agreement(UNIT, agreed("2024-06-01"))
    assert refused.value.params == {
        "path": "agreement.validFrom",
        "kind": "Hälsoval",
        "held": Words("från och med 2024-01-01 till 2025-01-01", "from 2024-01-01 until 2025-01-01"),
        "asked": Words("från och med 2024-06-01", "from 2024-06-01"),
    }
    assert add_agreement(UNIT, agreed("2025-01-01")).agreement.valid_from == date(2025, 1, 1)
    assert add_agreement(UNIT, agreed("2023-01-01", "2024-01-01")).agreement.valid_until == date(2024, 1, 1)


@pytest.mark.requirement("HV-34")
def test_an_end_is_corrected_by_a_later_one_up_to_what_was_agreed_on() -> None:
    early = evolve(UNIT, ended(UNIT, "2024-03-01"))
    later = evolve(early, end_agreement(early, FIRST, date(2024, 9, 1), "NOTICE", "D 17"))
    held = later.agreements[0]
    assert (held.period, held.end_reason, held.end_reference) == (
        Period(date(2024, 1, 1), date(2024, 9, 1)),
        "NOTICE",
        "D 17",
    )
    assert later.version == 3


@pytest.mark.requirement("AM-37")
def test_a_case_stays_with_the_agreement_it_was_opened_under_also_where_that_ended_before() -> None:
    opened = date(2024, 6, 1)
    assert ends_on(UNIT.periods, opened) == date(2025, 1, 1)
    assert ends_on(evolve(UNIT, ended(UNIT, "2024-03-01")).periods, opened) == date(2024, 3, 1)
    assert ends_on(CORRECTED.periods, opened) == date(2025, 1, 1)
    assert ends_on(CORRECTED.periods, date(2025, 1, 1)) is None
    assert ends_on(UNIT.periods, date(2023, 12, 31)) is None


STREET = Address(street="Storgatan 1", postal_code="392 33", city="Kalmar")
TODAY = date(2025, 6, 1)
STREAM: list[UnitEvent] = [
    UnitRegistered(
        hsa_id="SE2321000073-A",
        name="A",
        provider_name="B",
        provider_orgnr="2321000073",
        agreement=agreed("2024-01-01", None, FIRST),
        address=STREET,
    ),
    AgreementEnded(agreement_id=FIRST, ends_on=date(2025, 1, 1), reason="TRANSFERRED", external_reference="D 9"),
    AgreementAdded(agreement=agreed("2025-01-01", "2026-01-01").model_copy(update={"external_reference": "A 17"})),
    UnitTransferred(provider_name="C", provider_orgnr="5560360793", from_day=date(2025, 1, 1)),
    UnitRenamed(name="D", from_day=date(2025, 2, 1)),
    UnitMoved(address=STREET.model_copy(update={"street": "Kungsgatan 2"}), from_day=date(2025, 3, 1)),
    ListedCountsRecorded(counts={"2025-02": 9, "2025-01": 8}),
    ListedCountsRecorded(counts={"2025-02": 7}),
]


def test_a_unit_is_what_its_events_come_to() -> None:
    unit = replay(STREAM)
    assert (unit.name, unit.provider_name, unit.provider_orgnr, unit.version) == ("D", "C", "5560360793", 8)
    assert unit.address == Address(street="Kungsgatan 2", postal_code="392 33", city="Kalmar")
    assert unit.periods == [Period(date(2024, 1, 1), date(2025, 1, 1)), Period(date(2025, 1, 1), date(2026, 1, 1))]
    assert unit.listed == {Month(2025, 1): 8, Month(2025, 2): 7}
    assert unit.begins == date(2024, 1, 1)
    assert {type(event) for event in STREAM} == set(get_args(UnitEvent))
    assert [decode(encode(event)) for event in STREAM] == STREAM


def test_what_is_no_unit_is_none() -> None:
    for stream in ([], STREAM[1:], [STREAM[0], AgreementEnded(agreement_id=UUID(int=8), ends_on=DAY, reason="NOTICE")]):
        with pytest.raises(ValueError, match="unit"):
            replay(stream)


def test_a_change_holds_from_its_day_and_the_next_not_from_an_earlier_one() -> None:
    unit = replay(STREAM[:1])
    changes = (
        lambda one, day: transfer(one, "C", "5560360793", day, TODAY),
        lambda one, day: rename(one, "D", day, TODAY),
        lambda one, day: move(one, STREET, day, TODAY),
    )
    for change in changes:
        changed = evolve(unit, change(unit, TODAY))
        again = change(changed, TODAY)
        assert again.from_day == TODAY
        for refused in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
            with pytest.raises(Refusal):
                change(changed, refused)
        assert change(unit, date(1999, 1, 1)).from_day == date(1999, 1, 1)


@pytest.mark.requirement("XC-07")
def test_every_event_of_a_unit_is_told_in_swedish_and_english() -> None:
    said = [told(event) for event in STREAM]
    assert [one.sv for one in said[:3]] == [
        (
            "Enheten registrerades: A, B (2321000073). Avtal: Hälsoval, LOV, från och med 2024-01-01."
            " Adress: Storgatan 1, 392 33 Kalmar."
        ),
        "Avtalet upphör 2025-01-01: det har övergått till en annan vårdgivare (D 9).",
        "Avtal tillkom: Hälsoval, LOV, från och med 2025-01-01 till 2026-01-01 (A 17).",
    ]
    assert [one.en for one in said[3:]] == [
        "C (5560360793) runs the unit from 2025-01-01.",
        "The unit is called D from 2025-02-01.",
        "The unit is at Kungsgatan 2, 392 33 Kalmar from 2025-03-01.",
        "Listed counts were recorded, 2025-01: 8, 2025-02: 9.",
        "Listed counts were recorded, 2025-02: 7.",
    ]
    assert all(one.sv != one.en for one in said)
    assert len({one.sv for one in END_REASONS.values()}) == 4
    assert [happened_on(event) is None for event in STREAM] == [False] * 6 + [True] * 2


def test_an_agreement_as_it_was_agreed_stays_beside_its_end() -> None:
    held = evolve(UNIT, ended(UNIT, "2024-03-01")).agreements[0]
    assert isinstance(held.terms, Agreement)
    assert (held.terms.valid_until, held.valid_until) == (date(2025, 1, 1), date(2024, 3, 1))
