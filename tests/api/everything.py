"""Documents made from the schema: every field of every type, each asked for alone, by every way that leads there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)

DEEPEST = 9


@dataclass(frozen=True)
class Way:
    """How one field is reached: `$`-arguments stand in `document` already; the last of `path` is the field itself.

    `steps` are the root and the path as fields of types, such as `Case.unit`.
    """

    root: str
    path: tuple[str, ...]
    steps: tuple[str, ...]
    document: str

    @property
    def field(self) -> str:
        return self.steps[-1]

    def __str__(self) -> str:
        return ".".join((self.root, *self.path))


def object_types(schema: GraphQLSchema) -> list[GraphQLObjectType]:
    """The contract's own object types, without those of introspection."""
    return [
        one
        for name, one in sorted(schema.type_map.items())
        if isinstance(one, GraphQLObjectType) and not name.startswith("__")
    ]


def ways(schema: GraphQLSchema, roots: Mapping[str, str], of: str) -> Iterator[Way]:
    """Every way from fields of the type `of`, `roots`: field → its arguments as written; no type twice on a way."""
    top = schema.type_map[of]
    assert isinstance(top, GraphQLObjectType)
    for root, arguments in roots.items():
        field = top.fields[root]
        for below, opened, closed in _into(schema, field):
            head = f"{root}{arguments} {{ {opened}"
            yield from _from(schema, below, (root, head, f"{closed} }}"), (f"{of}.{root}",), (below.name,))


def _into(schema: GraphQLSchema, field: GraphQLField) -> Iterator[tuple[GraphQLObjectType, str, str]]:
    """The object types that a field's value may be, with the fragment that selects on each."""
    named = get_named_type(field.type)
    if isinstance(named, GraphQLObjectType):
        yield named, "", ""
    elif isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
        for one in schema.get_possible_types(named):
            yield one, f"... on {one.name} {{", "}"


def _from(
    schema: GraphQLSchema,
    of: GraphQLObjectType,
    frame: tuple[str, str, str],
    steps: tuple[str, ...],
    seen: tuple[str, ...],
) -> Iterator[Way]:
    root, head, tail = frame
    path = tuple(step.split(".")[1] for step in steps[1:])
    for name, field in of.fields.items():
        below = list(_into(schema, field))
        alone = f"{name} {{ __typename }}" if below else name
        taken = (*steps, f"{of.name}.{name}")
        yield Way(root, (*path, name), taken, f"{head} {alone} {tail}")
        for further, opened, closed in below:
            if further.name not in seen and len(path) < DEEPEST:
                inner = (root, f"{head} {name} {{ {opened}", f"{closed} }} {tail}")
                yield from _from(schema, further, inner, taken, (*seen, further.name))


def objects_at(data: Any, path: tuple[str, ...]) -> list[Any]:
    """The objects that stand where `path` leads, through lists."""
    found = [data]
    for name in path:
        below = [one[name] for one in found if one is not None and name in one]
        found = [inner for one in below for inner in (one if isinstance(one, list) else [one])]
    return [one for one in found if one is not None]
