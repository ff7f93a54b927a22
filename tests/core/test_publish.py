"""Publications: what is shown of the regions' figures, hidden, pooled, compared; and what nobody can work out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.national.cells import RIKET, Cell
from service.national.observations import SUPPRESSED, VALUED, Key, Observation
from service.national.periods import ReportingPeriod
from service.national.publish import Asked, publish
from service.national.tables import Edition, groups
from tests.core.attack import Adds, NoMore, View, intervals
from tests.core.figures import (
    AGREEMENTS,
    ENTRIES,
    LABEL,
    MEDIAN,
    MONTHLY,
    PACKAGE,
    RATE,
    SHARE,
    SOURCE,
    UNIQUE,
    figure,
    indicator,
    key,
    national,
)

REGIONS = ("01", "08", "14")
THRESHOLD = 5


def published(
    *figures: Observation, indicators: Sequence[str], period: str, earlier: Sequence[Edition] = (), hidden: Any = ()
) -> dict[Key, Cell]:
    edition = Edition({one.key: one for one in figures}, frozenset(hidden))
    asked = Asked(ReportingPeriod.parse(period), tuple(indicators), REGIONS)
    return {cell.key: cell for cell in publish(PACKAGE, asked, edition, earlier)}


@pytest.mark.requirement("EX-22", "AM-40", "NI-03", "C5")
def test_the_nations_rate_is_pooled_and_the_mean_of_the_regions_stands_beside_it() -> None:
    rates = zip(REGIONS, [(12, 400), (480, 24_000), (90, 1500)], strict=True)
    cells = published(
        *(figure(key(RATE, "2022", region), *of) for region, of in rates), indicators=["RATE"], period="2022"
    )
    nation = cells[key(RATE, "2022", RIKET)]
    assert (nation.numerator, nation.denominator, nation.value) == (582, 25_900, Decimal("22.471"))
    assert (nation.unweighted, nation.answered, nation.eligible) == (Decimal("36.667"), 3, 3)
    assert [cells[key(RATE, "2022", region)].value for region in REGIONS] == [30, 20, 60]


@pytest.mark.requirement("EX-24", "C5")
def test_no_change_is_told_where_the_scope_has_changed() -> None:
    before, after = (
        [figure(key(ENTRIES, period, region), 100 + number, scope=scope) for number, region in enumerate(REGIONS)]
        for period, scope in (("2021-S1", "ALL_CARE"), ("2022-S1", "PRIMARY_CARE"))
    )
    then = published(*before, *after, indicators=["ENTRIES"], period="2021-S1")
    assert all(cell.verdict == "NOTHING_TO_COMPARE" for cell in then.values())
    moved = [figure(key(ENTRIES, "2021-S2", one.key.region), one.numerator, scope="ALL_CARE") for one in before]
    now = published(*moved, *after, indicators=["ENTRIES"], period="2022-S1")
    for region in (*REGIONS, RIKET):
        cell = now[key(ENTRIES, "2022-S1", region)]
        assert (cell.verdict, cell.change) == ("NOT_COMPARABLE", None)
        assert cell.reasons


@pytest.mark.requirement("EX-20")
def test_a_change_is_told_in_per_cent_where_figures_compare() -> None:
    contacts = (figure(key(ENTRIES, "2021-S2"), 9592), figure(key(ENTRIES, "2022-S1"), 9464))
    cells = published(*contacts, indicators=["ENTRIES"], period="2022-S1")
    assert cells[key(ENTRIES, "2022-S1")].change == Decimal("-1.334")


@pytest.mark.requirement("EX-23", "C6", "PV-08")
def test_a_small_figure_hides_what_would_give_it_away_and_is_never_zero() -> None:
    split = [figure(key(ENTRIES, "2022-S1", SEX=sex), count) for sex, count in (("K", 7), ("M", 3))]
    cells = published(figure(key(ENTRIES, "2022-S1"), 10), *split, indicators=["ENTRIES"], period="2022-S1")
    men = cells[key(ENTRIES, "2022-S1", SEX="M")]
    assert (men.status, men.value, men.numerator) == ("SUPPRESSED", None, None)
    hidden = {cell.key for cell in cells.values() if cell.status in SUPPRESSED and cell.key.region == "08"}
    assert len(hidden) >= 2


@pytest.mark.requirement("C6", "NI-07")
def test_zero_silence_refusal_and_a_hidden_figure_are_four_different_answers() -> None:
    told = [
        figure(key(ENTRIES, "2022-S1", "01"), 0),
        figure(key(ENTRIES, "2022-S1", "08"), None, status="NOT_REPORTED_BY_CHOICE", comment="because"),
    ]
    cells = published(*told, indicators=["ENTRIES"], period="2022-S1")
    assert [cells[key(ENTRIES, "2022-S1", region)].status for region in REGIONS] == [
        "NORMAL",
        "NOT_REPORTED_BY_CHOICE",
        "NOT_REPORTED",
    ]
    assert cells[key(ENTRIES, "2022-S1", "01")].value == 0
    nation = cells[key(ENTRIES, "2022-S1", RIKET)]
    assert (nation.answered, nation.eligible) == (1, 3)


def test_a_share_of_nothing_and_a_median_of_nobody_known_are_no_figures() -> None:
    empty = published(figure(key(SHARE, "2022-S1"), 0, 0), indicators=["SHARE"], period="2022-S1")
    assert empty[key(SHARE, "2022-S1")].status == "NOT_APPLICABLE"
    of_few = published(figure(key(MEDIAN, "2022-S1"), None, value=Decimal(31)), indicators=["MEDIAN"], period="2022-S1")
    assert of_few[key(MEDIAN, "2022-S1")].status == "SUPPRESSED"


@pytest.mark.requirement("C6")
def test_a_share_is_hidden_where_what_it_leaves_is_few() -> None:
    shares = (figure(key(SHARE, "2022-S1"), 47, 50), figure(key(SHARE, "2022-S1", "14"), 30, 60))
    cells = published(*shares, indicators=["SHARE"], period="2022-S1")
    assert cells[key(SHARE, "2022-S1")].status == "SUPPRESSED"


def test_the_mean_of_the_regions_is_not_told_where_one_of_them_is_hidden() -> None:
    of = [(2, 400), (480, 24_000), (90, 1500)]
    shares = [figure(key(SHARE, "2022-S1", region), *one) for region, one in zip(REGIONS, of, strict=True)]
    nation = published(*shares, indicators=["SHARE"], period="2022-S1")[key(SHARE, "2022-S1", RIKET)]
    assert nation.unweighted is None


@pytest.mark.requirement("C6")
def test_what_was_hidden_before_is_compared_with_nothing() -> None:
    small, large = figure(key(ENTRIES, "2021-S2"), 3), figure(key(ENTRIES, "2022-S1"), 30)
    now = published(small, large, indicators=["ENTRIES"], period="2022-S1", hidden=[small.key])
    assert (now[large.key].verdict, now[large.key].change) == ("NOTHING_TO_COMPARE", None)


@pytest.mark.requirement("C6")
def test_a_later_publication_does_not_give_away_what_an_earlier_one_hid() -> None:
    first = {
        one.key: one for one in (figure(key(ENTRIES, "2022-S1", region), n) for region, n in (("01", 40), ("08", 3)))
    }
    shown = published(*first.values(), indicators=["ENTRIES"], period="2022-S1")
    hidden = frozenset(cell.key for cell in shown.values() if cell.status in SUPPRESSED)
    later = {**first, key(ENTRIES, "2022-S1", "14"): figure(key(ENTRIES, "2022-S1", "14"), 60)}
    again = published(
        *later.values(), indicators=["ENTRIES"], period="2022-S1", earlier=[Edition(first, hidden)], hidden=hidden
    )
    found = intervals([view(shown), view(again)], THRESHOLD, changed=_changed(shown, again))
    assert all(high - low + 1 >= THRESHOLD for low, high in found.values()), found


@pytest.mark.requirement("C6")
def test_no_change_is_told_from_a_period_that_the_same_publication_hides() -> None:
    months = [figure(key(MONTHLY, month), count) for month, count in (("2022-01", 3), ("2022-02", 8))]
    cells = published(*months, indicators=["MONTHLY"], period="2022-S1")
    assert cells[key(MONTHLY, "2022-01")].status == "SUPPRESSED"
    for region in ("08", RIKET):
        assert cells[key(MONTHLY, "2022-02", region)].change is None


SHARED = national(
    indicator("HALVES", dimensions=()),
    indicator("WHOLE", period="YEAR", dimensions=()),
    indicator("AGAIN", period="YEAR", unit="RATIO", denominator=LABEL, dimensions=()),
    shared=[
        {"counts": [{"indicator": "HALVES"}, {"indicator": "WHOLE"}], "source": SOURCE},
        {"counts": [{"indicator": "WHOLE"}, {"indicator": "AGAIN"}], "source": SOURCE},
    ],
    balances=(),
)


@pytest.mark.requirement("C6")
def test_a_count_that_several_indicators_have_is_hidden_in_all_of_them_or_in_none() -> None:
    counts = [("HALVES", "2022-S1", 3, None), ("HALVES", "2022-S2", 90, None)]
    counts += [("WHOLE", "2022", 93, None), ("AGAIN", "2022", 93, 400)]
    figures = {(found := figure(key(of, period), n, d)).key: found for of, period, n, d in counts}
    asked = Asked(ReportingPeriod.parse("2022"), ("HALVES", "WHOLE", "AGAIN"), REGIONS)
    own = {cell.key: cell for cell in publish(SHARED, asked, Edition(figures)) if cell.key.region == "08"}
    hidden = {f"{one.indicator} {one.period}" for one, cell in own.items() if cell.status in SUPPRESSED}
    assert "HALVES 2022-S1" in hidden
    # With the year shown, the other half would tell the first; with either year shown, so would the other.
    assert "HALVES 2022-S2" in hidden or hidden >= {"WHOLE 2022", "AGAIN 2022"}


def test_indicators_that_bound_each_other_are_hidden_together() -> None:
    assert groups(PACKAGE, ["RATE", "UNIQUE", "ENTRIES"]) == [("ENTRIES", "UNIQUE"), ("RATE",)]
    assert groups(PACKAGE, ["UNIQUE"]) == [("ENTRIES", "UNIQUE")]
    assert groups(PACKAGE, [one.id for one in AGREEMENTS]) == [tuple(one.id for one in AGREEMENTS)]


@pytest.mark.requirement("C6", "EX-25")
def test_a_balance_does_not_give_a_small_figure_away() -> None:
    counts = zip(AGREEMENTS, (120, 6, 4, 122), strict=True)
    cells = published(
        *(figure(key(of, "2022"), count) for of, count in counts),
        indicators=[one.id for one in AGREEMENTS],
        period="2022",
    )
    own = {cell.key.indicator: cell.status for cell in cells.values() if cell.key.region == "08"}
    assert own["GONE"] == "SUPPRESSED"
    assert list(own.values()).count("SUPPRESSED") >= 2


# --- what an outsider works out of a publication --------------------------------------------------------------------


def view(cells: Mapping[Key, Cell]) -> View:
    """A publication of counts as anybody sees it: sexes and regions add up, and unique individuals are at most all."""
    counts = {one: cell for one, cell in cells.items() if cell.status in (VALUED | SUPPRESSED)}
    shown = {one: cell.numerator for one, cell in counts.items() if cell.numerator is not None}
    sums = []
    for one in counts:
        split = [Key(one.indicator, one.region, one.period, (("SEX", sex),)) for sex in ("K", "M")]
        if not one.categories and all(part in counts for part in split):
            sums.append(Adds(one, split))
        if one.region == RIKET:
            regional = [Key(one.indicator, region, one.period, one.categories) for region in REGIONS]
            sums.append(Adds(one, [part for part in regional if part in counts]))
    bounds = [
        NoMore(one, other)
        for one in counts
        if one.indicator == UNIQUE.id and (other := Key(ENTRIES.id, one.region, one.period, one.categories)) in counts
    ]
    return View(shown, [one for one in counts if one not in shown], sums, bounds)


def _changed(shown: Mapping[Key, Cell], again: Mapping[Key, Cell]) -> dict[tuple[int, Any], Any]:
    """The nation's sums are of other regions the second time: other figures under the same names."""
    return {(1, one): ("again", one) for one in again if one.region == RIKET and one in shown}


@st.composite
def deliveries(draw: st.DrawFn) -> list[Observation]:
    found = []
    for region in REGIONS:
        women, men = (draw(st.integers(0, 12)) for _ in range(2))
        for sex, count in (("K", women), ("M", men), ("T", women + men)):
            more = draw(st.integers(0, 20))
            found.append(figure(key(ENTRIES, "2022-S1", region, SEX=sex), count + more))
            found.append(figure(key(UNIQUE, "2022-S1", region, SEX=sex), count))
    entries = {one.key: one for one in found if one.key.indicator == ENTRIES.id}
    for region in REGIONS:  # the entries of both sexes add up, as the individuals do
        total = key(ENTRIES, "2022-S1", region)
        both = sum(entries[key(ENTRIES, "2022-S1", region, SEX=sex)].numerator or 0 for sex in ("K", "M"))
        found = [figure(total, both) if one.key == total else one for one in found]
    return found


@pytest.mark.requirement("C6", "PV-08")
@settings(max_examples=15, deadline=None)
@given(deliveries())
def test_no_hidden_figure_of_any_delivery_can_be_worked_out(figures: list[Observation]) -> None:
    cells = published(*figures, indicators=["ENTRIES", "UNIQUE"], period="2022-S1")
    found = intervals([view(cells)], THRESHOLD)
    told = {one: bounds for one, bounds in found.items() if bounds[1] - bounds[0] + 1 < THRESHOLD}
    assert told == {}
    for cell in cells.values():
        assert cell.status in VALUED or (cell.value, cell.numerator, cell.low, cell.unweighted) == (None,) * 4
