"""Refusals to a national body: one type, since none of them speaks of a case."""

from __future__ import annotations

import strawberry

from schema.national.context import Info
from schema.types.refusals import named_here
from service.domain import errors
from service.domain.errors import FieldName
from service.domain.messages import message
from service.domain.words import spoken


@strawberry.type(
    description="Ett avslag: inget har skrivits. A command that was refused: nothing was written, and nothing minds it."
)
class NationalRefusal:
    code: str = strawberry.field(description="Avslagets kod, som består. What kind of refusal it is, for good.")
    message: str = strawberry.field(description="Vad som var fel, på begärt språk. What was wrong, to show.")
    path: str | None = strawberry.field(
        description="Fältet i `input`; null: inget enskilt. The field of `input`; null: it is no one field's."
    )
    allowed: list[str] = strawberry.field(
        description="Vad som är tillåtet i stället, en rad var. What is allowed"
        " instead, one item each; an empty list: nothing to choose from."
    )


def refused(info: Info, refusal: errors.Refusal) -> NationalRefusal:
    """The refusal in the caller's language."""
    language, path = info.context.language, refusal.params.get("path")
    return NationalRefusal(
        code=refusal.code,
        message=message(refusal, language),
        path=None if path is None else named_here(path),
        allowed=[named_here(one) if isinstance(one, FieldName) else spoken(one, language) for one in refusal.allowed],
    )
