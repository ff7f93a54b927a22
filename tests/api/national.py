"""Published cells behind a service of their own, and how the REST resources are asked for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx2

from service.domain.words import Words
from service.national.cells import RIKET, Cell
from service.national.definitions import Indicator
from service.national.observations import VALUED, Key, Status, categories
from service.national.periods import ReportingPeriod
from tenants.national_list import national_list
from tenants.registry import regions
from tests.api.caller import Api, Person
from tests.bench.published import deleted, publish, written
from tests.core.published import STATUSES

READER = Person(["national_reader"], region=None)
NAMES = {RIKET: Words("Riket", "Sweden")} | {one.code: Words(one.sv, one.en) for one in regions()}
YEARS = ("2024", "2025")
SEXES = ("T", "K", "M")
PULLS = ("cells", "cells/csv", "cells/sdmx-csv", "cells/kolada", "cells/json-stat")
CHANGES = ("changes", "changes/csv", "changes/sdmx-csv")
ABSENT: tuple[Status, ...] = tuple(one for one in STATUSES if one not in VALUED)


def definition(id: str) -> Indicator:
    found = national_list().indicator(id)
    assert found is not None
    return found


def key(of: str, region: str, period: str, **split: str) -> Key:
    return Key(of, region, ReportingPeriod.parse(period), categories(**split))


def shown(at: Key, status: Status = "NORMAL", value: int = 12, **said: Any) -> Cell:
    figures = {"value": Decimal(value), "numerator": value} if status in VALUED else {}
    return Cell(at, status, 1, **figures, **said)


def in_order(cells: Iterable[Cell]) -> list[Cell]:
    """As pulls have them."""

    def place(cell: Cell) -> tuple[Any, ...]:
        at = cell.key
        split = ";".join(f"{dimension}={category}" for dimension, category in at.categories)
        return at.indicator, at.region, at.period.start, str(at.period), split

    return sorted(cells, key=place)


@dataclass
class Published:
    """What publications said of each cell; None where one took it away. Each publication is a mapping of its own."""

    api: Api
    editions: list[Mapping[Key, Cell | None]]

    def as_of(self, publication: int | None = None) -> list[Cell]:
        held: dict[Key, Cell | None] = {}
        for edition in self.editions[:publication]:
            held |= edition
        return in_order(one for one in held.values() if one is not None)

    async def add(self, edition: Mapping[Key, Cell | None]) -> None:
        """One more publication, written as the worker writes it."""
        number, rows = len(self.editions) + 1, []
        before = {one.key: one for one in self.as_of()}
        for at, cell in edition.items():
            if at in before:
                await self.api.admin.execute(
                    "update trappa.published_cell set superseded_in = $1 where superseded_in is null and"
                    " indicator = $2 and region = $3 and period = $4 and categories = $5",
                    number,
                    *(at.indicator, at.region, str(at.period)),
                    ";".join("=".join(one) for one in at.categories),
                )
            make = deleted if cell is None else written
            rows.append(make(cell or before[at], definition(at.indicator), NAMES[at.region], number))
        await publish(self.api.admin, [number], rows)
        self.editions.append(edition)

    async def get(
        self, path: str, *, person: Person | None = READER, headers: Mapping[str, str] | None = None, **asked: Any
    ) -> httpx2.Response:
        """`asked` are parameters; `from_` is `from`."""
        sent = dict(headers or {})
        if person is not None:
            sent["authorization"] = f"Bearer {self.api.token_of(person)}"
        params = {name.rstrip("_"): str(value) for name, value in asked.items()}
        return await self.api.client.get(f"/national/v1/{path}", params=params, headers=sent)


def first_edition() -> dict[Key, Cell | None]:
    """Three regions and the nation, two years, by sex: every status there is stands somewhere, and months beside."""
    found: dict[Key, Cell | None] = {}
    for number, (region, year, sex) in enumerate(
        (region, year, sex) for region in (RIKET, "01", "08", "25") for year in YEARS for sex in SEXES
    ):
        at = key("IN-01", region, year, SEX=sex)
        found[at] = shown(at, value=number + 1, change=Decimal("2.5"), verdict="COMPARABLE", source="FK")
    for status, at in zip(STATUSES, list(found), strict=False):
        found[at] = shown(at, status)
    nation = key("IN-01", RIKET, "2025")
    found[nation] = shown(nation, value=40, unweighted=Decimal("37.5"), answered=2, eligible=21)
    for month in ("2025-11", "2025-12"):
        at = key("IN-06", "08", month)
        found[at] = shown(at, flags=("UNDER_REGISTERED",), coverage=Decimal("71.5"), code_text='a, "b"; c')
    split = key("IN-04", "08", "2025-S1", DIAGNOSIS_GROUP="MENTAL", SEX="K")
    return found | {split: shown(split)}


def second_edition() -> dict[Key, Cell | None]:
    """One cell has another value, one is suppressed that was not, one is new, one is gone."""
    changed, hidden = key("IN-01", "25", "2025"), key("IN-01", "25", "2025", SEX="K")
    new, gone = key("IN-06", "08", "2026-01"), key("IN-06", "08", "2025-11")
    return {
        changed: shown(changed, value=99),
        hidden: shown(hidden, ABSENT[-2]),
        new: shown(new),
        gone: None,
    }


def problem(answer: httpx2.Response) -> dict[str, Any]:
    """The refusal, which has the form of RFC 9457."""
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail", "instance", "code", "correlationId"} <= set(found)
    assert found["status"] == answer.status_code
    assert found["instance"] == f"urn:uuid:{answer.headers['x-correlation-id']}"
    return found
