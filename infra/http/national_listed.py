"""Publications and rounds as JSON: instants in UTC, days in ISO form (REST API-profil DOT.02)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from service.national.formats.native import as_json
from service.publishing_ports import NationalReader, Publication, Round

MOST_LISTED: Final = 200


async def listed_publications(reader: NationalReader) -> bytes:
    """The latest first."""
    found = [shown_publication(one) for one in await reader.publications(MOST_LISTED)]
    return as_json({"publications": found, "count": len(found)}).encode()


async def listed_rounds(reader: NationalReader) -> bytes:
    """The latest to open first."""
    found = [shown_round(one) for one in await reader.rounds(MOST_LISTED)]
    return as_json({"rounds": found, "count": len(found)}).encode()


def shown_publication(one: Publication) -> dict[str, Any]:
    return {
        "id": one.publication_id,
        "period": one.round_id,
        "state": one.state,
        "askedAt": _instant(one.asked_at),
        "publishedAt": _instant(one.published_at),
        "regions": one.regions,
        "cells": one.cells,
        "changed": one.changed,
    }


def shown_round(one: Round) -> dict[str, Any]:
    return {
        "period": one.round_id,
        "body": one.body,
        "indicators": list(one.indicators),
        "opensOn": one.opens_on.isoformat(),
        "closesOn": one.closes_on.isoformat(),
        "openedAt": _instant(one.opened_at),
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
