"""The master key of a development data directory. Elsewhere the key comes from the settings."""

import base64
import binascii
import secrets
from pathlib import Path

from infra.keys.keyfile import load_or_create
from infra.settings import Settings

MASTER_KEY_OCTETS = 32
# No base64, so that a development key pasted into production settings cannot be read there.
_PREFIX = b"dev:"
_FILE_NAME = "personal-master.key"


class MasterKeyRefusedError(ValueError):
    """The octets are no master key for this use. Its message never quotes them."""

    def __init__(self, *, sv: str, en: str) -> None:
        super().__init__(en)
        self.message_sv = sv
        self.message_en = en


def load_or_create_dev_master_key(directory: Path, *, env: str) -> bytes:
    """32 octets, made at random at first use and kept with mode 0600.

    Raises `MasterKeyRefusedError` unless `env` is "dev" and for a file that was altered, and `KeyFileRefusedError`.
    """
    if env != "dev":
        raise MasterKeyRefusedError(
            sv="en utvecklingsnyckel skapas bara under TRAPPA_ENV=dev",
            en="a development key is made under TRAPPA_ENV=dev only",
        )
    path = directory / _FILE_NAME
    content = load_or_create(path, _generate).strip()
    try:
        key = base64.b64decode(content.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not content.startswith(_PREFIX) or len(key) != MASTER_KEY_OCTETS:
        raise MasterKeyRefusedError(
            sv=f"{path} innehåller ingen utvecklingsnyckel", en=f"{path} holds no development key"
        )
    return key


def master_key(settings: Settings) -> bytes:
    """The key of what is stored about persons: that of the development directory, where there is one.

    Raises as `load_or_create_dev_master_key`.
    """
    if settings.dev_directory is None:
        return settings.personal_key
    return load_or_create_dev_master_key(settings.dev_directory, env=settings.env)


def _generate() -> bytes:
    return _PREFIX + base64.b64encode(secrets.token_bytes(MASTER_KEY_OCTETS)) + b"\n"
