"""What a document would make us compute: rows asked for, times the fields that are computed for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)
from graphql.type import GraphQLInterfaceType

from schema.needs import needs_of
from schema.paging import LARGEST

_SIZES: Final = frozenset({"first", "last"})
_LEDGERS: Final = frozenset({"ledger", "amounts"})


def ledgers(roots: Iterable[FieldNode]) -> int:
    """How many of the root fields are ledgers, each of which reads all sanctioned cases of a unit or of the region."""
    return sum(1 for one in roots if one.name.value in _LEDGERS)


class Cost:
    """The weight of one operation. Only for an operation of bounded size, since fragments are walked where spread."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._operation = operation
        self._variables = variables

    def of_operation(self) -> int:
        """Rows times computed fields; what validation will refuse anyhow weighs nothing."""
        root = self._schema.get_root_type(self._operation.operation)
        return 0 if root is None else self._weight(self._operation.selection_set, root, 1, ())

    def _weight(self, selections: SelectionSetNode, of: GraphQLNamedType, rows: int, spread: tuple[str, ...]) -> int:
        weight = 0
        for node in selections.selections:
            if isinstance(node, FieldNode):
                weight += self._of_field(node, of, rows, spread)
            elif isinstance(node, InlineFragmentNode):
                weight += self._weight(node.selection_set, self._condition(node, of), rows, spread)
            elif isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name in self._fragments and name not in spread:
                    fragment = self._fragments[name]
                    below = self._condition(fragment, of)
                    weight += self._weight(fragment.selection_set, below, rows, (*spread, name))
        return weight

    def _of_field(self, node: FieldNode, of: GraphQLNamedType, rows: int, spread: tuple[str, ...]) -> int:
        if not isinstance(of, GraphQLObjectType | GraphQLInterfaceType) or node.name.value not in of.fields:
            return 0
        definition = of.fields[node.name.value]
        needs = needs_of(definition)
        own = rows if needs.children or needs.facts else 0
        if node.selection_set is None:
            return own
        below = rows * self._size(node) if _SIZES & definition.args.keys() else rows
        return own + self._weight(node.selection_set, get_named_type(definition.type), below, spread)

    def _condition(self, node: InlineFragmentNode | FragmentDefinitionNode, of: GraphQLNamedType) -> GraphQLNamedType:
        if node.type_condition is None:
            return of
        return self._schema.get_type(node.type_condition.name.value) or of

    def _size(self, node: FieldNode) -> int:
        """Rows of the page asked for: as `first` or `last` says, at most LARGEST, and LARGEST where neither does."""
        sizes = [self._number(one.value) for one in node.arguments or () if one.name.value in _SIZES]
        return max((one for one in sizes if one is not None), default=LARGEST)

    def _number(self, value: object) -> int | None:
        found: object = None
        if isinstance(value, IntValueNode):
            found = int(value.value) if len(value.value) <= len(str(LARGEST)) else LARGEST
        elif isinstance(value, VariableNode):
            found = self._variables.get(value.name.value, LARGEST)
        else:
            return None
        return min(max(found, 0), LARGEST) if isinstance(found, int) else None if found is None else LARGEST
