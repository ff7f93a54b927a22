"""What of a region's own events counts as what nationally, as it is shipped with the list of indicators."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from service.national.computed_rules import ComputedRules, load_computed
from tenants.national_list import national_list

FILE = "computed.yaml"


@cache
def computed_rules() -> ComputedRules:
    """The mapping of `tenants/national` to the shipped list; ComputedRulesRefused where it is at fault."""
    text = (files("tenants") / "national" / FILE).read_text(encoding="utf-8")
    return load_computed(text, national_list(), file=f"tenants/national/{FILE}")
