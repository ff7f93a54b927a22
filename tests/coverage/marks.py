"""Finds which test carries which requirement by reading the test files, without importing them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

MARKERS = {"pytest.mark.requirement", "mark.requirement"}

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Marks:
    """Tests by requirement id, each as `tests/test_x.py::test_name`, and what could not be read."""

    tests: dict[str, list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def find_marks(root: Path) -> Marks:
    """Read every `tests/**/test_*.py` under root, in order of path and line."""
    marks = Marks()
    for path in sorted((root / "tests").rglob("test_*.py")):
        _FileReader(path.relative_to(root).as_posix(), marks).read(path.read_text(encoding="utf-8"))
    return marks


class _FileReader:
    def __init__(self, name: str, marks: Marks) -> None:
        self.name = name
        self.marks = marks
        self.carried: set[ast.Call] = set()
        self.assigned: dict[str, ast.expr] = {}

    def read(self, source: str) -> None:
        module = ast.parse(source, self.name)
        for statement in module.body:
            for target, value in _assignments(statement):
                self.assigned[target] = value
        self._read_body(module.body, self.name)
        for call in _requirement_calls(module):
            if call not in self.carried:
                self._object(call, "a requirement marker that no test carries")

    def _read_body(self, body: list[ast.stmt], place: str) -> None:
        for statement in body:
            for target, value in _assignments(statement):
                if target == "pytestmark":
                    self._carry(value, place)
            if isinstance(statement, ast.ClassDef) and statement.name.startswith("Test"):
                self._carry_decorators(statement, f"{place}::{statement.name}")
                self._read_body(statement.body, f"{place}::{statement.name}")
            elif isinstance(statement, Function) and statement.name.startswith("test"):
                self._carry_decorators(statement, f"{place}::{statement.name}")

    def _carry_decorators(self, definition: ast.ClassDef | Function, test: str) -> None:
        for decorator in definition.decorator_list:
            self._carry(decorator, test)
            for node in ast.walk(decorator):
                if isinstance(node, ast.Name) and node.id in self.assigned:
                    self._carry(self.assigned[node.id], test)

    def _carry(self, expression: ast.expr, test: str) -> None:
        for call in _requirement_calls(expression):
            self.carried.add(call)
            if not call.args or call.keywords:
                self._object(call, "a requirement marker takes ids and nothing else")
            for argument in call.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    tests = self.marks.tests.setdefault(argument.value, [])
                    if test not in tests:
                        tests.append(test)
                else:
                    self._object(call, f"a requirement id must be written out, not {ast.unparse(argument)}")

    def _object(self, call: ast.Call, problem: str) -> None:
        self.marks.problems.append(f"{self.name}:{call.lineno}: {problem}")


def _requirement_calls(node: ast.AST) -> Iterator[ast.Call]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in MARKERS:
            yield call


def _assignments(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            if isinstance(target, ast.Name):
                yield target.id, statement.value
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
        yield statement.target.id, statement.value
