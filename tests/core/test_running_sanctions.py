"""A running sanction: what ends it, which version's rate it costs, and what an undecided failure would add."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest

from service.domain.dates import Month, Period
from service.rules.accrue import explain_line, explain_total, total_ore
from service.rules.ruleset import Ruleset
from service.rules.settle import Facts, case_lines, ended, ends_on, explain_entry, ledger, settle
from service.rules.threat import added_ore, explain_threat, threatened
from tests.core.acts import Led, led
from tests.core.kalmar import KALMAR, adopted, varied, with_yellow
from tests.core.play import LATE, named, play

OWN = adopted().id
LISTED = {Month(year, number): 1000 for year in (2025, 2026) for number in range(1, 13)}
CASE = named("case")


def facts(until: date, versions: Mapping[UUID, Ruleset] | None = None, ends: date | None = None) -> Facts:
    return Facts(versions or {OWN: KALMAR}, LISTED, until, ends)


def owed(case: Led, known: Facts) -> int | None:
    return total_ore(case_lines(CASE, case.state, known).lines)


def failed() -> Led:
    """A yellow case of 11 March whose plan never came, its sanction decided."""
    case = led("YELLOW", sent=True)
    case.sanction(date(2025, 4, 14))
    return case


def rate_of(label: str, begins: str, transition: str, *, until: str | None = None, sek: str = "4.00") -> Ruleset:
    return with_yellow(
        sek,
        label=label,
        validity__valid_from=begins,
        validity__valid_until=until,
        accrual__transition__value=transition,
    )


@pytest.mark.requirement("AM-37")
def test_the_end_of_the_agreement_ends_the_sanction_with_its_reason() -> None:
    known = facts(date(2025, 7, 1), ends=date(2025, 5, 1))
    lines = case_lines(CASE, failed().state, known).lines
    assert [str(line.month) for line in lines] == ["2025-03", "2025-04"]
    assert ended(failed().state, known) == (date(2025, 5, 1), "AGREEMENT_ENDED")
    assert ended(failed().state, facts(date(2025, 7, 1))) is None


def test_the_agreement_that_ends_a_sanction_is_the_one_the_case_was_opened_under() -> None:
    agreements = [Period(date(2024, 1, 1), date(2025, 1, 1)), Period(date(2025, 1, 1), date(2025, 5, 1))]
    assert ends_on(agreements, date(2025, 3, 3)) == date(2025, 5, 1)
    assert ends_on([Period(date(2024, 1, 1), None)], date(2025, 3, 3)) is None


@pytest.mark.requirement("AM-01", "EX-04")
def test_nothing_is_threatened_once_correction_is_approved_and_nothing_failed() -> None:
    case = led("YELLOW", sent=True)
    case.receive(date(2025, 4, 4))
    case.approve(date(2025, 4, 10))
    case.follow_up(date(2025, 6, 30))
    assert threatened(CASE, case.state, facts(date(2025, 7, 1))) == []


@pytest.mark.requirement("AM-01", "AM-03")
@pytest.mark.parametrize("ruleset", [KALMAR, varied(accrual__starts__value="FIRST_REQUEST")], ids=["own", "first"])
def test_what_is_threatened_is_what_the_decision_then_adds(ruleset: Ruleset) -> None:
    known = facts(date(2025, 8, 1), {OWN: ruleset})
    case = Led(adopted(ruleset), list(failed().events))
    case.send(date(2025, 5, 5), date(2025, 6, 5))
    before = owed(case, known)
    entries = threatened(CASE, case.state, known)
    added = added_ore(entries)
    assert all(explain_threat(entry, known.versions).value == entry.amount_ore for entry in entries)
    case.sanction(date(2025, 6, 9))
    after = owed(case, known)
    assert None not in (before, added, after)
    assert (before or 0) + (added or 0) == after


@pytest.mark.requirement("AM-39", "EX-12")
def test_a_version_that_never_comes_into_force_changes_no_running_sanction() -> None:
    second = rate_of("2", "2026-01-01", "NEW_RATE_FROM_VALIDITY")
    third = rate_of("3", "2026-01-01", "PINNED", sek="3.50")
    played = play("EX-12-pinned")
    versions = {OWN: KALMAR, adopted(second).id: second, adopted(third).id: third}
    lines = case_lines(CASE, played.cases["A"], Facts(versions, played.listed, LATE)).lines
    assert total_ore(lines) == 5773226


@pytest.mark.requirement("AM-39")
def test_a_new_rate_lasts_as_long_as_its_version_is_in_force() -> None:
    second = rate_of("2", "2025-06-01", "NEW_RATE_FROM_VALIDITY", until="2025-07-01")
    known = facts(date(2025, 8, 1), {OWN: KALMAR, adopted(second).id: second})
    lines = {str(line.month): line.rate_ore for line in case_lines(CASE, failed().state, known).lines}
    assert lines == {"2025-03": 300, "2025-04": 300, "2025-05": 300, "2025-06": 400, "2025-07": 300}


@pytest.mark.requirement("AM-39", "C2")
def test_a_new_rate_cites_the_version_whose_rate_it_is_and_why_it_reaches_the_case() -> None:
    second = rate_of("2", "2025-06-01", "NEW_RATE_FROM_VALIDITY")
    own = adopted(second).id
    known = facts(date(2025, 7, 1), {OWN: KALMAR, own: second})
    june = case_lines(CASE, failed().state, known).lines[-1]
    rules = [node.rule for node in explain_line(june, known.versions, OWN).walk()]
    assert "accrual.transition" in rules
    assert june.spans[0].ruleset_id == own


def test_a_step_that_only_a_later_version_has_is_explained_by_that_version() -> None:
    text = {"ladders__0__rates__1__step": "MID", "ladders__1__rates__1__step": "MID"}
    second = varied(
        label="2",
        validity__valid_from="2025-05-01",
        colours__2__sanction__step="MID",
        colours__3__sanction__step="MID",
        **text,
    )
    known = facts(date(2025, 8, 1), {OWN: KALMAR, adopted(second).id: second})
    case = failed()
    later = Led(adopted(second), list(case.events))
    later.send(date(2025, 5, 5), date(2025, 6, 5))
    later.sanction(date(2025, 6, 9))
    lines = case_lines(CASE, later.state, known)
    assert explain_total(lines.lines, known.versions, lines.ruleset_id).value == total_ore(lines.lines)


@pytest.mark.requirement("EX-16", "AM-09")
def test_a_sum_with_an_awaited_count_explains_that_there_is_none() -> None:
    known = Facts({OWN: KALMAR}, {Month(2025, 3): 1000}, date(2025, 7, 1))
    lines = case_lines(CASE, failed().state, known).lines
    assert total_ore(lines) is None
    assert explain_total(lines, known.versions, OWN).value == "AWAITING_LISTED_COUNT"


@pytest.mark.requirement("AM-01", "C2")
def test_a_correction_after_a_later_decision_rests_on_the_decision_and_not_on_the_count() -> None:
    case = failed()
    known = facts(date(2025, 6, 2))
    may = settle(Month(2025, 5), [case_lines(CASE, case.state, known)], [], left_out=(), today=date(2025, 6, 2))
    case.send(date(2025, 5, 5), date(2025, 6, 5))
    case.sanction(date(2025, 6, 9))
    known = facts(date(2025, 7, 1))
    entries = [one for one in ledger([case_lines(CASE, case.state, known)], [may]) if one.correction]
    assert [(one.rate_ore, one.amount_ore) for one in entries] == [(300, -261290), (600, 522581)]
    for entry in entries:
        root = explain_entry(entry, known.versions)
        assert (root.rule, root.value) == ("accrual.starts", entry.amount_ore)
        assert any(node.operation == "days" for node in root.walk())


@pytest.mark.requirement("A12", "AM-07")
@pytest.mark.parametrize("mode", ["WHOLE_STARTED_MONTHS", "WHOLE_COMPLETED_MONTHS", "THIRTY_DAYS"])
def test_one_sanction_counts_a_month_once_also_where_its_rate_changes_within_it(mode: str) -> None:
    totals = {}
    for how in ("REPLACE", "ADD"):
        first = varied(accrual__proration__value=mode, accrual__in_case__value=how)
        second = rate_of("2", "2025-05-15", "NEW_RATE_FROM_VALIDITY")
        known = facts(date(2025, 6, 1), {OWN: first, adopted(second).id: second})
        may = [line for line in case_lines(CASE, failed().state, known).lines if line.month == Month(2025, 5)]
        assert sum(line.days for line in may) in (30, 31)
        assert sum(line.days for line in may) <= may[0].days_in_month
        totals[how] = total_ore(may)
    assert totals["REPLACE"] == totals["ADD"]
