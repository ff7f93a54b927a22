"""The rulesets that are shipped as packages: what a region's own draft can be forked from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from service.rules.yaml_text import read_yaml


@cache
def packages() -> Mapping[str, Mapping[str, Any]]:
    """Each package's document by the id of the package, the name of its file without ending; in order of the ids."""
    found = sorted((files("tenants") / "packages").iterdir(), key=lambda one: one.name)
    documents = {one.name.removesuffix(".yaml"): read_yaml(one.read_text(encoding="utf-8")).value for one in found}
    return MappingProxyType(documents)
