"""The rows that seats and issuers are projected to, made again from their events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from service.authorize import unit_of
from service.domain.access import (
    ClaimMapping,
    ClaimMappingChanged,
    IssuerEvent,
    IssuerRegistered,
    IssuerWithdrawn,
    SeatEvent,
    SeatGranted,
    SeatLimited,
    SeatRevoked,
)
from service.domain.chain import Link

AccessEvent = SeatEvent | IssuerEvent
Row = Mapping[str, Any]


def access_rows(facts: Iterable[tuple[Link, AccessEvent]]) -> Iterator[tuple[str, Row]]:
    """Table and row of every seat and issuer, and the access version they come to; nothing without an event.

    The facts stand in chain order; what changes a seat or an issuer that was never begun changes nothing.
    """
    seats: dict[Any, dict[str, Any]] = {}
    issuers: dict[str, dict[str, Any]] = {}
    count = 0
    for link, event in facts:
        count += 1
        if isinstance(event, get_args(SeatEvent)):
            _seat(seats, link, event)
        else:
            _issuer(issuers, link, event)
    yield from (("seat", row) for row in seats.values())
    yield from (("issuer", row) for row in issuers.values())
    if count:
        yield "access_version", {"version": count}


def _seat(seats: dict[Any, dict[str, Any]], link: Link, event: AccessEvent) -> None:
    if isinstance(event, SeatGranted):
        seats[link.stream_id] = {
            "seat_id": link.stream_id,
            "holder": event.holder,
            "organisation": event.organisation,
            "unit_id": unit_of(event.organisation),
            "roles": " ".join(event.roles),
            "valid_from": event.valid_from,
            "valid_until": event.valid_until,
            "revoked_at": None,
            "granted_at": link.recorded_at,
            "version": link.version,
        }
    elif (row := seats.get(link.stream_id)) is not None:
        if isinstance(event, SeatLimited):
            row.update(valid_until=event.valid_until, version=link.version)
        elif isinstance(event, SeatRevoked):
            row.update(revoked_at=link.recorded_at, version=link.version)


def _issuer(issuers: dict[str, dict[str, Any]], link: Link, event: AccessEvent) -> None:
    match event:
        case IssuerRegistered():
            issuers[event.iss] = {
                "iss": event.iss,
                "national_body": event.national_body,
                "counterpart": event.counterpart,
                "audience": event.audience,
                "algorithms": " ".join(event.algorithms),
                "jwks_uri": event.jwks_uri,
                **_mapping(event.mapping),
                "withdrawn": False,
                "version": link.version,
            }
        case ClaimMappingChanged() if event.iss in issuers:
            issuers[event.iss].update(_mapping(event.mapping), version=link.version)
        case IssuerWithdrawn() if event.iss in issuers:
            issuers[event.iss].update(withdrawn=True, version=link.version)
        case _:  # of an issuer that was never registered
            pass


def _mapping(mapping: ClaimMapping | None) -> dict[str, Any]:
    return {
        "roles_claim": mapping.roles_claim if mapping else None,
        "unit_claim": mapping.unit_claim if mapping else None,
        "allowed_roles": " ".join(mapping.allowed_roles) if mapping else None,
    }
