"""Two years of three regions, from the open round to what a national body pulls, made by a worker that runs beside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from infra.cli.working import publisher, services_by
from infra.jobs.worker import work
from infra.settings import load
from tests.api.caller import Api, Json, noon
from tests.api.conftest import serving
from tests.api.delivered import BODY, Delivering, national
from tests.api.region import Region
from tests.rig.postgres import Cluster, new_name

YEARS = ("2021", "2022")
INDICATORS = ("IN-03", "IN-07b", "IN-21", "IN-21b")
REGIONS = ("05", "08", "14")
# EX-20 for 05, EX-22 for all, EX-24 for 14, whose scope changes between the years; the rest is made up.
RATES = {"05": (12, 400), "08": (480, 24_000), "14": (90, 1500)}
CONTACTS = {
    "2021": {"05": (9592, 1917), "08": (4000, 800), "14": (3000, 700)},
    "2022": {"05": (9464, 1812), "08": (4100, 810), "14": (1200, 300)},
}
_OPEN = "mutation ($given: OpenRoundInput!) { openRound(input: $given) { __typename } }"
_RECEIVE = "mutation ($given: ReceiveDeliveryInput!) { receiveDelivery(input: $given) { __typename } }"
_PUBLISH = """
mutation ($given: PublishRoundInput!) { publishRound(input: $given) {
  ... on PublicationAsked { publicationId } ... on NationalRefusal { code }
} }
"""
_CELLS = """
query ($indicators: [String!]!, $periods: [String!]!, $regions: [String!], $asOf: Int) { national {
  cells(indicators: $indicators, periods: $periods, regions: $regions, asOf: $asOf) {
    indicator region period status value numerator denominator unweighted answered eligible verdict reasons change
    categories { dimension category }
  }
} }
"""


@pytest.fixture(scope="module")
async def own(cluster: Cluster, template_database: str) -> AsyncIterator[Api]:
    """A service whose rounds and jobs are this module's alone."""
    name = new_name()
    urls = await asyncio.to_thread(cluster.copied, template_database, name)
    try:
        async with serving(urls, cluster) as api, working(api):
            yield api
    finally:
        await asyncio.to_thread(cluster.drop, name)


@asynccontextmanager
async def working(api: Api) -> AsyncIterator[None]:
    """The worker, beside the service."""
    urls, stop, started = api.served.urls, asyncio.Event(), asyncio.Event()
    settings = load({"TRAPPA_ENV": "dev", "TRAPPA_DATABASE_URL": urls.app, "TRAPPA_WORKER_URL": urls.worker})
    task = asyncio.create_task(work(urls.worker, services_by(settings), publisher(), stop, started.set))
    try:
        await asyncio.wait_for(started.wait(), 30)
        yield
    finally:
        stop.set()
        await task


def year_of(year: str, *months: str) -> str:
    """An instant of the year after, in which the year's figures are collected."""
    return noon(f"{int(year) + 1}-{months[0] if months else '02-01'}")


def rows(region: str, year: str) -> list[Json]:
    contacts, individuals = CONTACTS[year][region]
    scope = "PRIMARY_CARE" if (region, year) == ("14", "2022") else "ALL_CARE"
    said: dict[str, Any] = {"period": year, "categories": [], "source": "RAPPORTPORTALEN", "scope": scope}
    n, d = RATES[region]
    return [
        {**said, "indicator": "IN-21", "numerator": contacts},
        {**said, "indicator": "IN-07b", "numerator": individuals},
        {**said, "indicator": "IN-21b", "numerator": contacts, "denominator": individuals},
        {
            **said,
            "indicator": "IN-03",
            "numerator": n,
            "denominator": d,
            "source": "INERA_STATISTICS",
            "scope": "PUBLIC_AND_PRIVATE",
        },
    ]


async def open_round(api: Api, year: str) -> Json:
    opens, closes = f"{int(year) + 1}-01-01", f"{int(year) + 1}-03-01"
    given = {"period": year, "indicators": list(INDICATORS), "opensOn": opens, "closesOn": closes}
    return await national(api, _OPEN, given, now=year_of(year, "01-02"))


async def deliver(api: Api, code: str, year: str, figures: list[Json], number: int = 1) -> None:
    """Opened, filled, submitted with all warnings read, approved, received."""
    by, now = Delivering(Region(api, code), year), year_of(year)
    await by.done("openDelivery", None, now=now)
    await by.done("deliverFigures", number, now=now, rows=figures)
    warned = await by.region.api.ask(
        by.reporter,
        f'{{ delivery(round: "{year}", number: {number}) {{ check {{ findings {{ code severity }} }} }} }}',
        now=now,
    )
    codes = sorted({one["code"] for one in warned["delivery"]["check"]["findings"]})
    await by.done("submitDelivery", number, now=now, acknowledged=codes)
    await by.done("approveDelivery", number, now=now)
    given = {"region": code, "period": year, "number": number}
    assert (await national(api, _RECEIVE, given, now=now))["__typename"] == "DeliveryAnswered"


async def publish(api: Api, year: str) -> int:
    """Asks for the publication and waits until the worker has made it."""
    asked = await national(api, _PUBLISH, {"period": year}, now=year_of(year, "03-02"))
    for _ in range(300):
        state = await api.admin.fetchval(
            "select state from trappa.publication where publication_id = $1", asked["publicationId"]
        )
        if state != "QUEUED":
            break
        await asyncio.sleep(0.1)
    assert state == "PUBLISHED"
    return int(asked["publicationId"])


async def ask(api: Api, document: str, **variables: Any) -> Json:
    headers = {"authorization": f"Bearer {api.token_of(BODY)}"}
    sent = {"query": document, "variables": variables}
    answer = (await api.client.post("/national/graphql", json=sent, headers=headers)).json()
    assert "errors" not in answer, answer
    return answer["data"]["national"]


async def cells(api: Api, indicator: str, year: str, as_of: int | None = None) -> dict[str, Json]:
    found = await ask(api, _CELLS, indicators=[indicator], periods=[year], asOf=as_of)
    return {one["region"]: one for one in found["cells"]}


@pytest.fixture(scope="module")
async def published(own: Api) -> tuple[Api, list[int]]:
    """Both years, collected and published one after the other."""
    publications = []
    for year in YEARS:
        assert (await open_round(own, year))["__typename"] == "RoundOpened"
        for code in REGIONS:
            await deliver(own, code, year, rows(code, year))
        publications.append(await publish(own, year))
    return own, publications


@pytest.mark.requirement("EX-22", "AM-40", "NI-03", "NI-16", "XC-03")
async def test_the_nations_rate_is_pooled_over_those_who_answered(published: tuple[Api, list[int]]) -> None:
    api, _ = published
    found = await cells(api, "IN-03", "2022")
    nation = found["00"]
    assert (nation["value"], nation["numerator"], nation["denominator"]) == ("22.471", "582", "25900")
    assert (nation["unweighted"], nation["answered"], nation["eligible"]) == ("36.667", 3, 21)
    assert {code: one["status"] for code, one in found.items() if code not in (*REGIONS, "00")} == dict.fromkeys(
        set(found) - {*REGIONS, "00"}, "NOT_REPORTED"
    )
    assert len(found) == 22


@pytest.mark.requirement("EX-20")
async def test_contacts_per_individual_and_their_change_are_told(published: tuple[Api, list[int]]) -> None:
    api, _ = published
    ratio = {year: (await cells(api, "IN-21b", year))["05"] for year in YEARS}
    assert [one["value"] for one in ratio.values()] == ["5.00365", "5.22296"]
    contacts, individuals = [(await cells(api, of, "2022"))["05"] for of in ("IN-21", "IN-07b")]
    assert (contacts["change"], individuals["change"]) == ("-1.334", "-5.477")
    assert contacts["verdict"] in {"COMPARABLE", "WITH_RESERVATION"}


@pytest.mark.requirement("EX-24", "C5", "NI-05")
async def test_no_change_is_told_across_another_scope(published: tuple[Api, list[int]]) -> None:
    api, _ = published
    found = await cells(api, "IN-21", "2022")
    assert (found["14"]["verdict"], found["14"]["change"]) == ("NOT_COMPARABLE", None)
    assert "SCOPE_CHANGED" in found["14"]["reasons"]
    assert found["00"]["change"] is None


@pytest.mark.requirement("C6", "NI-07")
async def test_a_correction_is_published_anew_and_what_was_known_before_stays(
    published: tuple[Api, list[int]],
) -> None:
    api, (_, before) = published
    corrected = [{**one, "numerator": 9400} for one in rows("05", "2022") if one["indicator"] == "IN-21"]
    corrected += [{**one, "numerator": 9400} for one in rows("05", "2022") if one["indicator"] == "IN-21b"]
    await deliver(api, "05", "2022", corrected, number=2)
    after = await publish(api, "2022")
    now, then = [(await cells(api, "IN-21", "2022", as_of))["05"]["value"] for as_of in (None, before)]
    assert (now, then) == ("9400", "9464")
    feed = await ask(
        api,
        "query ($since: Int!) { national { changedSince(publication: $since) { next changes { indicator region"
        " publicationId deleted } } } }",
        since=before,
    )
    changed = {(one["indicator"], one["region"]) for one in feed["changedSince"]["changes"]}
    assert {one["publicationId"] for one in feed["changedSince"]["changes"]} == {after}
    assert {("IN-21", "05"), ("IN-21b", "05"), ("IN-21", "00")} <= changed
    assert not any(region == "08" for _, region in changed)
    again = await national(api, _PUBLISH, {"period": "2022"}, now=year_of("2022", "03-03"))
    assert again == {"code": "NOTHING_RECEIVED"}


@pytest.mark.requirement("XC-01", "PV-10")
async def test_the_national_role_has_no_row_of_any_region(published: tuple[Api, list[int]]) -> None:
    api, _ = published
    granted = await api.admin.fetch(
        "select distinct relname from pg_class, lateral aclexplode(relacl) as held"
        " where relnamespace = 'trappa'::regnamespace and held.grantee = 'trappa_national'::regrole"
    )
    assert {row[0] for row in granted} <= {
        "indicator_round",
        "delivery_notice",
        "publication",
        "published_cell",
        "pgqueuer",
        "pgqueuer_log",
        "pgqueuer_id_seq",
    }
