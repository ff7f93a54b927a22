"""Typed refusals. Each has a stable code, its parameters, what is allowed instead and the clause that says so.

Sentences for people are made from code and parameters in `messages`; no caller ever parses a string.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.domain.explained import Node, Source
from service.domain.words import Words


class FieldName(str):
    """A field of a command's input, by its name in Python; the contract writes it in its own way."""

    __slots__ = ()


class Refusal(Exception):  # noqa: N818 - a refusal is an outcome the product defines, not a defect
    """A command was understood and refused; nothing has been written.

    `allowed` holds what is no word of any language (ids, fields, ranges), and Words. Parameter `path` names the field
    that the refusal belongs to, where that is one.
    """

    def __init__(
        self,
        code: str,
        *,
        source: Source | None = None,
        allowed: tuple[str | Words, ...] = (),
        explanation: Node | None = None,
        **params: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.source = source
        self.allowed = allowed
        self.explanation = explanation
        self.params: Mapping[str, Any] = params


class MandateMissing(Refusal):
    """The caller's roles carry no mandate for the action; `allowed` names the roles that do."""


class RuleRefused(Refusal):
    """A rule, or the state the case is in, refuses the act."""


def busy() -> RuleRefused:
    """The refusal of a command that did not get its turn: others hold what it needs, and it can be sent again."""
    return RuleRefused("BUSY")


class VersionConflict(Refusal):
    """Somebody else acted first; parameter `current` is the version to read again."""


class InvalidInput(Refusal):
    """A value is not one the field can hold."""


class NotFound(Refusal):
    """There is no such thing, or it is not the caller's: the answer is the same."""

    def __init__(self, **params: Any) -> None:
        super().__init__("NOT_FOUND", **params)
