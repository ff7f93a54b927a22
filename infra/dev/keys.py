"""The signing keys of a data directory, for development only."""

import json
from dataclasses import dataclass
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from infra.keys.keyfile import KeyFileRefusedError, load_or_create

ALGORITHM = "ES256"
_FILE_NAME = "issuer-key.json"


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
    """The signing key of a data directory. `kid` is its RFC 7638 thumbprint.

    `earlier` keys sign nothing more, and are still published for the tokens that they signed.
    """

    signing: ECKey
    kid: str
    earlier: tuple[ECKey, ...] = ()

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

    def rotated(self) -> "DevKeys":
        """A new key that signs from now on, kept in memory only; those before it stay published."""
        signing = ECKey.generate_key("P-256")
        return DevKeys(signing, signing.thumbprint(), (self.signing, *self.earlier))

    def public_set(self) -> dict[str, list[dict[str, object]]]:
        """The key set (JWKS) to publish, the key that signs first."""
        keys = (self.signing, *self.earlier)
        public = [key.as_dict(private=False, kid=key.thumbprint(), use="sig", alg=ALGORITHM) for key in keys]
        return {"keys": [dict(key) for key in public]}


def _generate() -> bytes:
    return json.dumps(ECKey.generate_key("P-256").as_dict(private=True)).encode("ascii")
