"""The national list of indicators as it is shipped."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from service.national.definitions import NationalPackage
from service.national.load import load_national

FILE = "indicators.yaml"


@cache
def national_list() -> NationalPackage:
    """The package of `tenants/national`; NationalListRefused where it is at fault."""
    text = (files("tenants") / "national" / FILE).read_text(encoding="utf-8")
    return load_national(text, file=FILE)
