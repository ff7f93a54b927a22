"""The classification as a table of DMN: by the standard's own schema, as other tools read it, with our colours."""

from __future__ import annotations

import json
import subprocess
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from service.rules.classify import classify
from service.rules.dmn import MOST_RULES, NAMESPACE, classification_dmn
from service.rules.load import load_ruleset
from service.rules.ruleset import Ruleset
from tests.core.kalmar import FILE, KALMAR, TEXT, varied
from tests.rig.programs import missing

ROOT = Path(__file__).parents[2]
MODDLE = ROOT / "node_modules" / "dmn-moddle"
READER = Path(__file__).with_name("read_dmn.mjs")
STANDARD = {"d": NAMESPACE}


def table(ruleset: Ruleset) -> str:
    text = classification_dmn(ruleset)
    assert text is not None
    return text


def rows(text: str) -> dict[tuple[int, ...], str]:
    found = {}
    for row in ET.fromstring(text).iterfind(".//d:rule", STANDARD):  # noqa: S314 - our own text
        levels = tuple(int(one.text or "") for one in row.iterfind("d:inputEntry/d:text", STANDARD))
        (colour,) = (one.text for one in row.iterfind("d:outputEntry/d:text", STANDARD))
        found[levels] = str(colour).strip('"')
    return found


@pytest.fixture
def moddle() -> Path:
    if not MODDLE.is_dir():
        missing("npm's dmn-moddle (make setup)")
    return MODDLE


@pytest.mark.requirement("A10", "HV-16", "HV-17")
@pytest.mark.parametrize("combine", ["PRODUCT", "SUM", "MAX"])
def test_each_choice_of_levels_has_the_colour_that_the_engine_gives(combine: str) -> None:
    content = KALMAR.model_dump(mode="json")
    content["classification"]["combine"] = combine
    content["classification"]["bands"][1]["highest"] = 7
    ruleset = Ruleset.model_validate(content)
    found = rows(table(ruleset))
    assert found.keys() == set(product(range(1, 5), repeat=2))
    for (severity, deviation), colour in found.items():
        assert classify(ruleset, {"severity": severity, "deviation": deviation}).value == colour


def test_each_row_tells_levels_score_and_clause() -> None:
    root = ET.fromstring(table(KALMAR))  # noqa: S314 - our own text
    row = root.find(".//d:rule[@id='rule_4_3']", STANDARD)
    assert row is not None
    said = [one.text for one in row.iterfind("d:annotationEntry/d:text", STANDARD)]
    assert said == ["Allvarlig, Stort", "12", "Färgklassificering: 8–12 Rött"]


@pytest.mark.requirement("A10")
def test_it_is_valid_by_the_schema_of_the_standard(moddle: Path) -> None:
    schema = xmlschema.XMLSchema(moddle / "resources" / "dmn" / "xsd" / "DMN13.xsd")
    assert schema.target_namespace == NAMESPACE
    schema.validate(table(KALMAR))
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        schema.validate(table(KALMAR).replace('hitPolicy="UNIQUE"', 'hitPolicy="ONE"'))


@pytest.mark.requirement("A10")
def test_other_tools_read_the_same_table(moddle: Path, needs_node: str) -> None:
    done = subprocess.run([needs_node, READER], input=table(KALMAR).encode(), capture_output=True, check=True)
    found: Any = json.loads(done.stdout)
    assert found["warnings"] == []
    assert found["hitPolicy"] == "UNIQUE"
    assert found["inputs"] == ["severity", "deviation"]
    assert found["needs"] == ["#scale_severity", "#scale_deviation"]
    read = {tuple(map(int, levels)): colour.strip('"') for levels, colour in found["rows"]}
    assert read == rows(table(KALMAR))


def test_what_xml_cannot_hold_is_left_out(moddle: Path) -> None:
    ruleset = varied(
        classification__source={"clause": "a\x0b & <b>", "derived": {"sv": "\ufffe", "en": "x"}},
        title={"sv": 'Rubrik\x01 "&<>', "en": "Title"},
    )
    root = ET.fromstring(table(ruleset))  # noqa: S314 - our own text
    assert root.get("name") == 'Rubrik  "&<>'
    schema = xmlschema.XMLSchema(moddle / "resources" / "dmn" / "xsd" / "DMN13.xsd")
    schema.validate(table(ruleset))


def test_a_scale_with_a_hyphen_is_no_subtraction() -> None:
    text = TEXT.replace("id: deviation", "id: the-deviation")
    assert "<text>the_deviation</text>" in table(load_ruleset(text, file=FILE))


def test_a_table_that_nobody_could_read_is_none() -> None:
    content = KALMAR.model_dump(mode="json")
    scale = content["classification"]["scales"][0]
    content["classification"]["scales"] = [{**scale, "id": f"s{n}"} for n in range(6)]
    assert MOST_RULES < 4**6
    assert classification_dmn(Ruleset.model_validate(content)) is None
