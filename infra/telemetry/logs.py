"""Logs: one JSON object per line on stderr, and nothing in it that tells of a person.

Values go in by name, and only by the names in FIELDS. Of an exception its type and its places in the code are
told, never its message; of other libraries' records the constant text, never what was put into it.
"""

import json
import logging
import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from typing import TextIO, cast

import structlog
from structlog.typing import EventDict

from infra.settings import LogLevel
from infra.telemetry.allowed import FIELDS

_FRAME = frozenset({"event", "level", "timestamp"})
_PLACES = 20
# It writes values into its texts itself: the arguments of a callback, the message of a task's exception.
_OUTSPOKEN = frozenset({"asyncio"})


def configure_logging(level: LogLevel) -> None:
    """For the whole process, the standard library's loggers too. May be called again."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_messages,
            _allowed_only,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", _Unfailing(sys.stderr))),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonFormatter())
    logging.basicConfig(handlers=[handler], level=threshold, force=True)


class _Unfailing:
    """A stream that may be full or closed: the line is lost, and what it tells of goes on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        # `msg` and not getMessage(): the template is the library's, the arguments may be anybody's.
        event = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        if record.name in _OUTSPOKEN:
            event = record.name
        time = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        told = {"event": event, "level": record.levelname.lower(), "logger": record.name, "timestamp": time}
        error = record.exc_info[1] if record.exc_info else None
        bound = {name: value for name, value in structlog.contextvars.get_contextvars().items() if name in FIELDS}
        return json.dumps(bound | told | _places(error), ensure_ascii=False, sort_keys=True)


def _without_messages(_: object, __: str, event: EventDict) -> EventDict:
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exception()
    event.update(_places(given if isinstance(given, BaseException) else None))
    return event


def _allowed_only(_: object, __: str, event: EventDict) -> EventDict:
    withheld = sorted(event.keys() - FIELDS - _FRAME)
    for name in withheld:
        del event[name]
    if withheld:
        event["withheld"] = withheld
    return event


def _places(error: BaseException | None) -> dict[str, str | list[str]]:
    if error is None:
        return {}
    frames = traceback.extract_tb(error.__traceback__)[-_PLACES:]
    return {
        "error_type": type(error).__qualname__,
        "exception": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
