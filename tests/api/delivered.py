"""A region that delivers figures to a round, and the national body that collects them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.api.caller import Api, Json, Person, noon
from tests.api.documents import DELIVERY
from tests.api.region import Region, untouched

PERIOD = "2025-S2"
INDICATORS = ("IN-07", "IN-09")
OPENS, TODAY, CLOSES = "2026-01-01", "2026-01-20", "2026-03-01"
NOW = noon(TODAY)
BODY = Person(["national_publisher"], region=None)
_OPEN = "mutation ($given: OpenRoundInput!) { openRound(input: $given) { __typename } }"
_ANSWER = "mutation ($given: %s!) { %s(input: $given) { __typename } }"


async def national(api: Api, document: str, given: Mapping[str, Json], *, now: str = NOW) -> Json:
    """What the national body is answered to a mutation."""
    headers = {"authorization": f"Bearer {api.token_of(BODY)}", "trappa-now": now}
    sent = {"query": document, "variables": {"given": given}}
    answer = (await api.client.post("/national/graphql", json=sent, headers=headers)).json()
    assert "errors" not in answer, answer
    (outcome,) = answer["data"].values()
    return outcome


async def asked(api: Api, period: str = PERIOD, indicators: tuple[str, ...] = INDICATORS) -> None:
    """The round, opened by the national body where it is not open yet."""
    given = {"period": period, "indicators": list(indicators), "opensOn": OPENS, "closesOn": CLOSES}
    await national(api, _OPEN, given, now=noon(OPENS))


async def answered(region: Region, number: int, act: str = "receiveDelivery", **more: Json) -> None:
    """The national body receives the delivery, or sends it back."""
    given = {"region": region.code, "period": PERIOD, "number": number, **more}
    document = _ANSWER % (f"{act[0].upper()}{act[1:]}Input", act)
    outcome = await national(region.api, document, given)
    assert outcome["__typename"] == "DeliveryAnswered", outcome


async def fresh(api: Api) -> Region:
    """A region that has delivered nothing to any round, and that no other test has had."""
    return await untouched(api)


@dataclass(frozen=True)
class Delivering:
    """The region's reporter and approver, and what they send."""

    region: Region
    period: str = PERIOD

    @property
    def reporter(self) -> Person:
        return self.region.person("indicator_reporter")

    @property
    def approver(self) -> Person:
        return self.region.person("indicator_approver")

    def by(self, name: str) -> Person:
        return self.approver if name in {"withdrawDelivery", "approveDelivery"} else self.reporter

    async def done(self, name: str, number: int | None = 1, now: str = NOW, **given: Any) -> Json:
        """The delivery after a command of whoever usually gives it."""
        return await self.region.api.done(self.by(name), name, self.given(number, **given), now=now)

    async def outcome(
        self, name: str, number: int | None = 1, by: Person | None = None, now: str = NOW, **given: Any
    ) -> Json:
        return await self.region.api.command(by or self.by(name), name, self.given(number, **given), now=now)

    def given(self, number: int | None, **given: Any) -> dict[str, Json]:
        numbered = {} if number is None else {"number": number}
        return {"round": self.period, **numbered, **given}

    async def open(self) -> Json:
        return await self.done("openDelivery", None)

    async def delivery(self, number: int = 1, selection: str = "number", **more: str) -> Json:
        known = "".join(f', {name}: "{value}"' for name, value in more.items())
        document = f'{{ delivery(round: "{self.period}", number: {number}{known}) {{ {selection} }} }}'
        return (await self.region.api.ask(self.reporter, document, now=NOW))["delivery"]

    async def figures(self, number: int = 1, by: Person | None = None, **more: str) -> dict[tuple[str, str], Any]:
        """Numerators by indicator and sex."""
        known = "".join(f', {name}: "{value}"' for name, value in more.items())
        document = f"""{{ deliveryFigures(round: "{self.period}", number: {number}, first: 100{known}) {{
          nodes {{ indicator numerator categories {{ category }} }}
        }} }}"""
        found = (await self.region.api.ask(by or self.reporter, document, now=NOW))["deliveryFigures"]["nodes"]
        return {
            (one["indicator"], "".join(each["category"] for each in one["categories"])): one["numerator"]
            for one in found
        }


def figure(indicator: str, numerator: int | str | None, sex: str | None = None, **more: Any) -> dict[str, Json]:
    split = [] if sex is None else [{"dimension": "SEX", "category": sex}]
    return {
        "indicator": indicator,
        "period": PERIOD,
        "categories": split,
        "numerator": numerator,
        "source": "JOURNAL",
        "scope": "ALL_CARE",
        **more,
    }


WHOLE = [
    figure("IN-09", 100),
    figure("IN-09", 60, "K"),
    figure("IN-09", 40, "M"),
    figure("IN-07", 90),
    figure("IN-07", 55, "K"),
    figure("IN-07", 35, "M"),
]
"""All that the round asks for, with nothing to find in it."""


async def submitted(own: Delivering, rows: list[dict[str, Json]] | None = None, number: int = 1) -> None:
    await own.open()
    await own.done("deliverFigures", number, rows=rows or WHOLE)
    await own.done("submitDelivery", number)


async def refused(own: Delivering, name: str, number: int | None = 1, **how: Any) -> Json:
    """A command's refusal, of which nothing was written."""
    before = await own.delivery(1, DELIVERY)
    async with own.region.api.nothing_written():
        outcome = await own.outcome(name, number, **how)
    assert "code" in outcome, outcome
    assert await own.delivery(1, DELIVERY) == before
    return outcome
