"""What a simulation found, as the JSON that is kept of it, and read again for whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter

from service.domain import errors
from service.domain.explained import Node, Source
from service.domain.facts import canonical
from service.domain.words import Words
from service.rules.side_by_side import Change
from service.rules.simulate import CaseDifference, Totals

_KINDS: Final = {one.__name__: one for one in (errors.MandateMissing, errors.RuleRefused, errors.InvalidInput)}


@dataclass(frozen=True, slots=True)
class _Refused:
    kind: str
    code: str
    source: Source | None
    allowed: tuple[str | Words, ...]
    explanation: Node | None
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Found:
    unit_id: UUID | None
    opened_on: date
    before_ore: int | None
    after_ore: int | None
    changes: tuple[Change, ...]
    cause: Node | None
    refusal: _Refused | None


_FOUND: Final = TypeAdapter(_Found)
_REFUSED: Final = TypeAdapter(_Refused)
_TOTALS: Final = TypeAdapter(Totals)


def difference_text(one: CaseDifference) -> str:
    """JSON of all but the case's id."""
    owed = (one.before_ore, one.after_ore)
    refusal = None if one.refusal is None else _refused(one.refusal)
    found = _Found(one.unit_id, one.opened_on, *owed, one.changes, one.cause, refusal)
    return canonical(_FOUND.dump_python(found, mode="json"))


def difference(case_id: UUID, content: Any) -> CaseDifference:
    """The difference from what JSON gives of its text."""
    found = _FOUND.validate_python(content)
    owed = (found.before_ore, found.after_ore)
    refusal = None if found.refusal is None else _refusal(found.refusal)
    return CaseDifference(case_id, found.unit_id, found.opened_on, *owed, found.changes, found.cause, refusal)


def totals_text(totals: Totals) -> str:
    return canonical(_TOTALS.dump_python(totals, mode="json"))


def totals(content: Mapping[str, Any]) -> Totals:
    """The totals from what JSON gives of their text."""
    return _TOTALS.validate_python(content)


def refusal_text(refusal: errors.Refusal) -> str:
    return canonical(_REFUSED.dump_python(_refused(refusal), mode="json"))


def refusal(content: Any) -> errors.Refusal:
    """The refusal from what JSON gives of its text; words among its parameters come back in their plain form."""
    return _refusal(_REFUSED.validate_python(content))


def _refused(one: errors.Refusal) -> _Refused:
    return _Refused(type(one).__name__, one.code, one.source, one.allowed, one.explanation, one.params)


def _refusal(one: _Refused) -> errors.Refusal:
    shared: dict[str, Any] = {"source": one.source, "allowed": one.allowed, "explanation": one.explanation}
    return _KINDS[one.kind](one.code, **shared, **one.params)
