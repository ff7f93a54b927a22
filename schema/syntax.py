"""What a document's text may be, known before it is validated: its size by tokens, its syntax tree by one flat walk."""

from __future__ import annotations

from collections import Counter
from typing import Final

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    Lexer,
    Node,
    OperationDefinitionNode,
    Source,
    StringValueNode,
    TokenKind,
    VariableDefinitionNode,
)

MOST_BYTES: Final = 64 * 1024
MOST_TOKENS: Final = 6000
DEEPEST_NODE: Final = 100
DEEPEST_VALUE: Final = 64
MOST_NODES: Final = (
    (OperationDefinitionNode | FragmentDefinitionNode, 50, "definitions"),
    (VariableDefinitionNode, 50, "variables"),
    (DirectiveNode, 100, "directives"),
    (ArgumentNode, 500, "arguments"),
)


def document_error(code: str, message: str) -> GraphQLError:
    """Why a document is not run. The message tells numbers, never the document's own text."""
    return GraphQLError(message, extensions={"code": code})


def too_large(query: str) -> GraphQLError | None:
    """DOCUMENT_TOO_LARGE for a text that is not worth parsing; None also where it is no GraphQL at all.

    Comments count as tokens. A text with fewer letters than the tokens allowed is not read twice.
    """
    if len(query) <= MOST_TOKENS:
        return None
    if len(query) > MOST_BYTES or len(query.encode()) > MOST_BYTES:
        return document_error("DOCUMENT_TOO_LARGE", f"the document is over {MOST_BYTES} bytes")
    lexer = Lexer(Source(query))
    token = lexer.token
    try:
        for _ in range(MOST_TOKENS + 1):
            token = lexer.read_next_token(token.end)
            if token.kind is TokenKind.EOF:
                return None
    except GraphQLError:  # what is wrong with it, the parser tells
        return None
    return document_error("DOCUMENT_TOO_LARGE", f"the document has over {MOST_TOKENS} tokens")


def misshapen(document: DocumentNode) -> tuple[list[GraphQLError], bool]:
    """DOCUMENT_TOO_LARGE or DOCUMENT_TOO_DEEP by the syntax tree, and whether a text in it holds U+0000."""
    counted: Counter[type[Node]] = Counter()
    nul = False
    deepest = 0
    pending: list[tuple[Node, int]] = [(document, 0)]
    while pending:
        node, depth = pending.pop()
        deepest = max(deepest, depth)
        counted[type(node)] += 1
        if isinstance(node, StringValueNode):
            nul = nul or "\0" in node.value
        for key in node.keys:
            below = getattr(node, key, None)
            if isinstance(below, Node):
                pending.append((below, depth + 1))
            elif isinstance(below, tuple | list):
                pending.extend((one, depth + 1) for one in below if isinstance(one, Node))
    found = [
        document_error("DOCUMENT_TOO_LARGE", f"the document has {times} {name}; allowed: {most}")
        for kinds, most, name in MOST_NODES
        if (times := sum(number for kind, number in counted.items() if issubclass(kind, kinds))) > most
    ]
    if deepest > DEEPEST_NODE:
        found.append(document_error("DOCUMENT_TOO_DEEP", f"the document nests {deepest} deep; allowed: {DEEPEST_NODE}"))
    return found, nul


def examine_variables(variables: object) -> tuple[bool, bool]:
    """Whether the variables nest deeper than DEEPEST_VALUE, and whether a text in them holds U+0000."""
    deep = nul = False
    pending: list[tuple[object, int]] = [(variables, 0)]
    while pending:
        value, depth = pending.pop()
        if depth > DEEPEST_VALUE:
            deep = True
        elif isinstance(value, str):
            nul = nul or "\0" in value
        elif isinstance(value, dict):
            pending.extend((one, depth + 1) for one in value.values())
        elif isinstance(value, list):
            pending.extend((one, depth + 1) for one in value)
    return deep, nul
