"""The way in: tokens, the clock header, what is no GraphQL request, and documents that ask too much."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from infra.db.bootstrap import DatabaseUrls
from infra.settings import DEV_AUDIENCE
from tests.api.caller import Api, Json, calling, noon
from tests.api.documents import command_document
from tests.api.lines import beside_requests, logged
from tests.api.region import Region
from tests.api.serving import Served, served
from tests.rig.postgres import Cluster

VIEWER = {"query": "{ viewer { actorId } }"}


async def post(api: Api, token: str | None, body: Any = None, **headers: str) -> httpx2.Response:
    given = {"authorization": f"Bearer {token}", **headers} if token is not None else headers
    return await api.client.post("/graphql", json=body or VIEWER, headers=given)


def code_of(answer: httpx2.Response) -> str:
    """The code of a request refused before it was run."""
    body = answer.json()
    (error,) = body["errors"]
    assert body["data"] is None
    assert error["extensions"]["correlationId"] == answer.headers["x-correlation-id"]
    assert answer.headers.get_list("x-correlation-id") == [answer.headers["x-correlation-id"]]
    return str(error["extensions"]["code"])


@pytest.mark.requirement("XC-02")
async def test_nobody_is_let_in_without_a_token_that_holds(api: Api) -> None:
    good = api.served.token(["handler"])
    refused: dict[str, list[str | None]] = {
        "TOKEN_MISSING": [None],
        "TOKEN_MALFORMED": ["x", "a.b.c", good + "x" * 20_000, good.rsplit(".", 1)[0]],
        "TOKEN_EXPIRED": [api.served.token(["handler"], age=13 * 3600)],
        "SIGNATURE_INVALID": [good.rsplit(".", 1)[0] + "." + "A" * 86],
        "ISSUER_UNKNOWN": [api.served.token(["handler"], region="11")],
    }
    for code, tokens in refused.items():
        for token in tokens:
            answer = await post(api, token)
            assert (answer.status_code, code_of(answer)) == (401, code)
            assert answer.headers["www-authenticate"].startswith("Bearer ")
    assert (await post(api, good)).status_code == 200
    for scheme in (f"Basic {good}", good, "Bearer"):
        answer = await api.client.post("/graphql", json=VIEWER, headers={"authorization": scheme})
        assert (answer.status_code, code_of(answer)) == (401, "TOKEN_MISSING")


@pytest.mark.requirement("XC-02", "XC-03")
async def test_a_national_token_is_for_no_region(api: Api) -> None:
    answer = await post(api, api.served.token(["national_reader"], region=None))
    assert (answer.status_code, code_of(answer)) == (403, "NO_REGION")


@pytest.mark.requirement("XC-02")
async def test_the_viewer_is_who_the_token_proves(kalmar: Region) -> None:
    unit = await kalmar.unit()
    document = "{ viewer { actorId region { code } roles { id } permissions unitId } }"
    head = (await kalmar.api.ask(kalmar.head(unit), document))["viewer"]
    assert (head["region"]["code"], [one["id"] for one in head["roles"]]) == ("08", ["unit_head"])
    assert head["permissions"] == ["READ_CASES", "READ_LEDGER", "READ_RULESET", "READ_UNITS"]
    assert head["unitId"] == unit
    same = (await kalmar.api.ask(kalmar.person("unit_head", name="unit_head"), document))["viewer"]
    assert same["actorId"] == head["actorId"], "one subject is one actor"


NO_TIMES = [
    "2025-03-03",
    "2025-03-03T10:00:00",
    "yesterday",
    "",
    "1741000000",
    "0001-01-01T00:00:00+14:00",
    "1899-12-31T23:59:59+00:00",
    "3000-01-01T00:00:00+00:00",
    "9999-12-31T23:59:59-12:00",
]


@pytest.mark.parametrize("given", NO_TIMES)
async def test_the_clock_header_is_a_time_with_offset_in_our_centuries(api: Api, given: str) -> None:
    answer = await post(api, api.served.token(["handler"]), **{"trappa-now": given})
    assert (answer.status_code, code_of(answer)) == (400, "CLOCK_HEADER_INVALID")


@pytest.mark.parametrize("given", ["1900-01-01T00:00:00+14:00", "2999-12-31T23:59:59-12:00"])
async def test_the_clock_header_reaches_to_the_ends_of_our_centuries(api: Api, given: str) -> None:
    answer = await post(api, api.served.token(["handler"]), **{"trappa-now": given})
    assert (answer.status_code, "errors" in answer.json()) == (200, False)


async def test_the_clock_header_does_not_bring_an_expired_token_back(api: Api) -> None:
    expired = api.served.token(["handler"], age=13 * 3600)
    answer = await post(api, expired, **{"trappa-now": noon("2020-01-01")})
    assert code_of(answer) == "TOKEN_EXPIRED"


NO_REQUESTS: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"{", "application/json"),
    "no UTF-8": (b'{"query": "\xff"}', "application/json"),
    "half a surrogate pair": (b'{"query": "{a}", "variables": {"a": "\\ud800"}}', "application/json"),
    "an abyss": (b"[" * 200_000, "application/json"),
    "a list": (b'[{"query": "{ viewer { actorId } }"}]', "application/json"),
    "no query": (b"{}", "application/json"),
    "a query that is no text": (b'{"query": 5}', "application/json"),
    "variables that are no object": (b'{"query": "{ viewer { actorId } }", "variables": 5}', "application/json"),
    "an operation that is not there": (
        b'{"query": "{ viewer { actorId } }", "operationName": "x"}',
        "application/json",
    ),
    "a form": (b"query={viewer{actorId}}", "application/x-www-form-urlencoded"),
    "plain text": (b"{viewer{actorId}}", "text/plain"),
}


@pytest.mark.parametrize("given", NO_REQUESTS.values(), ids=NO_REQUESTS.keys())
async def test_what_is_no_graphql_request_is_refused_in_json(api: Api, given: tuple[bytes, str]) -> None:
    content, kind = given
    headers = {"authorization": f"Bearer {api.served.token(['handler'])}", "content-type": kind}
    answer = await api.client.post("/graphql", content=content, headers=headers)
    assert (answer.status_code, code_of(answer)) == (400, "REQUEST_INVALID")


async def test_only_post_is_taken_and_only_a_mebibyte(api: Api) -> None:
    headers = {"authorization": f"Bearer {api.served.token(['handler'])}", "content-type": "application/json"}
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = await api.client.request(method, "/graphql?query={viewer{actorId}}", headers=headers)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    body = b'{"query": "{ viewer { actorId } }", "padding": "' + b"x" * (1024 * 1024) + b'"}'
    assert (await api.client.post("/graphql", content=body, headers=headers)).status_code == 413


async def test_no_answer_is_stored_or_taken_for_another_kind(api: Api) -> None:
    good = api.served.token(["handler"])
    answers = [await post(api, good), await post(api, None), await post(api, good, {"query": "{"})]
    answers += [await api.client.get("/graphql")]
    too_much = b'{"query": "' + b"x" * (1024 * 1024) + b'"}'
    headers = {"authorization": f"Bearer {good}", "content-type": "application/json"}
    answers += [await api.client.post("/graphql", content=too_much, headers=headers)]
    assert [one.status_code for one in answers] == [200, 401, 200, 405, 413]
    for answer in answers:
        assert answer.headers.get_list("cache-control") == ["no-store"]
        assert answer.headers.get_list("x-content-type-options") == ["nosniff"]


DOCUMENTS: dict[str, tuple[str, list[str]]] = {
    "syntax": ("{", ["GRAPHQL_INVALID"]),
    "no field": ("{ nope }", ["GRAPHQL_INVALID"]),
    "no argument": ("{ case { id } }", ["GRAPHQL_INVALID"]),
    "no such value": ("{ cases(first: 1, orderBy: COLOUR) { nodes { id } } }", ["GRAPHQL_INVALID"]),
    "no date": ('{ ruleset(procedure: "x", at: "2025-02-30") { label } }', ["GRAPHQL_INVALID"]),
    "a subscription": ("subscription { cases { id } }", ["GRAPHQL_INVALID"]),
    "deeper than the parser goes": ("{a" * 2000 + "}" * 2000, ["GRAPHQL_INVALID"]),
    "too large": ("{ viewer { " + " ".join(f"a{n}: actorId" for n in range(1000)) + " } }", ["DOCUMENT_TOO_LARGE"]),
    "too many roots": (
        "{ " + " ".join(f"a{n}: viewer {{ actorId }}" for n in range(21)) + " }",
        ["DOCUMENT_TOO_LARGE"],
    ),
}


@pytest.mark.parametrize("given", DOCUMENTS.values(), ids=DOCUMENTS.keys())
async def test_a_document_that_is_not_run_says_why(kalmar: Region, given: tuple[str, list[str]]) -> None:
    document, codes = given
    async with kalmar.api.statements() as sent:
        answer = await kalmar.api.send(kalmar.handler, document)
    assert (answer.status, answer.codes, answer.body["data"]) == (200, codes, None)
    assert sent == []


async def test_a_document_too_deep_is_not_run(kalmar: Region) -> None:
    fields = "edges { node { unit { id } } }"
    allowed = f"{{ cases(first: 1) {{ {fields} }} }}"
    assert (await kalmar.api.send(kalmar.handler, allowed)).codes == []
    inner = "ofType { " * 14 + "name" + " }" * 14
    answer = await kalmar.api.send(kalmar.handler, f'{{ __type(name: "Case") {{ {inner} }} }}')
    assert answer.codes == ["DOCUMENT_TOO_DEEP"]


@pytest.mark.parametrize("spread", [True, False])
async def test_two_commands_in_one_request_are_refused_and_none_is_done(kalmar: Region, *, spread: bool) -> None:
    unit = await kalmar.unit()
    one = 'recordListedCounts(input: {unitId: "%s", counts: [{month: "2025-03", listed: 1}]}) { __typename }' % unit  # noqa: UP031
    both = f"one: {one} two: {one}"
    document = f"mutation {{ ...Both }} fragment Both on Mutation {{ {both} }}" if spread else f"mutation {{ {both} }}"
    async with kalmar.api.nothing_written():
        answer = await kalmar.api.send(kalmar.handler, document, now=noon("2025-12-01"))
    assert (answer.codes, answer.body["data"]) == (["ONE_COMMAND_PER_REQUEST"], None)


@pytest.mark.parametrize("type_name", ["Case", "Query"])
async def test_a_bomb_of_fragments_is_refused_at_once(kalmar: Region, type_name: str) -> None:
    leaf = "id" if type_name == "Case" else "viewer { actorId }"
    chain = " ".join(f"fragment F{n} on {type_name} {{ ...F{n + 1} ...F{n + 1} ...F{n + 1} }}" for n in range(30))
    start = "cases(first: 1) { nodes { ...F0 } }" if type_name == "Case" else "...F0"
    document = f"{{ {start} }} {chain} fragment F30 on {type_name} {{ {leaf} }}"
    begun = time.perf_counter()
    answer = await kalmar.api.send(kalmar.handler, document)
    assert time.perf_counter() - begun < 1
    assert answer.codes == ["DOCUMENT_TOO_LARGE"]


async def test_fragments_in_a_circle_are_refused(kalmar: Region) -> None:
    document = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A viewer { actorId } }"
    answer = await kalmar.api.send(kalmar.handler, document)
    assert set(answer.codes) == {"GRAPHQL_INVALID"}


@pytest.fixture
async def in_production(database: DatabaseUrls, cluster: Cluster) -> AsyncIterator[Api]:
    """The service under TRAPPA_ENV=test, which is set up as production is: no dev issuer, no clock header."""
    environment = {
        "TRAPPA_ENV": "test",
        "TRAPPA_AUDIENCE": DEV_AUDIENCE,
        "TRAPPA_PERSONAL_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "TRAPPA_PSEUDONYM_KEY": "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=",
        "TRAPPA_DEV_DIRECTORY": "",
    }
    with served(database, **environment) as running:
        async with calling(running, cluster.admin_url_of(database)) as api:
            yield api


async def test_the_clock_header_is_refused_where_it_is_not_development(in_production: Api) -> None:
    token = in_production.served.token(["handler"])
    answer = await post(in_production, token, **{"trappa-now": noon("2025-03-03")})
    assert (answer.status_code, code_of(answer)) == (400, "CLOCK_HEADER_REFUSED")
    assert (await in_production.client.get("/dev/issuers/08/jwks")).status_code == 404


AUDIENCE = "https://trappa.invalid/graphql"


@pytest.fixture
async def production(database: DatabaseUrls) -> AsyncIterator[Served]:
    environment = {
        "TRAPPA_ENV": "production",
        "TRAPPA_AUDIENCE": AUDIENCE,
        "TRAPPA_PUBLIC_URL": "https://trappa.invalid",
        "TRAPPA_PERSONAL_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "TRAPPA_PSEUDONYM_KEY": "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=",
        "TRAPPA_DEV_DIRECTORY": "",
    }
    with served(database, **environment) as running:
        yield running


@pytest.mark.requirement("XC-02")
async def test_production_knows_no_issuer_of_development(production: Served) -> None:
    await production.register()
    token = production.token(["handler"])
    async with httpx2.AsyncClient(base_url=production.base_url) as client:
        with logged() as lines:
            for _ in range(2):
                answer = await client.post("/graphql", json=VIEWER, headers={"authorization": f"Bearer {token}"})
                assert (answer.status_code, code_of(answer)) == (401, "ISSUER_UNKNOWN")
        assert [(one["event"], one["region"]) for one in beside_requests(lines)] == [("issuer_refused", "08")]
        assert (await client.get("/docs")).status_code == 404


@pytest.mark.requirement("XC-02")
async def test_an_issuer_of_another_audience_is_unknown(database: DatabaseUrls) -> None:
    with served(database) as running:
        await running.register(audience="https://trappa.invalid/another")
        headers = {"authorization": f"Bearer {running.token(['handler'])}"}
        async with httpx2.AsyncClient(base_url=running.base_url) as client:
            answer = await client.post("/graphql", json=VIEWER, headers=headers)
            assert (answer.status_code, code_of(answer)) == (401, "ISSUER_UNKNOWN")


async def test_an_unexpected_error_tells_its_id_and_nothing_else(database: DatabaseUrls, cluster: Cluster) -> None:
    with served(database) as running:
        await running.register()
        async with calling(running, cluster.admin_url_of(database)) as api:
            region = Region(api)
            await api.adopt("08")
            unit = await region.unit()
            await api.admin.execute("drop table trappa.agreement cascade; drop table trappa.command_memory cascade")
            document = """query($u: ID!) {
              unit(id: $u) { name agreements { kind } } ruleset(procedure: "x", at: "2025-01-01") { label }
            }"""
            given: dict[str, Json] = {"unitId": unit, "counts": [{"month": "2025-03", "listed": 1}]}
            remembered = {**given, "commandId": "018f3c1e-0000-7000-8000-000000000001"}
            events = await api.admin.fetchval("select count(*) from trappa.event")
            with logged() as lines:
                read = await api.send(region.handler, document, {"u": unit})
                command = command_document("recordListedCounts")
                written = await api.send(region.handler, command, {"given": remembered}, now=noon("2025-12-01"))
            assert await api.admin.fetchval("select count(*) from trappa.event") == events
            for answer in (read, written):
                assert answer.status == 200
                assert set(answer.codes) == {"INTERNAL_ERROR"}
                for error in answer.body["errors"]:
                    assert error["message"] == "Oväntat fel. Unexpected error."
                    assert error["extensions"]["correlationId"] == answer.headers["x-correlation-id"]
                assert "does not exist" not in str(answer.body)
                ours = answer.headers["x-correlation-id"]
                told = [one for one in beside_requests(lines) if one["correlation_id"] == ours]
                assert {one["error_type"] for one in told} == {"UndefinedTableError"}
            assert (await api.ask(region.handler, "{ viewer { actorId } }"))["viewer"]["actorId"]
