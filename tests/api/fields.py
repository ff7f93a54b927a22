"""Which paths there are in a command's input, as the contract has them."""

from __future__ import annotations

import re
from functools import cache

from graphql import GraphQLInputObjectType, GraphQLSchema, build_schema, get_named_type

from schema.build import build
from tests.api.documents import COMMANDS

_PART = re.compile(r"(\w+)(?:\[\d+\])?")


@cache
def contract() -> GraphQLSchema:
    """The contract as who reads the SDL has it."""
    return build_schema(build().as_str())


def is_field(command: str, path: str) -> bool:
    """Whether the path, such as `counts[1].month`, leads to a field of the command's input."""
    found = contract().type_map[COMMANDS[command].given]
    for part in path.split("."):
        named = _PART.fullmatch(part)
        if named is None or not isinstance(found, GraphQLInputObjectType) or named[1] not in found.fields:
            return False
        found = get_named_type(found.fields[named[1]].type)
    return True
