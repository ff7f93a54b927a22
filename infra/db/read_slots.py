"""The values of a read: what may stand in the place of each parameter, and how a read is refused."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Integer, String, Uuid
from sqlalchemy.types import TypeEngine

# Far above what the interface allows: a bound on what one statement holds in memory.
_LARGEST_PAGE = 10_000


class ReadRefusedError(Exception):
    """The read asks for what there is not: a mistake in the program. `path` holds the keys down to the read."""

    def __init__(self, path: tuple[str, ...], problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(f"{'/'.join(path) or 'reads'}: {problem}")


class ValueRefusedError(ReadRefusedError):
    """A value of another type than its column's, or one that no such column can hold (a text with NUL)."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value in a statement, and what fits it."""

    path: tuple[str, ...]
    name: str
    type: TypeEngine[Any]
    several: bool = False
    page_size: bool = False

    def checked(self, value: Any) -> Any:
        if self.several:
            if not isinstance(value, tuple):
                raise ValueRefusedError(self.path, f"{self.name}: `in` takes a tuple")
            return [self._one(each) for each in value]
        one = self._one(value)
        if not self.page_size:
            return one
        if not 0 <= one <= _LARGEST_PAGE:
            raise ValueRefusedError(self.path, f"a page has 0 to {_LARGEST_PAGE} rows, not {one}")
        return one + 1

    def _one(self, value: Any) -> Any:
        if not _fits(self.type, value):
            raise ValueRefusedError(self.path, f"{self.name} cannot be compared with {value!r}")
        return value


def _fits(kind: TypeEngine[Any], value: Any) -> bool:
    if isinstance(kind, String):
        return isinstance(value, str) and "\0" not in value and _encodable(value)
    if isinstance(kind, Boolean):
        return isinstance(value, bool)
    if isinstance(kind, Integer):
        bits = 63 if isinstance(kind, BigInteger) else 31
        return isinstance(value, int) and not isinstance(value, bool) and -(1 << bits) <= value < 1 << bits
    if isinstance(kind, DateTime):
        return isinstance(value, datetime) and value.utcoffset() is not None
    if isinstance(kind, Date):
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(kind, Uuid) and isinstance(value, UUID)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
