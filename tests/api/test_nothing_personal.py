"""Whatever a caller plants, and wherever: it is in no span and in no line of the log."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import quote

import pytest
import structlog

from infra.db.bootstrap import DatabaseUrls
from infra.settings import LogLevel
from infra.telemetry.logs import configure_logging
from infra.telemetry.observed import tell_operation
from tests.api.caller import Api, Json, Person, noon
from tests.api.documents import command_document
from tests.api.region import IMPULSE, PROCEDURE, Region, registration
from tests.api.traces import OWN_KEYS, Traced, traced
from tests.rig.postgres import Cluster

PERSONS = ["Anna Testsson", "19121212-1212", "191212121212", "anna.testsson@example.invalid", "Åsa 'x' Öberg"]
_failing: list[str] = []


def told_or_failing(kind: str, fields: tuple[str, ...]) -> None:
    """As the service's own, or an error in the middle of it whose message is personal."""
    tell_operation(kind, fields)
    if _failing:
        raise ValueError(_failing[0])


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the process writes on stderr, with its log set up as it is when it serves."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    # pytest's own handlers are not this test's to close.
    root.handlers = []
    written = io.StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", written)
        configure_logging(LogLevel.INFO)
        yield written
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
async def watched(
    database: DatabaseUrls, cluster: Cluster, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> AsyncIterator[Traced]:
    monkeypatch.setattr("infra.asgi.tell_operation", told_or_failing)
    async with traced(database, cluster) as found:
        await found.api.adopt("08")
        yield found


def name_of(person: str) -> str:
    """What GraphQL takes for a name of such a text."""
    return "p" + "".join(letter for letter in person if letter.isascii() and letter.isalnum())


def documents(person: str) -> Iterator[dict[str, Json]]:
    """Documents that hold it, those that are run and those that are not."""
    name, text = name_of(person), json.dumps(person)
    yield {"query": f"query {name} {{ viewer {{ {name}: actorId }} }} # {person}", "operationName": name}
    yield {"query": f"query (${name}: ID!) {{ case(id: ${name}) {{ id }} }}", "variables": {name: person}}
    yield {"query": f"{{ {name}: case(id: {text}) {{ id }} unit(id: {text}) {{ id }} }}"}
    yield {"query": f"{{ ...{name} }} fragment {name} on Query {{ viewer {{ actorId }} }}"}
    yield {"query": f"{{ viewer {{ {name} }} }}"}
    yield {"query": f"{{ {name}({name}: {text}) @{name} }}"}
    yield {"query": person}
    yield {"query": "{ viewer { actorId } }", "operationName": person}
    yield {"query": "{ viewer { actorId } }", "variables": {person: person}, "extensions": {person: person}}
    yield {"query": f'{{ ruleset(procedure: {text}, at: "2025-01-01") {{ label }} }}'}
    yield {person: person}


async def plant_in_documents(api: Api, person: str) -> int:
    headers = {"authorization": f"Bearer {api.token_of(Region(api).handler)}"}
    sent = [await api.client.post("/graphql", json=body, headers=headers) for body in documents(person)]
    return len(sent)


async def plant_in_a_request(api: Api, person: str) -> int:
    """In address, query, body and every header that is read somewhere, and some that are not."""
    plain = person.encode().hex() if not person.isascii() else person
    digits = "".join(letter for letter in person if letter.isdigit()).rjust(12, "1")
    headers = {
        "user-agent": plain,
        "cookie": f"who={plain}",
        "x-correlation-id": plain,
        "x-forwarded-for": plain,
        "accept": f"{plain}, application/{name_of(person)}",
        "accept-language": f"{plain}, sv",
        "traceparent": f"00-{digits.rjust(32, '0')}-{digits.rjust(16, '0')}-01",
        "tracestate": f"who={name_of(person)}",
        "baggage": f"who={plain}",
        "origin": plain,
    }
    good = {**headers, "authorization": f"Bearer {api.token_of(Region(api).handler)}"}
    body = {"query": "{ viewer { actorId } }"}
    answers = [
        await api.client.get(f"/{quote(person)}?{quote(person)}={quote(person)}", headers=headers),
        await api.client.post(f"/dev/issuers/{quote(person)}/token", headers=headers),
        await api.client.get(f"/docs/static/{quote(person)}", headers=headers),
        await api.client.post(f"/graphql?{quote(person)}", json=body, headers=good),
        await api.client.post("/graphql", content=person.encode(), headers={**good, "content-type": plain}),
        await api.client.post("/graphql", content=person.encode(), headers=good),
        await api.client.post("/graphql", json=body, headers={**good, "trappa-now": plain}),
        await api.client.post("/graphql", json=body, headers={**good, "accept-language": plain}),
        await api.client.post("/graphql", json=body, headers={**good, "trappa-region": plain}),
        await api.client.post("/graphql", json=body, headers={**good, "trappa-organisation": plain}),
        await api.client.post("/graphql", json=body, headers={**headers, "authorization": f"Bearer {plain}"}),
        await api.client.post("/graphql", json=body, headers={**headers, "authorization": plain}),
    ]
    assert [answer.status_code for answer in answers] == [*(404, 404, 404, 200, 400, 400, 400, 406, 403, 403, 401, 401)]
    host, port = api.served.base_url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"{person}\r\n\r\n".encode())
    await writer.drain()
    writer.close()
    return len(answers)


async def plant_in_facts(api: Api, person: str) -> int:
    """As the caller's own name, in the free text of commands, and in what the database says of a row it refuses."""
    region = Region(api)
    one = Person(["handler"], "08", None, person)
    now = noon("2025-03-03")
    unit = await api.done(one, "registerUnit", registration(person, f"SE2321000073-{len(person)}"), now=now)
    opened = {"procedure": PROCEDURE, "unitId": unit["id"], "impulse": IMPULSE, "happening": person}
    await api.done(one, "openCase", opened, now=now)
    constraint = (
        f"alter table trappa.care_unit add constraint planted check (name <> '{person.replace(chr(39), chr(39) * 2)}')"
    )
    await api.admin.execute(f"{constraint} not valid")
    given = registration(person, f"SE2321000073-X{len(person)}")
    refused = await api.send(region.handler, command_document("registerUnit"), {"given": given}, now=now)
    await api.admin.execute("alter table trappa.care_unit drop constraint planted")
    assert refused.codes == ["INTERNAL_ERROR"]
    _failing.append(person)
    try:
        failed = await api.send(region.handler, "{ viewer { actorId } }")
    finally:
        _failing.clear()
    assert failed.codes == ["INTERNAL_ERROR"]
    return 4


@pytest.mark.parametrize("person", PERSONS)
async def test_what_is_personal_is_in_no_span_and_no_line(watched: Traced, log: io.StringIO, person: str) -> None:
    sent = 0
    for plant in (plant_in_documents, plant_in_a_request, plant_in_facts):
        sent += await plant(watched.api, person)
    spans = await watched.spans(sent)
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    everything: dict[str, Any] = {
        "spans": [json.loads(span.to_json()) for span in spans],
        "lines": lines,
    }
    told = json.dumps(everything, ensure_ascii=False).casefold()
    for form in {person, name_of(person)[1:], quote(person), person.encode().hex(), *person.split()[:2]}:
        assert form.casefold() not in told
    assert len(watched.roots(spans)) == sent
    told_of = [line for line in lines if line["event"] == "request" and line.get("route") != OWN_KEYS.split()[1]]
    assert [line.get("code") for line in told_of].count("HTTP_INVALID") == 1
    assert len(told_of) == sent + 1
    assert [line["error_type"] for line in lines if line["event"] == "unexpected_error"] == [
        "CheckViolationError",
        "ValueError",
    ]
    assert not [line for line in lines if "withheld" in line]
