"""What the development issuer signs, and how the verifier must know it."""

from collections.abc import Collection
from uuid import UUID, uuid4

from joserfc import jwt

from infra.auth.issuers import ClaimMapping, Issuer
from infra.auth.tokens import REGION_CLAIM
from infra.dev.keys import ALGORITHM, DevKeys

NATIONAL = "national"
TWELVE_HOURS = 12 * 3600


def issuer_url(base_url: str, region: str | None) -> str:
    """The `iss` of a region (SCB länskod), or of the national body for None."""
    return f"{base_url.rstrip('/')}/dev/issuers/{region or NATIONAL}"


def registration(
    *,
    base_url: str,
    audience: str,
    region: str | None,
    allowed_roles: Collection[str],
    national_body: str = NATIONAL,
) -> Issuer:
    """The issuer as the verifier must know it. `national_body` counts only where `region` is None."""
    iss = issuer_url(base_url, region)
    return Issuer(
        iss=iss,
        tenant_id=region,
        national_body=national_body if region is None else None,
        audience=audience,
        algorithms=(ALGORITHM,),
        jwks_uri=f"{iss}/jwks",
        claim_mapping=ClaimMapping(roles_claim="roles", unit_claim="unit", allowed_roles=frozenset(allowed_roles)),
    )


def mint(  # noqa: PLR0913 - each is one claim of the token
    keys: DevKeys,
    *,
    base_url: str,
    audience: str,
    region: str | None,
    roles: Collection[str],
    unit_id: UUID | None,
    subject: str,
    now: float,
    lifetime_seconds: int = TWELVE_HOURS,
    client_id: str | None = None,
) -> str:
    """An access token (RFC 9068, ES256). `now` is in Unix seconds. A national token has no `region` claim."""
    issued_at = int(now)
    claims: dict[str, object] = {
        "iss": issuer_url(base_url, region),
        "sub": subject,
        "aud": audience,
        "iat": issued_at,
        "exp": issued_at + lifetime_seconds,
        "jti": str(uuid4()),
        "roles": sorted(roles),
    }
    if client_id is not None:
        claims["client_id"] = client_id
    if region is not None:
        claims[REGION_CLAIM] = region
    if unit_id is not None:
        claims["unit"] = str(unit_id)
    return _signed(keys, "at+jwt", claims)


def mint_identity(keys: DevKeys, *, iss: str, client_id: str, subject: str, nonce: str | None, now: float) -> str:
    """An ID token (OpenID Connect Core §2) that tells the client who signed in. `now` is in Unix seconds."""
    issued_at = int(now)
    claims: dict[str, object] = {
        "iss": iss,
        "sub": subject,
        "aud": client_id,
        "iat": issued_at,
        "exp": issued_at + TWELVE_HOURS,
    }
    if nonce is not None:
        claims["nonce"] = nonce
    return _signed(keys, "JWT", claims)


def _signed(keys: DevKeys, typ: str, claims: dict[str, object]) -> str:
    header = {"alg": ALGORITHM, "kid": keys.kid, "typ": typ}
    return jwt.encode(header, claims, keys.signing, algorithms=[ALGORITHM])
