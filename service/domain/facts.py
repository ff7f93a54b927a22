"""What every event is made of: frozen bodies, references to sealed records, and one text per value."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Fact(BaseModel):
    """Base of every event body and its parts: frozen, no unknown keys, strictly typed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Recordable(Fact):
    """Base of what is appended (XC-04).

    `acted_as` is the role on whose mandate or permission it was done, `seat_id` the seat that carries that role; None
    where an issuer's claims made the seat.
    """

    acted_as: str | None = None
    seat_id: UUID | None = None


class PersonalRef(Fact):
    record_id: UUID
    digest: str


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: one text per value, so that a digest of it means something."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
