"""What keeps a job from being done now and not for good: when it is tried again, and how often."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import asyncpg

LATER: Final = timedelta(seconds=10)
MOST_ATTEMPTS: Final = 5
"""After so many it ends: refused where the database had no time for it, failed where its connections were lost."""
UNREACHABLE: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.InterfaceError,
    OSError,
)
OUTRUN: Final = (
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)
"""Another transaction was first, or the database had no time."""
