"""The worked examples: the arithmetic by itself, and the same figures out of acts that people could do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import pytest

from service.domain.case_parts import Piece
from service.domain.dates import Month
from service.domain.money import format_sek, parse_sek
from service.rules.accrue import Line, accrue, total_ore
from service.rules.ruleset import Ruleset
from service.rules.settle import Entry, owed_ore
from tests.core.kalmar import KALMAR, varied, with_yellow
from tests.core.play import LATE, lines_of, named, play, scenarios, told
from tests.core.vectors import AWAITING, SANCTIONS, VECTORS, Expected, expected_cases, listed_counts

# Every worked example with its requirement ids written out, so that the page of coverage can read them.
EXAMPLES = [
    pytest.param("EX-02", marks=pytest.mark.requirement("EX-02", "HV-02", "HV-20", "HV-23")),
    pytest.param("EX-03", marks=pytest.mark.requirement("EX-03")),
    pytest.param("EX-04", marks=pytest.mark.requirement("EX-04")),
    pytest.param("EX-05", marks=pytest.mark.requirement("EX-05", "HV-20", "HV-21", "HV-23", "AM-02", "AM-03")),
    pytest.param("EX-05b", marks=pytest.mark.requirement("EX-05b", "SM-3", "HV-26")),
    pytest.param("EX-06", marks=pytest.mark.requirement("EX-06", "HV-25", "HV-27")),
    pytest.param("EX-07a", marks=pytest.mark.requirement("EX-07", "HV-30", "HV-32", "AM-10")),
    pytest.param("EX-07b", marks=pytest.mark.requirement("EX-07", "HV-30", "HV-32", "AM-12")),
    pytest.param("EX-08-leap", marks=pytest.mark.requirement("EX-08", "HV-22", "HV-23")),
    pytest.param("EX-08-common", marks=pytest.mark.requirement("EX-08", "HV-22")),
    pytest.param("EX-09", marks=pytest.mark.requirement("EX-09", "AM-04")),
    pytest.param("EX-10", marks=pytest.mark.requirement("EX-10")),
    pytest.param("EX-11", marks=pytest.mark.requirement("EX-11")),
    pytest.param("EX-12-pinned", marks=pytest.mark.requirement("EX-12", "AM-39")),
    pytest.param("EX-14", marks=pytest.mark.requirement("EX-14", "XC-05")),
    pytest.param("EX-15a", marks=pytest.mark.requirement("EX-15", "AM-38")),
    pytest.param("EX-15b", marks=pytest.mark.requirement("EX-15", "AM-38")),
    pytest.param("EX-16", marks=pytest.mark.requirement("EX-16", "AM-09", "AM-37")),
]


def by_month(lines: Iterable[Line]) -> dict[Month, int | None]:
    months: dict[Month, int | None] = {}
    for line in lines:
        before = months.get(line.month, 0)
        months[line.month] = None if before is None or line.amount_ore is None else before + line.amount_ore
    return months


def by_rate(lines: Iterable[Line]) -> dict[str, str]:
    rates: dict[int, int] = defaultdict(int)
    for line in lines:
        assert line.amount_ore is not None
        rates[line.rate_ore] += line.amount_ore
    return {str(rate // 100): format_sek(amount) for rate, amount in rates.items()}


def check_figures(name: str, expected: list[Expected], lines: dict[str, tuple[Line, ...]]) -> None:
    """Every figure that the vector names: lines per month, sums by case, rate and unit month, and the total."""
    vector = SANCTIONS[name]
    for case in expected:
        assert total_ore(lines[case.letter]) == case.total
        if case.lines is not None:
            assert by_month(lines[case.letter]) == case.lines
    if "by_rate" in vector:
        assert by_rate(lines["A"]) == vector["by_rate"]
    every = [line for letter in lines for line in lines[letter]]
    for month, amount in vector.get("unit_month", {}).items():
        assert by_month(every)[Month.parse(month)] == parse_sek(amount)
    wanted = vector["total"] if "total" in vector else vector["after"]
    assert total_ore(every) == (None if wanted is None else parse_sek(wanted))


def test_every_vector_stands_in_the_tables_below_and_has_a_scenario_that_plays_it() -> None:
    names = [str(example.values[0]) for example in EXAMPLES]
    assert sorted(names) == sorted(SANCTIONS)
    assert SANCTIONS.keys() <= scenarios().keys()
    assert all(len(play(name).cases) == len(expected_cases(SANCTIONS[name])) for name in SANCTIONS)


@pytest.mark.requirement("A12", "AM-07", "AM-08")
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_arithmetic_gives_the_worked_figures(name: str) -> None:
    expected, counts = expected_cases(SANCTIONS[name]), listed_counts(SANCTIONS[name])
    lines = {
        case.letter: accrue(case.decided, ended_on=case.end, until=LATE, listed=counts, terms=KALMAR.accrual)
        for case in expected
    }
    check_figures(name, expected, lines)


@pytest.mark.requirement("A12", "SM-3", "AM-01", "AM-08", "AM-19")
@pytest.mark.parametrize("name", EXAMPLES)
def test_acts_that_people_do_lead_to_the_worked_pieces_and_figures(name: str) -> None:
    played, expected = play(name), expected_cases(SANCTIONS[name])
    assert sorted(played.cases) == [case.letter for case in expected]
    for case in expected:
        state = played.cases[case.letter]
        assert tuple((piece.start, piece.rate_ore) for piece in state.pieces) == case.pieces
        if case.end is not None:
            assert state.corrected_on == case.end
    check_figures(name, expected, {letter: played.lines(letter) for letter in played.cases})
    ledger = played.ledger()
    assert owed_ore(ledger) == total_ore(line for letter in played.cases for line in played.lines(letter))


@pytest.mark.parametrize("name", sorted(SANCTIONS))
def test_the_scenario_records_the_listed_counts_of_the_vector(name: str) -> None:
    counts = listed_counts(SANCTIONS[name])
    assert counts.items() <= play(name).listed.items()


# --- variants: the same acts under rulesets that differ in parameters only ------------------------------------------

END_INCLUDED = {"accrual__ends__value": "APPROVAL_DAY_INCLUDED"}
WHOLE_STARTED = {"accrual__proration__value": "WHOLE_STARTED_MONTHS"}
ADD = {"accrual__in_case__value": "ADD"}
FIRST_REQUEST = {"accrual__starts__value": "FIRST_REQUEST"}


@pytest.mark.parametrize(
    ("name", "variant", "ruleset"),
    [
        pytest.param("EX-02", "end_inclusive", END_INCLUDED, marks=pytest.mark.requirement("EX-02", "AM-08", "A10")),
        pytest.param(
            "EX-02", "whole_started_months", WHOLE_STARTED, marks=pytest.mark.requirement("EX-02", "AM-07", "A10")
        ),
        pytest.param("EX-05", "in_case_add", ADD, marks=pytest.mark.requirement("EX-05", "AM-03", "A10")),
        pytest.param(
            "EX-05", "six_from_first_request", FIRST_REQUEST, marks=pytest.mark.requirement("EX-05", "AM-02", "A10")
        ),
    ],
)
def test_a_parameter_alone_gives_the_variant(name: str, variant: str, ruleset: dict[str, str]) -> None:
    played = play(name, varied(**ruleset))
    assert total_ore(played.lines()) == parse_sek(SANCTIONS[name]["variants"][variant])


@pytest.mark.requirement("EX-05", "A10")
def test_three_rulesets_give_three_sums_of_one_case() -> None:
    sums = [total_ore(play("EX-05", ruleset).lines()) for ruleset in (KALMAR, varied(**ADD), varied(**FIRST_REQUEST))]
    assert sums == [14469469, 19598502, 18680875]


def test_every_variant_of_the_vectors_is_tested() -> None:
    variants = {(name, variant) for name in SANCTIONS for variant in SANCTIONS[name].get("variants", {})}
    assert variants == {
        ("EX-02", "end_inclusive"),
        ("EX-02", "whole_started_months"),
        ("EX-05", "in_case_add"),
        ("EX-05", "six_from_first_request"),
        ("EX-12-pinned", "new_rate_4_from_2026-01-01"),
        ("EX-12-pinned", "what_if_difference"),
    }


def four_kronor_from_new_year(transition: str) -> Ruleset:
    return with_yellow("4.00", label="2", validity__valid_from="2026-01-01", accrual__transition__value=transition)


@pytest.mark.requirement("EX-12", "AM-39")
def test_a_new_rate_reaches_a_running_sanction_only_where_the_new_version_says_so() -> None:
    pinned = play("EX-12-pinned", KALMAR, four_kronor_from_new_year("PINNED"))
    changed = play("EX-12-pinned", KALMAR, four_kronor_from_new_year("NEW_RATE_FROM_VALIDITY"))
    before, after = total_ore(pinned.lines()), total_ore(changed.lines())
    variants = SANCTIONS["EX-12-pinned"]["variants"]
    assert before == parse_sek(SANCTIONS["EX-12-pinned"]["total"])
    assert after == parse_sek(variants["new_rate_4_from_2026-01-01"])
    assert after - before == parse_sek(variants["what_if_difference"])
    assert changed.cases["A"].pieces == pinned.cases["A"].pieces


@pytest.mark.requirement("AM-39")
def test_a_case_that_gets_its_request_under_the_new_version_is_pinned_to_that_one() -> None:
    second = four_kronor_from_new_year("PINNED")
    steps = [dict(step) for step in scenarios()["EX-12-pinned"]["steps"]]
    moved = [step | {"on": step["on"].replace("2025-11", "2026-01").replace("2025-12", "2026-01")} for step in steps]
    request = next(step for step in moved if step["do"] == "send_correction_request")
    request["plan_due_on"] = "2026-01-17"
    moved[0] = moved[0] | {"impulse": {"known_on": "2026-01-10", "kind": "DATA_ANALYSIS"}}
    moved = [step for step in moved if step["do"] in ("open_case", "classify", "send_correction_request")]
    moved.append({"do": "decide_sanction", "on": "2026-01-20", "as": "coordination_office"})
    assert [piece.rate_ore for piece in play(told(*moved), KALMAR, second).cases["A"].pieces] == [400]


@pytest.mark.requirement("AM-39")
def test_a_version_between_two_requests_does_not_touch_the_piece_pinned_to_a_later_one() -> None:
    """The first piece meets version 2, which carries its rates over; the second is decided under version 3."""
    first, second, third = (
        KALMAR,
        with_yellow("4.00", label="2", validity__valid_from="2025-03-01"),
        varied(
            label="3",
            validity__valid_from="2025-05-01",
            ladders__1__rates__1__sek="9.00",
        ),
    )
    carried = second.model_copy(update={"accrual": varied(accrual__transition__value="NEW_RATE_FROM_VALIDITY").accrual})
    played = play("EX-05", first, carried, third)
    rates = {(line.month, line.rate_ore) for line in played.lines()}
    assert (Month(2025, 2), 300) in rates
    assert (Month(2025, 3), 400) in rates
    assert {rate for month, rate in rates if month >= Month(2025, 6)} == {900}


@pytest.mark.requirement("EX-28")
def test_what_if_yellow_cost_four_kronor_is_told_case_by_case_and_in_total() -> None:
    four, expected = with_yellow("4.00"), VECTORS["what_if"]
    differences: dict[str, int] = {}
    colours_changed = 0
    for name in ("EX-02", "EX-06"):
        before, after = play(name), play(name, four)
        for letter, case in after.cases.items():
            key = name if name in expected["cases"] else f"{name}{letter}"
            now, then = total_ore(after.lines(letter)), total_ore(before.lines(letter))
            assert now is not None
            assert then is not None
            differences[key] = now - then
            colours_changed += case.colour != before.cases[letter].colour
    assert {key: format_sek(change) for key, change in differences.items()} == expected["cases"]
    assert format_sek(sum(differences.values())) == expected["total"]
    assert colours_changed == expected["colour_changes"]


# --- EX-04, EX-11 and EX-16: what the figures alone do not show -----------------------------------------------------


@pytest.mark.requirement("EX-04", "HV-22")
def test_a_black_request_whose_correction_is_approved_the_same_day_costs_nothing() -> None:
    day = "2025-03-11"
    office = {"on": day, "as": "coordination_office"}
    played = play(
        told(
            {"do": "open_case", "on": day, "as": "handler", "impulse": {"known_on": day, "kind": "OTHER"}},
            {"do": "classify", **office, "levels": {"severity": 4, "deviation": 4}},
            {"do": "send_correction_request", **office, "plan_due_on": "2025-04-11"},
            {"do": "receive_plan", "on": day, "as": "unit_head"},
            {"do": "decide_plan", **office, "verdict": "APPROVED", "follow_up_on": day},
            {"do": "record_follow_up", **office, "carried_out": True, "intended_effect": True},
            {"do": "record_listed_counts", "on": day, "as": "handler", "counts": {"2025-03": 8000}},
        )
    )
    assert [(piece.start, piece.rate_ore) for piece in played.cases["A"].pieces] == [(date(2025, 3, 11), 600)]
    assert played.lines() == ()
    assert owed_ore(played.ledger()) == 0


@pytest.mark.requirement("EX-11")
def test_a_count_corrected_after_settlement_becomes_one_correction_line_in_the_next_settlement() -> None:
    vector = SANCTIONS["EX-11"]
    settled = play("EX-11", before="2025-12-18")
    assert owed_ore(settled.ledger()) == parse_sek(vector["before"])
    assert {entry.status for entry in settled.ledger()} == {"SETTLED"}

    recounted = play("EX-11", before="2026-01-01")
    pending = [entry for entry in recounted.ledger() if entry.status == "PENDING_CORRECTION"]
    assert [(entry.month, entry.amount_ore) for entry in pending] == [(Month(2025, 10), -18000)]
    assert owed_ore(recounted.ledger()) == parse_sek(vector["after"])

    corrected = play("EX-11")
    october, november, december = corrected.settlements
    assert (october.corrections, november.corrections) == ((), ())
    assert december.lines == ()
    (line,) = december.corrections
    assert (line.month, format_sek(line.amount_ore)) == (vector["correction_line"]["month"], "-180.00")
    assert vector["correction_line"]["amount"] == "-180.00"
    assert line.listed == vector["corrected"]["2025-10"]
    assert december.total_ore == -18000
    frozen = [entry for entry in corrected.ledger() if entry.correction]
    assert [(entry.month, entry.settled_in) for entry in frozen] == [(Month(2025, 10), "2025-12")]
    assert owed_ore(corrected.ledger()) == parse_sek(vector["after"])
    assert settled.settlements == corrected.settlements[:2]


@pytest.mark.requirement("EX-16", "AM-09", "AM-37")
def test_a_zero_count_is_a_line_of_zero_and_a_missing_one_is_awaited_without_a_guess() -> None:
    played = play("EX-16")
    zero, awaited = played.lines()
    assert (zero.listed, zero.amount_ore, zero.status) == (0, 0, "COMPUTED")
    assert (awaited.listed, awaited.amount_ore, awaited.status) == (None, None, AWAITING)
    assert total_ore(played.lines()) is None
    entries: list[Entry] = played.ledger()
    assert [entry.status for entry in entries] == ["COMPUTED", AWAITING]
    assert owed_ore(entries) is None


@pytest.mark.requirement("EX-14", "XC-05")
def test_the_letter_sent_after_midnight_in_stockholm_costs_from_that_day() -> None:
    (piece,) = play("EX-14").cases["A"].pieces
    assert piece.start == date(2025, 3, 31)


@pytest.mark.requirement("EX-09")
def test_splitting_a_month_at_one_rate_gives_the_month_at_that_rate() -> None:
    def april(*starts: date) -> list[tuple[int, int | None]]:
        pieces = [
            Piece(start, 600, "RED", "STANDARD", "HIGH", number, named("v")) for number, start in enumerate(starts, 1)
        ]
        end, counts = date(2025, 5, 1), {Month(2025, 4): 4200}
        lines = accrue(pieces, ended_on=end, until=LATE, listed=counts, terms=KALMAR.accrual)
        return [(line.days, line.amount_ore) for line in lines]

    assert april(date(2025, 4, 1), date(2025, 4, 7)) == april(date(2025, 4, 1)) == [(30, 2520000)]


@pytest.mark.requirement("AM-19")
def test_a_failure_that_nobody_decides_costs_nothing() -> None:
    steps = [step for step in scenarios()["EX-02"]["steps"] if step["do"] != "decide_sanction"]
    played = play(told(*steps))
    assert played.cases["A"].corrected_on == date(2025, 7, 21)
    assert lines_of(played.cases["A"], played.versions, played.listed, LATE) == ()
