"""Tells who runs the schema what is about to be run: in the schema's own words, not in those of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graphql import get_operation_ast
from strawberry.extensions import SchemaExtension

from schema.limits import Measured

Announce = Callable[[str, tuple[str, ...]], None]
"""Takes `query` or `mutation` and the names of the root fields, sorted, each once, at most MOST_ROOT_READS."""


def unheard(kind: str, fields: tuple[str, ...]) -> None:
    """For who does not want to know."""


class Announced(SchemaExtension):
    """Only documents that passed validation and the limits get here."""

    def __init__(self, announce: Announce) -> None:
        super().__init__()
        self._announce = announce

    def on_execute(self) -> Iterator[None]:
        context = self.execution_context
        document = context.graphql_document
        operation = get_operation_ast(document, context.operation_name) if document is not None else None
        if document is not None and operation is not None:
            roots = Measured(document).roots(operation.selection_set)
            self._announce(operation.operation.value, tuple(sorted({one.name.value for one in roots})))
        yield
