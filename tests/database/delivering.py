"""A made-up region that delivers figures to made-up rounds, over the use cases and their storage."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from infra.clock import StoppedClock
from infra.db.ids import Uuid7Ids
from infra.db.tx import PostgresTenancy
from service.authorize import Actor, actor_from
from service.delivering_ports import Place
from service.domain.errors import Refusal
from service.domain.sheets import Cells
from service.national.observations import Key, Observation, categories
from service.national.periods import ReportingPeriod
from service.usecases import delivering
from service.usecases.commanding import Sent, Services
from tests.core.figures import ENTRIES, UNIQUE, indicator, national
from tests.core.play import catalogue, named
from tests.database.conftest import Plain
from tests.database.facts import PSEUDONYMS
from tests.database.test_readonly import rows

PERIOD = ReportingPeriod.parse("2026-S1")
PLACE = Place("2026-S1", 1)
SECOND = Place("2026-S1", 2)
NOW = datetime(2026, 8, 20, 9, tzinfo=UTC)
COST = indicator("COST", unit="SEK", counted="CASES", dimensions=())
SHARED = indicator("SHARED", unit="SHARE", factor=100, denominator={"sv": "Alla", "en": "All"}, registrants=("ANYONE",))
PACKAGE = national(ENTRIES, UNIQUE, COST, SHARED)


def one_of(role: str, who: str | None = None, tenant_id: str = "08") -> Actor:
    return actor_from(named(who or role), tenant_id, frozenset({role}), None, catalogue())


REPORTER = one_of("indicator_reporter")
APPROVER = one_of("indicator_approver")


def services(tenancy: PostgresTenancy, now: datetime = NOW) -> Services:
    return Services(tenancy, StoppedClock(now), Uuid7Ids(), catalogue(), PSEUDONYMS, national=PACKAGE)


def sent(actor: Actor = REPORTER, name: str = "act", **content: Any) -> Sent:
    return Sent(actor, None, name, content)


def unit(number: int) -> str:
    return f"SE2321000016-{number}"


def figure(number: int | None, indicator_id: str = "ENTRIES", region: str = "08", **more: Any) -> Observation:
    split = categories(**{name: more.pop(name) for name in ("SEX", "UNIT") if name in more})
    key = Key(indicator_id, region, PERIOD, split)
    return Observation(
        key, **{"status": "NORMAL", "source": "JOURNAL", "scope": "ALL_CARE", "numerator": number} | more
    )


async def ask(admin: Plain, indicators: str = "ENTRIES UNIQUE", round_id: str = "2026-S1") -> None:
    await admin.execute(
        "insert into indicator_round values ($1, 'SKR', $2, '2026-08-01', '2026-09-01', $3, $4)",
        round_id,
        indicators,
        NOW,
        named("national"),
    )


async def opened(tenancy: PostgresTenancy, place: Place = PLACE) -> None:
    outcome = await delivering.open_delivery(services(tenancy), sent(), place.round_id)
    assert outcome == {"round_id": place.round_id, "number": place.number}


def cells(*figures: Observation) -> list[Cells]:
    """The figures as rows of a file say them."""
    return [
        {
            "indicator": one.key.indicator,
            "period": str(one.key.period),
            "status": one.status,
            "source": one.source,
            "scope": one.scope,
            "registrant": one.registrant or "",
            "flags": " ".join(one.flags),
            "comment": one.comment or "",
            **{
                name: "" if (number := getattr(one, name)) is None else str(number)
                for name in ("numerator", "denominator", "value", "coverage")
            },
            **{dimension.lower(): category for dimension, category in one.key.categories},
        }
        for one in figures
    ]


async def delivered(tenancy: PostgresTenancy, *figures: Observation, place: Place = PLACE, now: datetime = NOW) -> None:
    await delivering.deliver_figures(services(tenancy, now), sent(), place, cells(*figures))


WHOLE = (
    figure(100),
    figure(60, SEX="K"),
    figure(40, SEX="M"),
    figure(90, "UNIQUE"),
    figure(55, "UNIQUE", SEX="K"),
    figure(35, "UNIQUE", SEX="M"),
)


async def approved(tenancy: PostgresTenancy, place: Place = PLACE, **how: Any) -> None:
    await delivering.submit_delivery(services(tenancy), sent(), place, ())
    await delivering.approve_delivery(services(tenancy), sent(APPROVER), place, **how)


async def held(tenancy: PostgresTenancy, place: Place = PLACE, actor: Actor = REPORTER) -> list[Observation]:
    async with tenancy.begin(actor, NOW, readonly=True) as tx:
        return [one async for part in tx.figures(place) for one in part]


async def refusal_of(admin: Plain, act: Any) -> Refusal:
    before = await rows(admin)
    with pytest.raises(Refusal) as raised:
        await act
    assert await rows(admin) == before
    return raised.value
