"""The clock of production, and the one a dev request may bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


class SystemClock:
    @property
    def stopped(self) -> bool:
        return False

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class StoppedClock:
    """Stands at one instant, with offset."""

    instant: datetime

    @property
    def stopped(self) -> bool:
        return True

    def now(self) -> datetime:
        return self.instant
