"""The worked examples of requirements A12, as `tests/vectors.json` holds them, typed for the tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from service.domain.case_parts import Piece
from service.domain.dates import Month, months_of
from service.domain.money import parse_sek
from tests.core.kalmar import adopted

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors.json").read_text(encoding="utf-8"))
SANCTIONS: dict[str, dict[str, Any]] = {one["id"]: one for one in VECTORS["sanctions"]}
AWAITING = "AWAITING_LISTED_COUNT"


@dataclass(frozen=True)
class Expected:
    """One case of a vector: pieces as (start, öre), the day correction was approved, what the case comes to."""

    letter: str
    pieces: tuple[tuple[date, int], ...]
    end: date | None
    total: int | None
    lines: Mapping[Month, int | None] | None

    @property
    def decided(self) -> tuple[Piece, ...]:
        """The pieces as `accrue` takes them, each from a request of its own."""
        return tuple(
            Piece(start, rate, "YELLOW", "STANDARD", "LOW", number, adopted().id)
            for number, (start, rate) in enumerate(self.pieces, 1)
        )


def ore(text: str | None) -> int | None:
    return None if text in (None, AWAITING) else parse_sek(text)


def expected_cases(vector: Mapping[str, Any]) -> list[Expected]:
    """The vector's cases in order; `lines` None where it names none."""
    cases = vector.get("cases", [vector])
    return [
        Expected(
            letter,
            tuple((date.fromisoformat(start), rate * 100) for start, rate in case["pieces"]),
            date.fromisoformat(case["end"]) if case["end"] else None,
            ore(case["total"] if "total" in case else case["after"]),
            {Month.parse(month): ore(text) for month, text in case["lines"].items()} if "lines" in case else None,
        )
        for letter, case in zip("ABC", cases, strict=False)
    ]


def listed_counts(vector: Mapping[str, Any]) -> dict[Month, int]:
    """Listed persons by month; the vector's one figure stands for every month its pieces touch."""
    counts = vector["listed"]
    if isinstance(counts, dict):
        counts = counts | vector.get("corrected", {})
        return {Month.parse(month): count for month, count in counts.items()}
    months = (
        month
        for case in expected_cases(vector)
        for start, _ in case.pieces
        for month in months_of(start, case.end or start)
    )
    return dict.fromkeys(months, counts)
