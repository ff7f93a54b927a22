"""What a document may ask: bounded depth and size, one command. One memoised pass, linear in the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    Visitor,
    visit,
)
from strawberry.extensions import SchemaExtension

DEEPEST: Final = 14
MOST_FIELDS: Final = 1000
MOST_ROOT_READS: Final = 20


class Measured:
    """Depth and number of fields of a document's selections, each fragment measured once."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._known: dict[str, tuple[int, int]] = {}
        self._open: set[str] = set()

    def measure(self, selections: SelectionSetNode) -> tuple[int, int]:
        """(depth, fields); a fragment in a cycle counts as nothing, since validation refuses it."""
        depth, fields = 0, 0
        for node in selections.selections:
            below, more = (0, 0)
            if isinstance(node, FragmentSpreadNode):
                below, more = self._fragment(node.name.value)
            elif isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set is not None:
                below, more = self.measure(node.selection_set)
            own = 1 if isinstance(node, FieldNode) else 0
            depth, fields = max(depth, below + own), min(fields + more + own, MOST_FIELDS + 1)
        return depth, fields

    def _fragment(self, name: str) -> tuple[int, int]:
        if name in self._open or name not in self._fragments:
            return 0, 0
        if name not in self._known:
            self._open.add(name)
            self._known[name] = self.measure(self._fragments[name].selection_set)
            self._open.discard(name)
        return self._known[name]

    def roots(self, selections: SelectionSetNode, seen: frozenset[str] = frozenset()) -> Iterator[FieldNode]:
        """The root fields of an operation, through fragments."""
        for node in selections.selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name not in seen and name in self._fragments:
                    yield from self.roots(self._fragments[name].selection_set, seen | {name})
            elif isinstance(node, InlineFragmentNode):
                yield from self.roots(node.selection_set, seen)


def _refused(code: str, message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": code})


def problems(document: DocumentNode) -> list[GraphQLError]:
    """Why the document is not run: DOCUMENT_TOO_DEEP, DOCUMENT_TOO_LARGE or ONE_COMMAND_PER_REQUEST."""
    found: list[GraphQLError] = []
    measured = Measured(document)
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        depth, fields = measured.measure(operation.selection_set)
        if depth > DEEPEST:
            found.append(_refused("DOCUMENT_TOO_DEEP", f"the document is {depth} deep; allowed: {DEEPEST}"))
        if fields > MOST_FIELDS:
            found.append(_refused("DOCUMENT_TOO_LARGE", f"the document has over {MOST_FIELDS} fields"))
            continue
        roots = sum(1 for _ in measured.roots(operation.selection_set))
        if operation.operation is OperationType.MUTATION and roots > 1:
            found.append(_refused("ONE_COMMAND_PER_REQUEST", f"{roots} commands in one request; allowed: 1"))
        if operation.operation is OperationType.QUERY and roots > MOST_ROOT_READS:
            found.append(_refused("DOCUMENT_TOO_LARGE", f"{roots} root fields; allowed: {MOST_ROOT_READS}"))
    return found


def _holds_nul(value: object) -> bool:
    match value:
        case str():
            return "\0" in value
        case dict():
            return any(_holds_nul(one) for one in value.values())
        case list():
            return any(_holds_nul(one) for one in value)
        case _:
            return False


class _Texts(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.nul = False

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        self.nul = self.nul or "\0" in node.value


def unstorable(query: str | None, document: DocumentNode, variables: object) -> list[GraphQLError]:
    """BAD_USER_INPUT where a text holds U+0000, which no text of the database can."""
    found = _holds_nul(variables)
    if not found and query is not None and "\\u" in query:  # a literal can hold it as an escape only
        texts = _Texts()
        visit(document, texts)
        found = texts.nul
    return [_refused("BAD_USER_INPUT", "a text holds the character U+0000, which is not allowed")] if found else []


class Limits(SchemaExtension):
    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        document = context.graphql_document
        if document is not None:
            errors = [*problems(document), *unstorable(context.query, document, context.variables)]
            if errors:
                self.execution_context.pre_execution_errors = errors
        yield
