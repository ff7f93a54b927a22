"""The development issuer's own ways: its page, its clock, what it refuses, and where it is at all."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from joserfc.jwk import ECKey
from starlette.applications import Starlette

from infra.asgi import offered
from infra.db.bootstrap import DatabaseUrls
from infra.dev.codes import CODE_SECONDS
from infra.dev.issuer import DevIssuer, DevKeys
from infra.dev.page import HEADERS
from infra.dev.people import PersonRefusedError, person_of
from infra.dev.requests import is_own_machine
from infra.settings import DEV_AUDIENCE
from schema.ids import global_id
from tenants.catalog import roles
from tests.api.region import Region, seated
from tests.api.serving import served
from tests.oidc.browser import Client, SignIn, client_of
from tests.oidc.conftest import KALMAR, Trusting
from tests.oidc.providers import Provider, dev_at, dev_provider
from tests.rig.identity import Clock, serving_at

PERSON = {"role": "handler"}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with dev_provider(KALMAR) as provider:
        yield provider


@pytest.fixture
async def client(provider: Provider, redirect_uri: str) -> AsyncIterator[Client]:
    async with client_of(provider, redirect_uri) as client:
        yield client


@pytest.mark.requirement("XC-02")
async def test_whoever_signs_in_at_the_apis_own_issuer_is_who_trappa_token_names(trusting: Trusting) -> None:
    provider = dev_at(trusting.api.served.base_url, KALMAR)
    unit_id = uuid4()
    async with client_of(provider, trusting.redirect_uri) as client:
        tokens = await client.tokens(["unit_head"], "", global_id("CareUnit", unit_id))
    viewer = await trusting.viewer(tokens["access_token"])
    assert (viewer["region"]["code"], viewer["roles"]) == (KALMAR, [{"id": "unit_head"}])
    assert viewer["unitId"] == global_id("CareUnit", unit_id)
    minted = trusting.api.served.token(["unit_head"], subject="demo-unit_head")
    assert (await trusting.viewer(minted))["actorId"] == viewer["actorId"]


def test_there_is_no_sign_in_outside_development(database: DatabaseUrls) -> None:
    environment = {
        "TRAPPA_ENV": "test",
        "TRAPPA_AUDIENCE": DEV_AUDIENCE,
        "TRAPPA_PERSONAL_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "TRAPPA_PSEUDONYM_KEY": "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=",
        "TRAPPA_DEV_DIRECTORY": "",
    }
    with served(database, **environment) as running, httpx2.Client(base_url=running.base_url) as http:
        for page in (".well-known/openid-configuration", "authorize", "token"):
            for method in ("GET", "POST"):
                assert http.request(method, f"/dev/issuers/{KALMAR}/{page}").status_code == 404


async def test_nobody_on_another_machine_signs_in(tmp_path: Path) -> None:
    issuer = DevIssuer(DevKeys.load_or_create(tmp_path), "http://127.0.0.1:1", {KALMAR}, offered())
    transport = httpx2.ASGITransport(Starlette(routes=issuer.routes()), client=("192.0.2.1", 4711))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:1") as http:
        for method, page in (("GET", "authorize"), ("POST", "authorize"), ("POST", "token")):
            answer = await http.request(method, f"/dev/issuers/08/{page}")
            assert (answer.status_code, "location" in answer.headers) == (403, False)
        assert (await http.get("/dev/issuers/08/jwks")).status_code == 200


async def test_discovery_says_what_there_is(client: Client) -> None:
    metadata = client.metadata
    assert metadata["authorization_endpoint"] == f"{client.provider.iss}/authorize"
    assert metadata["token_endpoint"] == f"{client.provider.iss}/token"
    assert metadata["response_types_supported"] == ["code"]
    assert metadata["grant_types_supported"] == ["authorization_code", "client_credentials"]
    assert metadata["code_challenge_methods_supported"] == ["S256"]


async def test_the_page_is_plain_bilingual_and_names_every_role(client: Client) -> None:
    answer = await client.http.get(client.address(SignIn(state='"><script>alert(1)</script>')))
    assert answer.status_code == 200
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert {"Logga in", "Sign in"} <= set(re.findall(r"Logga in|Sign in", answer.text))
    offered = re.findall(r'name="role" value="(\w+)"> ([^<]+) <span lang="en">· ([^<]+)</span>', answer.text)
    catalogue = {(name, role.sv, role.en) for name, role in roles().items() if role.side != "national"}
    assert set(offered) == catalogue


def test_the_roles_to_choose_from_are_those_of_the_catalogue() -> None:
    for region, national in (("08", False), (None, True)):
        known = {name: (role.sv, role.en) for name, role in roles().items() if (role.side == "national") == national}
        assert dict(offered().of(region)) == known


@pytest.mark.parametrize(
    "person",
    [
        {},
        {"role": "emperor"},
        {"role": ["handler", "national_reader"]},
        {"role": "unit_head"},
        {"role": "unit_head", "unit": "Ängö"},
        {"role": "unit_head", "unit": global_id("Case", UUID(int=1))},
        {"role": "handler", "subject": "x" * 256},
        {"role": "handler", "subject": "a\nb"},
    ],
    ids=["nobody", "no role", "another body's role", "no unit", "no id", "no unit's id", "long name", "broken name"],
)
async def test_a_choice_that_is_none_is_made_again(client: Client, person: dict[str, Any]) -> None:
    form = {"client_id": client.provider.web_client, "redirect_uri": client.redirect_uri, "response_type": "code"}
    sign_in = SignIn()
    proof = {"code_challenge": sign_in.challenge, "code_challenge_method": "S256", "state": "kept"}
    answer = await client.http.post(client.metadata["authorization_endpoint"], data={**form, **proof, **person})
    assert (answer.status_code, "location" in answer.headers) == (400, False)
    assert answer.text.count('role="alert"') == 1
    assert 'name="state" value="kept"' in answer.text


@pytest.mark.parametrize("role", ["unit_head", "external_party"])
def test_a_party_says_which_unit_it_acts_for(role: str) -> None:
    with pytest.raises(PersonRefusedError) as caught:
        person_of(offered(), "08", ["handler", role], "", "")
    assert "vårdenhet" in caught.value.sv
    assert "care unit" in caught.value.en
    assert person_of(offered(), "08", ["handler", role], str(UUID(int=1)), "").roles == (role, "handler")


async def test_somebody_without_a_role_has_what_the_seats_give(trusting: Trusting) -> None:
    region = Region(trusting.api, KALMAR)
    await seated(region, "coordination_office", "seats-alone")
    async with client_of(dev_at(trusting.api.served.base_url, KALMAR), trusting.redirect_uri) as client:
        tokens = await client.tokens([], "seats-alone")
    viewer = await trusting.viewer(tokens["access_token"])
    assert viewer["roles"] == [{"id": "coordination_office"}]


def test_a_unit_is_named_by_either_of_its_ids() -> None:
    unit = uuid4()
    named = {
        person_of(offered(), "08", ["unit_head"], text, "").unit_id for text in (str(unit), global_id("CareUnit", unit))
    }
    assert named == {unit}
    assert person_of(offered(), "08", ["handler"], " ", "").unit_id is None
    with pytest.raises(PersonRefusedError) as caught:
        person_of(offered(), "08", ["handler"], "ÅÄÖ", "")
    assert caught.value.sv != caught.value.en


@pytest.mark.parametrize(("age", "status"), [(CODE_SECONDS - 1, 200), (CODE_SECONDS, 400)])
async def test_a_code_lives_for_a_minute(tmp_path: Path, redirect_uri: str, age: float, status: int) -> None:
    clock = Clock(1_790_000_000.0)
    keys = DevKeys.load_or_create(tmp_path)
    with serving_at(lambda base_url: DevIssuer(keys, base_url, {KALMAR}, offered(), clock=clock).routes()) as base_url:
        async with client_of(dev_at(base_url, KALMAR), redirect_uri) as client:
            sign_in = SignIn()
            code = await client.code(sign_in, ["handler"], "")
            clock.now += age
            assert (await client.exchange(code, sign_in)).status_code == status


async def test_a_code_of_one_region_is_none_of_another(client: Client) -> None:
    sign_in = SignIn()
    code = await client.code(sign_in, ["handler"], "")
    client.metadata["token_endpoint"] = client.metadata["token_endpoint"].replace("/08/", "/13/")
    answer = await client.exchange(code, sign_in)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_without_openid_there_is_no_id_token(client: Client) -> None:
    sign_in = SignIn()
    told = await client.sent_back(client.address(sign_in, scope=None, nonce=None, state=None), PERSON)
    assert set(told) == {"code", "iss"}
    tokens = (await client.exchange(told["code"], sign_in)).json()
    assert set(tokens) == {"access_token", "token_type", "expires_in", "scope"}


async def test_tokens_are_kept_in_no_cache(client: Client) -> None:
    sign_in = SignIn()
    answer = await client.visit(client.address(sign_in), PERSON)
    assert answer.headers["cache-control"] == "no-store"
    assert (await client.service()).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"resource": "https://trappa.invalid/other-api"}, "invalid_target"),
        ({"request": "e30.e30."}, "request_not_supported"),
        ({"request_uri": "http://127.0.0.1/request"}, "request_uri_not_supported"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"code_challenge": "too-short"}, "invalid_request"),
    ],
)
async def test_what_this_issuer_does_not_do_is_said(client: Client, changes: dict[str, str], error: str) -> None:
    sign_in = SignIn()
    told = await client.sent_back(client.address(sign_in, **changes), PERSON)
    assert (told["error"], told["state"], told["iss"]) == (error, sign_in.state, client.provider.iss)


@pytest.mark.parametrize("more", ["&state=again", "&client_id=trappa-web", "&x=%FF", "&x=" + "y" * 2049, "&x=" * 60])
async def test_a_request_in_two_minds_is_not_guessed_at(client: Client, more: str) -> None:
    answer = await client.http.get(client.address(SignIn()) + more)
    assert (answer.status_code, "location" in answer.headers) == (400, False)


@pytest.mark.parametrize(
    "fields",
    [
        {"grant_type": "password", "client_id": "trappa-web"},
        {"client_id": "trappa-web"},
        {"grant_type": "refresh_token", "client_id": "trappa-web"},
    ],
)
async def test_other_grants_are_refused(client: Client, fields: dict[str, str]) -> None:
    answer = await client.http.post(client.metadata["token_endpoint"], data=fields)
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


async def test_each_client_has_its_own_grant(client: Client) -> None:
    endpoint = client.metadata["token_endpoint"]
    name, secret = client.provider.service_client
    for_web = {"grant_type": "client_credentials", "client_id": "trappa-web"}
    for_service = {"grant_type": "authorization_code", "client_id": name, "client_secret": secret, "code": "x"}
    for fields in (for_web, for_service):
        answer = await client.http.post(endpoint, data=fields)
        assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")
    posted = {"grant_type": "client_credentials", "client_id": name, "client_secret": secret}
    assert (await client.http.post(endpoint, data=posted)).status_code == 200
    for header, status, error in (("Bearer x", 400, "invalid_request"), ("Basic x", 401, "invalid_client")):
        refused = await client.http.post(endpoint, data=for_web, headers={"authorization": header})
        assert (refused.status_code, refused.json()["error"]) == (status, error)


async def test_only_a_form_is_a_token_request(client: Client) -> None:
    endpoint = client.metadata["token_endpoint"]
    answer = await client.http.post(endpoint, json={"grant_type": "client_credentials"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert (await client.http.get(endpoint)).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://trappa.invalid/callback",
        "http://trappa.invalid/callback",
        "http://127.0.0.1.trappa.invalid/",
        "http://127.0.0.1@trappa.invalid/",
        "http://trappa.invalid\\@127.0.0.1/",
        "http://trappa.invalid\n@127.0.0.1/",
        "http://user@127.0.0.1/",
        "http://127.0.0.1/callback#fragment",
        "http://127.0.0.1/callback#",
        "http://127.0.0.1:99999/",
        "http://[127.0.0.1/",
        "//127.0.0.1/callback",
        "javascript:alert(1)//127.0.0.1",
        "http:127.0.0.1",
        "http://0.0.0.0/",
        "http://lócalhost/",
    ],
)
def test_another_machine_is_not_this_one(address: str) -> None:
    assert not is_own_machine(address)


@pytest.mark.parametrize("address", ["http://127.0.0.1:5173/cb", "http://localhost/?a=b", "http://LOCALHOST:1"])
def test_this_machine_is_this_one(address: str) -> None:
    assert is_own_machine(address)


def test_a_rotated_key_publishes_no_secret(tmp_path: Path) -> None:
    first = DevKeys.load_or_create(tmp_path)
    second = first.rotated()
    published = second.public_set()["keys"]
    assert [key["kid"] for key in published] == [second.kid, first.kid]
    assert all("d" not in key for key in published)
    assert isinstance(second.signing, ECKey)
    assert DevKeys.load_or_create(tmp_path).kid == first.kid, "the directory keeps its key"
