"""What of figures and their deliveries the API refuses, with nothing half-delivered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.api.caller import Api, noon
from tests.api.delivered import NOW, PERIOD, WHOLE, Delivering, asked, figure, fresh, refused


@pytest.fixture
async def own(api: Api) -> Delivering:
    """A region of its own, asked for the half-year's figures."""
    region = await fresh(api)
    await asked(region.api)
    return Delivering(region)


@pytest.fixture(scope="module")
async def half(api: Api) -> Delivering:
    """A delivery that is open and holds a figure."""
    region = await fresh(api)
    await asked(region.api)
    own = Delivering(region)
    await own.open()
    await own.done("deliverFigures", rows=[figure("IN-09", 100)])
    return own


BAD: Mapping[str, tuple[dict[str, Any], str, str]] = {
    "no such indicator": ({"indicator": "IN-99"}, "VALUE_NOT_LISTED", "rows[1].indicator"),
    "an indicator of another round": ({"indicator": "IN-08"}, "INDICATOR_NOT_ASKED", "rows[1].indicator"),
    "no period": ({"period": "hösten"}, "PERIOD_UNREADABLE", "rows[1].period"),
    "another period": ({"period": "2024-S2"}, "PERIOD_NOT_OPEN", "rows[1].period"),
    "another kind of period": ({"period": "2025"}, "PERIOD_KIND", "rows[1].period"),
    "no such source": ({"source": "GUESS"}, "VALUE_NOT_LISTED", "rows[1].source"),
    "no such scope": ({"scope": "EVERYTHING"}, "VALUE_NOT_LISTED", "rows[1].scope"),
    "no such registrant": ({"registrant": "NOBODY"}, "VALUE_NOT_LISTED", "rows[1].registrant"),
    "no such flag": ({"flags": ["SUNNY"]}, "VALUE_NOT_LISTED", "rows[1].flags"),
    "no such text of the code": ({"codeText": "1905"}, "VALUE_NOT_LISTED", "rows[1].codeText"),
    "no figure": ({"numerator": None}, "FIGURE_MISSING", "rows[1].numerator"),
    "a figure below zero": ({"numerator": "-1"}, "NUMBER_NEGATIVE", "rows[1].numerator"),
    "a part of a person": ({"numerator": "1.5"}, "NUMBER_NOT_WHOLE", "rows[1].numerator"),
    "far too much": ({"numerator": "1E+999999"}, "NUMBER_UNREADABLE", "rows[1].numerator"),
    "a figure of another unit": ({"value": "1.5"}, "FIGURE_NOT_ASKED", "rows[1].value"),
    "a figure that is absent": ({"status": "NOT_REPORTED"}, "FIGURE_UNDER_ABSENCE", "rows[1].numerator"),
    "more than all": ({"coverage": "101"}, "NUMBER_TOO_LARGE", "rows[1].coverage"),
    "a choice without reason": (
        {"status": "NOT_REPORTED_BY_CHOICE", "numerator": None},
        "REASON_MISSING",
        "rows[1].comment",
    ),
    "a person in the comment": (
        {"comment": "Gäller 19121212-1212."},
        "PERSONAL_NUMBER_IN_COMMENT",
        "rows[1].comment",
    ),
    "no such dimension": (
        {"categories": [{"dimension": "WEATHER", "category": "SUN"}]},
        "INVALID_INPUT",
        "rows[1].categories[0].dimension",
    ),
    "a dimension twice": (
        {"categories": [{"dimension": "SEX", "category": "K"}, {"dimension": "SEX", "category": "M"}]},
        "INVALID_INPUT",
        "rows[1].categories[1].dimension",
    ),
    "no such category": (
        {"categories": [{"dimension": "SEX", "category": "X"}]},
        "VALUE_NOT_LISTED",
        "rows[1].categories[0].category",
    ),
    "a split that is not asked for": (
        {"categories": [{"dimension": "GRADE", "category": "FULL"}]},
        "DIMENSION_NOT_ASKED",
        "rows[1].categories[0].category",
    ),
    "the same figure again": ({"indicator": "IN-07"}, "ROW_TWICE", "rows[1].indicator"),
}


@pytest.mark.parametrize(("changed", "code", "path"), BAD.values(), ids=BAD.keys())
async def test_a_bad_figure_is_refused_with_the_others(
    half: Delivering, changed: dict[str, Any], code: str, path: str
) -> None:
    rows = [figure("IN-07", 5), {**figure("IN-09", 7), **changed}]
    outcome = await refused(half, "deliverFigures", rows=rows)
    assert (outcome["__typename"], outcome["code"], outcome["path"]) == ("InvalidInput", code, path)
    assert outcome["message"]


async def test_how_many_figures_come_at_a_time_is_bounded(half: Delivering) -> None:
    for rows in ([], [figure("IN-09", 1)] * 501):
        outcome = await refused(half, "deliverFigures", rows=rows)
        assert (outcome["path"], outcome["allowed"]) == ("rows", ["1-500"])


async def test_what_is_not_there_or_not_now_is_refused(half: Delivering) -> None:
    other = Delivering(half.region, "2019-S1")
    async with half.region.api.nothing_written():
        assert (await other.outcome("openDelivery", None))["code"] == "NOT_FOUND"
        for name, given in (("deliverFigures", {"rows": WHOLE}), ("submitDelivery", {}), ("approveDelivery", {})):
            assert (await half.outcome(name, 7, **given))["code"] == "NOT_FOUND"
    assert (await refused(half, "openDelivery", None))["code"] == "DELIVERY_UNDER_WAY"
    assert (await refused(half, "approveDelivery"))["code"] == "DELIVERY_STANDS"
    conflict = await refused(half, "submitDelivery", expectedVersion=1)
    assert (conflict["__typename"], conflict["current"]) == ("VersionConflict", 2)


async def test_a_round_takes_first_deliveries_on_its_days_alone(own: Delivering) -> None:
    for now in (noon("2025-12-31"), noon("2026-03-01")):
        async with own.region.api.nothing_written():
            outcome = await own.outcome("openDelivery", None, now=now)
        assert (outcome["code"], outcome["path"]) == ("ROUND_NOT_OPEN", "round")


@pytest.mark.parametrize(
    ("name", "given", "wrong"),
    [
        ("openDelivery", {}, "indicator_approver"),
        ("deliverFigures", {"rows": WHOLE}, "indicator_approver"),
        ("submitDelivery", {}, "indicator_approver"),
        ("withdrawDelivery", {}, "indicator_reporter"),
        ("approveDelivery", {}, "indicator_reporter"),
        ("approveDelivery", {}, "handler"),
        ("openDelivery", {}, "ruleset_approver"),
    ],
)
async def test_another_role_may_not(half: Delivering, name: str, given: dict[str, Any], wrong: str) -> None:
    number = None if name == "openDelivery" else 1
    outcome = await refused(half, name, number, by=half.region.person(wrong), **given)
    assert outcome["__typename"] == "MandateMissing"
    right = "indicator_approver" if name in {"withdrawDelivery", "approveDelivery"} else "indicator_reporter"
    assert [one["id"] for one in outcome["deciders"]] == [right]


async def test_nobody_else_reads_it(half: Delivering) -> None:
    document = f"""{{
      deliveryRounds {{ id }} delivery(round: "{PERIOD}", number: 1) {{ number }}
      deliveryFigures(round: "{PERIOD}", number: 1, first: 5) {{ nodes {{ indicator }} pageInfo {{ hasNextPage }} }}
    }}"""
    nothing = {
        "deliveryRounds": [],
        "delivery": None,
        "deliveryFigures": {"nodes": [], "pageInfo": {"hasNextPage": False}},
    }
    for person in (half.region.person("handler"), half.region.person("seat_administrator")):
        assert await half.region.api.ask(person, document, now=NOW) == nothing
    other = (await fresh(half.region.api)).person("indicator_reporter")
    elsewhere = await half.region.api.ask(other, document, now=NOW)
    assert (elsewhere["delivery"], elsewhere["deliveryFigures"]) == (nothing["delivery"], nothing["deliveryFigures"])
