"""The sentences of refusals to national bodies, in Swedish and English, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.words import Words

PUBLISHING_MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "ROUND_EXISTS": (
        "Insamlingen för {period} är redan öppnad.",
        "The round of collection for {period} has been opened already.",
    ),
    "ROUND_STILL_OPEN": (
        "Insamlingen för {period} pågår till {day} och alla regioner har inte levererat.",
        "The round of collection for {period} is open until {day}, and not every region has delivered.",
    ),
    "DELIVERY_ANSWERED": (
        "Leverans {number} från region {region} är redan mottagen eller återsänd.",
        "Delivery {number} of region {region} has been received or sent back already.",
    ),
    "NOTHING_RECEIVED": (
        "Ingen leverans för {period} är mottagen och opublicerad.",
        "No delivery for {period} has been received that is not published.",
    ),
}
PUBLISHING_FACTS: Final[Mapping[str, Words]] = {
    "period": Words("Insamlingens period", "Period of the round"),
    "region": Words("Region", "Region"),
}
"""What the parameters of these sentences are called."""
