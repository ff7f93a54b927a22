"""Ruleset text to a typed ruleset. What is wrong is said with file, line, key, clause and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from service.rules.finding import Severity
from service.rules.lint import lint, unknown_roles
from service.rules.ruleset import Ruleset
from service.rules.shape import models
from service.rules.yaml_text import Path, YamlProblem, YamlText, read_yaml


@dataclass(frozen=True, slots=True)
class RulesetProblem:
    """One thing wrong with a ruleset file. `clause` is that of the rule it stands in, where it has one."""

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


class RulesetRefused(ValueError):  # noqa: N818 - an outcome the product defines
    """A ruleset file with problems; nothing of it may be used."""

    def __init__(self, problems: tuple[RulesetProblem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems

    @property
    def in_short(self) -> str:
        """The first problem, and how many more there are."""
        more = len(self.problems) - 1
        return f"{self.problems[0]}{f' (+{more})' if more else ''}"


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


def _keys_allowed(path: Path) -> str | None:
    """The keys of the section at `path`."""
    model: type[BaseModel] | None = Ruleset
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
_CODES = {"extra_forbidden": "UNKNOWN_KEY", "missing": "MISSING_KEY"}


def _typed_problem(file: str, text: YamlText, error: ErrorDetails) -> RulesetProblem:
    path = error["loc"]
    code = _CODES.get(error["type"], "INVALID_VALUE")
    context = error.get("ctx") or {}
    allowed: str | None
    if code == "UNKNOWN_KEY":
        problem, allowed = "the key is not known here", _keys_allowed(path[:-1])
    elif code == "MISSING_KEY":
        problem, allowed = "the key is missing", _keys_allowed(path[:-1])
    else:
        expected = context.get("expected") or context.get("pattern") or context.get("error")
        if error["type"].startswith("date"):
            expected = "a date, YYYY-MM-DD"
        problem, allowed = f"{_shortened(error['input'])} is not valid here", str(expected or error["msg"])
    return RulesetProblem(file, text.line(path), _text(path), code, problem, allowed, _clause(text, path))


def load_ruleset(content: str, *, file: str, roles: Iterable[str] | None = None) -> Ruleset:
    """The ruleset of a YAML text; RulesetRefused with every problem found where there is any.

    With `roles`, those of the catalogue, mandates that name another one are problems too.
    """
    return _loaded(content, file, roles)[0]


def warnings(content: str, *, file: str, roles: Iterable[str] | None = None) -> tuple[RulesetProblem, ...]:
    """What people are to settle in a ruleset that `load_ruleset` takes; raises as that does."""
    return _loaded(content, file, roles)[1]


def problems_in(content: str, *, file: str, roles: Iterable[str] | None = None) -> tuple[RulesetProblem, ...]:
    """Every problem of a YAML text, also what people are to settle in it."""
    try:
        return _loaded(content, file, roles)[1]
    except RulesetRefused as refused:
        return refused.problems


def _loaded(content: str, file: str, roles: Iterable[str] | None) -> tuple[Ruleset, tuple[RulesetProblem, ...]]:
    try:
        text = read_yaml(content)
    except YamlProblem as error:
        problem = RulesetProblem(file, error.line, "", "NOT_YAML", error.problem, "one YAML mapping", None)
        raise RulesetRefused((problem,)) from error
    return _checked(text, file, roles)


def check_content(content: Mapping[str, Any], *, roles: Iterable[str]) -> Ruleset:
    """The ruleset of a document that is kept as JSON; RulesetRefused as of `load_ruleset`, without file, on line 0."""
    return _checked(YamlText(content, _NO_LINES), "", roles)[0]


def content_problems(content: Mapping[str, Any], *, roles: Iterable[str]) -> tuple[RulesetProblem, ...]:
    """Every problem of a document that is kept as JSON, also what people are to settle in it."""
    try:
        return _checked(YamlText(content, _NO_LINES), "", roles)[1]
    except RulesetRefused as refused:
        return refused.problems


_NO_LINES: dict[Path, int] = {(): 0}


def _checked(text: YamlText, file: str, roles: Iterable[str] | None) -> tuple[Ruleset, tuple[RulesetProblem, ...]]:
    try:
        ruleset = Ruleset.model_validate(text.value)
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise RulesetRefused(tuple(_typed_problem(file, text, one) for one in found)) from error
    problems = problems_of(ruleset, text, file=file, roles=roles)
    if any(one.severity == "ERROR" for one in problems):
        raise RulesetRefused(problems)
    return ruleset, problems


def problems_of(
    ruleset: Ruleset, text: YamlText, *, file: str, roles: Iterable[str] | None = None
) -> tuple[RulesetProblem, ...]:
    """What the linter finds in a ruleset, on the lines of the text that it was read from, or written as."""
    return tuple(
        RulesetProblem(
            file,
            text.line(finding.path),
            _text(finding.path),
            finding.code,
            finding.problem,
            finding.allowed,
            _clause(text, finding.path),
            finding.severity,
        )
        for finding in [*lint(ruleset), *([] if roles is None else unknown_roles(ruleset, roles))]
    )
