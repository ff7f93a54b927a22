"""How a document of typed sections is built, read from its models, so that what walks one walks any to come."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any, Final, Literal, TypeGuard, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from service.rules.sourced import Id, Label, SourceText

_ID_PATTERN: Final = get_args(Id)[1].pattern
PLAIN: tuple[type[BaseModel], ...] = (Label, SourceText)
"""Models that are one value each, not sections of their own."""


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a value so annotated may be, or hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is not None or isinstance(annotation, types.UnionType):
        for argument in get_args(annotation):
            yield from models(argument)


def sections(annotation: Any) -> list[type[BaseModel]]:
    """The models of sections in it: all but labels and sources."""
    return [one for one in models(annotation) if not issubclass(one, PLAIN)]


def is_section(value: object) -> TypeGuard[BaseModel]:
    """Whether it is one."""
    return isinstance(value, BaseModel) and not isinstance(value, PLAIN)


def codes(annotation: Any) -> tuple[str, ...]:
    """The closed list of codes that a value so annotated is taken from; empty where it is free."""
    if get_origin(annotation) is Literal:
        return tuple(str(one) for one in get_args(annotation))
    return tuple(code for argument in get_args(annotation) for code in codes(argument))


def holds_ids(field: FieldInfo) -> bool:
    """Whether its text is ids: of what the document names itself, of roles, or of outcomes."""
    return any(
        getattr(one, "pattern", None) == _ID_PATTERN for one in (*field.metadata, *_constraints(field.annotation))
    )


def _constraints(annotation: Any) -> Iterator[Any]:
    for argument in get_args(annotation):
        yield from getattr(argument, "__metadata__", ())
        yield from _constraints(argument)


def in_order(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    """The fields as a person writes them: plain values, then the rule's sources, then the sections below it.

    A model without a source keeps its own order.
    """
    fields = list(model.model_fields.items())
    return sorted(fields, key=_rank) if "source" in model.model_fields else fields


def _rank(named: tuple[str, FieldInfo]) -> int:
    annotation = named[1].annotation
    if sections(annotation):
        return 2
    return 1 if SourceText in models(annotation) else 0


def assumed(field: FieldInfo, value: Any) -> bool:
    """Whether the value is what holds where the field is left out."""
    return not field.is_required() and value == field.get_default(call_default_factory=True)


def identity(model: type[BaseModel]) -> str | None:
    """The field by which an item of a list is known: `id`, or the first that is its own and required, if any."""
    if "id" in model.model_fields:
        return "id"
    return next(
        (name for name, field in in_order(model) if field.is_required() and not list(models(field.annotation))), None
    )


def known_by(item: BaseModel) -> tuple[str, Any] | None:
    """The field by which the item is known, and what it holds: `identity`, or the first plain one that is stated."""
    name = identity(type(item))
    if name is not None:
        return name, getattr(item, name)
    stated = ((name, getattr(item, name)) for name, field in in_order(type(item)) if not list(models(field.annotation)))
    return next(((name, value) for name, value in stated if value not in {None, ()}), None)


def every(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and all that it is made of, each once, in document order."""
    pending, seen = [model], set[type[BaseModel]]()
    while pending:
        one = pending.pop(0)
        if one not in seen:
            seen.add(one)
            yield one
            pending[:0] = [below for _, field in in_order(one) for below in models(field.annotation)]


def several(annotation: Any) -> bool:
    """Whether it is a list or a mapping of what it holds."""
    origin = get_origin(annotation)
    return origin in {tuple, dict} or any(several(one) for one in get_args(annotation) if origin is not Literal)
