"""Rounds, deliveries and figures among the known rows, and which figure is in effect when, by plain loops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

Row = dict[str, Any]
ROUNDS = ("2025-S1", "2025-S2")
_START = datetime(2025, 7, 1, 8, tzinfo=UTC)
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)
_SOMEBODY, _OTHER = UUID(int=0x9002), UUID(int=0x9003)
_KEY = ("round_id", "indicator", "period", "categories")


def shared() -> dict[str, list[Row]]:
    """What is published: of no region."""
    rounds: list[Row] = [
        {
            "round_id": one,
            "body": "SKR",
            "indicators": "ENTRIES UNIQUE",
            "opens_on": date(2025, 7 + number, 1),
            "closes_on": date(2025, 9, 1),
            "opened_at": _START,
            "opened_by": _OTHER,
        }
        for number, one in enumerate(ROUNDS)
    ]
    publications: list[Row] = [
        {
            "publication_id": number,
            "round_id": ROUNDS[0],
            "state": "PUBLISHED" if number == 1 else "QUEUED",
            "package": "0" * 64,
            "asked_at": _START,
            "asked_by": _OTHER,
            "published_at": _START + timedelta(days=30) if number == 1 else None,
        }
        for number in (1, 2)
    ]
    return {"indicator_round": rounds, "publication": publications}


def own() -> dict[str, list[Row]]:
    """A region's: two deliveries to the first round, one to the second."""
    deliveries = [_delivery(ROUNDS[0], 1, 2), _delivery(ROUNDS[0], 2, 0), _delivery(ROUNDS[1], 1, 1)]
    notices: list[Row] = [
        {
            "round_id": ROUNDS[number],
            "number": 1,
            "approved_at": _START,
            "expected": 6,
            "present": 5 + number,
            "answered": 5,
            "digest": "a" * 64,
            "received_at": None if number else _START + timedelta(days=1),
            "received_by": None if number else _OTHER,
            "returned_at": _START if number else None,
            "return_reason": "Enheterna saknas." if number else None,
            "publication_id": None if number else 1,
        }
        for number in (0, 1)
    ]
    figures = [
        _figure(place, number, batch, categories, day)
        for day, (place, number, batch, categories) in enumerate(
            (
                (0, 1, 1, ""),
                (0, 1, 1, "SEX=K"),
                (0, 1, 2, ""),
                (0, 2, 1, "SEX=K"),
                (0, 2, 2, "SEX=K"),
                (0, 2, 2, "SEX=M"),
                (1, 1, 1, ""),
            )
        )
    ]
    return {
        "delivery": deliveries,
        "delivery_notice": notices,
        "observation": figures,
        "figure": list(_in_effect(deliveries, figures)),
    }


def _delivery(round_id: str, number: int, signed: int) -> Row:
    """Signed by nobody, by who submits, or by who approves too."""
    return {
        "round_id": round_id,
        "number": number,
        "batch": 2,
        "opened_at": _START,
        "opened_by": _SOMEBODY,
        "submitted_at": _START if signed else None,
        "submitted_by": _SOMEBODY if signed else None,
        "approved_at": _START if signed == 2 else None,
        "approved_by": _OTHER if signed == 2 else None,
        "acknowledged": ("FIGURES_MISSING" if signed == 2 else "") if signed else None,
        "amounts_released": signed == 2,
        "changed_at": _START,
        "version": 3 + signed,
    }


def _figure(place: int, number: int, batch: int, categories: str, day: int) -> Row:
    return {
        "round_id": ROUNDS[place],
        "number": number,
        "batch": batch,
        "indicator": "UNIQUE" if categories == "SEX=M" else "ENTRIES",
        "period": ROUNDS[place],
        "categories": categories,
        "status": "NOT_REPORTED" if day == 3 else "NORMAL",
        "source": "JOURNAL",
        "scope": "ALL_CARE",
        "numerator": None if day == 3 else 5_000_000_000 + day,
        "denominator": None,
        "value": "16.70" if day == 2 else None,
        "registrant": "ANYONE" if day % 2 else None,
        "code_text": None,
        "coverage": "81.5" if day == 1 else None,
        "flags": "NOT_CARE UNDER_REGISTERED" if day == 1 else "",
        "comment": "”Räknat” för hand." if day == 3 else None,
        "definition": 1,
        "recorded_at": _START + timedelta(hours=day // 2),
        "delivered_by": _SOMEBODY,
    }


def _in_effect(deliveries: Sequence[Row], figures: Sequence[Row]) -> Iterator[Row]:
    for of in deliveries:
        for one in figures:
            if one["round_id"] != of["round_id"] or one["number"] > of["number"]:
                continue
            later = [
                other["recorded_at"]
                for other in figures
                if all(other[name] == one[name] for name in _KEY)
                and (one["number"], one["batch"]) < (other["number"], other["batch"])
                and other["number"] <= of["number"]
            ]
            yield {**one, "delivery": of["number"], "superseded_at": min(later, default=_NEVER)}
