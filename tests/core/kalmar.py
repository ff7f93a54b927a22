"""Kalmar's shipped ruleset, and rulesets that differ from it in parameters only."""

from __future__ import annotations

import copy
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid5

from service.rules.decision import Adopted
from service.rules.lint import lint
from service.rules.load import load_ruleset
from service.rules.ruleset import Ruleset
from service.rules.yaml_text import read_yaml

FILE = "tenants/packages/kalmar-halsoval.yaml"
TEXT = (files("tenants") / "packages" / "kalmar-halsoval.yaml").read_text(encoding="utf-8")
KALMAR = load_ruleset(TEXT, file=FILE)
PROCEDURE = KALMAR.procedure
_IDS = UUID("5b3f8b8e-2b0a-5a55-9a3e-0d6d5e1f7c01")


def adopted(ruleset: Ruleset = KALMAR) -> Adopted:
    """The version as adopted, under an id made from its label."""
    return Adopted(uuid5(_IDS, ruleset.label), ruleset)


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(TEXT).value
    return content


def varied(**parameters: Any) -> Ruleset:
    """Kalmar's ruleset with parameters set by path, parts joined by `__`: `accrual__ends__value="…"`.

    Only values that the package has are replaced (or keys with a default given), and the result is linted.
    """
    content = copy.deepcopy(_content())
    for path, value in parameters.items():
        *parents, last = path.split("__")
        section: Any = content
        for part in parents:
            section = section[int(part)] if part.isdigit() else section[part]
        section[last] = value
    ruleset = Ruleset.model_validate(content)
    assert lint(ruleset) == []
    return ruleset


def with_yellow(sek: str, **parameters: Any) -> Ruleset:
    """Kalmar's ruleset with another rate for a failure at yellow, where the region initiated."""
    assert [ladder.id for ladder in KALMAR.ladders] == ["TRUST", "STANDARD"]
    return varied(ladders__1__rates__0__sek=sek, **parameters)
