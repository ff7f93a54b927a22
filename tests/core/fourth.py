"""A made-up fourth region's procedure, by its file, and a case of it brought some way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from service.rules.load import load_ruleset
from tenants.catalog import roles
from tests.core.declared import Played

TEXT = (Path(__file__).parent / "fourth_region.yaml").read_text(encoding="utf-8")
RULES = load_ruleset(TEXT, file="fourth_region.yaml", roles=roles())
DAY = "2025-03-03"
OPENING: dict[str, Any] = {"SUBJECT": ("HYGIENE",), "ACCOUNT": "Smutsigt golv.", "KNOWN": False}
NUMBERS = {"BEFORE": 120, "ADDED": 6, "ENDED": 4, "AFTERWARDS": 121}
"""What does not add up: there are 122 afterwards."""
PANEL = {"EAST": 1, "WEST": 1, "GUEST": 0}


def opened(**stated: Any) -> Played:
    played = Played(RULES)
    played.open("handler", DAY, "VISIT", **(OPENING | stated))
    return played


def weighed(outcome: str = "LOW", **stated: Any) -> Played:
    played = opened(**stated)
    played.take("handler", DAY, "WEIGH", outcome, reasoned=True, GRAVITY=("LIGHT",))
    return played
