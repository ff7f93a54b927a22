"""The development issuer: its tokens pass the real verifier, and only in development."""

import json
import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from infra.asgi import offered
from infra.auth.issuers import FixedIssuers
from infra.auth.jwks import KeyCache, open_key_client
from infra.auth.refusals import RefusalCode, TokenRefused
from infra.auth.tokens import TokenVerifier
from infra.dev.issuer import (
    TWELVE_HOURS,
    DevKeys,
    DevOnlyError,
    issuer_url,
    mint,
    registration,
    require_dev,
    routes,
)
from infra.keys.keyfile import KeyFileRefusedError
from tenants.registry import regions
from tests.rig.identity import AUDIENCE, NOW, UNIT, serving_at

ROLES = {"handler", "team_lead"}


@dataclass(frozen=True)
class Served:
    keys: DevKeys
    base_url: str

    def token(self, region: str | None = "08", now: float = NOW) -> str:
        return mint(
            self.keys,
            base_url=self.base_url,
            audience=AUDIENCE,
            region=region,
            roles=["handler", "owner"],
            unit_id=UNIT,
            subject="dev-handler",
            now=now,
        )


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    keys = DevKeys.load_or_create(tmp_path)
    with serving_at(lambda base_url: routes(keys, base_url, [one.code for one in regions()], offered())) as base_url:
        yield Served(keys, base_url)


@pytest.mark.requirement("XC-02")
async def test_minted_tokens_pass_the_real_verifier_each_in_its_tenant(served: Served) -> None:
    codes: tuple[str | None, ...] = ("08", "13", None)
    issuers = FixedIssuers(
        registration(base_url=served.base_url, audience=AUDIENCE, region=region, allowed_roles=ROLES)
        for region in codes
    )
    async with open_key_client() as client:
        keys = KeyCache(client)
        verifier = TokenVerifier(issuers, keys, lambda: NOW)
        verified = [await verifier.verify(served.token(region)) for region in codes]
        with pytest.raises(TokenRefused) as caught:
            await verifier.verify(served.token("21"))
        await keys.aclose()
    assert [(who.tenant_id, who.national_body) for who in verified] == [
        ("08", None),
        ("13", None),
        (None, "national"),
    ]
    assert {(who.roles, who.unit_id, who.sub) for who in verified} == {(frozenset({"handler"}), UNIT, "dev-handler")}
    assert {who.expires_at for who in verified} == {int(NOW) + TWELVE_HOURS}
    assert len({(who.iss, who.sub) for who in verified}) == 3
    assert caught.value.code is RefusalCode.ISSUER_UNKNOWN


async def test_a_token_of_twelve_hours_ends(served: Served) -> None:
    issuer = registration(base_url=served.base_url, audience=AUDIENCE, region="08", allowed_roles=ROLES)
    async with open_key_client() as client:
        verifier = TokenVerifier(FixedIssuers([issuer]), KeyCache(client), lambda: NOW)
        with pytest.raises(TokenRefused) as caught:
            await verifier.verify(served.token(now=NOW - TWELVE_HOURS - 31))
    assert caught.value.code is RefusalCode.TOKEN_EXPIRED


@pytest.mark.parametrize("code", ["08", "25", "national"])
def test_discovery_leads_to_a_key_set_without_secrets(served: Served, code: str) -> None:
    iss = f"{served.base_url}/dev/issuers/{code}"
    with httpx2.Client(trust_env=False) as client:
        discovery = client.get(f"{iss}/.well-known/openid-configuration").json()
        assert discovery["issuer"] == iss == issuer_url(served.base_url, None if code == "national" else code)
        published = client.get(discovery["jwks_uri"]).json()
    assert [sorted(key) for key in published["keys"]] == [["alg", "crv", "kid", "kty", "use", "x", "y"]]
    assert published["keys"][0]["kid"] == served.keys.kid


@pytest.mark.parametrize("code", ["8", "008", "ab", "NATIONAL", "٠٨", "%2e%2e", "00", "02", "99"])
@pytest.mark.parametrize("page", ["jwks", ".well-known/openid-configuration"])
def test_other_codes_are_not_found(served: Served, code: str, page: str) -> None:
    with httpx2.Client(trust_env=False) as client:
        assert client.get(f"{served.base_url}/dev/issuers/{code}/{page}").status_code == 404


@pytest.mark.parametrize("env", ["production", "test", "", "DEV", "dev "])
def test_only_dev_may_have_a_development_issuer(env: str) -> None:
    with pytest.raises(DevOnlyError) as caught:
        require_dev(env)
    assert "TRAPPA_ENV=dev" in caught.value.message_sv
    assert "TRAPPA_ENV=dev" in caught.value.message_en


def test_dev_may_have_a_development_issuer() -> None:
    require_dev("dev")


def test_the_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    directory = tmp_path / "new" / "dev"
    before = os.umask(0)
    try:
        with ThreadPoolExecutor(8) as pool:
            kids = {keys.kid for keys in pool.map(DevKeys.load_or_create, [directory] * 16)}
    finally:
        os.umask(before)
    assert kids == {DevKeys.load_or_create(directory).kid}
    (file,) = directory.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    DevKeys.load_or_create(tmp_path)
    (file,) = tmp_path.iterdir()
    file.chmod(0o640)
    with pytest.raises(KeyFileRefusedError, match="0600") as caught:
        DevKeys.load_or_create(tmp_path)
    assert caught.value.path == file


def test_a_linked_key_is_refused(tmp_path: Path) -> None:
    DevKeys.load_or_create(tmp_path / "a")
    (file,) = (tmp_path / "a").iterdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / file.name).symlink_to(file)
    with pytest.raises(KeyFileRefusedError, match="cannot be opened"):
        DevKeys.load_or_create(tmp_path / "b")


def test_a_file_without_a_private_key_is_refused_and_kept(tmp_path: Path) -> None:
    public = DevKeys.load_or_create(tmp_path).public_set()["keys"][0]
    (file,) = tmp_path.iterdir()
    for content in ("", "{}", "[]", "null", '{"kty": "EC", "crv": "P-999"}', json.dumps(public), "\xff"):
        file.write_text(content, encoding="latin-1")
        with pytest.raises(KeyFileRefusedError, match="no private P-256 key"):
            DevKeys.load_or_create(tmp_path)
        assert file.read_text(encoding="latin-1") == content
