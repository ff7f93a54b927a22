"""The verifier: who is let in, and why anyone else is refused. Keys come from real servers on loopback."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc.jwk import Key, OKPKey, RSAKey

from infra.auth.compact import MAX_TOKEN_LENGTH
from infra.auth.issuers import FixedIssuers, Issuer, IssuerInvalidError
from infra.auth.refusals import ENGLISH, SWEDISH, RefusalCode, TokenRefused
from infra.auth.tokens import LEEWAY_SECONDS, TokenVerifier
from tests.rig.identity import (
    AUDIENCE,
    NOW,
    SUBJECT,
    UNIT,
    Bench,
    IdentityProvider,
    KeyServer,
    b64,
    compact,
    ec_key,
    key_server,
    open_bench,
    refusal,
)


@pytest.fixture(scope="module")
def server() -> Iterator[KeyServer]:
    with key_server() as listening:
        yield listening


@pytest.fixture
def idp(server: KeyServer) -> IdentityProvider:
    return server.provider()


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with open_bench() as opened:
        yield opened


class Registrations:
    """Issuers that a region may change while tokens are about."""

    def __init__(self, *issuers: Issuer) -> None:
        self.known = {issuer.iss: issuer for issuer in issuers}

    async def by_iss(self, iss: str) -> Issuer | None:
        return self.known.get(iss)


SIGNING_KEYS: dict[str, Callable[[], Key]] = {
    "ES256": lambda: ec_key("k"),
    "ES384": lambda: ec_key("k", "P-384"),
    "RS256": lambda: RSAKey.generate_key(2048, {"kid": "k"}),
    "PS256": lambda: RSAKey.generate_key(2048, {"kid": "k"}),
    "EdDSA": lambda: OKPKey.generate_key("Ed25519", {"kid": "k"}),
    "Ed25519": lambda: OKPKey.generate_key("Ed25519", {"kid": "k"}),
}


@pytest.mark.requirement("XC-02")
@pytest.mark.parametrize("alg", SIGNING_KEYS)
async def test_each_allowed_algorithm_proves_the_subject(idp: IdentityProvider, bench: Bench, alg: str) -> None:
    idp.keys = [SIGNING_KEYS[alg]()]
    token = idp.token(header={"alg": alg}, roles=["handler", "owner"], unit=str(UNIT), region="08")
    verified = await bench.verifier(idp.issuer()).verify(token)
    assert (verified.iss, verified.sub, verified.expires_at) == (idp.iss, SUBJECT, int(NOW) + 300)
    assert (verified.tenant_id, verified.national_body, verified.unit_id) == ("08", None, UNIT)
    assert verified.roles == {"handler"}


@pytest.mark.requirement("XC-02")
async def test_without_a_mapping_claims_give_nothing(idp: IdentityProvider, bench: Bench) -> None:
    bare = replace(idp.issuer(), claim_mapping=None)
    verified = await bench.verifier(bare).verify(idp.token(roles=["handler"], unit=str(UNIT)))
    assert (verified.roles, verified.unit_id) == (frozenset(), None)


async def test_a_single_role_may_stand_as_a_string(idp: IdentityProvider, bench: Bench) -> None:
    verified = await bench.verifier(idp.issuer()).verify(idp.token(roles="team_lead"))
    assert verified.roles == {"team_lead"}


@pytest.mark.requirement("XC-02")
async def test_two_issuers_at_once_keep_their_tenants_apart(server: KeyServer, bench: Bench) -> None:
    kalmar, body = server.provider(), server.provider()
    verifier = bench.verifier(kalmar.issuer(), body.issuer(None, "SKR"))
    tokens = [one.token() for one in (kalmar, body) for _ in range(5)]
    verified = await asyncio.gather(*map(verifier.verify, tokens))
    assert [(who.tenant_id, who.national_body) for who in verified] == [("08", None)] * 5 + [(None, "SKR")] * 5
    assert (kalmar.fetched, body.fetched) == (1, 1)


@pytest.mark.requirement("XC-02")
async def test_another_regions_issuer_cannot_speak_for_this_one(server: KeyServer, bench: Bench) -> None:
    kalmar, halland = server.provider(), server.provider()
    verifier = bench.verifier(kalmar.issuer("08"), halland.issuer("13"))
    assert await refusal(verifier, kalmar.token(halland.keys[0])) is RefusalCode.SIGNATURE_INVALID
    other = ec_key("halland-only")
    halland.keys.append(other)
    assert await refusal(verifier, kalmar.token(other)) is RefusalCode.KEY_UNKNOWN
    assert await refusal(verifier, halland.token(region="08")) is RefusalCode.TENANT_MISMATCH
    assert (await verifier.verify(halland.token(region="13"))).tenant_id == "13"


async def test_a_national_token_names_no_region(idp: IdentityProvider, bench: Bench) -> None:
    verifier = bench.verifier(idp.issuer(None, "SKR"))
    assert await refusal(verifier, idp.token(region="08")) is RefusalCode.TENANT_MISMATCH


REFUSED_CLAIMS: list[tuple[dict[str, object], RefusalCode]] = [
    ({"aud": "https://other.example"}, RefusalCode.AUDIENCE_MISMATCH),
    ({"aud": ["https://other.example"]}, RefusalCode.AUDIENCE_MISMATCH),
    ({"aud": {AUDIENCE: 1}}, RefusalCode.AUDIENCE_MISMATCH),
    ({"aud": ...}, RefusalCode.AUDIENCE_MISMATCH),
    ({"exp": NOW - LEEWAY_SECONDS - 1}, RefusalCode.TOKEN_EXPIRED),
    ({"nbf": NOW + LEEWAY_SECONDS + 1}, RefusalCode.TOKEN_NOT_YET_VALID),
    ({"iat": NOW + LEEWAY_SECONDS + 1}, RefusalCode.TOKEN_NOT_YET_VALID),
    ({"region": "13"}, RefusalCode.TENANT_MISMATCH),
    ({"region": None}, RefusalCode.TENANT_MISMATCH),
    ({"iss": "http://127.0.0.1:9/unknown"}, RefusalCode.ISSUER_UNKNOWN),
]


UNREADABLE_CLAIMS: dict[str, tuple[object, ...]] = {
    "exp": (..., "soon", True, None, -1, 1e300),
    "nbf": (None, "now"),
    "iss": (..., 5, "", "a\n", "\ud800", "i" * 513),
    "sub": (..., 7, "", "a\nb", "\x00", "\udfff", "s" * 256),
    "unit": (7, "SE2321000131-E0001", f"{{{UNIT}}}"),
}
REFUSED_CLAIMS += [
    ({name: claim}, RefusalCode.TOKEN_MALFORMED) for name, claims in UNREADABLE_CLAIMS.items() for claim in claims
]


@pytest.mark.parametrize(("claims", "code"), REFUSED_CLAIMS)
async def test_a_signed_token_with_wrong_claims_is_refused(
    idp: IdentityProvider, bench: Bench, claims: dict[str, object], code: RefusalCode
) -> None:
    assert await refusal(bench.verifier(idp.issuer()), idp.token_with(claims)) is code


async def test_clocks_may_differ_by_the_leeway(idp: IdentityProvider, bench: Bench) -> None:
    late = idp.token(exp=NOW - LEEWAY_SECONDS, nbf=NOW + LEEWAY_SECONDS, aud=["other", AUDIENCE])
    verifier = bench.verifier(idp.issuer())
    assert (await verifier.verify(late)).sub == SUBJECT
    bench.pass_time(1)
    assert await refusal(verifier, late) is RefusalCode.TOKEN_EXPIRED


@pytest.mark.parametrize("typ", ["JWT", "id+jwt", "", None, 5])
async def test_other_kinds_of_token_are_refused(idp: IdentityProvider, bench: Bench, typ: object) -> None:
    token = compact({"alg": "ES256", "kid": "k1", "typ": typ}, idp.claims(), lambda _: b"x")
    assert await refusal(bench.verifier(idp.issuer()), token) is RefusalCode.TYPE_REFUSED


async def test_the_long_media_type_is_an_access_token(idp: IdentityProvider, bench: Bench) -> None:
    token = idp.token(header={"typ": "application/AT+JWT"})
    assert (await bench.verifier(idp.issuer()).verify(token)).sub == SUBJECT


@pytest.mark.requirement("XC-02")
@pytest.mark.parametrize("alg", ["none", "None", "HS256", "HS512", "ES512", "RS1", "", None, ["ES256"]])
async def test_no_header_chooses_an_algorithm_outside_the_list(
    idp: IdentityProvider, bench: Bench, alg: object
) -> None:
    published = RSAKey.generate_key(2048, {"kid": "k1"})
    idp.keys = [published]
    header = {"alg": alg, "kid": "k1", "typ": "at+jwt"}
    verifier = bench.verifier(idp.issuer())
    secrets = (published.as_pem(private=False), json.dumps(published.as_dict(private=False)).encode())
    signatures: list[Callable[[bytes], bytes]] = [lambda _: b""]
    signatures += [partial(hmac.digest, secret, digest="sha256") for secret in secrets]
    for sign in signatures:
        assert await refusal(verifier, compact(header, idp.claims(), sign)) is RefusalCode.ALGORITHM_REFUSED
    assert idp.fetched == 0


async def test_an_algorithm_of_other_issuers_is_refused(idp: IdentityProvider, bench: Bench) -> None:
    only_rsa = replace(idp.issuer(), algorithms=("RS256", "PS256"))
    assert await refusal(bench.verifier(only_rsa), idp.token()) is RefusalCode.ALGORITHM_REFUSED


async def test_a_key_serves_only_its_own_algorithm(idp: IdentityProvider, bench: Bench) -> None:
    key = RSAKey.generate_key(2048, {"kid": "k1", "alg": "RS256"})
    idp.keys = [key]
    token = idp.token(RSAKey.import_key(key.as_pem(private=True), {"kid": "k1"}), {"alg": "PS256"})
    assert await refusal(bench.verifier(idp.issuer()), token) is RefusalCode.SIGNATURE_INVALID


async def test_a_changed_claim_or_signature_breaks_the_signature(idp: IdentityProvider, bench: Bench) -> None:
    verifier = bench.verifier(idp.issuer())
    header, payload, signature = idp.token().split(".")
    forged = b64(json.dumps(idp.claims(sub="someone-else")).encode())
    for parts in ((header, forged, signature), (header, payload, ""), (header, payload, "A" * 86)):
        assert await refusal(verifier, ".".join(parts)) is RefusalCode.SIGNATURE_INVALID


@pytest.mark.requirement("XC-02")
async def test_changes_of_a_registration_reach_tokens_seen_before(
    idp: IdentityProvider, server: KeyServer, bench: Bench
) -> None:
    registrations = Registrations(idp.issuer())
    verifier = TokenVerifier(registrations, bench.keys, bench.clock)
    token = idp.token(roles=["handler"])
    assert (await verifier.verify(token)).roles == {"handler"}
    registrations.known[idp.iss] = replace(idp.issuer(), claim_mapping=None)
    assert (await verifier.verify(token)).roles == frozenset()
    registrations.known[idp.iss] = replace(idp.issuer(), jwks_uri=f"{server.provider().iss}/jwks")
    assert await refusal(verifier, token) is RefusalCode.SIGNATURE_INVALID
    registrations.known.clear()
    assert await refusal(verifier, token) is RefusalCode.ISSUER_UNKNOWN


@pytest.mark.requirement("XC-02")
async def test_an_issuer_registered_for_another_service_is_unknown(idp: IdentityProvider, bench: Bench) -> None:
    other = "https://other.example"
    registrations = Registrations(replace(idp.issuer(), audience=other))
    verifier = TokenVerifier(registrations, bench.keys, bench.clock, audience=AUDIENCE)
    for aud in (other, AUDIENCE, [other, AUDIENCE]):
        assert await refusal(verifier, idp.token(aud=aud)) is RefusalCode.ISSUER_UNKNOWN
    assert idp.fetched == 0
    registrations.known[idp.iss] = idp.issuer()
    token = idp.token(aud=[other, AUDIENCE])
    assert (await verifier.verify(token)).sub == SUBJECT
    assert await refusal(verifier, idp.token(aud=other)) is RefusalCode.AUDIENCE_MISMATCH
    registrations.known[idp.iss] = replace(idp.issuer(), audience=other)
    assert await refusal(verifier, token) is RefusalCode.ISSUER_UNKNOWN


async def test_a_store_that_folds_case_does_not_widen_the_issuer(idp: IdentityProvider, bench: Bench) -> None:
    shouted = idp.iss.upper()
    registrations = Registrations()
    registrations.known[shouted] = idp.issuer()
    verifier = TokenVerifier(registrations, bench.keys, bench.clock)
    assert await refusal(verifier, idp.token(iss=shouted)) is RefusalCode.ISSUER_UNKNOWN


async def test_remembered_tokens_are_few_and_the_oldest_go_first(idp: IdentityProvider, bench: Bench) -> None:
    verifier = TokenVerifier(FixedIssuers([idp.issuer()]), bench.keys, bench.clock, max_verified=3)
    tokens = [idp.token(jti=str(number)) for number in range(5)]
    for token in (*tokens, *tokens):
        assert (await verifier.verify(token)).sub == SUBJECT
        assert len(verifier._verified) <= 3


HEADER = {"alg": "ES256", "kid": "k1", "typ": "at+jwt"}
MALFORMED: dict[str, tuple[object, object]] = {
    "crit": ({**HEADER, "crit": ["b64"], "b64": False}, {"iss": "i"}),
    "b64": ({**HEADER, "b64": True}, {"iss": "i"}),
    "repeated name": (HEADER, b'{"iss":"a","iss":"b"}'),
    "NaN": (HEADER, b'{"iss":"a","exp":NaN}'),
    "UTF-16": (HEADER, json.dumps({"iss": "i"}).encode("utf-16")),
    "deep": (HEADER, b"[" * 9000),
    "long number": (HEADER, b'{"iss":"a","exp":' + b"9" * 5000 + b"}"),
    "a list": (HEADER, ["iss"]),
    "header a list": (["ES256"], {"iss": "i"}),
}


@pytest.mark.parametrize("case", MALFORMED)
async def test_text_that_readers_could_take_two_ways_is_malformed(bench: Bench, case: str) -> None:
    token = compact(*MALFORMED[case], lambda _: b"x")
    assert await refusal(bench.verifier(), token) is RefusalCode.TOKEN_MALFORMED


async def test_an_oversized_token_is_malformed_however_well_signed(idp: IdentityProvider, bench: Bench) -> None:
    verifier = bench.verifier(idp.issuer())
    assert await refusal(verifier, idp.token(pad="x" * MAX_TOKEN_LENGTH)) is RefusalCode.TOKEN_MALFORMED
    assert idp.fetched == 0
    assert (await verifier.verify(idp.token(pad="x" * 11_000))).sub == SUBJECT


def json_values() -> st.SearchStrategy[object]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    return st.recursive(leaves, lambda of: st.lists(of) | st.dictionaries(st.text(), of), max_leaves=8)


def garbage(iss: str) -> st.SearchStrategy[str]:
    names = st.sampled_from(["alg", "typ", "kid", "crit", "jwk", "iss", "sub", "aud", "exp", "nbf", "region"])
    usual = st.sampled_from(["ES256", "RS256", "EdDSA", "none", "at+jwt", "k1", iss, AUDIENCE])
    members = st.dictionaries(names, usual | json_values())
    header = st.builds(lambda odd, on: {**HEADER, **odd} if on else odd, members, st.booleans())
    claims = st.builds(lambda odd, on: {**odd, "iss": iss} if on else odd, members, st.booleans())
    signed = st.builds(lambda head, body, end: compact(head, body, lambda _: end), header, claims, st.binary())
    dotted = st.lists(st.binary().map(b64), min_size=1, max_size=4).map(".".join)
    return st.one_of(st.text(), dotted, signed)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=st.data())
async def test_garbage_is_refused_and_never_breaks_the_verifier(
    idp: IdentityProvider, bench: Bench, source: st.DataObject
) -> None:
    token = source.draw(garbage(idp.iss))
    assert isinstance(await refusal(bench.verifier(idp.issuer()), token), RefusalCode)


@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_speaks_both_languages(code: RefusalCode) -> None:
    refused = TokenRefused(code)
    assert (refused.message("sv"), refused.message("en")) == (SWEDISH[code], ENGLISH[code])
    assert refused.message("sv") != refused.message("en")
    assert refused.retryable == (code is RefusalCode.ISSUER_UNREACHABLE)


async def test_a_refusal_says_nothing_of_the_token(idp: IdentityProvider, bench: Bench) -> None:
    token = idp.token(ec_key("k1"), sub="Anna-Secret-Subject")
    with pytest.raises(TokenRefused) as caught:
        await bench.verifier(idp.issuer()).verify(token)
    told = f"{caught.value!r} {caught.value.message('sv')} {caught.value.message('en')}"
    assert token not in told
    assert "Anna" not in told
    assert idp.iss not in told


VALID = Issuer("https://idp.example", "08", None, AUDIENCE, ("ES256",), "https://idp.example/jwks")


@pytest.mark.parametrize(
    ("field_name", "change"),
    [
        ("iss", {"iss": ""}),
        ("iss", {"iss": "https://idp.example\n"}),
        ("tenant_id", {"tenant_id": None}),
        ("tenant_id", {"national_body": "SKR"}),
        ("tenant_id", {"tenant_id": "8"}),
        ("audience", {"audience": ""}),
        ("algorithms", {"algorithms": ()}),
        ("algorithms", {"algorithms": ("ES256", "none")}),
        ("algorithms", {"algorithms": ("HS256",)}),
        ("jwks_uri", {"jwks_uri": "http://idp.example/jwks"}),
        ("jwks_uri", {"jwks_uri": "http://127.0.0.1.example/jwks"}),
        ("jwks_uri", {"jwks_uri": "https://user:pw@idp.example/jwks"}),
        ("jwks_uri", {"jwks_uri": "https://idp.example:port/jwks"}),
        ("jwks_uri", {"jwks_uri": "file:///etc/passwd"}),
    ],
)
def test_a_registration_that_could_never_be_safe_is_refused(field_name: str, change: dict[str, str]) -> None:
    with pytest.raises(IssuerInvalidError) as caught:
        replace(VALID, **change)  # type: ignore[arg-type]
    assert caught.value.field_name == field_name
    assert caught.value.message_sv != caught.value.message_en


def test_loopback_may_be_plain_http_and_an_issuer_stands_once() -> None:
    for host in ("127.0.0.1:80", "[::1]:80", "localhost"):
        assert replace(VALID, jwks_uri=f"http://{host}/jwks").tenant_id == "08"
    with pytest.raises(IssuerInvalidError):
        FixedIssuers([VALID, VALID])
