"""National figures in the demo: collected, delivered, received, published by the worker, and read as anybody may."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from infra.cli.demo.client import Client, error_code
from infra.cli.demo.comparison import NONE, Row
from infra.cli.demo.people import Person
from infra.cli.failures import CommandFailed
from tenants.demo.national import DemoFigure, NationalDemo, national_demo

SURFACE: Final = "/national/graphql"
BODY: Final = Person(None, ("national_publisher",))
READER: Final = Person(None, ("national_reader",))
_PATIENCE: Final = 120.0
_POLL: Final = 0.2
_REFUSAL: Final = "... on Refusal { code message }"
_NATIONAL: Final = "... on NationalRefusal { code message }"
_OPEN: Final = f"mutation($given: OpenRoundInput!) {{ done: openRound(input: $given) {{ __typename {_NATIONAL} }} }}"
_RECEIVE: Final = (
    f"mutation($given: ReceiveDeliveryInput!) {{ done: receiveDelivery(input: $given) {{ __typename {_NATIONAL} }} }}"
)
_PUBLISH: Final = (
    "mutation($given: PublishRoundInput!) { done: publishRound(input: $given) { __typename"
    f" ... on PublicationAsked {{ publicationId }} {_NATIONAL} }} }}"
)
_STATES: Final = "{ national { publications { id state } } }"
_CHECK: Final = """query($round: String!) {
  delivery(round: $round, number: 1) { check { findings { code severity } } }
}"""
CELLS: Final = """query($indicators: [String!]!, $periods: [String!]!) {
  national {
    cells(indicators: $indicators, periods: $periods) {
      indicator region period categories { category } status value unweighted verdict reasons change
    }
  }
}"""


def collected(client: Client) -> list[Row]:
    """Plays it, and compares what is published with what is expected. CommandFailed where something is refused."""
    demo = national_demo()
    for year in demo.years:
        _collect(client, demo, year)
    asked = {"indicators": list(demo.indicators), "periods": list(demo.years)}
    found = client.ask(READER, CELLS, asked, path=SURFACE)
    if error_code(found) is not None:
        raise CommandFailed("DEMO_NATIONAL", f"the published figures cannot be read: {error_code(found)}")
    return list(_compared(demo, found["data"]["national"]["cells"]))


def _collect(client: Client, demo: NationalDemo, year: str) -> None:
    opens, delivered, closes = (_in(year, month) for month in (1, 2, 3))
    days = {"opensOn": opens.date().isoformat(), "closesOn": closes.date().isoformat()}
    _national(client, _OPEN, {"period": year, "indicators": list(demo.indicators), **days}, opens)
    for region, years in demo.figures.items():
        _deliver(client, region, year, years[year], delivered)
        _national(client, _RECEIVE, {"region": region, "period": year, "number": 1}, delivered)
    asked = _national(client, _PUBLISH, {"period": year}, closes)
    _await_publication(client, asked["publicationId"])


def _in(year: str, month: int) -> datetime:
    return datetime(int(year) + 1, month, 1, 10, tzinfo=UTC)


def _deliver(client: Client, region: str, year: str, figures: Sequence[DemoFigure], now: datetime) -> None:
    reporter, approver = (Person(region, (role,)) for role in ("indicator_reporter", "indicator_approver"))
    _regional(client, reporter, "openDelivery", "OpenDeliveryInput", {"round": year}, now)
    place = {"round": year, "number": 1}
    rows = [_row(one, year) for one in figures]
    _regional(client, reporter, "deliverFigures", "DeliverFiguresInput", {**place, "rows": rows}, now)
    check = client.ask(reporter, _CHECK, {"round": year}, now)["data"]["delivery"]["check"]
    read = sorted({one["code"] for one in check["findings"]})
    _regional(client, reporter, "submitDelivery", "SubmitDeliveryInput", {**place, "acknowledged": read}, now)
    _regional(client, approver, "approveDelivery", "ApproveDeliveryInput", place, now)


def _row(one: DemoFigure, year: str) -> dict[str, Any]:
    split = [] if one.sex is None else [{"dimension": "SEX", "category": one.sex}]
    named = {"indicator": one.indicator, "period": year, "categories": split, "source": one.source, "scope": one.scope}
    return {**named, "numerator": one.numerator, "denominator": one.denominator}


def _regional(
    client: Client, person: Person, name: str, given: str, variables: Mapping[str, Any], now: datetime
) -> Mapping[str, Any]:
    document = f"mutation($given: {given}!) {{ done: {name}(input: $given) {{ __typename {_REFUSAL} }} }}"
    return _done(name, client.ask(person, document, {"given": variables}, now))


def _national(client: Client, document: str, variables: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
    return _done(variables.get("period", ""), client.ask(BODY, document, {"given": variables}, now, path=SURFACE))


def _done(what: str, answer: Mapping[str, Any]) -> Mapping[str, Any]:
    code = error_code(answer)
    done: Mapping[str, Any] = {} if code is not None else answer["data"]["done"]
    if code is not None or "code" in done:
        raise CommandFailed("DEMO_NATIONAL", f"{what}: {code or done['code']} {done.get('message', '')}")
    return done


def _await_publication(client: Client, publication_id: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        found = client.ask(BODY, _STATES, {}, path=SURFACE)["data"]["national"]["publications"]
        state = next(one["state"] for one in found if one["id"] == publication_id)
        if state == "PUBLISHED":
            return
        if state == "FAILED":
            break
        time.sleep(_POLL)
    raise CommandFailed("DEMO_NATIONAL", f"publication {publication_id} was not made; the worker's log stands above")


def _compared(demo: NationalDemo, cells: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    found = {
        (one["indicator"], one["region"], one["period"], tuple(each["category"] for each in one["categories"])): one
        for one in cells
    }
    for wanted in demo.expected:
        split = () if wanted.sex is None else (wanted.sex,)
        cell = found.get((wanted.indicator, wanted.region, wanted.year, split), {})
        got = cell.get(wanted.field)
        place = " ".join((wanted.indicator, wanted.region, wanted.year, *split))
        yield Row(
            wanted.id, f"nationellt · national {place} {wanted.field}", wanted.wanted, NONE if got is None else str(got)
        )
