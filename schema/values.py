"""What is wrong with values that were sent: where it is, and what is allowed there.

Never the values themselves: some are sealed once they are stored, and errors end up in logs of front ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from graphql import (
    SKIP,
    ExecutionResult,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLSchema,
    GraphQLSyntaxError,
    ListValueNode,
    Node,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ValueNode,
    ValuesOfCorrectTypeRule,
    VisitorAction,
    get_named_type,
    get_nullable_type,
    get_operation_ast,
    is_input_type,
    is_non_null_type,
    is_required_input_field,
    type_from_ast,
    validate_input_value,
)
from graphql.utilities import validate_input_literal
from strawberry.extensions import SchemaExtension

Path = Sequence[str | int]
MOST_ERRORS: Final = 50
ALLOWED: Final[Mapping[str, str]] = {
    "Boolean": "true or false",
    "Date": "a day, YYYY-MM-DD",
    "DateTime": "a time with its offset, ISO 8601",
    "Float": "a number",
    "ID": "a text",
    "Int": "a whole number of 32 bits",
    "Money": "an amount in kronor, a decimal text such as 16258.06",
    "Month": "a month, YYYY-MM, 1900-2999",
    "String": "a text",
    "UUID": "a UUID",
}
"""Scalar → what a value of it can be."""
_NAME: Final = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,63}")
_EXPECTED: Final = "Syntax Error: Expected "


def _written(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


class _EnoughError(Exception):
    """There is no use in telling of more."""


def _allowed(of: GraphQLInputType) -> str:
    named = get_named_type(of)
    if isinstance(named, GraphQLEnumType):
        words = f"one of {', '.join(named.values)}"
    elif isinstance(named, GraphQLInputObjectType):
        words = f"an object with {', '.join(named.fields)}"
    else:
        words = ALLOWED.get(named.name, "")
    return f"{of}, {words}" if words else str(of)


def _error(problem: str, of: GraphQLInputType, node: Node, **extensions: Any) -> GraphQLError:
    return GraphQLError(f"{problem}; allowed: {_allowed(of)}", node, extensions=extensions)


def _type_at(of: GraphQLInputType, path: Path) -> GraphQLInputType:
    for step in path:
        inner: Any = get_nullable_type(of)
        while isinstance(inner, GraphQLList) and isinstance(step, str):  # one that stands for a list of one
            inner = get_nullable_type(inner.of_type)
        of = inner.of_type if isinstance(step, int) else inner.fields[step].type
    return of


def _lacking(of: GraphQLInputObjectType, given: Mapping[str, object]) -> Iterator[str]:
    return (name for name, field in of.fields.items() if is_required_input_field(field) and name not in given)


class _Variable:
    """Collects what is wrong with the value of one variable, each problem once."""

    def __init__(self, name: str, of: GraphQLInputType, value: object, node: Node) -> None:
        self._root = name
        self._type = of
        self._value = value
        self._node = node
        self.found: dict[tuple[str | int, ...], GraphQLError] = {}

    def look(self) -> None:
        validate_input_value(self._value, self._type, self._told, hide_suggestions=True)

    def missing(self) -> None:
        self._add((), "is missing", self._type)

    def _told(self, error: GraphQLError, path: list[str | int]) -> None:
        of, value = _type_at(self._type, path), self._value
        for step in path:
            value = value[step]  # type: ignore[index]
        named = get_named_type(of)
        if isinstance(named, GraphQLInputObjectType) and isinstance(value, dict):
            for name in _lacking(named, value):
                self._add((*path, name), "is missing", named.fields[name].type)
            for name in value:
                if name in named.fields:
                    continue
                if _NAME.fullmatch(name):
                    self._add((*path, name), f"is no field of {named}", of)
                else:  # what is no name could be anything
                    self._add(path, f"has a field that is none of {named}", of)
        else:
            problem = "is null" if value is None else "has a value it cannot have"
            self._add(path, problem, of, **(error.extensions or {}))

    def _add(self, path: Path, problem: str, of: GraphQLInputType, **extensions: Any) -> None:
        if len(self.found) >= MOST_ERRORS:
            raise _EnoughError
        full = (self._root, *path)
        text = f"${self._root}{_written(path)} {problem}"
        self.found.setdefault(full, _error(text, of, self._node, **extensions, path=list(full)))


def wrong_variables(
    schema: GraphQLSchema, operation: OperationDefinitionNode, given: Mapping[str, Any]
) -> list[GraphQLError]:
    """What is wrong with the variables of a valid operation, at most MOST_ERRORS of it, each with `extensions.path`."""
    found: list[GraphQLError] = []
    for definition in operation.variable_definitions or ():
        of, name = type_from_ast(schema, definition.type), definition.variable.name.value
        if not is_input_type(of):
            raise TypeError(f"validation lets no variable be a {of}")
        variable = _Variable(name, of, given.get(name), definition)
        try:
            if name in given:
                variable.look()
            elif definition.default_value is None and is_non_null_type(of):
                variable.missing()
        except _EnoughError:
            pass
        found += variable.found.values()
    return found[:MOST_ERRORS]


class Literals(ValuesOfCorrectTypeRule):
    """graphql-core's rule of values that stand in a document, telling where each is and not what it is."""

    def is_valid_value_node(self, node: ValueNode, input_type: GraphQLInputType | None) -> VisitorAction:
        if input_type:
            told = partial(self._told, node, input_type, set())
            validate_input_literal(node, input_type, told, hide_suggestions=True)
        return SKIP

    def _told(
        self, node: ValueNode, of: GraphQLInputType, lacking: set[Node], error: GraphQLError, path: list[str | int]
    ) -> None:
        here, of = _node_at(node, path), _type_at(of, path)
        where, named = _written(path).lstrip("."), get_named_type(of)
        within = f"{where}." if path else ""
        blamed = error.nodes[0] if error.nodes else here
        if isinstance(blamed, ObjectFieldNode):
            self.report_error(_error(f"{within}{blamed.name.value} is no field of {named}", of, blamed))
        elif isinstance(here, ObjectValueNode) and isinstance(named, GraphQLInputObjectType):
            if here not in lacking:
                lacking.add(here)
                for name in _lacking(named, {one.name.value: one for one in here.fields}):
                    self.report_error(_error(f"{within}{name} is missing", named.fields[name].type, here))
        else:
            problem = f"{where} has a value it cannot have" if path else "this is not possible"
            self.report_error(_error(problem, of, here, **(error.extensions or {})))


def _node_at(node: ValueNode, path: Path) -> ValueNode:
    for step in path:
        if isinstance(step, int) and isinstance(node, ListValueNode):
            node = node.values[step]
        elif isinstance(node, ObjectValueNode):
            node = next(one.value for one in node.fields if one.name.value == step)
    return node


class Untold(SchemaExtension):
    """Lets no error of syntax, literals or variables repeat what was sent."""

    def on_parse(self) -> Iterator[None]:
        yield
        for error in self.execution_context.pre_execution_errors or []:
            if isinstance(error, GraphQLSyntaxError):
                # What was expected is the grammar's word; what was found is the sender's.
                expected = error.message.partition(", found")[0] if error.message.startswith(_EXPECTED) else ""
                error.message = f"{expected or 'Syntax Error: not possible'} here."

    def on_validate(self) -> Iterator[None]:
        rules = self.execution_context.validation_rules
        self.execution_context.validation_rules = tuple(
            Literals if one is ValuesOfCorrectTypeRule else one for one in rules
        )
        yield

    def on_execute(self) -> Iterator[None]:
        context = self.execution_context
        document = context.graphql_document
        operation = get_operation_ast(document, context.operation_name) if document is not None else None
        if operation is not None:
            schema = context.schema._schema  # noqa: SLF001 - the schema is graphql-core's
            wrong = wrong_variables(schema, operation, context.variables or {})
            if wrong:
                context.result = ExecutionResult(None, wrong)
        yield
