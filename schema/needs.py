"""Which rows a selection needs: each field says it once, and a selection becomes one read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, TypeVar, cast

import strawberry
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    get_named_type,
)
from graphql.execution.values import VariableValues, get_directive_values
from strawberry.extensions.field_extension import AsyncExtensionResolver, FieldExtension, SyncExtensionResolver

from schema.bundles import ADOPTED, BUNDLES, RULESET_COLUMNS
from service.authorize import Permission
from service.reads import Entity, Filter, Order, Read


@dataclass(frozen=True, slots=True)
class Needs:
    """What a field is computed from.

    `columns` of its own row, `children` (bundles of rows below it), `facts` where it needs the rulesets and settled
    months of the request, `to` a related row whose fields are selected below, `same` where those below need more
    of this very row. Without `permission` the viewer gets what there is where nothing is.
    """

    columns: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    facts: bool = False
    to: tuple[str, Entity] | None = None
    same: bool = False
    permission: Permission | None = None


def nothing() -> None:
    """What stands where an object does not exist."""


class Guarded(FieldExtension):
    """Lets a field resolve for those who hold its permission only."""

    def __init__(self, permission: Permission, otherwise: Callable[[], object]) -> None:
        self._permission = permission
        self._otherwise = otherwise

    def resolve(self, next_: SyncExtensionResolver, source: Any, info: strawberry.Info, **given: Any) -> Any:
        if not info.context.actor.holds(self._permission):
            return self._otherwise()
        return next_(source, info, **given)

    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: Any, info: strawberry.Info, **given: Any
    ) -> Any:
        if not info.context.actor.holds(self._permission):
            return self._otherwise()
        return await next_(source, info, **given)


class Once(FieldExtension):
    """Makes a field's value once for each object, however many aliases of a document ask for it."""

    def resolve(self, next_: SyncExtensionResolver, source: Any, info: strawberry.Info, **given: Any) -> Any:
        made = source.__dict__.setdefault(MADE, {})
        if info.field_name not in made:
            made[info.field_name] = next_(source, info, **given)
        return made[info.field_name]


Resolver = TypeVar("Resolver", bound=Callable[..., object])
ResolveInfo = GraphQLResolveInfo[Any]
KEY: Final = "needs"
MADE: Final = "made_once"
NOTHING: Final = Needs()

_IDENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "case": ("case_id", "unit_id", "opened_at"),
    "unit": ("unit_id", "name_sort"),
    "provider": ("orgnr", "name_sort"),
    "ruleset_version": ("ruleset_id",),
    "ruleset_draft": ("ruleset_id",),
    "seat": ("seat_id", "granted_at"),
    "event": ("seq",),
    "simulation": ("simulation_id",),
    "simulation_case": ("case_id", "weight_ore"),
    "delivery": ("round_id", "number", "opened_at", "submitted_at", "approved_at"),
}
LEDGER: Final = ("events", "listed", "settled", "agreements")
"""The bundles that a case's ledger is computed from."""


def described(
    description: str,
    *columns: str,
    children: Iterable[str] = (),
    facts: bool = False,
    to: tuple[str, Entity] | None = None,
    same: bool = False,
    permission: Permission | None = None,
    otherwise: Callable[[], object] = nothing,
    once: bool = False,
) -> Callable[[Resolver], Resolver]:
    """`strawberry.field` with what it needs: a decorator of resolvers.

    Who lacks the permission gets `otherwise()`, the answer that also means that there is nothing: no oracle. What is
    computed from rows below or from facts is made once for each object, and so is what says `once`.
    """
    needs = Needs(columns, tuple(children), facts, to, same, permission)
    extensions: list[FieldExtension] = [] if permission is None else [Guarded(permission, otherwise)]
    if once or needs.children or needs.facts:
        extensions.append(Once())
    declared = strawberry.field(description=description, metadata={KEY: needs}, extensions=extensions)
    return cast("Callable[[Resolver], Resolver]", declared)


def column(name: str, description: str, convert: Any = None, *, called: str | None = None) -> Any:
    """A field that is a column of the row, `called` so in the contract where it is not by its name in Python."""

    def resolve(root: Any) -> Any:
        value = root.row[name]
        return value if convert is None or value is None else convert(value)

    return strawberry.field(resolver=resolve, name=called, description=description, metadata={KEY: Needs((name,))})


DUTIES: Final = ("events", "agreements")
"""The bundles that what may and what is to be done in a case is computed from."""


def computed(
    description: str,
    *,
    of: Iterable[str] = ("events",),
    same: bool = False,
    permission: Permission | None = None,
    otherwise: Callable[[], object] = nothing,
) -> Callable[[Resolver], Resolver]:
    """A field computed from the case's ruleset and rows below it: its events, or all that LEDGER or DUTIES name."""
    return described(description, children=of, facts=True, same=same, permission=permission, otherwise=otherwise)


@dataclass(slots=True)
class Gathered:
    """The needs of a whole selection, merged."""

    columns: dict[str, None] = field(default_factory=dict)
    bundles: dict[str, None] = field(default_factory=dict)
    related: dict[str, tuple[Entity, Gathered]] = field(default_factory=dict)
    facts: bool = False

    @property
    def any_facts(self) -> bool:
        return self.facts or any(gathered.any_facts for _, gathered in self.related.values())

    def read(self, key: str, entity: Entity, *, known_at: datetime | None = None, **rest: Any) -> Read:
        """The read of these needs; rows recorded after `known_at` are left out of it."""
        columns = tuple(dict.fromkeys((*_IDENTITY.get(entity, ()), *self.columns)))
        children = [known_then(BUNDLES[entity, bundle], known_at) for bundle in self.bundles]
        children += [
            gathered.read(name, other, known_at=known_at, relation=f"{entity}.{name}", one=True)
            for name, (other, gathered) in self.related.items()
        ]
        return Read(key, entity, columns, children=tuple(children), **rest)


def known_then(bundle: Read, known_at: datetime | None) -> Read:
    """The read without the rows that were recorded after `known_at`, of the kinds of rows that are ever added to."""
    if known_at is None or bundle.entity not in {"event", "listed_count", "settlement_line", "agreement"}:
        return bundle
    return replace(bundle, where=(Filter("recorded_at", "<=", known_at),))


def facts(key: str, known_at: datetime | None = None) -> tuple[Read, Read]:
    """The rulesets and settled months a view needs, under keys of their own."""
    rulesets: tuple[Filter, ...] = ()
    months: tuple[Filter, ...] = ()
    if known_at is not None:
        rulesets = (Filter("adopted_at", "<=", known_at),)
        months = (Filter("recorded_at", "<=", known_at),)
    return (
        Read(
            f"{key}:rulesets",
            "ruleset_version",
            RULESET_COLUMNS,
            where=rulesets,
            order=ADOPTED,
        ),
        Read(
            f"{key}:settlements",
            "settlement",
            ("month",),
            where=months,
            order=(Order("recorded_at"), Order("month")),
        ),
    )


def _variables(info: ResolveInfo) -> VariableValues:
    """Strawberry leaves the bare coerced values where graphql-core has them with their sources."""
    found: Any = info.variable_values
    return found if isinstance(found, VariableValues) else VariableValues({}, found)


def _included(node: SelectionNode, variables: VariableValues) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, variables)
    if skip and skip.get("if"):
        return False
    include = get_directive_values(GraphQLIncludeDirective, node, variables)
    return not include or bool(include.get("if", True))


def _fields(info: ResolveInfo, of: GraphQLObjectType, nodes: Iterable[SelectionNode]) -> Iterator[FieldNode]:
    """The field nodes that apply to the object type, through fragments, in document order."""
    pending = list(reversed(list(nodes)))
    while pending:
        node = pending.pop()
        if not _included(node, _variables(info)):
            continue
        if isinstance(node, FieldNode):
            yield node
            continue
        fragment = info.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
        if isinstance(fragment, FragmentDefinitionNode | InlineFragmentNode) and _applies(info, of, fragment):
            pending.extend(reversed(fragment.selection_set.selections))


def _applies(info: ResolveInfo, of: GraphQLObjectType, fragment: FragmentDefinitionNode | InlineFragmentNode) -> bool:
    condition = fragment.type_condition
    if condition is None or condition.name.value == of.name:
        return True
    wanted = info.schema.get_type(condition.name.value)
    if isinstance(wanted, GraphQLInterfaceType):
        return wanted in of.interfaces
    return wanted is not None and info.schema.is_sub_type(wanted, of)  # type: ignore[arg-type]


def needs_of(definition: Any) -> Needs:
    """The needs a field of the schema was declared with."""
    declared = definition.extensions.get("strawberry-definition")
    found = declared.metadata.get(KEY) if declared is not None else None
    return found if isinstance(found, Needs) else NOTHING


def gather(info: ResolveInfo, type_name: str, nodes: Iterable[SelectionNode]) -> Gathered:
    """The merged needs of the selection `nodes` on the object type."""
    of = info.schema.get_type(type_name)
    if not isinstance(of, GraphQLObjectType):
        raise TypeError(f"{type_name} is no object type")
    found = Gathered()
    _gather(info, of, nodes, found)
    return found


def _gather(info: ResolveInfo, of: GraphQLObjectType, nodes: Iterable[SelectionNode], into: Gathered) -> None:
    for node in _fields(info, of, nodes):
        definition = of.fields.get(node.name.value)
        if definition is None:  # __typename
            continue
        needs = needs_of(definition)
        if needs.permission is not None and not info.context.actor.holds(needs.permission):
            continue
        into.columns.update(dict.fromkeys(needs.columns))
        into.bundles.update(dict.fromkeys(needs.children))
        into.facts = into.facts or needs.facts
        below = get_named_type(definition.type)
        if node.selection_set is None or not isinstance(below, GraphQLObjectType):
            continue
        if needs.same:
            _gather(info, below, node.selection_set.selections, into)
        elif needs.to is not None:
            name, entity = needs.to
            _, related = into.related.setdefault(name, (entity, Gathered()))
            _gather(info, below, node.selection_set.selections, related)


def selection(info: ResolveInfo, *path: str) -> list[SelectionNode]:
    """The selections below the field being resolved, or below the fields of `path` under it, through all fragments."""
    nodes = [
        one
        for field_node in info.field_nodes
        if field_node.selection_set
        for one in field_node.selection_set.selections
    ]
    for name in path:
        nodes = [
            one
            for found in _everything(info, nodes)
            if found.name.value == name and found.selection_set
            for one in found.selection_set.selections
        ]
    return nodes


def _everything(info: ResolveInfo, nodes: Iterable[SelectionNode]) -> Iterator[FieldNode]:
    """Field nodes below `nodes`, whatever type they apply to."""
    for node in nodes:
        if not _included(node, _variables(info)):
            continue
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, FragmentSpreadNode):
            yield from _everything(info, info.fragments[node.name.value].selection_set.selections)
        elif isinstance(node, InlineFragmentNode):
            yield from _everything(info, node.selection_set.selections)
