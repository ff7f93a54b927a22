"""No region and no shipped procedure stands in code: what differs between them is data (XC-01)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from service.rules.ruleset import ACTIONS
from service.rules.yaml_text import read_yaml
from tenants.counterparts import counterparts
from tenants.registry import regions

ROOT = Path(__file__).parents[1]
CODE = sorted(
    path
    for folder in ("service", "schema", "infra")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".sql", ".html", ".css"} and "graphiql" not in path.parts
)
PACKAGES = {
    one.name.removesuffix(".yaml"): read_yaml(one.read_text(encoding="utf-8")).value
    for one in (files("tenants") / "packages").iterdir()
    if one.name.endswith(".yaml")
}
ZONE = "Stockholm"
"""All of the country's days are counted in its zone."""
GENERAL = {"NO_MEASURE", "FOLLOW_UP", *ACTIONS}
"""Ids of procedures that are words of the platform too: a ground, a duty, and what it does itself."""


def of_regions() -> set[str]:
    """The words of the regions' names that say which one is meant, and their organisation numbers."""
    named = {word for one in regions() for word in re.findall(r"[A-ZÅÄÖ][a-zåäö]{4,}", f"{one.sv} {one.en}")}
    return (named - {"Region", "Regionen", "County", ZONE}) | {one.orgnr for one in regions()}


def of_procedures() -> set[str]:
    """Packages and procedures by their ids, and the other organisations that take part in them."""
    words = {*PACKAGES, *(one["procedure"] for one in PACKAGES.values())}
    return words | {word for one in counterparts().values() for word in (one.id, one.sv, one.en)}


def ids(content: Any) -> Iterator[str]:
    """What a package calls its states, acts, side tracks and checklists."""
    sections = [content["track"]["states"], *(content.get(name, []) for name in ("acts", "side_tracks", "checklists"))]
    sections += [track["states"] for track in content.get("side_tracks", [])]
    yield from (one["id"] for section in sections for one in section)


@pytest.mark.requirement("XC-01")
def test_no_region_and_no_shipped_procedure_is_named_in_code() -> None:
    words = of_regions() | of_procedures()
    assert {"Kalmar", "Kronoberg", "halsoval-uppfoljning", "forsakringskassan", "vgr-lopande"} <= words
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words)))
    found = [
        (str(path.relative_to(ROOT)), hit[0]) for path in CODE for hit in pattern.finditer(path.read_text("utf-8"))
    ]
    assert len(CODE) > 300
    assert found == []


@pytest.mark.requirement("XC-01")
def test_no_state_act_or_checklist_of_a_declared_procedure_is_known_to_code() -> None:
    own = {one for content in PACKAGES.values() if "acts" in content for one in ids(content)} - GENERAL
    own = {one for one in own if "_" in one}
    assert len(own) > 140
    texts = {
        node.value
        for path in CODE
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert texts & own == set()
