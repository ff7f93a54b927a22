"""How the values of a ruleset are said: codes and ids by their labels, amounts in kronor, several with commas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from service.domain.money import parse_sek
from service.domain.words import Words, kronor, spoken
from service.rules.form_words import words_of
from service.rules.shape import assumed, codes, holds_ids, in_order, is_section, known_by
from service.rules.sourced import Label, SourceText
from service.rules.value_words import OUTCOMES, VALUES

_NONE = Words("inga", "none")
_LISTED = {
    "action": "acts",
    "any_of": "options",
    "below": "colours",
    "next": "colours",
    "recipients": "bodies",
    "to": "states",
}
"""In which list what a field names stands, where the list is not called as the field is."""


def joined(parts: list[Words], between: str = ", ") -> Words:
    return Words(between.join(one.sv for one in parts), between.join(one.en for one in parts))


class Speaker:
    """Says what stands in `document`; `roles` are what people call the roles."""

    def __init__(self, document: BaseModel, roles: Mapping[str, Words]) -> None:
        self._roles = roles
        self._named: dict[str, dict[str, set[Words]]] = {}
        for place, own_id, label in _labels(document):
            self._named.setdefault(own_id, {}).setdefault(place, set()).add(label)

    def label(self, model: type[BaseModel], field: str) -> Words:
        """What the field is called."""
        found = words_of(model.__name__, field)
        return Words(field, field) if found is None else found.label

    def name(self, item: BaseModel) -> Words:
        """What an item of a list is called: its label, or what it is known by, with the outcomes that it is for."""
        label = getattr(item, "label", None)
        if isinstance(label, Label):
            return Words(label.sv, label.en)
        found = known_by(item)
        if found is None:
            return self.described(item) if list(self._parts(item, None)) else _NONE
        said = self.value(type(item), *found)
        outcomes = getattr(item, "outcomes", ())
        if not outcomes:
            return said
        of = self.value(type(item), "outcomes", outcomes)
        return Words(f"{said.sv} ({of.sv})", f"{said.en} ({of.en})")

    def value(self, model: type[BaseModel], field: str, value: Any) -> Words:
        """One value of a field, or several: all that is no section."""
        if isinstance(value, tuple | list):
            return joined([self.value(model, field, one) for one in value]) if value else _NONE
        if isinstance(value, SourceText):
            return _cited(value)
        if isinstance(value, BaseModel) and not isinstance(value, Label):
            return self.described(value)
        found = model.model_fields.get(field)
        if isinstance(value, str) and found is not None and value in codes(found.annotation):
            return VALUES.get(value, Words(value, value))
        if isinstance(value, str):
            return self._text(model, field, value)
        said = Words(spoken(value, "sv"), spoken(value, "en"))
        words = words_of(model.__name__, field)
        if words is None or words.unit is None or isinstance(value, bool) or not isinstance(value, int):
            return said
        unit = words.unit.one if value == 1 else words.unit.many
        return Words(f"{said.sv} {unit.sv}", f"{said.en} {unit.en}")

    def _text(self, model: type[BaseModel], field: str, value: str) -> Words:
        words = words_of(model.__name__, field)
        if words is not None and words.unit is not None and words.unit.money:
            return kronor(parse_sek(value))
        if holds_ids(model.model_fields[field]):
            return self._called(field, value) or self._roles.get(value) or OUTCOMES.get(value) or Words(value, value)
        return Words(value, value)

    def _called(self, field: str, own_id: str) -> Words | None:
        """The label of what the field names; None where nothing has the id, or several with other labels."""
        places = self._named.get(own_id, {})
        labels = (
            places.get(_LISTED.get(field, field)) or places.get(f"{field}s") or set[Words]().union(*places.values())
        )
        return next(iter(labels)) if len(labels) == 1 else None

    def described(self, section: BaseModel, *, named: bool = False) -> Words:
        """What a section says: its own values by name, and what is below it by name; its label where it has no more.

        With `named`, what it is known by has been said.
        """
        parts = list(self._parts(section, _key(section) if named else None))
        return joined(parts, "; ") if parts else self.name(section)

    def _parts(self, section: BaseModel, own: str | None) -> Iterator[Words]:
        for name, field in in_order(type(section)):
            value = getattr(section, name)
            told = own is not None and name == "outcomes"
            if isinstance(value, SourceText) or name in {"label", own} or told or assumed(field, value):
                continue
            label = self.label(type(section), name)
            if isinstance(value, BaseModel) and not isinstance(value, Label):
                said = self.described(value)
            elif isinstance(value, tuple) and any(is_section(one) for one in value):
                said = joined([self._item(one) for one in value])
            else:
                said = self.value(type(section), name, value)
            yield said if name == "value" else Words(f"{label.sv}: {said.sv}", f"{label.en}: {said.en}")

    def _item(self, item: BaseModel) -> Words:
        parts = list(self._parts(item, _key(item)))
        name = self.name(item)
        if not parts:
            return name
        below = joined(parts, "; ")
        return Words(f"{name.sv} ({below.sv})", f"{name.en} ({below.en})")


def _key(item: BaseModel) -> str | None:
    found = known_by(item)
    return None if found is None else found[0]


def _labels(value: Any, place: str = "") -> Iterator[tuple[str, str, Words]]:
    """Every id of the document that has a label, with the name of the list it stands in."""
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _labels(one, place)
    elif isinstance(value, tuple):
        for one in value:
            yield from _labels(one, place)
    elif is_section(value):
        own, label = getattr(value, "id", None), getattr(value, "label", None)
        if isinstance(own, str) and isinstance(label, Label):
            yield place, own, Words(label.sv, label.en)
        for name in type(value).model_fields:
            yield from _labels(getattr(value, name), name)


def _cited(source: SourceText) -> Words:
    if source.derived is not None:
        return Words(f"{source.clause} ({source.derived.sv})", f"{source.clause} ({source.derived.en})")
    cited = f"{source.document}, {source.clause}: «{source.quote}»"
    return Words(cited, cited)
