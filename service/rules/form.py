"""The JSON Schema of a ruleset, with what a form or an editor needs beside the types.

Each field carries `x-trappa`: the `section` of the document it belongs to (`shared` for parts of several), its `order`
in its part as a person writes it, `label` and `help` in both languages, the `unit` of a number, what each code of a
closed list is called (`values`), and where the clause that says it is found (`source`, a path from the field).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from pydantic import BaseModel

from service.domain.words import Words, plain
from service.rules.field_words import FieldWords
from service.rules.form_words import words_of
from service.rules.ruleset import Ruleset
from service.rules.shape import PLAIN, codes, every, in_order, models, sections, several
from service.rules.sourced import SourceText
from service.rules.value_words import VALUES

KEY: Final = "x-trappa"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SHARED: Final = "shared"


@cache
def ruleset_schema() -> Mapping[str, Any]:
    """JSON Schema, Draft 2020-12."""
    schema = Ruleset.model_json_schema()
    parts = {model.__name__: model for model in every(Ruleset)}
    standing = _sections()
    for name, model in parts.items():
        described = schema if model is Ruleset else schema["$defs"][name]
        described.pop("title", None)
        described.pop("description", None)
        for order, (field, _) in enumerate(in_order(model)):
            _describe(described["properties"][field], model, field, order, standing)
    return {"$schema": DIALECT, "title": "Trappa: regelverk · ruleset", **schema}


def _describe(found: dict[str, Any], model: type[BaseModel], field: str, order: int, standing: dict[str, str]) -> None:
    words = words_of(model.__name__, field) or FieldWords(Words(field, field), Words("", ""))
    extra: dict[str, Any] = {
        "section": field if model is Ruleset else standing[model.__name__],
        "order": order,
        "label": plain(words.label),
        "help": plain(words.help),
    }
    if words.unit is not None:
        extra["unit"] = plain(words.unit.many)
    values = {code: plain(VALUES[code]) for code in codes(model.model_fields[field].annotation) if code in VALUES}
    if values:
        extra["values"] = values
    source = _source(model, field)
    if source is not None:
        extra["source"] = source
    found["title"] = words.label.sv
    found["description"] = f"{words.help.sv} {words.help.en}"
    found[KEY] = extra


def _sections() -> dict[str, str]:
    """The section that each part stands in, by the part's name; SHARED where it stands in several."""
    found: dict[str, str] = {}
    for section, field in in_order(Ruleset):
        for top in models(field.annotation):
            for part in every(top):
                name = part.__name__
                found[name] = section if found.get(name, section) == section else SHARED
    return found


def _source(model: type[BaseModel], field: str) -> str | None:
    """The path from a field to the source that speaks for it; None for what is itself one, or has none."""
    annotation = model.model_fields[field].annotation
    if issubclass(model, PLAIN) or SourceText in models(annotation):
        return None
    own = sections(annotation)
    if own and all("source" in one.model_fields for one in own):
        return "*/source" if several(annotation) else "source"
    if "source" in model.model_fields:
        return "../source"
    above = {path for parent, name in _holders(model) for path in [_source_above(parent, name)]}
    return above.pop() if len(above) == 1 else None


def _source_above(parent: type[BaseModel], name: str) -> str | None:
    """The path from a field of the part that stands in `name` of `parent`, to the parent's source."""
    if "source" not in parent.model_fields:
        return None
    return "../../../source" if several(parent.model_fields[name].annotation) else "../../source"


def _holders(model: type[BaseModel]) -> Iterator[tuple[type[BaseModel], str]]:
    for parent in every(Ruleset):
        for name, field in in_order(parent):
            if model in models(field.annotation):
                yield parent, name
