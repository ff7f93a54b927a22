"""What a case takes back of the national figures, what leaves them as they are, and what never comes into them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from service.domain.dates import Month
from service.domain.events import CaseEvent, CaseMoved, CaseReopened, audience
from service.domain.register_events import MonthSettled
from service.domain.steps import StepTaken
from service.national.computed import contributions
from service.national.computed_sums import Beside, delta
from service.national.definitions import Computed
from service.rules.commands import CloseCase
from service.rules.settle import Facts, case_lines, settle
from tests.core.acts import DUE, SENT, Led, led
from tests.core.counted import RULES, added, grown, kept_of, lines_of_case, made, told
from tests.core.declared import Played, package
from tests.core.kalmar import KALMAR, adopted, varied
from tests.core.play import ends_on, named, play, scenarios

BESIDE = Beside({adopted().id: KALMAR}, "LOV")
PLANS: Computed = "PLANS_IN_TIME"
COMPLETED = varied(accrual__proration__value="WHOLE_COMPLETED_MONTHS")
NEWER = varied(
    label="2", accrual__ends__value="APPROVAL_DAY_INCLUDED", accrual__proration__value="WHOLE_STARTED_MONTHS"
)


def counted(case: Led, computed: str, beside: Beside = BESIDE) -> dict[str, object]:
    return told(grown(case.events, beside), "2025", computed)


# --- taken back -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("IN-24")
def test_a_plan_counts_in_the_month_that_its_day_is_put_off_to_and_no_more_in_the_earlier() -> None:
    case = led("YELLOW", sent=True)
    assert counted(case, PLANS) == {"2025-04": (0, 1)}
    case.extend(date(2025, 4, 1), date(2025, 5, 9))
    assert counted(case, PLANS) == {"2025-05": (0, 1)}
    case.receive(date(2025, 5, 9))
    assert counted(case, PLANS) == {"2025-05": (0, 1)}
    case.approve(date(2025, 5, 12))
    assert counted(case, PLANS) == {"2025-05": (1, 1)}


@pytest.mark.requirement("IN-24", "AM-14")
@pytest.mark.parametrize(("again", "found"), [(DUE, (1, 1)), (DUE + timedelta(days=3), (0, 1))])
def test_a_rejected_plan_that_came_in_time_makes_no_late_one_come_in_time(again: date, found: object) -> None:
    case = led("YELLOW", sent=True)
    case.receive(date(2025, 4, 1))
    case.reject(date(2025, 4, 2))
    assert counted(case, PLANS) == {"2025-04": (0, 1)}
    case.receive(again)
    case.approve(again)
    assert counted(case, PLANS) == {"2025-04": found}


@pytest.mark.requirement("IN-24")
def test_a_verdict_that_replaces_another_takes_back_what_that_had_added() -> None:
    case = led("YELLOW", sent=True)
    case.receive(date(2025, 4, 1))
    case.approve(date(2025, 4, 2))
    case.follow_up(date(2025, 4, 20))
    verdict, corrected = case.events[-2], case.events[-1]
    before = grown(case.events, BESIDE)
    assert told(before, "2025", PLANS) == {"2025-04": (1, 1)}
    rejected = verdict.model_copy(update={"verdict": "REJECTED", "follow_up_on": None})
    later = corrected.model_copy(update={"decided_on": date(2025, 5, 2)})
    after = grown([*case.events, rejected, later], BESIDE)
    assert told(after, "2025", PLANS) == {"2025-04": (0, 1)}
    assert set(told(before, "2025", "DAYS_TO_CORRECTION")) == {"2025-04"}
    assert set(told(after, "2025", "DAYS_TO_CORRECTION")) == {"2025-05"}


@pytest.mark.requirement("IN-24", "HV-05", "HV-06")
@pytest.mark.parametrize(("on", "found"), [(DUE, {}), (DUE + timedelta(days=1), {"2025-04": (0, 1)})])
def test_a_plan_that_nobody_waits_for_on_its_day_is_not_due_and_one_that_is_late_already_stays(
    on: date, found: object
) -> None:
    case = led()
    case.ask_early(SENT)
    assert counted(case, PLANS) == {"2025-04": (0, 1)}
    case.deepen(on)
    assert counted(case, PLANS) == found


@pytest.mark.requirement("IN-24", "AM-37")
def test_closing_a_case_leaves_the_plan_it_waited_for_and_reopening_it_waits_again() -> None:
    case = led("YELLOW", sent=True)
    ended = date(2025, 4, 1)
    case.do(CloseCase(ended), ended, agreement_ends_on=ended)
    assert counted(case, PLANS) == {}
    reopened = [*case.events, CaseReopened(reopened_on=date(2025, 4, 3))]
    assert told(grown(reopened, BESIDE), "2025", PLANS) == {"2025-04": (0, 1)}


@pytest.mark.requirement("IN-24", "HV-26")
def test_a_reopened_case_stays_corrected_as_its_sanction_stays_ended() -> None:
    played = play("EX-02")
    before = kept_of(played)
    case = Led(adopted(), list(played.events["A"]))
    case.reopen(date(2025, 9, 1))
    assert grown(case.events, Beside(played.versions, "LOV")) == before


@pytest.mark.requirement("IN-24", "AM-37")
def test_the_end_of_the_agreement_ends_the_sanction_and_another_end_takes_the_first_back() -> None:
    case = led("YELLOW", sent=True)
    case.sanction(date(2025, 4, 14))
    kept = grown(case.events, BESIDE)
    assert told(kept, "2025", "RUNNING_SANCTIONS") == {f"2025-{month:02d}": 1 for month in range(3, 13)}
    then = BESIDE
    for ends, last in ((date(2025, 7, 1), 6), (date(2025, 9, 30), 8)):
        now = replace(BESIDE, agreement_ends_on=ends)
        kept = added(kept, delta(contributions(RULES, case.events, then), contributions(RULES, case.events, now)))
        then = now
        assert told(kept, "2025", "RUNNING_SANCTIONS") == {f"2025-{month:02d}": 1 for month in range(3, last + 1)}
        assert kept == grown(case.events, now)


@pytest.mark.requirement("IN-24", "AM-08")
def test_a_sanction_approved_on_the_last_day_runs_on_it_only_where_the_rules_count_the_day() -> None:
    for ruleset, months in ((KALMAR, [3]), (varied(accrual__ends__value="APPROVAL_DAY_INCLUDED"), [3, 4])):
        case = led("YELLOW", sent=True, ruleset=ruleset)
        case.sanction(date(2025, 4, 14))
        case.receive(date(2025, 4, 15))
        case.approve(date(2025, 4, 16), date(2025, 4, 30))
        case.follow_up(date(2025, 4, 30))
        found = counted(case, "RUNNING_SANCTIONS", Beside({adopted().id: ruleset}, "LOV"))
        assert found == {f"2025-{month:02d}": 1 for month in months}


@pytest.mark.requirement("IN-24", "AM-01", "AM-37")
def test_a_settled_month_that_turns_out_to_cost_nothing_has_neither_kronor_nor_a_case() -> None:
    case, listed = led("YELLOW", sent=True), {Month(2025, number): 8000 for number in range(1, 13)}
    case.sanction(date(2025, 4, 14))
    settlements: list[MonthSettled] = []
    beside = BESIDE
    for month, ends in ((3, None), (4, None), (5, date(2025, 4, 1))):
        facts = Facts(BESIDE.versions, listed, date(2025, 6, 1), ends)
        lines = [case_lines(named("A"), case.state, facts)]
        settlements.append(settle(Month(2025, month), lines, settlements, left_out=(), today=date(2025, 6, 1)))
        beside = replace(BESIDE, agreement_ends_on=ends, settled=lines_of_case(settlements, named("A")))
        if month == 4:
            found = counted(case, "SANCTIONED_SEK", beside)
            assert found["2025-04"] == (Decimal("24000.00"), 1)
            waiting = grown(case.events, replace(beside, agreement_ends_on=date(2025, 4, 1)))
            assert told(waiting, "2025", "SANCTIONED_SEK")["2025-04"] == (Decimal("24000.00"), 1)
            for kept in (waiting, added(waiting, grown(case.events, BESIDE))):
                assert made(kept, "2025-04", "SANCTIONED_SEK")[0].status == "PRELIMINARY"
    assert counted(case, "SANCTIONED_SEK", beside) == {"2025-03": (Decimal("16258.06"), 1)}


@pytest.mark.requirement("IN-24", "AM-07")
def test_a_month_that_the_rules_do_not_charge_is_not_one_to_settle() -> None:
    case = led("YELLOW", sent=True, ruleset=COMPLETED)
    case.sanction(date(2025, 4, 14))
    case.receive(date(2025, 4, 15))
    case.approve(date(2025, 4, 16), date(2025, 6, 20))
    case.follow_up(date(2025, 6, 20))
    beside = Beside({adopted(COMPLETED).id: COMPLETED}, "LOV")
    assert counted(case, "RUNNING_SANCTIONS", beside) == {"2025-03": 1, "2025-04": 1, "2025-05": 1}
    assert counted(case, "SANCTIONED_SEK", beside) == {"2025-04": "NOT_REPORTED", "2025-05": "NOT_REPORTED"}


@pytest.mark.requirement("IN-24", "HV-05")
def test_a_plan_asked_for_before_there_was_a_colour_begins_no_correction() -> None:
    case = led()
    case.ask_early(date(2025, 3, 4), date(2025, 3, 20))
    case.deepen(date(2025, 3, 5))
    case.classify("YELLOW")
    case.send()
    case.receive(date(2025, 4, 1))
    case.approve(date(2025, 4, 2), date(2025, 4, 20))
    case.follow_up(date(2025, 4, 20))
    assert counted(case, "DAYS_TO_CORRECTION") == {"2025-04": (Decimal(40), 1)}


# --- unchanged ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("IN-24", "AM-39")
@pytest.mark.parametrize("name", sorted(scenarios()))
def test_a_case_that_is_moved_to_another_version_adds_what_it_added_before(name: str) -> None:
    played = play(name)
    for letter, events in played.events.items():
        ends = ends_on(played.cases[letter])
        alone = Beside(played.versions, "LOV", ends)
        both = replace(alone, versions={**played.versions, adopted(NEWER).id: NEWER})
        for count in range(1, len(events) + 1):
            moved = CaseMoved(ruleset_id=adopted(NEWER).id, moved_on=date(2026, 1, 1))
            before = contributions(RULES, events[:count], alone)
            assert contributions(RULES, events[:count], both) == before
            assert contributions(RULES, [*events[:count], moved], both) == before


@pytest.mark.requirement("AM-20", "PV-02", "NI-21")
@pytest.mark.parametrize("name", sorted(scenarios()))
def test_neither_colours_nor_deciders_are_in_what_is_counted(name: str) -> None:
    played = play(name)
    for events in played.events.values():
        beside = Beside(played.versions, "LOV")
        found = contributions(RULES, events, beside)
        assert contributions(RULES, [_otherwise(event) for event in events], beside) == found
        assert {dimension for place in found for dimension, _ in place.categories} <= {"LADDER", "AGREEMENT_FORM"}


def _otherwise(event: CaseEvent) -> CaseEvent:
    """The event as of another region: decided by another role, of a colour that this one does not have."""
    other = {name: "VIOLET" for name in ("colour", "next_colour", "computed") if getattr(event, name, None)}
    return event.model_copy(update={**other, "acted_as": "board"})


# --- never ----------------------------------------------------------------------------------------------------------

REPORT = package("vgr-aterrapportering")


@pytest.mark.requirement("PV-02", "VG-10")
def test_what_the_team_alone_may_read_adds_nothing_even_in_an_act_that_is_counted() -> None:
    played = template(LOU)
    before = grown(played.events, Beside())
    last = played.events[-1]
    assert isinstance(last, StepTaken)
    assert last.values is not None
    secret = last.model_copy(update={"team": True, "values": {**last.values, "FOLLOWED_UP": 3}})
    assert audience(secret) == "team"
    assert grown([*played.events, secret], Beside()) == before
    shown = secret.model_copy(update={"team": False})
    assert grown([*played.events, shown], Beside()) != before


# --- templates ------------------------------------------------------------------------------------------------------

LOU: dict[str, Any] = {
    "CONTRACT_AREA": ("LOU",),
    "AREA_DESCRIPTION": "",
    "FOLLOWED_UP": 118,
    "MEASURES_BEGUN": 9,
    "AT_START": 120,
    "NEW": 6,
    "ENDED": 4,
    "AT_END": 122,
    "ACTION_PLANS": 7,
    "OTHER_MEASURES": 2,
}
REHAB = LOU | {"CONTRACT_AREA": ("VARDVAL_REHAB",), "AT_START": 40, "NEW": 0, "ENDED": 0, "AT_END": 40}
REHAB |= {"FOLLOWED_UP": 40, "ACTION_PLANS": 1, "OTHER_MEASURES": 0}


def template(
    *filled: dict[str, Any],
    outcome: str = "YEARLY_REPORT",
    starts: str = "2025-01-01",
    ends: str = "2025-12-31",
    principal: str = "OPERATIVE_BOARD",
) -> Played:
    played = Played(REPORT)
    period = {"PERIOD_FROM": starts, "PERIOD_TO": ends}
    played.open("report_owner", "2026-01-10", outcome, unit=None, PRINCIPAL=(principal,), **period)
    for figures in filled:
        played.take("team_lead", "2026-01-20", "FILL_IN_TEMPLATE", **figures)
    return played


def in_year(*played: Played, area: str | None = None) -> list[object]:
    """Followed up, plans and further measures, each with the agreements."""
    kept = added(*(grown(one.events, Beside()) for one in played))
    chosen = {} if area is None else {"CONTRACT_AREA": area}
    metrics = ("AGREEMENTS_FOLLOWED_UP", "ACTION_PLANS", "FURTHER_MEASURES")
    return [told(kept, "2025", one, (REPORT,), **chosen).get("2025") for one in metrics]


@pytest.mark.requirement("IN-25", "VG-23")
def test_the_templates_of_a_year_add_up_over_areas_and_boards() -> None:
    operative, regional = template(LOU, REHAB), template(LOU, principal="REGIONAL_BOARD")
    assert in_year(operative) == [(158, 162), (8, 162), (2, 162)]
    assert in_year(operative, area="VARDVAL_REHAB") == [(40, 40), (1, 40), (0, 40)]
    assert in_year(operative, regional) == [(276, 284), (15, 284), (4, 284)]
    assert in_year(operative, regional, area="LOU") == [(236, 244), (14, 244), (4, 244)]


@pytest.mark.requirement("IN-25")
def test_a_template_that_is_filled_in_again_replaces_the_earlier_of_its_area() -> None:
    fewer = LOU | {"FOLLOWED_UP": 100, "ACTION_PLANS": 9}
    assert in_year(template(LOU, REHAB, fewer), area="LOU") == [(100, 122), (9, 122), (2, 122)]
    assert in_year(template(LOU, REHAB, fewer)) == [(140, 162), (10, 162), (2, 162)]


@pytest.mark.requirement("IN-25")
@pytest.mark.parametrize(
    "played",
    [
        template(),
        template(LOU, outcome="BY_DECISION"),
        template(LOU, starts="2025-07-01"),
        template(LOU, ends="2025-06-30"),
        template(LOU, starts="2024-01-01"),
        template(LOU, ends="2026-12-31"),
        template(LOU | {"CONTRACT_AREA": ("IN_DEPTH",)}),
    ],
    ids=[
        "not filled in",
        "by decision",
        "last half",
        "first half",
        "and before",
        "and after",
        "of no agreements of its own",
    ],
)
def test_what_is_no_years_report_of_agreements_states_no_figure_rather_than_none(played: Played) -> None:
    assert in_year(played) == ["NOT_REPORTED"] * 3


@pytest.mark.requirement("IN-25")
def test_an_area_that_is_not_filled_in_is_not_reported_beside_one_that_is() -> None:
    assert in_year(template(LOU), area="LOL_LOF") == ["NOT_REPORTED"] * 3
