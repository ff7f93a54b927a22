"""Rows below a row that fields are computed from: each bundle of them is one child read, stated once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.register_events import SettledLine
from service.reads import Order, Read

SETTLED_COLUMNS: Final = (*SettledLine.model_fields, "correction", "settled_in")
"""What a frozen line is read from: its own fields, whether it corrects, and the month that froze it."""

RULESET_COLUMNS: Final = ("ruleset_id", "procedure", "label", "valid_from", "valid_until", "adopted_at", "content")
"""All that a ruleset version is read from."""
ADOPTED: Final = (Order("adopted_at"), Order("ruleset_id"))
"""The order in which versions were adopted: of two for one day the later one is in force."""

_NAME_OF_SEAT: Final = Read(
    "personal",
    "personal",
    ("record_id", "ciphertext", "nonce", "wrapped_key", "digest"),
    relation="seat.personal",
    order=(Order("record_id"),),
)
_UNIT_OF_SEAT: Final = Read("unit", "unit", ("unit_id", "name"), relation="seat.unit", one=True)
_SEATS_OF_ACTOR: Final = Read(
    "seats",
    "seat",
    ("seat_id", "organisation"),
    relation="event.seats",
    order=(Order("seat_id"),),
    children=(_NAME_OF_SEAT, _UNIT_OF_SEAT),
)

_NOTICE: Final = Read(
    "notice",
    "delivery_notice",
    (
        "expected",
        "present",
        "answered",
        "digest",
        "received_at",
        "returned_at",
        "return_reason",
        "publication_id",
    ),
    relation="delivery.notice",
    one=True,
    children=(Read("publication", "publication", ("published_at",), relation="delivery_notice.publication", one=True),),
)

BUNDLES: Final[Mapping[tuple[str, str], Read]] = {
    ("case", "events"): Read(
        "events",
        "event",
        ("version", "type", "recorded_at", "actor_id", "body"),
        relation="case.events",
        order=(Order("version"),),
    ),
    ("case", "acting"): Read(
        "acting",
        "event",
        ("version",),
        relation="case.events",
        order=(Order("version"),),
        children=(_SEATS_OF_ACTOR,),
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
        ("agreement_id", "stream_version", "valid_from", "valid_until"),
        relation="case.agreements",
        order=(Order("stream_version"),),
    ),
    ("unit", "agreements"): Read(
        "agreements",
        "agreement",
        (
            "agreement_id",
            "stream_version",
            "kind",
            "legal_basis",
            "valid_from",
            "valid_until",
            "external_reference",
            "end_reason",
            "end_reference",
        ),
        relation="unit.agreements",
        order=(Order("stream_version"),),
    ),
    ("unit", "listed"): Read(
        "listed",
        "listed_count",
        ("month", "listed", "stream_version", "recorded_at"),
        relation="unit.listed",
        order=(Order("month"), Order("stream_version")),
    ),
    ("unit", "history"): Read(
        "history",
        "event",
        ("version", "type", "recorded_at", "actor_id", "body"),
        relation="unit.events",
        order=(Order("version"),),
    ),
    ("unit", "acting"): Read(
        "acting",
        "event",
        ("version",),
        relation="unit.events",
        order=(Order("version"),),
        children=(_SEATS_OF_ACTOR,),
    ),
    ("provider", "units"): Read(
        "units",
        "unit",
        ("unit_id", "hsa_id", "name"),
        relation="provider.units",
        order=(Order("name_sort"), Order("unit_id")),
    ),
    ("event", "seats"): _SEATS_OF_ACTOR,
    ("event", "personal"): Read(
        "personal",
        "personal",
        ("record_id", "ciphertext", "nonce", "wrapped_key", "digest"),
        relation="event.personal",
        order=(Order("record_id"),),
    ),
    ("event", "about"): Read(
        "about",
        "seat",
        ("organisation", "roles"),
        relation="event.seat",
        one=True,
        children=(_NAME_OF_SEAT, _UNIT_OF_SEAT),
    ),
    ("delivery", "notice"): _NOTICE,
    ("indicator_round", "deliveries"): Read(
        "deliveries",
        "delivery",
        ("number", "submitted_at", "approved_at"),
        relation="indicator_round.deliveries",
        order=(Order("number"),),
        children=(_NOTICE,),
    ),
    ("seat", "personal"): _NAME_OF_SEAT,
    ("seat", "unit"): _UNIT_OF_SEAT,
}
"""Entity and bundle → the read of the rows, under the bundle's name."""
