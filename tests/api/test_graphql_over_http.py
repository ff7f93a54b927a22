"""GraphQL over HTTP: media types and status codes. Ids in brackets are those of the public audits (graphql-http)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2
import pytest

from infra.db.bootstrap import DatabaseUrls
from infra.http.media import GRAPHQL_JSON, JSON, prefers_graphql_json
from tests.api.caller import Api, calling
from tests.api.lines import logged
from tests.api.region import NO_UNIT
from tests.api.serving import served
from tests.rig.postgres import Cluster

GOOD = {"query": "{ viewer { region { code } } }"}
AS_GRAPHQL = f"{GRAPHQL_JSON}; charset=utf-8"

NOT_RUN: dict[str, tuple[Mapping[str, Any], str]] = {
    "document parsing [865D 556A D586]": ({"query": "{"}, "GRAPHQL_INVALID"),
    "document validation [51FE 74FF 5E5B]": ({"query": "{ d8f31403dfe404bccbb0e835f2629c6a7 }"}, "GRAPHQL_INVALID"),
    "variable coercion [86EE]": (
        {"query": "query ($id: ID!) { case(id: $id) { id } }", "variables": {"id": None}},
        "GRAPHQL_INVALID",
    ),
    "a limit": (
        {"query": "{ " + " ".join(f"a{n}: viewer {{ actorId }}" for n in range(21)) + " }"},
        "DOCUMENT_TOO_LARGE",
    ),
    "two commands": ({"query": "mutation { a: __typename b: __typename }"}, "ONE_COMMAND_PER_REQUEST"),
    "U+0000": (
        {"query": "query ($id: ID!) { case(id: $id) { id } }", "variables": {"id": "\0"}},
        "BAD_USER_INPUT",
    ),
}


async def post(api: Api, body: Any, accept: str | None, token: str | None = None) -> httpx2.Response:
    headers = {"authorization": f"Bearer {token or api.served.token(['handler'])}"}
    request = api.client.build_request("POST", "/graphql", json=body, headers=headers)
    del request.headers["accept"]
    if accept is not None:
        request.headers["accept"] = accept
    return await api.client.send(request)


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (GRAPHQL_JSON, AS_GRAPHQL),  # 22EB
        (JSON, JSON),  # 4655
        ("*/*", JSON),  # 47DE
        (None, JSON),  # 80D8
        ("application/*", JSON),
        ("text/html", JSON),
        (f"{GRAPHQL_JSON}, {JSON};q=0.9", AS_GRAPHQL),
        (f"{JSON};q=0.9, {GRAPHQL_JSON}", AS_GRAPHQL),
        (f"{JSON}, {GRAPHQL_JSON}", AS_GRAPHQL),
        (f"{JSON}, {GRAPHQL_JSON};q=0.9", JSON),
        (f"{GRAPHQL_JSON};q=0", JSON),
        (f"{GRAPHQL_JSON};q=0.5, */*;q=0.1", AS_GRAPHQL),
        (f"{GRAPHQL_JSON};q=0.1, */*", JSON),
        ("APPLICATION/GraphQL-Response+JSON;Charset=UTF-8; Q=1", AS_GRAPHQL),
        (f"{GRAPHQL_JSON};q=much", JSON),
        (f"{GRAPHQL_JSON}x", JSON),
    ],
)
async def test_the_media_type_is_the_one_asked_for(api: Api, accept: str | None, media: str) -> None:
    answer = await post(api, GOOD, accept)
    assert (answer.status_code, answer.headers.get_list("content-type")) == (200, [media])
    assert answer.json() == {"data": {"viewer": {"region": {"code": "08"}}}}


@pytest.mark.parametrize(("given", "code"), NOT_RUN.values(), ids=NOT_RUN.keys())
async def test_a_document_that_is_not_run_has_status_400_and_no_data(
    api: Api, given: Mapping[str, Any], code: str
) -> None:
    async with api.statements() as sent:
        answer = await post(api, given, GRAPHQL_JSON)
    assert (answer.status_code, answer.headers["content-type"], sent) == (400, AS_GRAPHQL, [])
    assert list(answer.json()) == ["errors"]
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {code}
    ids = {error["extensions"]["correlationId"] for error in answer.json()["errors"]}
    assert ids == {answer.headers["x-correlation-id"]}


@pytest.mark.parametrize(("given", "code"), NOT_RUN.values(), ids=NOT_RUN.keys())
async def test_in_plain_json_the_same_has_status_200_and_no_data_as_null(
    api: Api, given: Mapping[str, Any], code: str
) -> None:  # 572B FDE2 7B9B
    answer = await post(api, given, JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (200, JSON)
    assert list(answer.json()) == ["data", "errors"]
    assert answer.json()["data"] is None
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {code}


@pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
@pytest.mark.parametrize(
    "content",
    [
        b'{ "not a JSON',
        b"{}",
        b'{"qeury": "{ __typename }"}',
        b'{"query": {"a": 1}}',
        b'{"query": "{ a }", "variables": [7]}',
    ],
    ids=["JSON [BCF8 B7N8]", "query [423L]", "a typo [3E3A]", "an object [LKJ0]", "variables"],
)
async def test_what_is_no_request_has_status_400_in_both(api: Api, accept: str, content: bytes) -> None:
    headers = {"authorization": f"Bearer {api.served.token(['handler'])}", "content-type": JSON, "accept": accept}
    answer = await api.client.post("/graphql", content=content, headers=headers)
    expected = {JSON: (JSON, ["data", "errors"]), GRAPHQL_JSON: (AS_GRAPHQL, ["errors"])}[accept]
    assert (answer.status_code, answer.headers["content-type"], list(answer.json())) == (400, *expected)
    assert answer.json()["errors"][0]["extensions"]["code"] == "REQUEST_INVALID"


async def test_a_refused_caller_has_status_401_in_both(api: Api) -> None:  # BC58
    for accept, media in ((JSON, JSON), (GRAPHQL_JSON, AS_GRAPHQL)):
        answer = await post(api, GOOD, accept, token="x")
        assert (answer.status_code, answer.headers["content-type"]) == (401, media)
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token", error_description="TOKEN_MALFORMED"'


async def test_an_error_of_a_field_leaves_the_data_and_status_200(api: Api) -> None:  # EE52
    document = (
        f'{{ viewer {{ region {{ code }} }} unit(id: "{NO_UNIT}") {{ id }} cases(first: 101) {{ nodes {{ id }} }} }}'
    )
    for accept in (JSON, GRAPHQL_JSON):
        answer = await post(api, {"query": document}, accept)
        body = answer.json()
        assert (answer.status_code, body["data"]) == (200, None)
        assert [(error["path"], error["extensions"]["code"]) for error in body["errors"]] == [
            (["cases"], "BAD_USER_INPUT")
        ]


def broken(_kind: str, _fields: tuple[str, ...]) -> None:
    raise ValueError("not for the caller")


async def test_an_unexpected_error_before_anything_is_run_is_the_services_own_fault(
    api_database: DatabaseUrls, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.asgi.tell_operation", broken)
    with served(api_database) as running:
        await running.register()
        async with calling(running, cluster.admin_url_of(api_database)) as api:
            with logged():
                answers = {accept: await post(api, GOOD, accept) for accept in (JSON, GRAPHQL_JSON)}
    found = {accept: (answer.status_code, list(answer.json())) for accept, answer in answers.items()}
    assert found == {JSON: (200, ["data", "errors"]), GRAPHQL_JSON: (500, ["errors"])}
    for answer in answers.values():
        (error,) = answer.json()["errors"]
        assert (error["message"], error["extensions"]) == (
            "Oväntat fel. Unexpected error.",
            {"code": "INTERNAL_ERROR", "correlationId": answer.headers["x-correlation-id"]},
        )


def test_who_says_nothing_gets_plain_json() -> None:
    assert not prefers_graphql_json("")
    assert not prefers_graphql_json(",;,q=1")
