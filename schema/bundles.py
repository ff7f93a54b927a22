"""Rows below a row that fields are computed from: each bundle of them is one child read, stated once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.events import SettledLine
from service.reads import Order, Read

SETTLED_COLUMNS: Final = (*SettledLine.model_fields, "correction", "settled_in")
"""What a frozen line is read from: its own fields, whether it corrects, and the month that froze it."""

BUNDLES: Final[Mapping[tuple[str, str], Read]] = {
    ("case", "events"): Read(
        "events",
        "event",
        ("version", "type", "recorded_at", "actor_id", "body"),
        relation="case.events",
        order=(Order("version"),),
    ),
    ("case", "listed"): Read(
        "listed",
        "listed_count",
        ("month", "listed", "stream_version"),
        relation="case.listed",
        order=(Order("stream_version"),),
    ),
    ("case", "settled"): Read(
        "settled",
        "settlement_line",
        SETTLED_COLUMNS,
        relation="case.settled",
        order=(Order("settled_in"), Order("position")),
    ),
    ("case", "personal"): Read(
        "personal",
        "personal",
        ("record_id", "ciphertext", "nonce", "wrapped_key", "digest"),
        relation="case.personal",
        order=(Order("record_id"),),
    ),
    ("case", "agreements"): Read(
        "agreements",
        "agreement",
        ("valid_from", "valid_until"),
        relation="case.agreements",
        order=(Order("valid_from"),),
    ),
    ("unit", "agreements"): Read(
        "agreements",
        "agreement",
        ("agreement_id", "kind", "legal_basis", "valid_from", "valid_until", "external_reference"),
        relation="unit.agreements",
        order=(Order("valid_from"),),
    ),
    ("unit", "listed"): Read(
        "listed",
        "listed_count",
        ("month", "listed", "stream_version", "recorded_at"),
        relation="unit.listed",
        order=(Order("month"), Order("stream_version")),
    ),
    ("seat", "personal"): Read(
        "personal",
        "personal",
        ("record_id", "ciphertext", "nonce", "wrapped_key", "digest"),
        relation="seat.personal",
        order=(Order("record_id"),),
    ),
    ("seat", "unit"): Read("unit", "unit", ("unit_id", "name"), relation="seat.unit", one=True),
}
"""Entity and bundle → the read of the rows, under the bundle's name."""
