"""YAML text to a typed document. What is wrong is said with file, line, key, clause and what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from service.rules.finding import Finding, Severity
from service.rules.shape import models
from service.rules.yaml_text import Path, YamlProblem, YamlText, read_yaml

Document = TypeVar("Document", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file. `clause` is that of the rule it stands in, where it has one."""

    file: str
    line: int
    key: str
    code: str
    problem: str
    allowed: str | None
    clause: str | None
    severity: Severity = "ERROR"

    def __str__(self) -> str:
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        clause = f" [{self.clause}]" if self.clause else ""
        code = self.code if self.severity == "ERROR" else f"{self.severity} {self.code}"
        return f"{self.file}:{self.line}: {self.key or '(file)'}: {code}: {self.problem}{allowed}{clause}"


class DocumentRefused(ValueError):  # noqa: N818 - an outcome the product defines
    """A file with problems; nothing of it may be used."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems

    @property
    def in_short(self) -> str:
        """The first problem, and how many more there are."""
        more = len(self.problems) - 1
        return f"{self.problems[0]}{f' (+{more})' if more else ''}"


@dataclass(frozen=True, slots=True)
class Kind(Generic[Document]):
    """A kind of document: its model, and what is raised where there is an ERROR in one."""

    model: type[Document]
    refused: type[DocumentRefused]

    def loaded(
        self, content: str, file: str, lint: Callable[[Document], Iterable[Finding]]
    ) -> tuple[Document, tuple[Problem, ...]]:
        """The document of a YAML text, and what people are to settle in it."""
        try:
            text = read_yaml(content)
        except YamlProblem as error:
            problem = Problem(file, error.line, "", "NOT_YAML", error.problem, "one YAML mapping", None)
            raise self.refused((problem,)) from error
        return self.checked(text, file, lint)

    def checked(
        self, text: YamlText, file: str, lint: Callable[[Document], Iterable[Finding]]
    ) -> tuple[Document, tuple[Problem, ...]]:
        """As `loaded`, of what has been read."""
        try:
            document = self.model.model_validate(text.value)
        except ValidationError as error:
            found = error.errors(include_url=False)
            raise self.refused(tuple(_typed(self.model, file, text, one) for one in found)) from error
        problems = placed(lint(document), text, file)
        if any(one.severity == "ERROR" for one in problems):
            raise self.refused(problems)
        return document, problems


def placed(findings: Iterable[Finding], text: YamlText, file: str) -> tuple[Problem, ...]:
    """What a linter finds, on the lines of the text that the document was read from, or written as."""
    return tuple(
        Problem(
            file,
            text.line(finding.path),
            _text(finding.path),
            finding.code,
            finding.problem,
            finding.allowed,
            _clause(text, finding.path),
            finding.severity,
        )
        for finding in findings
    )


def _text(path: Path) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _clause(text: YamlText, path: Path) -> str | None:
    """The clause of the innermost rule around `path`."""
    found, value = None, text.value
    for part in (*path, None):
        if isinstance(value, dict):
            source = value.get("source")
            if isinstance(source, dict) and isinstance(source.get("clause"), str):
                found = source["clause"]
            elif isinstance(value.get("clause"), str):
                found = value["clause"]
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            break
    return found


def _keys_allowed(root: type[BaseModel], path: Path) -> str | None:
    """The keys of the section at `path`."""
    model: type[BaseModel] | None = root
    for part in path:
        if isinstance(part, int) or model is None:
            continue
        found = model.model_fields.get(part)
        if found is None:  # a key of a mapping such as documents.S1
            continue
        model = next(models(found.annotation), None)
    return ", ".join(sorted(model.model_fields)) if model else None


def _shortened(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_LONGEST = 200
CODES = {"extra_forbidden": "UNKNOWN_KEY", "missing": "MISSING_KEY"}


def _typed(root: type[BaseModel], file: str, text: YamlText, error: ErrorDetails) -> Problem:
    path = error["loc"]
    code = CODES.get(error["type"], "INVALID_VALUE")
    context = error.get("ctx") or {}
    allowed: str | None
    if code == "UNKNOWN_KEY":
        problem, allowed = "the key is not known here", _keys_allowed(root, path[:-1])
    elif code == "MISSING_KEY":
        problem, allowed = "the key is missing", _keys_allowed(root, path[:-1])
    else:
        expected = context.get("expected") or context.get("pattern") or context.get("error")
        if error["type"].startswith("date"):
            expected = "a date, YYYY-MM-DD"
        problem, allowed = f"{_shortened(error['input'])} is not valid here", str(expected or error["msg"])
    return Problem(file, text.line(path), _text(path), code, problem, allowed, _clause(text, path))
