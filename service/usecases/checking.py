"""Checks of what people write into a command, that several commands share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from service.domain.errors import InvalidInput, VersionConflict
from service.domain.words import Words

_MAX_TEXT: Final = 200


def invalid(path: str, problem: Words | str, *allowed: Words | str) -> InvalidInput:
    """INVALID_INPUT at the field `path`, with what is allowed instead."""
    return InvalidInput("INVALID_INPUT", path=path, problem=problem, allowed=allowed)


def short_text(text: str, path: str, most: int = _MAX_TEXT) -> str:
    """The text with single spaces; InvalidInput for none, for more than `most` characters or for control characters."""
    trimmed = " ".join(text.split())
    if not 0 < len(trimmed) <= most or not trimmed.isprintable():
        raise invalid(path, Words("tomt eller för långt", "empty or too long"), characters(most))
    return trimmed


def characters(most: int) -> Words:
    """A text's length as what is allowed."""
    return Words(f"1-{most} tecken", f"1-{most} characters")


def check_version(expected: int | None, current: int) -> None:
    """VersionConflict where another version was expected than the actor sees."""
    if expected is not None and expected != current:
        raise VersionConflict("VERSION_CONFLICT", path="expected_version", expected=expected, current=current)


def twice(what: str) -> Words:
    """The problem with something that stands more than once where it can stand once."""
    return Words(f"angivet mer än en gång: {what}", f"given more than once: {what}")


def in_utc(instant: datetime) -> datetime:
    """The same instant, as events bear it."""
    return instant.astimezone(UTC)


def listed(values: Any) -> str:
    """Values as one text, in order."""
    return ", ".join(sorted(map(str, values)))
