"""Published keys: rotation, outages, floods and broken pages, over real sockets."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from starlette.responses import JSONResponse, RedirectResponse, Response

from infra.auth.refusals import RefusalCode
from tests.rig.identity import (
    NOW,
    SUBJECT,
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


@pytest.mark.requirement("XC-02")
async def test_a_new_key_is_found_and_a_withdrawn_one_forgotten(idp: IdentityProvider, bench: Bench) -> None:
    verifier = bench.verifier(idp.issuer())
    old = idp.token(exp=NOW + 7200)
    assert (await verifier.verify(old)).sub == SUBJECT
    idp.keys.insert(0, ec_key("k2"))
    assert (await verifier.verify(idp.token())).sub == SUBJECT
    assert (await verifier.verify(old)).sub == SUBJECT
    assert idp.fetched == 2
    idp.keys.pop()
    bench.pass_time(601)
    assert await refusal(verifier, old) is RefusalCode.KEY_UNKNOWN


async def test_a_key_replaced_under_its_id_ends_the_tokens_of_the_former(idp: IdentityProvider, bench: Bench) -> None:
    verifier = bench.verifier(idp.issuer())
    old = idp.token(exp=NOW + 7200)
    await verifier.verify(old)
    idp.keys = [ec_key("k1")]
    bench.pass_time(601)
    assert await refusal(verifier, old) is RefusalCode.SIGNATURE_INVALID


@pytest.mark.requirement("XC-02")
async def test_known_keys_outlast_an_outage_by_a_day(idp: IdentityProvider, bench: Bench) -> None:
    verifier = bench.verifier(idp.issuer())
    token = idp.token(exp=NOW + 200_000)
    await verifier.verify(token)
    idp.answer = lambda: Response(status_code=503)
    for _ in range(3):
        bench.pass_time(28_000)
        assert (await verifier.verify(token)).sub == SUBJECT
        assert (await verifier.verify(idp.token(exp=NOW + 200_001))).sub == SUBJECT
    bench.pass_time(3_000)
    assert await refusal(verifier, token) is RefusalCode.ISSUER_UNREACHABLE
    idp.answer = None
    bench.pass_time(60)
    assert (await verifier.verify(token)).sub == SUBJECT
    unknown = idp.token(ec_key("k9"), exp=NOW + 200_000)
    assert await refusal(verifier, unknown) is RefusalCode.KEY_UNKNOWN


async def test_an_issuer_that_does_not_listen_is_unreachable(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    idp = IdentityProvider(f"http://127.0.0.1:{port}")
    assert await refusal(bench.verifier(idp.issuer()), idp.token()) is RefusalCode.ISSUER_UNREACHABLE


@pytest.mark.requirement("XC-02")
async def test_a_flood_of_key_ids_stays_within_the_bucket(idp: IdentityProvider, bench: Bench) -> None:
    verifier = bench.verifier(idp.issuer())
    flood = [idp.token(header={"kid": f"x{number}"}) for number in range(60)]
    codes = [await refusal(verifier, token) for token in flood[:30]]
    codes += await asyncio.gather(*(refusal(verifier, token) for token in flood[30:]))
    assert set(codes) == {RefusalCode.KEY_UNKNOWN}
    assert idp.fetched == 5
    assert (await verifier.verify(idp.token())).sub == SUBJECT
    bench.pass_time(12)
    for token in flood[:5]:
        await refusal(verifier, token)
    assert idp.fetched == 6


async def test_a_token_without_a_key_id_fetches_nothing(idp: IdentityProvider, bench: Bench) -> None:
    for kid in (None, "", 5, "k" * 256):
        header = {"alg": "ES256", "kid": kid, "typ": "at+jwt"}
        token = compact(header, idp.claims(), lambda _: b"x")
        assert await refusal(bench.verifier(idp.issuer()), token) is RefusalCode.KEY_UNKNOWN
    assert idp.fetched == 0


async def test_many_callers_share_one_fetch_and_survive_one_hanging_up(idp: IdentityProvider, bench: Bench) -> None:
    idp.delay = 0.2
    verifier = bench.verifier(idp.issuer())
    calls = [asyncio.create_task(verifier.verify(idp.token(jti=str(number)))) for number in range(20)]
    await asyncio.sleep(0.05)
    calls[0].cancel()
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(outcomes[0], asyncio.CancelledError)
    assert [who.sub for who in outcomes[1:] if not isinstance(who, BaseException)] == [SUBJECT] * 19
    assert idp.fetched == 1


GOOD = ec_key("k1")


def key_page(**changes: object) -> Callable[[], Response]:
    return lambda: JSONResponse({"keys": [{**GOOD.as_dict(private=False), **changes}]})


WEAK = {"kty": "RSA", "n": b64((1 << 1023 | 1).to_bytes(128, "big")), "e": "AQAB"}
BAD_PAGES: dict[str, Callable[[], Response]] = {
    "redirect": lambda: RedirectResponse("/elsewhere/jwks"),
    "not JSON": lambda: Response("<html>"),
    "deep": lambda: Response("[" * 100_000),
    "no keys": lambda: JSONResponse({"keys": []}),
    "no list": lambda: JSONResponse({"keys": {"k1": 1}}),
    "a list": lambda: JSONResponse([GOOD.as_dict(private=False)]),
    "too many": lambda: JSONResponse({"keys": [GOOD.as_dict(private=False)] * 101}),
    "too large": lambda: JSONResponse({"keys": [GOOD.as_dict(private=False)], "pad": "x" * 300_000}),
    "compressed": lambda: Response(gzip.compress(b"{}"), headers={"content-encoding": "gzip"}),
    "private": lambda: JSONResponse({"keys": [GOOD.as_dict(private=True)]}),
    "secret": key_page(kty="oct", k="c2VjcmV0"),
    "weak": key_page(**WEAK),
    "encryption": key_page(use="enc"),
    "signing only": key_page(key_ops=["sign"]),
    "other curve": lambda: JSONResponse({"keys": [ec_key("k1", "P-521").as_dict(private=False)]}),
    "an error": lambda: JSONResponse({"keys": [GOOD.as_dict(private=False)]}, status_code=500),
    "off the curve": key_page(x=b64(b"\x01" * 32)),
    "nameless": key_page(kid=""),
    "not text": key_page(x=5),
}


@pytest.mark.parametrize("page", BAD_PAGES)
async def test_a_page_without_usable_keys_counts_as_an_outage(idp: IdentityProvider, bench: Bench, page: str) -> None:
    idp.answer, idp.keys = BAD_PAGES[page], [GOOD]
    verifier = bench.verifier(idp.issuer())
    assert await refusal(verifier, idp.token()) is RefusalCode.ISSUER_UNREACHABLE
    idp.answer = key_page(key_ops=["verify"])
    assert (await verifier.verify(idp.token())).sub == SUBJECT


async def test_a_key_server_that_hangs_is_given_up(idp: IdentityProvider) -> None:
    idp.delay = 1.0
    async with open_bench(give_up_after=0.1) as hurried:
        verifier = hurried.verifier(idp.issuer())
        assert await refusal(verifier, idp.token()) is RefusalCode.ISSUER_UNREACHABLE
