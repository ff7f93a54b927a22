"""What a region delivers of its own events: by unit, with zero where nothing happened and a word where nothing can."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from service.domain.events import CaseOpened
from service.national.checks import check
from service.national.completeness import Asked
from service.national.computed_figures import figures
from service.national.computed_sums import Amount, Place, Sums
from service.national.definitions import OWN_EVENTS, Computed, Indicator
from service.national.observations import Observation
from service.national.periods import PeriodKind, ReportingPeriod
from tests.core.counted import IDS, LIST, RULES, added, kept_of, made, settle_all, told
from tests.core.declared import package
from tests.core.kalmar import KALMAR, varied
from tests.core.play import named, play

FK, REPORT, REVISION = package("kalmar-forsakringskassan"), package("vgr-aterrapportering"), package("vgr-revision")
SANCTIONS = ("PLANS_IN_TIME", "DAYS_TO_CORRECTION", "RUNNING_SANCTIONS", "SANCTIONED_SEK")


def total(found: list[Observation], computed: str, period: str) -> Observation:
    own = [one for one in found if one.key.indicator == IDS[computed] and str(one.key.period) == period]
    (only,) = [one for one in own if not one.key.categories]
    return only


@pytest.mark.requirement("IN-23", "IN-24", "IN-25", "NI-04", "NI-05", "NI-21")
def test_every_figure_says_that_it_is_of_the_regions_own_events_and_by_which_definition() -> None:
    found = made(kept_of(play("EX-02")), "2025", *IDS, versions=(KALMAR, FK, REPORT))
    assert {one.key.indicator for one in found} == set(IDS.values())
    for one in found:
        indicator = LIST.indicator(one.key.indicator)
        assert indicator is not None
        assert (one.source, one.scope, one.definition) == (OWN_EVENTS, indicator.scope, indicator.version)
    assert max(Counter(one.key for one in found).values()) == 1


@pytest.mark.requirement("IN-23", "IN-24")
def test_where_nothing_happened_there_is_zero_and_of_nothing_there_is_no_share_and_no_median() -> None:
    found = made({}, "2025", "DEVIATIONS", *SANCTIONS, versions=(KALMAR, FK))
    assert total(found, "DEVIATIONS", "2025-S2").numerator == 0
    assert total(found, "RUNNING_SANCTIONS", "2025-03").numerator == 0
    kronor = total(found, "SANCTIONED_SEK", "2025-03")
    assert (kronor.status, kronor.value, kronor.numerator) == ("NORMAL", Decimal("0.00"), 0)
    assert total(found, "PLANS_IN_TIME", "2025-03").status == "NOT_APPLICABLE"
    assert total(found, "DAYS_TO_CORRECTION", "2025-03").status == "NOT_APPLICABLE"
    per_half_year = [one for one in found if one.key.indicator == IDS["DEVIATIONS"] and one.key.period.number == 1]
    assert len(per_half_year) == (1 + 5) * (1 + 3)


@pytest.mark.requirement("IN-23", "IN-24", "IN-25")
def test_a_region_without_the_procedure_says_once_that_the_figure_is_not_applicable() -> None:
    found = made({}, "2025", *IDS, versions=(REVISION,), region="14")
    assert {one.status for one in found} == {"NOT_APPLICABLE"}
    assert not any(one.key.categories for one in found)
    assert len(found) == 2 + 4 * 12 + 3
    assert {one.key.region for one in found} == {"14"}


@pytest.mark.requirement("IN-24")
def test_a_procedure_applies_from_its_first_day_to_its_last_and_while_anything_of_it_is_left() -> None:
    ended = varied(validity__valid_from="2025-04-15", validity__valid_until="2025-07-01")

    def applicable(kept: Sums) -> list[str]:
        found = made(kept, "2025", "RUNNING_SANCTIONS", versions=(ended,))
        return [str(one.key.period) for one in found if one.valued and not one.key.categories]

    assert applicable({}) == ["2025-04", "2025-05", "2025-06"]
    assert applicable(kept_of(play("EX-06"))) == [f"2025-{month:02d}" for month in range(4, 9)]


@pytest.mark.requirement("IN-24", "AM-01")
def test_kronor_are_not_reported_before_the_month_is_settled_and_preliminary_while_a_case_is_left_out() -> None:
    played = play("EX-06", listed=False)
    played.listed = dict(play("EX-06").listed)
    months = ("2025-04", "2025-05", "2025-06")
    assert told(kept_of(played), "2025", "SANCTIONED_SEK") == dict.fromkeys(
        ("2025-04", "2025-05", "2025-06", "2025-07", "2025-08"), "NOT_REPORTED"
    )
    settle_all(played, *months)
    (june,) = [event for event in played.settlements if event.month == "2025-06"]
    without = june.model_copy(update={"lines": tuple(one for one in june.lines if one.case_id == named("A"))})
    played.settlements[-1] = without
    found = total(made(kept_of(played), "2025", "SANCTIONED_SEK"), "SANCTIONED_SEK", "2025-06")
    assert (found.status, found.value, found.numerator) == ("PRELIMINARY", Decimal("18000.00"), 1)
    played.settlements[-1] = june
    found = total(made(kept_of(played), "2025", "SANCTIONED_SEK"), "SANCTIONED_SEK", "2025-06")
    assert (found.status, found.value, found.numerator) == ("NORMAL", Decimal("54000.00"), 2)


@pytest.mark.requirement("PV-10", "IN-24")
def test_kronor_are_told_apart_by_their_unit_and_no_figure_is_of_a_care_unit() -> None:
    found = made(kept_of(play("EX-06")), "2025", *SANCTIONS)
    in_kronor = {one.id for one in LIST.indicators if one.unit == "SEK"}
    assert in_kronor == {IDS["SANCTIONED_SEK"]}
    assert {dimension for one in found for dimension, _ in one.key.categories} == {"LADDER", "AGREEMENT_FORM"}
    opened = [event for events in play("EX-06").events.values() for event in events if isinstance(event, CaseOpened)]
    assert not any(str(event.unit_id) in repr(one) for event in opened for one in found)


# --- a definition that counts by longer periods ---------------------------------------------------------------------


def by(kind: PeriodKind, period: str, kept: Sums, computed: Computed) -> dict[str, Observation]:
    """The totals as they would be by a definition of other periods."""
    given = LIST.indicator(IDS[computed])
    assert given is not None
    longer: Indicator = given.model_copy(update={"period": kind})
    package_of = LIST.model_copy(update={"indicators": (longer,)})
    asked = Asked("08", ReportingPeriod.parse(period), (longer.id,))
    found = figures(package_of, RULES, asked, kept, (KALMAR, REPORT))
    return {str(one.key.period): one for one in found if not one.key.categories}


@pytest.mark.requirement("IN-24")
def test_over_a_half_year_plans_and_days_come_together_and_a_stock_is_that_of_its_last_day() -> None:
    kept = added(kept_of(play("EX-02")), kept_of(settle_all(play("EX-06"), "2025-04", "2025-05", "2025-06")))
    plans = by("HALF_YEAR", "2025", kept, "PLANS_IN_TIME")["2025-S1"]
    assert (plans.numerator, plans.denominator) == (0, 3)
    days = by("HALF_YEAR", "2025", kept, "DAYS_TO_CORRECTION")["2025-S2"]
    assert (days.value, days.numerator) == (Decimal("109.0"), 3)
    stock = by("HALF_YEAR", "2025", kept, "RUNNING_SANCTIONS")
    assert (stock["2025-S1"].numerator, stock["2025-S2"].numerator) == (3, 0)
    kronor = by("HALF_YEAR", "2025", kept, "SANCTIONED_SEK")
    first = kronor["2025-S1"]
    assert (first.status, first.value, first.numerator) == ("PRELIMINARY", Decimal("109741.94"), None)
    assert kronor["2025-S2"].status == "NOT_REPORTED"


@pytest.mark.requirement("IN-25")
@pytest.mark.parametrize(("kind", "period"), [("HALF_YEAR", "2025"), ("THREE_YEARS", "2025-3Y")])
def test_what_a_template_states_of_a_year_is_the_figure_of_no_other_time(kind: PeriodKind, period: str) -> None:
    year = ReportingPeriod.parse("2025")
    kept = {Place("ACTION_PLANS", year): Amount(7, 122, told=1)}
    assert by("YEAR", "2025", kept, "ACTION_PLANS")["2025"].numerator == 7
    assert {one.status for one in by(kind, period, kept, "ACTION_PLANS").values()} == {"NOT_REPORTED"}


# --- as a delivery --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("IN-24", "IN-25", "AM-40")
def test_what_is_made_has_no_fault_that_keeps_it_from_being_submitted() -> None:
    asked = Asked("08", ReportingPeriod.parse("2025"), tuple(IDS[one] for one in (*SANCTIONS, "ACTION_PLANS")))
    kept = kept_of(settle_all(play("EX-06"), "2025-04", "2025-05", "2025-06", "2025-07", "2025-08"))
    template = Place("ACTION_PLANS", ReportingPeriod.parse("2025"), (("CONTRACT_AREA", "LOU"),))
    kept = added(kept, {place: Amount(7, 122, told=1) for place in (template, Place("ACTION_PLANS", template.period))})
    found = figures(LIST, RULES, asked, kept, (KALMAR, REPORT))
    assert [one for one in check(LIST, asked, found) if one.severity == "ERROR"] == []
