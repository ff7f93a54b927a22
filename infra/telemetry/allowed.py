"""What may be told in logs and spans: by name, and in spans by the shape of each value too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

# Codes, counts, durations and identifiers of machines and organisations. Never free text, names or addresses.
FIELDS: Final = frozenset(
    {"attempt", "code", "correlation_id", "count", "duration_ms", "env", "error_type", "exception", "fields", "host"}
    | {"job", "method", "operation", "port", "region", "route", "settings", "size", "status", "trace_id", "version"}
)
"""The fields of a line in the log."""


class Attribute(StrEnum):
    """The attributes of a span."""

    METHOD = "http.request.method"
    ROUTE = "http.route"
    STATUS = "http.response.status_code"
    CORRELATION = "trappa.correlation_id"
    REGION = "trappa.region"
    CODE = "trappa.code"
    OPERATION = "graphql.operation.type"
    FIELDS = "trappa.fields"
    READS = "trappa.reads"
    ENTITIES = "trappa.entities"
    COMMAND = "trappa.command"
    OUTCOME = "trappa.outcome"
    ERROR = "error.type"


Value = str | int | tuple[str, ...]
Notes = dict[Attribute, Value]
"""A span's attributes."""

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"})
OTHER_METHOD: Final = "_OTHER"
OPERATION: Final = "operation"
READ: Final = "read"
COMMAND: Final = "command"
PREVIEW: Final = "preview"
"""What a command is called that is only foreseen: the field of the query, which may stand beside others."""
DONE: Final = "DONE"
CHANGED: Final = "ACCESS_CHANGED"
"""Outcome of what is run again, for a caller found out anew."""
WITHHELD: Final = "withheld"
_MOST_NAMES: Final = 32
_METHOD: Final = "|".join([*sorted(METHODS), OTHER_METHOD])
_ROUTE: Final = r"(/[A-Za-z0-9_.{}:-]{0,40}){1,8}"
_CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{1,63}")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_SPAN: Final = re.compile(rf"{OPERATION}|{READ}|{COMMAND}|({_METHOD})( {_ROUTE})?")
_TEXTS: Final[Mapping[str, re.Pattern[str]]] = {
    Attribute.METHOD: re.compile(_METHOD),
    Attribute.ROUTE: re.compile(_ROUTE),
    Attribute.CORRELATION: re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    Attribute.REGION: re.compile(r"[0-9]{2}"),
    Attribute.CODE: _CODE,
    Attribute.OPERATION: re.compile(r"query|mutation"),
    Attribute.COMMAND: _NAME,
    Attribute.OUTCOME: _CODE,
    Attribute.ERROR: _NAME,
}
_NUMBERS: Final[Mapping[str, range]] = {Attribute.STATUS: range(100, 600), Attribute.READS: range(10_000)}
_LISTS: Final = frozenset({Attribute.FIELDS, Attribute.ENTITIES})


def may_leave(name: str, value: object) -> bool:
    """Whether the attribute is a listed one, and its value of the shape that the list gives it."""
    if name in _TEXTS:
        return isinstance(value, str) and _TEXTS[name].fullmatch(value) is not None
    if name in _NUMBERS:
        return type(value) is int and value in _NUMBERS[name]
    if name in _LISTS and isinstance(value, tuple) and len(value) <= _MOST_NAMES:
        return all(isinstance(one, str) and _NAME.fullmatch(one) is not None for one in value)
    return False


def span_name(name: str) -> str:
    """The name where it is one that spans have here, else WITHHELD."""
    return name if _SPAN.fullmatch(name) else WITHHELD


def method_of(given: str) -> str:
    """A method of HTTP; any other word a caller may send is OTHER_METHOD."""
    return given if given in METHODS else OTHER_METHOD
