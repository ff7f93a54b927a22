"""The issuer of `trappa demo` and `trappa token`: real tokens and key sets, for development only."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.auth.issuers import ClaimMapping, Issuer
from infra.auth.tokens import REGION_CLAIM
from infra.keys.keyfile import KeyFileRefusedError, load_or_create

ALGORITHM = "ES256"
NATIONAL = "national"
TWELVE_HOURS = 12 * 3600
_FILE_NAME = "issuer-key.json"
_CODE_DIGITS = 2


class DevOnlyError(Exception):
    """The development issuer was asked for in another environment."""

    def __init__(self, env: str) -> None:
        super().__init__(f"the development issuer needs TRAPPA_ENV=dev, not {env}")
        self.env = env
        self.message_sv = f"utvecklingsutfärdaren kräver TRAPPA_ENV=dev, inte {env}"
        self.message_en = f"the development issuer needs TRAPPA_ENV=dev, not {env}"


def require_dev(env: str) -> None:
    """Raises `DevOnlyError` unless `env`, the value of TRAPPA_ENV, is exactly "dev"."""
    if env != "dev":
        raise DevOnlyError(env)


@dataclass(frozen=True, slots=True)
class DevKeys:
    """The signing key of a data directory. `kid` is its RFC 7638 thumbprint."""

    signing: ECKey
    kid: str

    @classmethod
    def load_or_create(cls, directory: Path) -> "DevKeys":
        """Raises `KeyFileRefusedError` for a file that others can read or that holds no private P-256 key."""
        path = directory / _FILE_NAME
        content = load_or_create(path, _generate)
        try:
            signing = ECKey.import_key(json.loads(content))
        except (JoseError, ValueError, KeyError, TypeError):
            signing = None
        if signing is None or not signing.is_private or signing.curve_name != "P-256":
            raise KeyFileRefusedError(path, sv="innehåller ingen privat P-256-nyckel", en="holds no private P-256 key")
        return cls(signing=signing, kid=signing.thumbprint())

    def public_set(self) -> dict[str, list[dict[str, object]]]:
        """The key set (JWKS) to publish."""
        public = self.signing.as_dict(private=False, kid=self.kid, use="sig", alg=ALGORITHM)
        return {"keys": [dict(public)]}


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
    if region is not None:
        claims[REGION_CLAIM] = region
    if unit_id is not None:
        claims["unit"] = str(unit_id)
    header = {"alg": ALGORITHM, "kid": keys.kid, "typ": "at+jwt"}
    return jwt.encode(header, claims, keys.signing, algorithms=[ALGORITHM])


def routes(keys: DevKeys, base_url: str) -> list[Route]:
    """Discovery and key set of each development issuer. The caller serves them on loopback only."""

    async def discovery(request: Request) -> Response:
        code = request.path_params["code"]
        if not _is_code(code):
            return Response(status_code=404)
        iss = issuer_url(base_url, None if code == NATIONAL else code)
        return JSONResponse(
            {
                "issuer": iss,
                "jwks_uri": f"{iss}/jwks",
                "response_types_supported": [],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
            }
        )

    async def key_set(request: Request) -> Response:
        if not _is_code(request.path_params["code"]):
            return Response(status_code=404)
        return JSONResponse(keys.public_set(), media_type="application/jwk-set+json")

    prefix = "/dev/issuers/{code}"
    return [
        Route(f"{prefix}/.well-known/openid-configuration", discovery, methods=["GET"]),
        Route(f"{prefix}/jwks", key_set, methods=["GET"]),
    ]


def _generate() -> bytes:
    return json.dumps(ECKey.generate_key("P-256").as_dict(private=True)).encode("ascii")


def _is_code(code: str) -> bool:
    return code == NATIONAL or (len(code) == _CODE_DIGITS and code.isascii() and code.isdigit())
