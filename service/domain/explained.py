"""Explanations: every value a decision rests on, with the operation, the rule and the inputs that made it.

An operation is a plain function over plain (JSON) values, registered under a name. The engine gets its values by
calling these functions, and an explanation node by calling the same function through `explain`, so that what is
explained is what was computed. `recompute` does it again from the node's own inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.domain.words import Words, filled

Plain = Any
"""str, int, bool, None, or a list or string-keyed dict of these: what JSON can carry. Dates are ISO text, money öre."""
Said = Mapping[str, Words]
"""What a sentence says in place of an input, or of `value`: the label of a code, kronor for öre."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands: document tag, clause, verbatim quote; `derived` says why where no document does."""

    document: str | None
    clause: str
    quote: str | None = None
    derived: Words | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    compute: Callable[..., Plain]
    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class Node:
    """One step of an explanation. `inputs` are the arguments of `operation`, `because` the steps that made them.

    Inputs and value are what programs compute with; `said` is for people alone.
    """

    operation: str
    value: Plain
    inputs: Mapping[str, Plain]
    rule: str | None = None
    source: Source | None = None
    because: tuple[Node, ...] = ()
    said: Said = field(default_factory=dict)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.because:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class FlatNode:
    """A node in document order, as front ends get it: parents before children."""

    id: int
    parent: int | None
    node: Node


OPERATIONS: dict[str, Operation] = {}


def operation(name: str, *, sv: str, en: str) -> Callable[[Callable[..., Plain]], Callable[..., Plain]]:
    """Register a function as an explainable operation.

    `sv` and `en` are sentences over its inputs and `value`, as `words.filled` takes them.
    """

    def register(compute: Callable[..., Plain]) -> Callable[..., Plain]:
        if name in OPERATIONS:
            message = f"operation {name} is registered twice"
            raise ValueError(message)
        OPERATIONS[name] = Operation(name, compute, sv, en)
        return compute

    return register


def explain(
    name: str,
    /,
    *,
    rule: str | None = None,
    source: Source | None = None,
    because: tuple[Node, ...] = (),
    said: Said | None = None,
    **inputs: Plain,
) -> Node:
    """Compute an operation and keep how: KeyError for an unknown operation, else what the operation raises."""
    return Node(name, OPERATIONS[name].compute(**inputs), inputs, rule, source, because, said or {})


def recompute(node: Node) -> Plain:
    """The node's value once more, from its inputs alone."""
    return OPERATIONS[node.operation].compute(**node.inputs)


def flatten(root: Node) -> list[FlatNode]:
    """The tree as a list, depth first, so that a depth-limited query can fetch it whole."""
    flat: list[FlatNode] = []

    def visit(node: Node, parent: int | None) -> None:
        own = len(flat)
        flat.append(FlatNode(own, parent, node))
        for child in node.because:
            visit(child, own)

    visit(root, None)
    return flat


def sentence(node: Node, language: str) -> str:
    """The node in words, in `sv` or `en`."""
    op = OPERATIONS[node.operation]
    return filled(op.sv if language == "sv" else op.en, {**node.inputs, "value": node.value, **node.said}, language)


@operation("fact", sv="{name}: {stated}", en="{name}: {stated}")
def fact(name: str, stated: Plain) -> Plain:  # noqa: ARG001 - the name is what the sentence says of the fact
    """A recorded fact: it is its own value."""
    return stated
