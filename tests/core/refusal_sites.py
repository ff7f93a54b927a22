"""Where service/ raises refusals, read from the source: code, and the parameters given with it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import service
from service.domain import errors

SERVICE = Path(service.__path__[0])
CLASSES = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, errors.Refusal)}
CODE = re.compile(r"[A-Z][A-Z_]+")
NOT_PARAMS = {"source", "allowed", "explanation"}


@dataclass(frozen=True)
class Site:
    """One place that makes a refusal of `code`; `params` None where they are handed on unseen."""

    file: str
    line: int
    code: str
    params: frozenset[str] | None


def _codes(expression: ast.expr, function: ast.AST) -> Iterator[str]:
    """The codes an expression can be: its own text, or what the function assigns to the name or takes for it."""
    match expression:
        case ast.Constant(value=str() as text) if CODE.fullmatch(text):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _codes(body, function)
            yield from _codes(orelse, function)
        case ast.Name(id=name):
            for node in ast.walk(function):
                match node:
                    case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                        yield from _codes(value, function)
                    case ast.FunctionDef(args=arguments):
                        named = arguments.args[len(arguments.args) - len(arguments.defaults) :]
                        for argument, default in zip(named, arguments.defaults, strict=True):
                            if argument.arg == name:
                                yield from _codes(default, function)
                    case _:
                        pass
        case _:
            pass


def _functions(tree: ast.Module) -> Iterator[ast.AST]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _sites(file: str, tree: ast.Module) -> Iterator[Site]:
    seen: set[ast.Call] = set()
    for function in _functions(tree):
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node in seen:
                continue
            given = frozenset(keyword.arg for keyword in node.keywords if keyword.arg) - NOT_PARAMS
            params = None if any(keyword.arg is None for keyword in node.keywords) else given
            if node.func.id == "NotFound":
                seen.add(node)
                yield Site(file, node.lineno, "NOT_FOUND", params)
            elif node.func.id in CLASSES and node.args:
                seen.add(node)
                yield from (Site(file, node.lineno, code, params) for code in _codes(node.args[0], function))
            elif node.func.id == "check_dated":  # the one function that takes a code from its caller
                seen.add(node)
                day = frozenset({"day", "earliest"})
                yield from (
                    Site(file, node.lineno, code, day)
                    for given_code in node.args[3:]
                    for code in _codes(given_code, function)
                )


def sites(*under: str) -> list[Site]:
    """Every place in service/ (or in the files and folders of it named) that makes a refusal."""
    found: list[Site] = []
    for path in sorted(SERVICE.rglob("*.py")):
        name = path.relative_to(SERVICE).as_posix()
        if not under or name.startswith(under):
            found += _sites(name, ast.parse(path.read_text(encoding="utf-8")))
    return found
