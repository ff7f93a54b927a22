"""The mapping from regions' own fields, options and outcomes to national categories: whole, sourced, or refused."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from service.national.computed_rules import ComputedRulesRefused, Split, load_computed
from service.rules.ruleset import Ruleset
from tenants.computed import FILE, computed_rules
from tenants.national_list import national_list
from tenants.shipped import packages
from tests.core.declared import package
from tests.test_documents import DOCUMENTS, ROOT, quote_faults

TEXT = (ROOT / "tenants" / "national" / FILE).read_text(encoding="utf-8")
RULES = computed_rules()
SHIPPED: dict[str, Ruleset] = {one.procedure: one for one in map(package, packages())}
ALL = (*RULES.deviations, *RULES.sanctions, *RULES.templates)
NOT_COUNTED = {"IN_DEPTH"}
"""A template that is of no agreements of its own."""


@pytest.mark.requirement("IN-23", "IN-24", "IN-25", "NI-15")
def test_every_quote_of_the_mapping_stands_in_its_document() -> None:
    assert quote_faults(yaml.safe_load(TEXT), DOCUMENTS) == []


@pytest.mark.requirement("IN-23", "IN-24", "IN-25")
def test_every_figure_that_the_list_has_computed_is_counted_in_a_shipped_procedure() -> None:
    computed = {one.computed for one in national_list().indicators if one.computed is not None}
    assert {metric: bool(RULES.of(metric)) for metric in computed} == dict.fromkeys(computed, True)
    assert {one.procedure for one in ALL} <= SHIPPED.keys()


@pytest.mark.requirement("IN-23", "IN-24", "IN-25")
def test_whatever_the_mapping_names_of_a_procedure_is_there_and_no_option_of_it_is_forgotten() -> None:
    for rule in ALL:
        for split in rule.splits:
            options = options_of(SHIPPED[rule.procedure], split)
            if options is not None:
                assert split.options.keys() <= options, (rule.procedure, split.dimension)
                assert options - split.options.keys() <= NOT_COUNTED or not split.options
    for template in RULES.templates:
        ruleset = SHIPPED[template.procedure]
        assert set(template.outcomes) <= set(ruleset.act("OPEN_CASE").possible)
        opening, act = ({one.field for one in ruleset.act(name).asks} for name in ("OPEN_CASE", template.act))
        assert {template.starts, template.ends} <= opening
        assert {template.area, template.agreements, *template.counts.values()} <= act


def options_of(ruleset: Ruleset, split: Split) -> set[str] | None:
    """All that may stand there, by the shipped package; None where the region states it in words."""
    match split.of:
        case "OUTCOME":
            return set(ruleset.act("OPEN_CASE").possible)
        case "LADDER":
            return {one.id for one in ruleset.ladders}
        case "FIELD":
            assert split.field is not None
            return {one.id for one in ruleset.field(split.field).options}
        case "LEGAL_BASIS":
            return None


@pytest.mark.requirement("AM-20")
def test_no_figure_can_be_split_by_what_is_each_regions_own() -> None:
    assert {split.dimension for rule in ALL for split in rule.splits} == {
        "CATEGORY",
        "DIRECTION",
        "LADDER",
        "AGREEMENT_FORM",
        "CONTRACT_AREA",
    }
    with pytest.raises(ComputedRulesRefused) as refused:
        loaded(sanctions__0__splits__0__of="COLOUR")
    assert [one.code for one in refused.value.problems] == ["INVALID_VALUE"]


def loaded(**parameters: Any) -> None:
    """The shipped mapping with parameters set by path, parts joined by `__`, read as a file."""
    content = yaml.safe_load(TEXT)
    for path, value in parameters.items():
        *parents, last = path.split("__")
        section: Any = content
        for part in parents:
            section = section[int(part)] if part.isdigit() else section[part]
        section[last] = value
    load_computed(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), national_list(), file="mine.yaml")


@pytest.mark.parametrize(
    ("path", "value", "code", "key", "allowed"),
    [
        ("deviations__1__procedure", "samverkan-forsakringskassan", "DUPLICATE_ID", "deviations[1]", "each only once"),
        (
            "deviations__0__splits__0__dimension",
            "SEX",
            "UNKNOWN_DIMENSION",
            "deviations[0].splits[0].dimension",
            "CATEGORY",
        ),
        (
            "deviations__0__splits__0__otherwise",
            "NONE",
            "UNKNOWN_CATEGORY",
            "deviations[0].splits[0].otherwise",
            "OTHER",
        ),
        (
            "sanctions__0__splits__0__options",
            {"TRUST": "X"},
            "UNKNOWN_CATEGORY",
            "sanctions[0].splits[0].options.TRUST",
            "TRUST",
        ),
        ("sanctions__0__splits__0__options", {}, "NOTHING_COUNTED", "sanctions[0].splits[0]", "otherwise"),
        (
            "sanctions__0__splits__0__field",
            "LADDER",
            "FIELD_OF_SPLIT",
            "sanctions[0].splits[0].field",
            "FIELD with a field",
        ),
        ("deviations__1__splits", [], "SPLITS_DIFFER", "deviations[1].splits", "CATEGORY, DIRECTION"),
        ("templates__0__source__document", "S9", "UNKNOWN_DOCUMENT", "templates[0].source.document", "S0, S1, S2, S4"),
        ("templates__0__counts", {"DEVIATIONS": "X"}, "INVALID_VALUE", "templates[0].counts", "FURTHER_MEASURES"),
    ],
)
def test_a_mistake_in_the_mapping_is_told_with_its_key_and_what_is_allowed(
    path: str, value: object, code: str, key: str, allowed: str
) -> None:
    with pytest.raises(ComputedRulesRefused) as refused:
        loaded(**{path: value})
    found = [one for one in refused.value.problems if one.code == code]
    assert found, refused.value.problems
    assert found[0].file == "mine.yaml"
    assert found[0].key.startswith(key)
    assert allowed in (found[0].allowed or "")
    assert found[0].line > 1
