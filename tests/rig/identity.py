"""Identity providers as real HTTP servers on loopback, and a verifier whose clocks a test turns."""

import asyncio
import base64
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
import uvicorn
from joserfc import jws
from joserfc.jwk import ECKey, Key, OKPKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from infra.auth.issuers import KEY_TYPES, ClaimMapping, FixedIssuers, Issuer
from infra.auth.jwks import KeyCache, KeyLimits, open_key_client
from infra.auth.refusals import RefusalCode, TokenRefused
from infra.auth.tokens import TokenVerifier

AUDIENCE = "https://trappa.example/graphql"
NOW = 1_790_000_000.0
UNIT = UUID("018f3c1e-0000-7000-8000-000000000001")
SUBJECT = "SE2321000131-P000000000001"


def b64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")


def compact(header: object, claims: object, sign: Callable[[bytes], bytes]) -> str:
    parts = [b64(part if isinstance(part, bytes) else json.dumps(part).encode()) for part in (header, claims)]
    return ".".join([*parts, b64(sign(".".join(parts).encode("ascii")))])


def ec_key(kid: str, curve: str = "P-256") -> ECKey:
    return ECKey.generate_key(curve, {"kid": kid})


@dataclass
class IdentityProvider:
    """An issuer with a path of its own on the key server; `answer` replaces its key set."""

    iss: str
    keys: list[Key] = field(default_factory=lambda: [ec_key("k1")])
    answer: Callable[[], Response] | None = None
    delay: float = 0.0
    fetched: int = 0

    def issuer(self, tenant_id: str | None = "08", national_body: str | None = None) -> Issuer:
        mapping = ClaimMapping("roles", "unit", frozenset({"handler", "team_lead"}))
        jwks_uri = f"{self.iss}/jwks"
        return Issuer(self.iss, tenant_id, national_body, AUDIENCE, tuple(KEY_TYPES), jwks_uri, mapping)

    def claims(self, **claims: object) -> dict[str, object]:
        usual = {"iss": self.iss, "sub": SUBJECT, "aud": AUDIENCE, "iat": NOW, "exp": NOW + 300}
        return {name: value for name, value in {**usual, **claims}.items() if value is not ...}

    def token(self, key: Key | None = None, header: Mapping[str, object] | None = None, **claims: object) -> str:
        """Signed with `key`, by default the first published one; a claim given as `...` is left out."""
        return self.token_with(claims, key=key, header=header)

    def token_with(
        self,
        claims: Mapping[str, object],
        *,
        key: Key | None = None,
        header: Mapping[str, object] | None = None,
    ) -> str:
        signing = key or self.keys[0]
        full: dict[str, object] = {"alg": "ES256", "kid": signing.kid, "typ": "at+jwt", **(header or {})}
        if isinstance(signing, OKPKey):
            private = signing.private_key
            assert private is not None
            return compact(full, self.claims(**claims), private.sign)  # type: ignore[union-attr]
        registry = jws.JWSRegistry(algorithms=[str(full["alg"])], strict_check_header=False)
        payload = json.dumps(self.claims(**claims)).encode()
        return jws.serialize_compact(full, payload, signing, registry=registry)


@contextmanager
def serving_at(routes_at: Callable[[str], Sequence[BaseRoute]]) -> Iterator[str]:
    """Serves routes that know their base URL on a free port of 127.0.0.1, in a thread; gives the base URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        application = Starlette(routes=routes_at(base_url))
        server = uvicorn.Server(uvicorn.Config(application, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield base_url
        finally:
            server.should_exit = True
            thread.join()


class KeyServer:
    """One path per identity provider."""

    def __init__(self) -> None:
        self.base_url = ""
        self._providers: dict[str, IdentityProvider] = {}

    def provider(self) -> IdentityProvider:
        name = uuid4().hex
        self._providers[name] = IdentityProvider(f"{self.base_url}/{name}")
        return self._providers[name]

    def routes_at(self, base_url: str) -> list[Route]:
        self.base_url = base_url
        return [Route("/{name}/jwks", self._serve)]

    async def _serve(self, request: Request) -> Response:
        provider = self._providers[request.path_params["name"]]
        provider.fetched += 1
        await asyncio.sleep(provider.delay)
        if provider.answer is not None:
            return provider.answer()
        return JSONResponse({"keys": [key.as_dict(private=False) for key in provider.keys]})


@contextmanager
def key_server() -> Iterator[KeyServer]:
    """A key server that listens."""
    server = KeyServer()
    with serving_at(server.routes_at):
        yield server


class Clock:
    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Bench:
    """A verifier and the two clocks that it reads."""

    def __init__(self, keys: KeyCache, clock: Clock, monotonic: Clock) -> None:
        self.keys = keys
        self.clock = clock
        self.monotonic = monotonic

    def verifier(self, *issuers: Issuer) -> TokenVerifier:
        return TokenVerifier(FixedIssuers(issuers), self.keys, self.clock)

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds
        self.monotonic.now += seconds


async def refusal(verifier: TokenVerifier, token: str) -> RefusalCode:
    with pytest.raises(TokenRefused) as caught:
        await verifier.verify(token)
    return caught.value.code


@asynccontextmanager
async def open_bench(give_up_after: float = 10.0) -> AsyncIterator[Bench]:
    """A bench whose key fetches end after that many seconds."""
    monotonic = Clock(50.0)
    async with open_key_client() as client:
        keys = KeyCache(client, limits=KeyLimits(timeout=give_up_after), clock=monotonic)
        yield Bench(keys, Clock(NOW), monotonic)
        await keys.aclose()
