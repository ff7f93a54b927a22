"""From a browser at a provider to an answer of the API: the same for npm's oidc-provider and the development issuer."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from schema.ids import global_id
from tests.api.documents import command_document
from tests.api.region import NO_CASE, Region
from tests.oidc.browser import Client, SignIn, client_of
from tests.oidc.conftest import KALMAR, OTHER, Trusting
from tests.oidc.providers import SERVICE_ROLE, Start

CASE = "query($id: ID!) { case(id: $id) { id } node(id: $id) { id } }"


def header_of(token: str) -> Any:
    part = token.partition(".")[0]
    return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


@pytest.mark.requirement("XC-02")
async def test_a_person_signs_in_and_the_api_knows_region_roles_and_unit(trusting: Trusting, at_kalmar: Client) -> None:
    unit_id = str(uuid4())
    tokens = await at_kalmar.tokens(["unit_head"], "head-of-one-unit", unit_id)
    assert (tokens["token_type"], header_of(tokens["access_token"])["typ"]) == ("Bearer", "at+jwt")
    viewer = await trusting.viewer(tokens["access_token"])
    assert (viewer["region"]["code"], viewer["roles"]) == (KALMAR, [{"id": "unit_head"}])
    assert viewer["unitId"] == global_id("CareUnit", unit_id)
    again = await trusting.viewer((await at_kalmar.tokens(["handler"], "head-of-one-unit"))["access_token"])
    assert (again["actorId"], again["unitId"]) == (viewer["actorId"], None), "one subject is one actor"


async def test_the_client_is_told_who_signed_in(at_kalmar: Client) -> None:
    sign_in = SignIn()
    tokens = (await at_kalmar.exchange(await at_kalmar.code(sign_in, ["handler"], "somebody"), sign_in)).json()
    keys = KeySet.import_key_set((await at_kalmar.http.get(at_kalmar.metadata["jwks_uri"])).json())
    allowed = at_kalmar.metadata["id_token_signing_alg_values_supported"]
    claims = jwt.decode(tokens["id_token"], keys, algorithms=allowed).claims
    provider = at_kalmar.provider
    assert (claims["iss"], claims["aud"], claims["sub"]) == (provider.iss, provider.web_client, "somebody")
    assert claims["nonce"] == sign_in.nonce
    assert claims["exp"] > time.time()


@pytest.mark.requirement("XC-02")
async def test_an_id_token_is_no_access_token(trusting: Trusting, at_kalmar: Client) -> None:
    tokens = await at_kalmar.tokens(["handler"], "somebody")
    assert await trusting.refusal(tokens["id_token"]) == (401, ["TYPE_REFUSED"])


@pytest.mark.requirement("XC-02")
async def test_a_service_gets_a_token_of_its_own(trusting: Trusting, at_kalmar: Client) -> None:
    answer = await at_kalmar.service()
    assert answer.status_code == 200, answer.text
    viewer = await trusting.viewer(answer.json()["access_token"])
    assert (viewer["region"]["code"], viewer["roles"]) == (KALMAR, [{"id": SERVICE_ROLE}])
    name, _ = at_kalmar.provider.service_client
    for wrong in ((name, "guessed"), ("nobody", "guessed")):
        refused = await at_kalmar.service(wrong)
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


@pytest.mark.requirement("XC-02")
async def test_two_providers_at_once_keep_their_regions_apart(
    trusting: Trusting, at_kalmar: Client, at_other: Client
) -> None:
    viewers = [
        await trusting.viewer((await client.tokens(["handler"], "the same name"))["access_token"])
        for client in (at_kalmar, at_other)
    ]
    assert [viewer["region"]["code"] for viewer in viewers] == [KALMAR, OTHER]
    assert viewers[0]["actorId"] != viewers[1]["actorId"]


@pytest.mark.requirement("XC-02", "XC-03")
async def test_another_regions_case_does_not_exist(trusting: Trusting, at_kalmar: Client, at_other: Client) -> None:
    region = Region(trusting.api, OTHER)
    case = await region.opened(await region.unit())
    stranger, own = [
        (await client.tokens(["coordination_office", "handler"], "handler"))["access_token"]
        for client in (at_kalmar, at_other)
    ]
    assert (await trusting.ask(own, CASE, id=case)).data == {"case": {"id": case}, "node": {"id": case}}
    assert (await trusting.ask(stranger, CASE, id=case)).data == {"case": None, "node": None}
    told = []
    async with trusting.api.nothing_written():
        for one in (case, NO_CASE):
            given = {**region.usual("classifyCase"), "caseId": one}
            answer = await trusting.ask(stranger, command_document("classifyCase"), given=given)
            told.append(json.dumps(answer.data).replace(one, "…"))
    assert '"code": "NOT_FOUND"' in told[0]
    assert told[0] == told[1], "another region's case is told from one that is not there"


@pytest.mark.requirement("XC-02")
async def test_a_role_beyond_the_mapping_is_dropped(trusting: Trusting, at_kalmar: Client) -> None:
    mixed = await at_kalmar.tokens(["handler", "team_lead"], "two-roles")
    assert (await trusting.viewer(mixed["access_token"]))["roles"] == [{"id": "handler"}]
    none = await at_kalmar.tokens(["team_lead"], "no-role")
    assert (await trusting.viewer(none["access_token"]))["roles"] == []


@pytest.mark.requirement("XC-02")
async def test_a_token_for_another_api_is_refused(start: Start, trusting: Trusting) -> None:
    with start(KALMAR) as provider:
        await trusting.register(provider, audience="https://trappa.invalid/other-api")
        async with client_of(provider, trusting.redirect_uri) as client:
            token = (await client.tokens(["handler"], "somebody"))["access_token"]
        assert await trusting.refusal(token) == (401, ["ISSUER_UNKNOWN"])


@pytest.mark.requirement("XC-02")
async def test_a_provider_that_nobody_registered_is_refused(start: Start, trusting: Trusting) -> None:
    with start(KALMAR) as provider:
        async with client_of(provider, trusting.redirect_uri) as client:
            token = (await client.tokens(["handler"], "somebody"))["access_token"]
        assert await trusting.refusal(token) == (401, ["ISSUER_UNKNOWN"])


@pytest.mark.requirement("XC-02")
async def test_a_new_key_is_fetched_and_the_old_one_still_holds(start: Start, trusting: Trusting) -> None:
    with start(KALMAR) as provider:
        await trusting.register(provider)
        async with client_of(provider, trusting.redirect_uri) as client:
            before = [(await client.tokens(["handler"], "somebody"))["access_token"] for _ in range(2)]
            await trusting.viewer(before[0])
            provider.rotate()
            after = (await client.tokens(["handler"], "somebody"))["access_token"]
        assert header_of(after)["kid"] not in {header_of(token)["kid"] for token in before}
        viewers = [await trusting.viewer(token) for token in (after, *before)]
        assert viewers[0] == viewers[1] == viewers[2]


@pytest.mark.requirement("XC-02")
async def test_an_outage_stops_neither_the_other_region_nor_keys_already_known(
    start: Start, trusting: Trusting, at_other: Client
) -> None:
    elsewhere = (await at_other.tokens(["handler"], "somebody"))["access_token"]
    with start(KALMAR) as known, start("07") as unknown:
        for provider in (known, unknown):
            await trusting.register(provider)
        async with client_of(known, trusting.redirect_uri) as client:
            used, unused = [(await client.tokens(["handler"], "somebody"))["access_token"] for _ in range(2)]
        async with client_of(unknown, trusting.redirect_uri) as client:
            never = (await client.tokens(["handler"], "somebody"))["access_token"]
        await trusting.viewer(used)
        for provider in (known, unknown):
            provider.stop()
            with pytest.raises(httpx2.ConnectError):
                httpx2.get(f"{provider.iss}/jwks", trust_env=False)
        for token, region in ((used, KALMAR), (unused, KALMAR), (elsewhere, OTHER)):
            assert (await trusting.viewer(token))["region"]["code"] == region
        assert await trusting.refusal(never) == (503, ["ISSUER_UNREACHABLE"])
        assert (await trusting.viewer(elsewhere))["region"]["code"] == OTHER


async def test_a_code_is_used_once(at_kalmar: Client) -> None:
    sign_in = SignIn()
    code = await at_kalmar.code(sign_in, ["handler"], "somebody")
    answers = [await at_kalmar.exchange(code, sign_in) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 400]
    assert answers[1].json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": SignIn().verifier},
        {"code_verifier": None},
        {"redirect_uri": "http://127.0.0.1:1/elsewhere"},
        {"code": "guessed"},
    ],
    ids=["another verifier", "no verifier", "another way back", "another code"],
)
async def test_a_code_alone_is_worth_nothing(at_kalmar: Client, changes: dict[str, str | None]) -> None:
    sign_in = SignIn()
    code = await at_kalmar.code(sign_in, ["handler"], "somebody")
    answer = await at_kalmar.exchange(code, sign_in, **changes)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"prompt": "none"}, "login_required"),
    ],
    ids=["no PKCE", "plain PKCE", "implicit", "nobody signed in"],
)
async def test_what_is_asked_wrongly_is_told_to_the_client(
    at_kalmar: Client, changes: dict[str, str | None], error: str
) -> None:
    sign_in = SignIn()
    told = await at_kalmar.sent_back(at_kalmar.address(sign_in, **changes), {})
    assert (told["error"], told["state"]) == (error, sign_in.state)
    assert "code" not in told


@pytest.mark.parametrize(
    "changes",
    [{"client_id": "nobody"}, {"redirect_uri": "https://trappa.invalid/callback"}],
    ids=["unknown client", "way back off this machine"],
)
async def test_the_browser_is_sent_to_nobody_unknown(at_kalmar: Client, changes: dict[str, str | None]) -> None:
    answer = await at_kalmar.http.get(at_kalmar.address(SignIn(), **changes))
    assert (answer.status_code, "location" in answer.headers) == (400, False)
