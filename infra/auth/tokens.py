"""Access tokens (RFC 9068) of many issuers: from bearer string to proven subject and tenant."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwa import JWSAlgModel
from joserfc.jws import JWSRegistry, deserialize_compact

from infra.auth.compact import MAX_TOKEN_LENGTH, UnverifiedToken, read_unverified
from infra.auth.issuers import KEY_TYPES, Issuer, Issuers
from infra.auth.jwks import KeyCache
from infra.auth.keyset import PublishedKey, VerifyingKey
from infra.auth.refusals import RefusalCode, TokenRefused

LEEWAY_SECONDS: Final = 30
MAX_SUBJECT_LENGTH: Final = 255
MAX_VERIFIED: Final = 10_000
REGION_CLAIM: Final = "region"

_TYPES = frozenset({"at+jwt", "application/at+jwt"})
_MAX_KEY_ID_LENGTH = 255
_END_OF_TIME = 253_402_300_800  # 10000-01-01T00:00:00Z: later instants have no date


@dataclass(frozen=True, slots=True)
class VerifiedToken:
    """Who calls, proven by one issuer. `expires_at` is in Unix seconds.

    `tenant_id`, `national_body` or `counterpart` comes from the issuer's registration, never from a claim. `roles` and
    `unit_id` hold only what the issuer's claim mapping lets through; without a mapping they are empty. The
    `issuer_version` is that of the registration it was verified by.
    """

    iss: str
    sub: str
    tenant_id: str | None
    national_body: str | None
    roles: frozenset[str]
    unit_id: UUID | None
    expires_at: int
    counterpart: str | None = None
    issuer_version: int = 0


@dataclass(frozen=True, slots=True)
class _Verified:
    issuer: Issuer
    kid: str
    kty: str
    key: PublishedKey
    token: VerifiedToken


class _IssuerAlgorithms(JWSRegistry):
    """joserfc's algorithms, narrowed to one issuer's list.

    The base class warns about "EdDSA", which RFC 9864 renames; the registration has allowed it here.
    """

    max_header_length = MAX_TOKEN_LENGTH

    def __init__(self, algorithms: tuple[str, ...]) -> None:
        super().__init__(algorithms=algorithms, strict_check_header=False)
        self._models = {name: JWSRegistry.algorithms[name] for name in algorithms if name in KEY_TYPES}

    def get_alg(self, name: str) -> JWSAlgModel:
        model = self._models.get(name)
        if model is None:
            raise UnsupportedAlgorithmError
        return model


class TokenVerifier:
    """Verifies bearer tokens; for one event loop. `clock` gives Unix seconds.

    `audience` is the process's own: an issuer registered for another one is unknown. Without it each issuer's own
    audience holds.
    """

    def __init__(
        self,
        issuers: Issuers,
        keys: KeyCache,
        clock: Callable[[], float] = time.time,
        *,
        audience: str | None = None,
        max_verified: int = MAX_VERIFIED,
    ) -> None:
        self._issuers = issuers
        self._keys = keys
        self._clock = clock
        self._audience = audience
        self._max_verified = max_verified
        self._verified: OrderedDict[bytes, _Verified] = OrderedDict()

    async def verify(self, token: str) -> VerifiedToken:
        """Raises `TokenRefused`, and nothing else for any string.

        A token seen before skips only its signature: issuer, key and expiry are looked at each time, so that
        a removed issuer, a withdrawn key or a changed mapping acts at once.
        """
        if len(token) > MAX_TOKEN_LENGTH or not token.isascii():
            raise TokenRefused(RefusalCode.TOKEN_MALFORMED)
        fingerprint = sha256(token.encode("ascii")).digest()
        seen = self._verified.get(fingerprint)
        if seen is not None:
            if await self._still_holds(seen):
                self._verified.move_to_end(fingerprint)
                return seen.token
            self._verified.pop(fingerprint, None)
        verified = await self._verify_anew(token)
        self._verified[fingerprint] = verified
        while len(self._verified) > self._max_verified:
            self._verified.popitem(last=False)
        return verified.token

    async def _still_holds(self, seen: _Verified) -> bool:
        if self._clock() > seen.token.expires_at + LEEWAY_SECONDS:
            return False
        if await self._issuers.by_iss(seen.token.iss) != seen.issuer:
            return False
        try:
            key = await self._keys.key(seen.issuer, seen.kid, seen.kty)
        except TokenRefused:
            return False
        return key.thumbprint == seen.key.thumbprint

    async def _verify_anew(self, token: str) -> _Verified:
        unverified = read_unverified(token)
        issuer = await self._issuers.by_iss(unverified.iss)
        # A store that folds case or trims would hand out another issuer than the token names.
        if issuer is None or issuer.iss != unverified.iss:
            raise TokenRefused(RefusalCode.ISSUER_UNKNOWN)
        if self._audience is not None and issuer.audience != self._audience:
            raise TokenRefused(RefusalCode.ISSUER_UNKNOWN)
        typ = unverified.header.get("typ")
        if not isinstance(typ, str) or typ.lower() not in _TYPES:
            raise TokenRefused(RefusalCode.TYPE_REFUSED)
        alg = unverified.header.get("alg")
        if not isinstance(alg, str) or alg not in issuer.algorithms:
            raise TokenRefused(RefusalCode.ALGORITHM_REFUSED)
        kid = unverified.header.get("kid")
        if not isinstance(kid, str) or not 0 < len(kid) <= _MAX_KEY_ID_LENGTH:
            raise TokenRefused(RefusalCode.KEY_UNKNOWN)
        kty = KEY_TYPES[alg]
        key = await self._keys.key(issuer, kid, kty)
        _check_signature(token, unverified, issuer, key.key)
        return _Verified(issuer, kid, kty, key, self._accept(unverified, issuer))

    def _accept(self, proven: UnverifiedToken, issuer: Issuer) -> VerifiedToken:
        claims = proven.claims
        expires_at = _instant(claims.get("exp"))
        now = self._clock()
        if now > expires_at + LEEWAY_SECONDS:
            raise TokenRefused(RefusalCode.TOKEN_EXPIRED)
        for name in ("nbf", "iat"):
            if name in claims and _instant(claims[name]) > now + LEEWAY_SECONDS:
                raise TokenRefused(RefusalCode.TOKEN_NOT_YET_VALID)
        audience = claims.get("aud")
        if issuer.audience not in (audience if isinstance(audience, list) else [audience]):
            raise TokenRefused(RefusalCode.AUDIENCE_MISMATCH)
        if REGION_CLAIM in claims and claims[REGION_CLAIM] != issuer.tenant_id:
            raise TokenRefused(RefusalCode.TENANT_MISMATCH)
        return VerifiedToken(
            iss=issuer.iss,
            sub=_subject(claims.get("sub")),
            tenant_id=issuer.tenant_id,
            national_body=issuer.national_body,
            roles=_mapped_roles(claims, issuer),
            unit_id=_mapped_unit(claims, issuer),
            expires_at=math.floor(expires_at),
            counterpart=issuer.counterpart,
            issuer_version=issuer.version,
        )


def _check_signature(token: str, unverified: UnverifiedToken, issuer: Issuer, key: VerifyingKey) -> None:
    try:
        signed = deserialize_compact(token, key, registry=_IssuerAlgorithms(issuer.algorithms))
    # joserfc's texts quote headers: they are dropped here, not chained.
    except (JoseError, ValueError, TypeError):
        raise TokenRefused(RefusalCode.SIGNATURE_INVALID) from None
    # What was read for the look-up must be what was signed, byte for byte.
    if signed.payload != unverified.payload:
        raise TokenRefused(RefusalCode.SIGNATURE_INVALID)


def _instant(claim: object) -> float:
    if isinstance(claim, bool) or not isinstance(claim, int | float) or not 0 <= claim < _END_OF_TIME:
        raise TokenRefused(RefusalCode.TOKEN_MALFORMED)
    return float(claim)


def _subject(claim: object) -> str:
    if not isinstance(claim, str) or not 0 < len(claim) <= MAX_SUBJECT_LENGTH or not claim.isprintable():
        raise TokenRefused(RefusalCode.TOKEN_MALFORMED)
    return claim


def _mapped_roles(claims: dict[str, object], issuer: Issuer) -> frozenset[str]:
    if issuer.claim_mapping is None:
        return frozenset()
    claimed = claims.get(issuer.claim_mapping.roles_claim)
    named = claimed if isinstance(claimed, list) else [claimed]
    return issuer.claim_mapping.allowed_roles & {role for role in named if isinstance(role, str)}


def _mapped_unit(claims: dict[str, object], issuer: Issuer) -> UUID | None:
    if issuer.claim_mapping is None or issuer.claim_mapping.unit_claim is None:
        return None
    claimed = claims.get(issuer.claim_mapping.unit_claim)
    if claimed is None:
        return None
    # Dropped instead of refused, a misspelt unit would turn a unit's role into one without a unit.
    if not isinstance(claimed, str):
        raise TokenRefused(RefusalCode.TOKEN_MALFORMED)
    try:
        unit = UUID(claimed)
    except ValueError:
        raise TokenRefused(RefusalCode.TOKEN_MALFORMED) from None
    if str(unit) != claimed.lower():
        raise TokenRefused(RefusalCode.TOKEN_MALFORMED)
    return unit
