"""The JSON Schema of a national list, for editors and for whoever reads the list by machine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from service.national.definitions import NationalPackage
from service.rules.form import DIALECT


@cache
def national_schema() -> Mapping[str, Any]:
    """JSON Schema, Draft 2020-12."""
    return {
        "$schema": DIALECT,
        **_bare(NationalPackage.model_json_schema()),
        "title": "Trappa: indikatorer · indicators",
    }


def _bare(node: Any) -> Any:
    """Without the titles that only repeat a name; a field that is called `title` stays."""
    if isinstance(node, list):
        return [_bare(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {key: _bare(value) for key, value in node.items() if key != "title" or isinstance(value, dict)}
