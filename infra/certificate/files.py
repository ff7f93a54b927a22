"""What a certificate is called, and the script that goes beside it."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from service.usecases.certificate import Asked

VERIFIER: Final = "verify_certificate.py"


def verifier() -> bytes:
    """The script, byte for byte."""
    return (files("infra.certificate") / VERIFIER).read_bytes()


def name_of(asked: Asked) -> str:
    return f"trappa-{asked.region}-{asked.unit_id}-{asked.first}-{asked.last}.json"
