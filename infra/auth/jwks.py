"""The issuers' published keys, kept near: fetched seldom, within a bucket, and used through outages."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import httpx2

from infra.auth.issuers import Issuer
from infra.auth.keyset import KeySet, KeySetRefusedError, PublishedKey, read_key_set
from infra.auth.refusals import RefusalCode, TokenRefused

_log = logging.getLogger(__name__)
_ACCEPT = {"accept": "application/jwk-set+json, application/json", "accept-encoding": "identity"}


@dataclass(frozen=True, slots=True)
class KeyLimits:
    """Seconds and bytes. `fetches` are allowed at once and per `fetch_window`, for each issuer."""

    refresh_after: float = 600.0
    stale_after: float = 86_400.0
    fetches: int = 5
    fetch_window: float = 60.0
    timeout: float = 3.0
    max_octets: int = 256 * 1024


def open_key_client() -> httpx2.AsyncClient:
    """The HTTP client for key sets: no redirects, nothing from the environment, few connections.

    Whoever opens it closes it (`async with`).
    """
    return httpx2.AsyncClient(
        follow_redirects=False,
        trust_env=False,
        timeout=httpx2.Timeout(3.0),
        limits=httpx2.Limits(max_connections=32, max_keepalive_connections=8),
    )


class _Bucket:
    """Token bucket: full at first, refilled evenly."""

    def __init__(self, capacity: int, window: float, now: float) -> None:
        self._capacity = float(capacity)
        self._per_second = capacity / window
        self._level = self._capacity
        self._at = now

    def take(self, now: float) -> bool:
        self._level = min(self._capacity, self._level + max(0.0, now - self._at) * self._per_second)
        self._at = now
        if self._level < 1.0:
            return False
        self._level -= 1.0
        return True


class _Shelf:
    """The keys of one issuer and the fetch under way for them."""

    def __init__(self, jwks_uri: str, bucket: _Bucket) -> None:
        self.jwks_uri = jwks_uri
        self.bucket = bucket
        self.keys: KeySet = {}
        self.fetched_at = float("-inf")
        self.failing = False
        self.flight: asyncio.Task[None] | None = None


class KeyCache:
    """Keys per issuer, for one event loop. `clock` counts monotonic seconds."""

    def __init__(
        self,
        client: httpx2.AsyncClient,
        *,
        limits: KeyLimits | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._client = client
        self._limits = limits or KeyLimits()
        self._clock = clock
        self._shelves: dict[str, _Shelf] = {}

    async def key(self, issuer: Issuer, kid: str, kty: str) -> PublishedKey:
        """The issuer's key with this id and JWK type.

        Fresh keys answer at once. Older ones are first refreshed, unless the last fetch failed: then they go
        on answering, up to `stale_after`, while a fetch is tried beside. An unknown id asks for a fetch, if
        the bucket lets it. Raises `TokenRefused` KEY_UNKNOWN or ISSUER_UNREACHABLE.
        """
        shelf = self._shelf(issuer)
        found = self._find(shelf, kid, kty)
        if found is not None and self._clock() - shelf.fetched_at <= self._limits.refresh_after:
            return found
        flight = self._take_off(shelf)
        if flight is not None and (found is None or not shelf.failing):
            # Shielded: a caller who hangs up must not end the fetch for those who wait with it.
            await asyncio.shield(flight)
            found = self._find(shelf, kid, kty)
        if found is None:
            raise TokenRefused(RefusalCode.ISSUER_UNREACHABLE if shelf.failing else RefusalCode.KEY_UNKNOWN)
        return found

    async def aclose(self) -> None:
        """Ends fetches under way. The client stays open."""
        flights = [shelf.flight for shelf in self._shelves.values() if shelf.flight is not None]
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    def _shelf(self, issuer: Issuer) -> _Shelf:
        shelf = self._shelves.get(issuer.iss)
        if shelf is None or shelf.jwks_uri != issuer.jwks_uri:
            bucket = _Bucket(self._limits.fetches, self._limits.fetch_window, self._clock())
            # Keys of the former address are no longer the issuer's.
            shelf = self._shelves[issuer.iss] = _Shelf(issuer.jwks_uri, bucket)
        return shelf

    def _find(self, shelf: _Shelf, kid: str, kty: str) -> PublishedKey | None:
        if self._clock() - shelf.fetched_at > self._limits.stale_after:
            return None
        return shelf.keys.get((kid, kty))

    def _take_off(self, shelf: _Shelf) -> asyncio.Task[None] | None:
        if shelf.flight is not None and not shelf.flight.done():
            return shelf.flight
        if not shelf.bucket.take(self._clock()):
            return None
        shelf.flight = asyncio.create_task(self._refresh(shelf))
        return shelf.flight

    async def _refresh(self, shelf: _Shelf) -> None:
        try:
            keys = read_key_set(await self._fetch(shelf.jwks_uri))
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, KeySetRefusedError) as refusal:
            shelf.failing = True
            _log.warning("key set %s not refreshed: %s", shelf.jwks_uri, type(refusal).__name__)
            return
        shelf.keys = keys
        shelf.fetched_at = self._clock()
        shelf.failing = False

    async def _fetch(self, jwks_uri: str) -> bytes:
        # The client's own timeouts count from byte to byte; a server that drips must end as well.
        async with (
            asyncio.timeout(self._limits.timeout),
            self._client.stream("GET", jwks_uri, headers=_ACCEPT, follow_redirects=False) as response,
        ):
            if response.status_code != httpx2.codes.OK:
                raise KeySetRefusedError(f"HTTP status {response.status_code}")
            # Read raw, since a small compressed answer may unpack to any size; it is no JSON then.
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > self._limits.max_octets:
                    raise KeySetRefusedError(f"more than {self._limits.max_octets} octets")
            return bytes(body)
