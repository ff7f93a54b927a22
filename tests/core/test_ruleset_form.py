"""The JSON Schema of a ruleset: valid by its dialect, true of the packages, and enough to build a form from."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path as File
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from service.domain.words import Words
from service.rules.form import KEY, ruleset_schema
from service.rules.form_words import words_of
from service.rules.ruleset import Ruleset
from service.rules.shape import codes, every, identity, in_order
from service.rules.value_words import VALUES
from service.rules.yaml_text import read_yaml
from tests.core.kalmar import KALMAR
from tests.core.test_ruleset_diff import CONTENT
from tests.core.test_ruleset_yaml import PACKAGES

SCHEMA = ruleset_schema()
VALID = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
COMMITTED = File(__file__).parents[2] / "docs" / "ruleset.schema.json"
MODELS = {model.__name__: model for model in every(Ruleset)}
FIELDS = [(model, name) for model in MODELS.values() for name in model.model_fields]


def described(model: str, field: str) -> Any:
    part = SCHEMA if model == "Ruleset" else SCHEMA["$defs"][model]
    return part["properties"][field]


@pytest.mark.requirement("A10", "C9")
def test_the_schema_is_one_of_its_dialect() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.requirement("A10", "C9")
@pytest.mark.parametrize("name", PACKAGES)
def test_every_shipped_package_is_valid_by_it(name: str) -> None:
    assert [error.message for error in VALID.iter_errors(read_yaml(PACKAGES[name]).value)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("accrual", "rounding", "value"), "UP"),
        (("validity", "valid_from"), "soon"),
        (("plan", "default_months"), 25),
        (("colours", 0, "plan_required"), "yes"),
        (("mandates", 0, "roles"), []),
        (("colours", 0, "colour"), "GREEN"),
        (("region",), "8"),
    ],
)
def test_what_the_model_refuses_is_invalid_by_it(path: tuple[str | int, ...], value: object) -> None:
    content = copy.deepcopy(CONTENT)
    part: Any = content
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    with pytest.raises(ValueError, match="validation error"):
        Ruleset.model_validate(content)
    (error,) = VALID.iter_errors(content)
    assert tuple(error.absolute_path) in {path, path[:-1]}


@pytest.mark.requirement("C9", "XC-07")
@pytest.mark.parametrize(("model", "field"), FIELDS, ids=[f"{model.__name__}.{name}" for model, name in FIELDS])
def test_every_field_has_its_label_help_order_and_section(model: Any, field: str) -> None:
    words = words_of(model.__name__, field)
    assert words is not None, "service/rules/form_words.py has no words for it"
    extra = described(model.__name__, field)[KEY]
    assert extra["label"] == {"sv": words.label.sv, "en": words.label.en}
    assert extra["help"]["sv"].endswith(".")
    assert extra["help"]["en"].endswith(".")
    assert extra["order"] == [name for name, _ in in_order(model)].index(field)
    assert extra["section"] in {*Ruleset.model_fields, "shared"}
    listed = codes(model.model_fields[field].annotation)
    assert set(listed) <= VALUES.keys(), "service/rules/value_words.py has no words for it"
    assert extra.get("values", {}).keys() == set(listed)


def test_the_orders_of_a_part_are_those_of_its_fields() -> None:
    for name in MODELS:
        part = SCHEMA if name == "Ruleset" else SCHEMA["$defs"][name]
        orders = sorted(one[KEY]["order"] for one in part["properties"].values())
        assert orders == list(range(len(orders)))


def test_numbers_and_amounts_have_units() -> None:
    units = {f"{model}.{field}": described(model, field)[KEY].get("unit", {}).get("sv") for model, field in [
        ("Rate", "sek"), ("PlanRules", "default_months"), ("Level", "value"), ("Band", "lowest"), ("Colour", "next"),
    ]}  # fmt: skip
    assert units == {
        "Rate.sek": "kronor",
        "PlanRules.default_months": "månader",
        "Level.value": "poäng",
        "Band.lowest": "poäng",
        "Colour.next": None,
    }


def followed(path: tuple[str | int, ...], source: str) -> Iterator[tuple[str | int, ...]]:
    """Where the path of a source leads from a field of the package."""
    places = [path]
    for step in source.split("/"):
        if step == "..":
            places = [place[:-1] for place in places]
        elif step == "*":
            places = [(*place, key) for place in places for key in keys(place)]
        else:
            places = [(*place, step) for place in places]
    yield from places


def keys(path: tuple[str | int, ...]) -> list[str | int]:
    value: Any = CONTENT
    for part in path:
        value = value[part]
    return list(value) if isinstance(value, dict) else list(range(len(value)))


def fields(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    """Model, field and path of every field that the package states."""
    if isinstance(value, BaseModel):
        for name in value.model_fields_set:
            yield type(value).__name__, name, (*path, name)
            yield from fields(getattr(value, name), (*path, name))
    elif isinstance(value, tuple | dict):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from fields(one, (*path, key))


@pytest.mark.requirement("C9")
def test_the_path_of_a_source_leads_to_a_clause_of_the_package() -> None:
    found = 0
    for model, name, path in fields(KALMAR):
        source = described(model, name)[KEY].get("source")
        for place in () if source is None else followed(path, source):
            value: Any = CONTENT
            for part in place:
                value = value[part]
            assert value["clause"], (model, name, source)
            found += 1
    assert found > 400


def test_items_of_lists_are_known_by_a_field_of_their_own() -> None:
    assert {name: identity(MODELS[name]) for name in ("Colour", "Level", "Band", "Rate", "Mandate", "TrackStep")} == {
        "Colour": "id",
        "Level": "value",
        "Band": "colour",
        "Rate": "step",
        "Mandate": "action",
        "TrackStep": "action",
    }


def test_every_code_is_said_in_both_languages() -> None:
    assert all(isinstance(one, Words) and one.sv and one.en for one in VALUES.values())


@pytest.mark.requirement("A10", "C9")
def test_the_committed_schema_is_the_one_that_is_printed() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == json.dumps(SCHEMA, ensure_ascii=False, indent=2) + "\n"
