"""Typed refusals. Each has a stable code, its parameters, what is allowed instead and the clause that says so.

Sentences for people are made from code and parameters in `messages`; no caller ever parses a string.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.domain.explained import Node, Source, explain
from service.domain.words import Words, plain


class Refusal(Exception):  # noqa: N818 - a refusal is an outcome the product defines, not a defect
    """A command was understood and refused; nothing has been written."""

    def __init__(
        self,
        code: str,
        *,
        source: Source | None = None,
        allowed: tuple[str, ...] = (),
        explanation: Node | None = None,
        **params: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.source = source
        self.allowed = allowed
        self.explanation = explanation
        self.params: Mapping[str, Any] = params


def why(refusal: Refusal) -> Node:
    """The explanation of a refusal: its own where a rule was computed, else the facts it was refused on."""
    if refusal.explanation is not None:
        return refusal.explanation
    facts = tuple(
        explain("fact", name=name, stated=_stated(value))
        for name, value in refusal.params.items()
        if value is not None and name not in {"path", "cases"}
    )
    return explain("fact", name=_REFUSED, stated=refusal.code, rule=refusal.code, source=refusal.source, because=facts)


_REFUSED = plain(Words("Avslag", "Refused"))


def _stated(value: Any) -> Any:
    """A parameter as an explanation can carry it."""
    if hasattr(value, "sv") and hasattr(value, "en"):
        return plain(value)
    if isinstance(value, tuple | list):
        return [_stated(one) for one in value]
    return value if isinstance(value, str | int | bool) else str(value)


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
    """A value is not one the field can hold; parameter `path` names the field."""


class NotFound(Refusal):
    """There is no such thing, or it is not the caller's: the answer is the same."""

    def __init__(self, **params: Any) -> None:
        super().__init__("NOT_FOUND", **params)
