"""What a delivery of figures is refused for, and by whom, with nothing written."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from infra.db.tx import PostgresTenancy
from service.domain.errors import InvalidInput, MandateMissing, NotFound, Refusal, VersionConflict
from service.national.periods import ReportingPeriod
from service.usecases import delivering
from tests.database.conftest import Plain
from tests.database.delivering import (
    APPROVER,
    NOW,
    PLACE,
    REPORTER,
    WHOLE,
    approved,
    ask,
    cells,
    delivered,
    figure,
    held,
    one_of,
    opened,
    refusal_of,
    sent,
    services,
    unit,
)


@pytest.fixture
async def asking(admin: Plain) -> None:
    await ask(admin)


@pytest.mark.requirement("PV-10")
async def test_amounts_leave_the_region_only_where_it_says_so(tenancy: PostgresTenancy, admin: Plain) -> None:
    await ask(admin, "COST")
    await opened(tenancy)
    await delivered(tenancy, figure(None, "COST", value=Decimal("16258.06")))
    await delivering.submit_delivery(services(tenancy), sent(), PLACE, ())
    at = services(tenancy)
    refused = await refusal_of(admin, delivering.approve_delivery(at, sent(APPROVER), PLACE))
    assert (refused.code, refused.params["indicators"]) == ("AMOUNTS_NOT_RELEASED", ("COST",))
    await delivering.approve_delivery(at, sent(APPROVER), PLACE, release_amounts=True)
    assert await admin.fetchval("select amounts_released from delivery") is True


async def test_an_amount_that_is_absent_needs_no_release(tenancy: PostgresTenancy, admin: Plain) -> None:
    await ask(admin, "COST")
    await opened(tenancy)
    await delivered(tenancy, figure(None, "COST", status="NOT_REPORTED", comment="Inte avräknat."))
    await approved(tenancy)
    assert await admin.fetchval("select amounts_released from delivery") is False


@pytest.mark.usefixtures("asking")
async def test_each_act_is_refused_where_the_delivery_stands_otherwise(tenancy: PostgresTenancy, admin: Plain) -> None:
    at, early, late = services(tenancy), NOW.replace(month=7), NOW.replace(month=9)
    for wrong in (early, late):
        refused = await refusal_of(admin, delivering.open_delivery(services(tenancy, wrong), sent(), "2026-S1"))
        assert (refused.code, refused.params["closes_on"]) == ("ROUND_NOT_OPEN", "2026-09-01")
    unknown = await refusal_of(admin, delivering.open_delivery(at, sent(), "2026-S2"))
    assert isinstance(unknown, NotFound)
    assert isinstance(await refusal_of(admin, delivering.deliver_figures(at, sent(), PLACE, cells(*WHOLE))), NotFound)
    await opened(tenancy)
    assert (await refusal_of(admin, delivering.open_delivery(at, sent(), "2026-S1"))).code == "DELIVERY_UNDER_WAY"
    assert (await refusal_of(admin, delivering.submit_delivery(at, sent(), PLACE, ()))).code == "DELIVERY_EMPTY"
    for act in (delivering.withdraw_delivery, delivering.approve_delivery):
        refused = await refusal_of(admin, act(at, sent(APPROVER), PLACE))
        assert (refused.code, refused.allowed) == ("DELIVERY_STANDS", ("SUBMITTED",))
    await delivered(tenancy, *WHOLE)
    await delivering.submit_delivery(at, sent(), PLACE, ())
    more = delivering.deliver_figures(at, sent(), PLACE, cells(figure(101)))
    assert (await refusal_of(admin, more)).code == "DELIVERY_STANDS"
    assert (await refusal_of(admin, delivering.submit_delivery(at, sent(), PLACE, ()))).code == "DELIVERY_STANDS"
    await delivering.withdraw_delivery(at, sent(APPROVER), PLACE)
    await delivered(tenancy, figure(101), now=NOW)
    assert (await admin.fetchrow("select submitted_at, submitted_by, acknowledged from delivery")) == (None,) * 3


@pytest.mark.usefixtures("asking")
@pytest.mark.requirement("EX-21")
async def test_what_the_checks_find_wrong_is_not_submitted(tenancy: PostgresTenancy, admin: Plain) -> None:
    await opened(tenancy)
    await delivered(tenancy, figure(11598), figure(33756, "UNIQUE"))
    at = services(tenancy)
    refused = await refusal_of(admin, delivering.submit_delivery(at, sent(), PLACE, ()))
    assert (refused.code, refused.params["codes"], refused.params["errors"]) == (
        "FIGURES_WRONG",
        ("UNIQUE_GT_COUNT",),
        1,
    )
    await delivered(tenancy, figure(9999, "UNIQUE"))
    refused = await refusal_of(admin, delivering.submit_delivery(at, sent(), PLACE, ()))
    assert (refused.code, refused.allowed) == ("WARNINGS_UNREAD", ("FIGURES_MISSING",))
    refused = await refusal_of(admin, delivering.submit_delivery(at, sent(), PLACE, ("FIGURES_MISSING", "OUTLIER")))
    assert isinstance(refused, InvalidInput)
    assert refused.params["path"] == "acknowledged[1]"
    await delivering.submit_delivery(at, sent(), PLACE, ("FIGURES_MISSING",))
    assert await admin.fetchval("select acknowledged from delivery") == "FIGURES_MISSING"


@pytest.mark.usefixtures("asking")
async def test_figures_that_the_round_does_not_ask_for_do_not_get_in(tenancy: PostgresTenancy, admin: Plain) -> None:
    await opened(tenancy)
    other = replace(figure(1), key=replace(figure(1).key, period=ReportingPeriod.parse("2026-S2")))
    for wrong, path in (
        ([figure(1), figure(1, "COST")], "rows[1].indicator"),
        ([other], "rows[0].period"),
        ([figure(1), figure(2)], "rows[1].indicator"),
        ([], "rows"),
        ([figure(n, UNIT=unit(n)) for n in range(501)], "rows"),
    ):
        refused = await refusal_of(admin, delivering.deliver_figures(services(tenancy), sent(), PLACE, cells(*wrong)))
        assert refused.params["path"] == path


@pytest.mark.usefixtures("asking")
async def test_what_others_did_meanwhile_is_told_to_whoever_says_what_they_saw(
    tenancy: PostgresTenancy, admin: Plain
) -> None:
    await opened(tenancy)
    await delivered(tenancy, *WHOLE)
    at = services(tenancy)
    for act in (
        delivering.submit_delivery(at, sent(), PLACE, (), 1),
        delivering.approve_delivery(at, sent(APPROVER), PLACE, version=1),
        delivering.withdraw_delivery(at, sent(APPROVER), PLACE, 1),
    ):
        refused = await refusal_of(admin, act)
        assert isinstance(refused, VersionConflict)
        assert refused.params["current"] == 2


async def test_each_role_does_its_own_part(tenancy: PostgresTenancy, admin: Plain) -> None:
    await ask(admin)
    at = services(tenancy)
    mine, theirs = sent(REPORTER), sent(APPROVER)
    for act in (
        delivering.open_delivery(at, theirs, "2026-S1"),
        delivering.deliver_figures(at, theirs, PLACE, cells(*WHOLE)),
        delivering.submit_delivery(at, theirs, PLACE, ()),
        delivering.withdraw_delivery(at, mine, PLACE),
        delivering.approve_delivery(at, mine, PLACE),
        delivering.open_delivery(at, sent(one_of("handler")), "2026-S1"),
    ):
        assert isinstance(await refusal_of(admin, act), MandateMissing)


@pytest.mark.usefixtures("asking")
async def test_of_two_who_open_at_once_one_is_told_that_a_delivery_is_under_way(
    tenancy: PostgresTenancy, admin: Plain
) -> None:
    at = services(tenancy)
    tries = [delivering.open_delivery(at, sent(), PLACE.round_id) for _ in range(4)]
    found = await asyncio.gather(*tries, return_exceptions=True)
    refused = [one.code for one in found if isinstance(one, Refusal)]
    assert refused == ["DELIVERY_UNDER_WAY"] * 3, found
    assert await admin.fetchval("select count(*) from delivery") == 1


@pytest.mark.usefixtures("asking")
async def test_of_figures_that_come_at_once_none_is_lost(tenancy: PostgresTenancy, admin: Plain) -> None:
    await opened(tenancy)
    await asyncio.gather(*(delivered(tenancy, figure(n, UNIT=unit(n))) for n in range(6)))
    rows_of = await admin.fetch("select batch from observation order by batch")
    assert [one["batch"] for one in rows_of] == [1, 2, 3, 4, 5, 6]
    assert len(await held(tenancy)) == 6
