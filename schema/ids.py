"""Opaque ids and cursors. What is in them is nobody's business but ours; what is not ours is refused."""

from __future__ import annotations

import base64
import json
from typing import Any, Final
from uuid import UUID

from graphql import GraphQLError

_LONGEST_CURSOR: Final = 8192


def bad_input(message: str) -> GraphQLError:
    """What a query's argument cannot be, as a GraphQL error with the code BAD_USER_INPUT."""
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})


def _encode(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(text: str) -> str:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()


def global_id(kind: str, own: UUID | str) -> str:
    return _encode(f"{kind}:{own}")


def own_id(kind: str, text: str) -> UUID | None:
    """The id inside a global id of that kind; None where it is not one."""
    found = split_id(text)
    return found[1] if found is not None and found[0] == kind else None


def asked_id(kind: str, text: str, argument: str, what: str) -> UUID:
    """The id inside an argument's global id; GraphQL error BAD_USER_INPUT where it is none of `what`."""
    own = own_id(kind, text)
    if own is None:
        raise bad_input(f"{argument} is not the id of a {what}")
    return own


def version_or_draft(text: str, argument: str) -> tuple[str, UUID]:
    """Kind and id inside an argument's global id; GraphQL error BAD_USER_INPUT where it is of anything else."""
    found = split_id(text)
    if found is None or found[0] not in {"Ruleset", "RulesetDraft"}:
        raise bad_input(f"{argument} is not the id of a ruleset or a draft")
    return found


def split_id(text: str) -> tuple[str, UUID] | None:
    """Kind and id of a global id; None where it is not one."""
    try:
        kind, _, own = _decode(text).partition(":")
        found = kind, UUID(own)
    except ValueError:
        return None
    # Decoding is lenient: of all the texts that come to the same, one is the id.
    return found if global_id(*found) == text else None


def cursor(values: list[Any]) -> str:
    return _encode(json.dumps(values, separators=(",", ":")))


def cursor_values(text: str, length: int) -> list[str]:
    """The values of a cursor we made; GraphQL error BAD_USER_INPUT for any other text."""
    values = None
    if len(text) <= _LONGEST_CURSOR:
        try:
            values = json.loads(_decode(text))
        except (ValueError, RecursionError):
            values = None
    if not isinstance(values, list) or len(values) != length or not all(map(_is_key, values)) or cursor(values) != text:
        raise bad_input("the cursor is not one of this connection")
    return values


def _is_key(value: object) -> bool:
    """Whether a sort key of ours could be that: the database has no text with U+0000 or half a surrogate pair."""
    if not isinstance(value, str) or "\0" in value:
        return False
    return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)
