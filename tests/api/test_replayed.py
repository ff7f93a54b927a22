"""Everything that the API can record of a case replays: the chain holds, and rows and lines follow from it."""

from __future__ import annotations

import pytest

from infra.cli.replay import read_stored, replayed
from tests.api.caller import noon
from tests.api.region import IMPULSE, Region

TYPES = {
    "CaseOpened",
    "SignalRecorded",
    "ImpulseRecorded",
    "InformantRecorded",
    "CaseClassified",
    "CorrectionRequestSent",
    "PlanReceived",
    "SupplementRequested",
    "SupplementReceived",
    "PlanDecided",
    "FollowUpRecorded",
    "SanctionDecided",
    "CaseClosed",
}


@pytest.mark.requirement("C4")
async def test_a_region_in_which_everything_has_happened_replays_without_a_finding(alone: Region) -> None:
    unit = await alone.unit()
    await alone.counted(unit, {"2025-03": 8000, "2025-04": 8000})
    case = await alone.opened(unit)
    for name in ("recordSignal", "classifyCase", "sendCorrectionRequest", "decideSanction", "receivePlan"):
        await alone.act(name, case)
    for name in ("requestSupplement", "receiveSupplement"):
        await alone.act(name, case)
    await alone.act("decidePlan", case, now=noon("2025-05-13"), decidedOn="2025-05-13")
    for name in ("recordFollowUp", "closeCase"):
        await alone.act(name, case)
    other = await alone.opened(unit, signal={**alone.usual("recordSignal")["signal"]})
    await alone.act("recordImpulse", other, impulse={**IMPULSE, "informant": "Ring 010-123 45 67."})
    await alone.api.done(alone.finance, "settleMonth", {"month": "2025-03"}, now=noon("2025-04-15"))

    stored = await read_stored(alone.api.served.urls.app, alone.code)
    result = replayed(alone.code, stored)
    assert (result.findings, result.settlements, result.lines) == ((), 1, 1)
    assert {link.type for link in stored.links if link.stream_kind == "case"} == TYPES
