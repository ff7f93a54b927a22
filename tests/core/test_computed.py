"""What cases add to the national figures: in which month, half-year and category, worked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from service.national.computed_sums import Beside, Sums
from tests.core.acts import led
from tests.core.counted import added, grown, kept_of, made, settle_all, told
from tests.core.declared import Played, package
from tests.core.kalmar import KALMAR, adopted
from tests.core.play import play
from tests.core.vectors import SANCTIONS

LINES: Mapping[str, tuple[str, ...]] = {
    "EX-02": ("2025-03", "2025-04", "2025-05", "2025-06", "2025-07"),
    "EX-06": ("2025-04", "2025-05", "2025-06", "2025-07", "2025-08"),
}


def running(first: int, last: int, year: int = 2025) -> dict[str, int]:
    return {f"{year}-{month:02d}": 1 for month in range(first, last + 1)}


WORKED: Mapping[str, tuple[dict[str, tuple[int, int]], dict[str, int], dict[str, int]]] = {
    "EX-02": ({"2025-04": (0, 1)}, {"2025-07": 132}, running(3, 6)),
    "EX-04": ({"2025-04": (1, 1)}, {"2025-06": 111}, {}),
    "EX-05": ({"2025-03": (0, 1), "2025-06": (0, 1)}, {"2025-08": 189}, running(2, 7)),
    "EX-05b": ({"2025-03": (0, 1), "2025-06": (1, 1)}, {"2025-08": 189}, running(2, 7)),
    "EX-10": (
        {"2025-02": (0, 1), "2025-06": (0, 1)},
        {"2025-03": 47, "2025-07": 42},
        {**running(1, 2), **running(6, 6)},
    ),
    "EX-11": ({"2025-10": (0, 1)}, {"2025-12": 61}, running(10, 11)),
}
"""By hand from the dates of the scenarios: plans (in time and approved, due), days to correction, sanctions running."""


# --- worked figures -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("IN-24", "EX-02", "EX-04", "EX-05", "EX-05b", "EX-10", "EX-11", "NI-21")
@pytest.mark.parametrize("name", WORKED)
def test_the_worked_cases_count_in_the_months_in_which_a_person_would_count_them(name: str) -> None:
    plans, days, sanctions = WORKED[name]
    kept = kept_of(play(name))
    assert told(kept, "2025", "PLANS_IN_TIME") == plans
    assert told(kept, "2025", "DAYS_TO_CORRECTION") == {month: (Decimal(one), 1) for month, one in days.items()}
    assert told(kept, "2025", "RUNNING_SANCTIONS") == sanctions


@pytest.mark.requirement("IN-24", "EX-06")
def test_two_cases_of_a_unit_are_two_and_the_end_of_one_does_not_end_the_other() -> None:
    kept = kept_of(settle_all(play("EX-06"), *LINES["EX-06"]))
    assert told(kept, "2025", "RUNNING_SANCTIONS") == {
        "2025-04": 1,
        "2025-05": 2,
        "2025-06": 2,
        "2025-07": 1,
        "2025-08": 1,
    }
    kronor = told(kept, "2025", "SANCTIONED_SEK")
    assert kronor["2025-06"] == (Decimal(SANCTIONS["EX-06"]["unit_month"]["2025-06"]), 2)
    assert sum(one[0] for one in kronor.values()) == Decimal(SANCTIONS["EX-06"]["total"])  # type: ignore[index]
    assert {month: one[1] for month, one in kronor.items()} == told(kept, "2025", "RUNNING_SANCTIONS")  # type: ignore[index]


@pytest.mark.requirement("IN-24", "EX-06")
def test_of_two_cases_corrected_in_one_month_the_median_lies_between_them() -> None:
    short, long = led("YELLOW"), led("YELLOW")
    for case, sent in ((short, date(2025, 4, 2)), (long, date(2025, 3, 11))):
        case.send(sent)
        case.receive(date(2025, 4, 9))
        case.approve(date(2025, 4, 10), date(2025, 5, 20))
        case.follow_up(date(2025, 5, 20))
    beside = Beside({adopted().id: KALMAR}, "LOV")
    kept: Sums = {}
    for case in (short, long):
        kept = added(kept, grown(case.events, beside))
    assert told(kept, "2025", "DAYS_TO_CORRECTION") == {"2025-05": (Decimal("59.0"), 2)}
    assert told(kept, "2025", "PLANS_IN_TIME") == {"2025-04": (2, 2)}


@pytest.mark.requirement("IN-24", "EX-02")
def test_kronor_are_those_of_the_settled_lines_in_the_month_that_they_are_for() -> None:
    kept = kept_of(settle_all(play("EX-02"), *LINES["EX-02"]))
    expected = {month: (Decimal(text), 1) for month, text in SANCTIONS["EX-02"]["lines"].items()}
    assert told(kept, "2025", "SANCTIONED_SEK") == expected


@pytest.mark.requirement("IN-24", "EX-05", "AM-03")
def test_a_case_whose_rate_changed_is_one_case_in_each_month_and_wholly_settled() -> None:
    kept = kept_of(settle_all(play("EX-05"), *(f"2025-{month:02d}" for month in range(2, 9))))
    found = [one for one in made(kept, "2025", "SANCTIONED_SEK") if not one.key.categories]
    assert {one.status for one in found} == {"NORMAL"}
    assert [one.numerator for one in found] == [0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    assert sum(one.value or 0 for one in found) == Decimal(SANCTIONS["EX-05"]["total"])


@pytest.mark.requirement("IN-24", "EX-11", "AM-01")
def test_a_correction_that_is_settled_later_changes_the_month_that_it_is_for() -> None:
    played = play("EX-11")
    assert [event.month for event in played.settlements] == ["2025-10", "2025-11", "2025-12"]
    settlements, played.settlements = played.settlements, played.settlements[:2]
    assert told(kept_of(played), "2025", "SANCTIONED_SEK") == {
        "2025-10": (Decimal("21600.00"), 1),
        "2025-11": (Decimal("21930.00"), 1),
    }
    played.settlements = settlements
    found = told(kept_of(played), "2025", "SANCTIONED_SEK")
    assert found == {"2025-10": (Decimal("21420.00"), 1), "2025-11": (Decimal("21930.00"), 1)}
    assert sum(one[0] for one in found.values()) == Decimal(SANCTIONS["EX-11"]["after"])  # type: ignore[index]


@pytest.mark.requirement("IN-24", "EX-07")
@pytest.mark.parametrize(("name", "ladder", "other"), [("EX-07a", "TRUST", "STANDARD"), ("EX-02", "STANDARD", "TRUST")])
def test_a_case_stands_in_its_ladder_and_its_form_of_agreement_and_in_every_total(
    name: str, ladder: str, other: str
) -> None:
    kept = kept_of(play(name), "Lagen om valfrihetssystem")
    total = told(kept, "2025", "RUNNING_SANCTIONS")
    assert total
    assert told(kept, "2025", "RUNNING_SANCTIONS", LADDER=ladder) == total
    assert told(kept, "2025", "RUNNING_SANCTIONS", LADDER=ladder, AGREEMENT_FORM="LOV") == total
    assert told(kept, "2025", "RUNNING_SANCTIONS", LADDER=other) == {}
    assert told(kept, "2025", "RUNNING_SANCTIONS", AGREEMENT_FORM="LOU") == {}


@pytest.mark.requirement("IN-24")
@pytest.mark.parametrize(
    ("basis", "form"), [("lov", "LOV"), (" LOU ", "LOU"), ("eget avtal", "OTHER"), (None, "OTHER")]
)
def test_a_legal_basis_is_known_however_it_is_cased_and_any_other_is_another_form(basis: str | None, form: str) -> None:
    kept = kept_of(play("EX-02"), basis)
    assert told(kept, "2025", "PLANS_IN_TIME", AGREEMENT_FORM=form) == {"2025-04": (0, 1)}


# --- deviations -----------------------------------------------------------------------------------------------------

FK, MUNICIPALITIES = package("kalmar-forsakringskassan"), package("kronoberg-kommuner")
TOLD: dict[str, Any] = {
    "WHAT_HAPPENED": "",
    "HAPPENED_ON": date(2025, 6, 18),
    "TRIED_TO_SOLVE": False,
    "CONTACT": "",
}
OPENERS = {"REGION_TO_FK": "process_leader", "FK_TO_REGION": "collaboration_officer"}


def deviation(day: str, direction: str, *chosen: str) -> Sums:
    played = Played(FK)
    played.open(OPENERS[direction], day, direction, CATEGORIES=chosen, **TOLD)
    return grown(played.events, Beside())


@pytest.mark.requirement("IN-23", "NI-21")
def test_a_deviation_of_two_categories_is_one_deviation_in_the_half_year_of_its_report() -> None:
    kept = added(
        deviation("2025-06-30", "REGION_TO_FK", "TREATMENT"),
        deviation("2025-07-01", "REGION_TO_FK", "COOPERATION", "IRREGULARITY"),
        deviation("2025-12-31", "FK_TO_REGION", "COOPERATION"),
    )
    rules = (FK,)
    assert told(kept, "2025", "DEVIATIONS", rules) == {"2025-S1": 1, "2025-S2": 2}
    assert told(kept, "2025", "DEVIATIONS", rules, CATEGORY="COOPERATION") == {"2025-S2": 2}
    assert told(kept, "2025", "DEVIATIONS", rules, CATEGORY="IRREGULARITY") == {"2025-S2": 1}
    assert told(kept, "2025", "DEVIATIONS", rules, DIRECTION="REGION_TO_FK") == {"2025-S1": 1, "2025-S2": 1}
    both = told(kept, "2025", "DEVIATIONS", rules, CATEGORY="COOPERATION", DIRECTION="FK_TO_REGION")
    assert both == {"2025-S2": 1}


CATEGORISED: dict[str, Any] = {
    "CATEGORY": "Överlämning",
    "SEVERITY": ("NEITHER",),
    "COLLABORATION_DEFICIENCY": True,
    "COHERENT_CARE": False,
}


@pytest.mark.requirement("IN-23")
def test_a_deviation_that_another_system_categorises_is_of_another_category_and_direction() -> None:
    played = Played(MUNICIPALITIES)
    played.open("process_leader", "2025-03-03", "GENERAL", unit=None, SYNERGI="2025-1", MUNICIPALITY=("ALVESTA",))
    played.take("process_leader", "2025-03-04", "CATEGORISE", **CATEGORISED)
    kept = grown(played.events, Beside())
    assert told(kept, "2025", "DEVIATIONS", (MUNICIPALITIES,)) == {"2025-S1": 1}
    both = told(kept, "2025", "DEVIATIONS", (MUNICIPALITIES,), CATEGORY="OTHER", DIRECTION="OTHER")
    assert both == {"2025-S1": 1}
