"""What a document may ask: bounded size, depth and cost, one command. Nothing here is worse than linear in what is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionContext

from schema.cost import Cost, ledgers
from schema.syntax import DEEPEST_VALUE, document_error, examine_variables, misshapen, too_large

DEEPEST: Final = 15
"""As deep as the question that tools ask for the whole schema."""
DEEPEST_NESTED: Final = 60
MOST_FIELDS: Final = 1000
MOST_SELECTIONS: Final = 5000
MOST_ROOT_READS: Final = 20
MOST_LEDGERS: Final = 2
MOST_PREVIEWS: Final = 5
MOST_COMPARED: Final = 2
MOST_SIMULATIONS: Final = 1
MOST_INTROSPECTED: Final = 240
"""Each may stand for all fields of all types; to ask for the whole schema takes some 220."""
PREVIEW: Final = "preview"
SIMULATIONS: Final = frozenset({"simulation", "simulatedCases"})
COMPARED: Final = frozenset({"lintRuleset", "rulesetDiff"})
INTROSPECTION: Final = frozenset({"__schema", "__type"})
COSTLIEST: Final = 5_000


@dataclass(frozen=True, slots=True)
class Size:
    """Of a selection, with its fragments spread: fields one in another, any selections so, fields, any selections."""

    depth: int = 0
    nested: int = 0
    fields: int = 0
    selections: int = 0


class TooNestedError(Exception):
    """The fragments nest so deep that they are not followed further."""


class Measured:
    """The size of a document's selections, each fragment measured once."""

    def __init__(self, document: DocumentNode) -> None:
        self.fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._known: dict[str, Size] = {}
        self._open: set[str] = set()

    def measure(self, selections: SelectionSetNode, level: int = 0) -> Size:
        """The size; a fragment in a cycle counts as nothing, since validation refuses it.

        TooNestedError where it nests so deep that measuring or running it could exhaust the stack.
        """
        if level > DEEPEST_NESTED:
            raise TooNestedError
        depth = nested = fields = total = 0
        for node in selections.selections:
            below = Size()
            if isinstance(node, FragmentSpreadNode):
                below = self._fragment(node.name.value, level + 1)
            elif isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set is not None:
                below = self.measure(node.selection_set, level + 1)
            own = 1 if isinstance(node, FieldNode) else 0
            depth, nested = max(depth, below.depth + own), max(nested, below.nested + 1)
            fields = min(fields + below.fields + own, MOST_FIELDS + 1)
            total = min(total + below.selections + 1, MOST_SELECTIONS + 1)
        if level + nested > DEEPEST_NESTED:
            raise TooNestedError
        return Size(depth, nested, fields, total)

    def _fragment(self, name: str, level: int) -> Size:
        if name in self._open or name not in self.fragments:
            return Size()
        if name not in self._known:
            self._open.add(name)
            self._known[name] = self.measure(self.fragments[name].selection_set, level)
            self._open.discard(name)
        return self._known[name]

    def roots(self, selections: SelectionSetNode, seen: frozenset[str] = frozenset()) -> Iterator[FieldNode]:
        """The root fields of an operation that was found small enough, through fragments."""
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name not in seen and name in self.fragments:
                    yield from self.roots(self.fragments[name].selection_set, seen | {name})
            elif isinstance(node, InlineFragmentNode):
                yield from self.roots(node.selection_set, seen)

    def previews(self, roots: Iterable[FieldNode]) -> int:
        """How many commands are foreseen below the root fields."""
        asked = [
            one
            for root in roots
            if root.name.value == PREVIEW and root.selection_set
            for one in self.roots(root.selection_set)
        ]
        return sum(1 for one in asked if one.name.value != "__typename")

    def introspected(self, roots: Iterable[FieldNode]) -> int:
        """How many fields are asked of the schema itself."""
        asked = [one.selection_set for one in roots if one.name.value in INTROSPECTION and one.selection_set]
        return sum(self.measure(one).fields for one in asked)


@dataclass(frozen=True, slots=True)
class Asked:
    """The root fields of an operation, and what of that is bounded by number."""

    roots: list[FieldNode]
    previews: int
    introspected: int


def problems(document: DocumentNode, schema: GraphQLSchema, variables: dict[str, Any]) -> list[GraphQLError]:
    """Why the document is not run: DOCUMENT_TOO_DEEP, _LARGE, _COSTLY or ONE_COMMAND_PER_REQUEST."""
    found: list[GraphQLError] = []
    measured = Measured(document)
    selections = 0
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        try:
            size = measured.measure(operation.selection_set)
        except TooNestedError:
            return [document_error("DOCUMENT_TOO_DEEP", f"selections nest over {DEEPEST_NESTED} deep")]
        selections += size.selections
        if size.depth > DEEPEST:
            message = f"the document is {size.depth} deep; allowed: {DEEPEST}"
            found.append(document_error("DOCUMENT_TOO_DEEP", message))
        if size.fields > MOST_FIELDS:
            found.append(document_error("DOCUMENT_TOO_LARGE", f"the document has over {MOST_FIELDS} fields"))
        elif selections > MOST_SELECTIONS:
            found.append(document_error("DOCUMENT_TOO_LARGE", f"the document has over {MOST_SELECTIONS} selections"))
        else:
            roots = list(measured.roots(operation.selection_set))
            asked = Asked(roots, measured.previews(roots), measured.introspected(roots))
            found += _of_operation(operation, asked, Cost(schema, measured.fragments, operation, variables))
    return found


def _of_operation(operation: OperationDefinitionNode, asked: Asked, cost: Cost) -> Iterator[GraphQLError]:
    """Why an operation of a bearable size is not run."""
    times, of_ledgers = len(asked.roots), ledgers(asked.roots)
    compared = sum(1 for one in asked.roots if one.name.value in COMPARED)
    if operation.operation is OperationType.MUTATION and times > 1:
        yield document_error("ONE_COMMAND_PER_REQUEST", f"{times} commands in one request; allowed: 1")
    if operation.operation is OperationType.QUERY and times > MOST_ROOT_READS:
        yield document_error("DOCUMENT_TOO_LARGE", f"{times} root fields; allowed: {MOST_ROOT_READS}")
    for number, most, what in (
        (of_ledgers, MOST_LEDGERS, "ledgers"),
        (asked.previews, MOST_PREVIEWS, "previews"),
        (compared, MOST_COMPARED, "rulesets to lint or compare"),
        (sum(one.name.value in SIMULATIONS for one in asked.roots), MOST_SIMULATIONS, "simulations"),
        (asked.introspected, MOST_INTROSPECTED, "fields of the schema itself"),
    ):
        if number > most:
            yield document_error("DOCUMENT_TOO_COSTLY", f"{number} {what}; allowed: {most}")
    weight = cost.of_operation()
    if weight > COSTLIEST:
        yield document_error("DOCUMENT_TOO_COSTLY", f"rows times computed fields is {weight}; allowed: {COSTLIEST}")


def _ambiguous(context: ExecutionContext, document: DocumentNode) -> bool:
    """Whether the request leaves open which of several operations is meant."""
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    return len(operations) > 1 and context._provided_operation_name is None  # noqa: SLF001 - else the first one's name


class Limits(SchemaExtension):
    def on_parse(self) -> Iterator[None]:
        query = self.execution_context.query
        refused = too_large(query) if query else None
        if refused is not None:
            raise refused
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        document = context.graphql_document
        if document is not None:
            errors, nul = misshapen(document)
            deep, nul_given = examine_variables(context.variables)
            if deep:
                errors.append(document_error("DOCUMENT_TOO_DEEP", f"variables nest over {DEEPEST_VALUE} deep"))
            if not errors and _ambiguous(context, document):
                problem = "the document has several operations: name one of them in operationName"
                errors.append(document_error("GRAPHQL_INVALID", problem))
            if not errors:
                errors = problems(document, context.schema._schema, context.variables or {})  # noqa: SLF001 - the schema is graphql-core's
            if nul or nul_given:
                errors.append(document_error("BAD_USER_INPUT", "a text holds the character U+0000: not allowed"))
            if errors:
                context.pre_execution_errors = errors
        yield
