"""Ruleset text to a typed ruleset, or a refusal with every problem found in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from service.rules.finding import Finding
from service.rules.lint import lint, unknown_roles
from service.rules.problems import DocumentRefused, Kind, Problem, placed
from service.rules.ruleset import Ruleset
from service.rules.yaml_text import Path, YamlText


class RulesetRefused(DocumentRefused):
    """A ruleset file with problems; nothing of it may be used."""


_RULESET: Final = Kind(Ruleset, RulesetRefused)
_NO_LINES: Final[dict[Path, int]] = {(): 0}


def load_ruleset(content: str, *, file: str, roles: Iterable[str] | None = None) -> Ruleset:
    """The ruleset of a YAML text; RulesetRefused with every problem found where there is any.

    With `roles`, those of the catalogue, mandates that name another one are problems too.
    """
    return _RULESET.loaded(content, file, _linter(roles))[0]


def warnings(content: str, *, file: str, roles: Iterable[str] | None = None) -> tuple[Problem, ...]:
    """What people are to settle in a ruleset that `load_ruleset` takes; raises as that does."""
    return _RULESET.loaded(content, file, _linter(roles))[1]


def problems_in(content: str, *, file: str, roles: Iterable[str] | None = None) -> tuple[Problem, ...]:
    """Every problem of a YAML text, also what people are to settle in it."""
    try:
        return warnings(content, file=file, roles=roles)
    except RulesetRefused as refused:
        return refused.problems


def check_content(content: Mapping[str, Any], *, roles: Iterable[str]) -> Ruleset:
    """The ruleset of a document that is kept as JSON; RulesetRefused as of `load_ruleset`, without file, on line 0."""
    return _RULESET.checked(YamlText(content, _NO_LINES), "", _linter(roles))[0]


def content_problems(content: Mapping[str, Any], *, roles: Iterable[str]) -> tuple[Problem, ...]:
    """Every problem of a document that is kept as JSON, also what people are to settle in it."""
    try:
        return _RULESET.checked(YamlText(content, _NO_LINES), "", _linter(roles))[1]
    except RulesetRefused as refused:
        return refused.problems


def problems_of(
    ruleset: Ruleset, text: YamlText, *, file: str, roles: Iterable[str] | None = None
) -> tuple[Problem, ...]:
    """What the linter finds in a ruleset, on the lines of the text that it was read from, or written as."""
    return placed(_linter(roles)(ruleset), text, file)


def _linter(roles: Iterable[str] | None) -> Callable[[Ruleset], list[Finding]]:
    return lambda ruleset: [*lint(ruleset), *([] if roles is None else unknown_roles(ruleset, roles))]
