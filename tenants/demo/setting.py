"""Where the demo's worked examples are played: their procedure, and the provider of its units."""

from __future__ import annotations

from typing import Final

PROCEDURE: Final = "halsoval-uppfoljning"
PROVIDER: Final = {"name": "Region Kalmar län", "orgnr": "232100-0073"}
