"""What callers state with an act, field by field, as the rules take it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from schema.commands.declared_inputs import EntryInput
from service.domain.errors import Refusal
from service.domain.words import Words
from service.rules.stated import Given
from service.usecases.checking import invalid, twice
from service.usecases.commanding import Written

_MOST_ENTRIES: Final = 60
_OF_OPENING: Final = frozenset({"outcome", "opened_on"})
_KINDS: Final = ("options", "truth", "whole", "day", "reference", "counts")


def stated(entries: Sequence[EntryInput], within: str) -> tuple[dict[str, Given], tuple[Written, ...]]:
    """The values by field, and the texts to be sealed; InvalidInput for a field twice, or with no value or several.

    The entries stand in the input at `within`.
    """
    if len(entries) > _MOST_ENTRIES:
        raise invalid(within, str(len(entries)), f"<= {_MOST_ENTRIES}")
    values: dict[str, Given] = {}
    texts: list[Written] = []
    seen: set[str] = set()
    for place, one in enumerate(entries):
        path = f"{within}[{place}]"
        if one.field in seen:
            raise invalid(f"{path}.field", twice(one.field))
        seen.add(one.field)
        given = [kind for kind in _KINDS if getattr(one, kind) is not None]
        if len(given) + (one.text is not None) != 1:
            problem = Words("inget värde, eller flera", "no value, or several")
            raise invalid(path, problem, "text", *_KINDS)
        if one.text is not None:
            texts.append(Written(one.text, f"{path}.text", name=one.field, required=True, impersonal=True))
        else:
            values[one.field] = _value(one, f"{path}.counts")
    return values, tuple(texts)


def _value(one: EntryInput, path: str) -> Given:
    if one.options is not None:
        return tuple(one.options)
    if one.counts is not None:
        counts = {each.member: each.number for each in one.counts}
        if len(counts) != len(one.counts):
            raise invalid(path, twice("member"))
        return counts
    for value in (one.truth, one.whole, one.day, one.reference):
        if value is not None:
            return value
    raise invalid(path, Words("saknas", "missing"))


def place(refusal: Refusal, given: object) -> None:
    """Lets the refusal name the entry of the input, where the rules name the field of the ruleset that it is of."""
    path = refusal.params.get("path")
    declared = getattr(given, "declared", None)
    if not isinstance(path, str):
        return
    if declared is not None and path in _OF_OPENING:
        refusal.params = {**refusal.params, "path": f"declared.{path}"}
    if "entry" in refusal.params:
        entries: Sequence[EntryInput] = getattr(declared or given, "entries", [])
        within = "entries" if declared is None else "declared.entries"
        places = [n for n, one in enumerate(entries) if one.field == refusal.params["entry"]]
        refusal.params = {**refusal.params, "path": f"{within}[{places[0]}]" if places else within}
