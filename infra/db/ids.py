"""Ids that sort by the time they were made: UUIDv7 (RFC 9562 §5.7), which PostgreSQL 15 cannot make."""

from __future__ import annotations

import secrets
import threading
import time
from uuid import UUID

_RANDOM_BITS = 74
_LOW_BITS = 62
_VERSION = 0x7 << 76
_VARIANT = 0b10 << _LOW_BITS


class Uuid7Ids:
    """Each id is greater than the one before from the same object, also when the clock stands still or steps back.

    Then the random part counts up (RFC 9562 §6.2, method 2).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def new(self) -> UUID:
        fresh = (time.time_ns() // 1_000_000 << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
        with self._lock:
            if fresh >> _RANDOM_BITS <= self._last >> _RANDOM_BITS:
                # A step of random size: the next id must not be guessable from this one.
                fresh = self._last + 1 + secrets.randbits(32)
            self._last = fresh
        milliseconds, random = fresh >> _RANDOM_BITS, fresh & ((1 << _RANDOM_BITS) - 1)
        high, low = random >> _LOW_BITS, random & ((1 << _LOW_BITS) - 1)
        return UUID(int=milliseconds << 80 | _VERSION | high << _LOW_BITS + 2 | _VARIANT | low)
