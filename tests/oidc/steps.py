"""What a step of a case is to a test: who does it, who may not, and what each of five people then sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

HEAD, HANDLER, OFFICE, COUNSEL, AUDITOR = FIVE = ("head", "handler", "office", "counsel", "auditor")
STRANGER, ADMINISTRATOR, ELSEWHERE, NATIONAL = "stranger", "administrator", "elsewhere", "national"
"""The head of another unit, who keeps the region's seats, the office of another region, a national reader."""
LISTED: Final = 5000
PRIVATE: Final = frozenset({"CaseClassified", "ConsultationRecorded", "InformantRecorded"})
"""Events that the unit's head never sees."""

Line = tuple[int, int, int]
"""Kronor per listed person and month, days, days of that month."""


def kronor(lines: tuple[Line, ...]) -> Decimal:
    """Öre rounded half up line by line, and then added (AM-38)."""
    ore = Decimal("0.01")
    parts = (Decimal(LISTED * rate * days) / Decimal(of) for rate, days, of in lines)
    return sum((part.quantize(ore, ROUND_HALF_UP) for part in parts), Decimal("0.00"))


@dataclass(frozen=True)
class Refused:
    """Somebody who tries first. `may` are those whom the refusal names instead."""

    by: str
    code: str
    may: tuple[str, ...] = ()
    changed: Mapping[str, Any] = field(default_factory=dict)


def by(who: str, *may: str) -> Refused:
    """Somebody without a mandate."""
    return Refused(who, "MANDATE_MISSING", may)


@dataclass(frozen=True, kw_only=True)
class Step:
    """What is done on a day and, below the line, what is seen then: `versions` by the staff and by the head.

    `may` lists the open commands of head, handler and office; the counsel may advise until the end, the auditor may
    nothing. `sanction` is what the office hears of deciding one, None where it may. `would_owe` is what would be owed
    if the open failure were decided on. `state_of_head` is said where it is not `state`.
    """

    what: str
    day: str
    command: str = ""
    by: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()
    counted: tuple[str, ...] = ()
    # ----
    adds: tuple[str, ...]
    versions: tuple[int, int]
    state: str
    state_of_head: str = ""
    colour: str | None
    duties: tuple[str, ...] = ()
    duties_of_head: tuple[str, ...] = ()
    may: tuple[str, str, str]
    sanction: str | None
    owed: tuple[Line, ...] = ()
    would_owe: tuple[Line, ...] = ()
