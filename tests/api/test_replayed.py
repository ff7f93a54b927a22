"""Everything that the API can record of a case replays: the chain holds, and the rows follow from it."""

from __future__ import annotations

import pytest

from infra.cli.replay import read_stored, replayed
from tests.api.caller import noon
from tests.api.region import IMPULSE, SIGNAL, Region, levels

TYPES = {
    "CaseOpened",
    "SignalRecorded",
    "ImpulseRecorded",
    "InformantRecorded",
    "InDepthStarted",
    "ActionPlanRequested",
    "CaseClassified",
    "CaseSplit",
    "CorrectionRequestSent",
    "PlanDueExtended",
    "PlanReceived",
    "SupplementRequested",
    "SupplementReceived",
    "PlanDecided",
    "FollowUpRecorded",
    "ConsultationRecorded",
    "SanctionDecided",
    "SanctionRefrained",
    "PaymentWithheld",
    "PaymentReleased",
    "TerminationPositionTaken",
    "AgreementTerminated",
    "RecurrenceFlagged",
    "CaseClosed",
    "CaseReopened",
}


@pytest.mark.requirement("C4")
async def test_a_region_in_which_everything_has_happened_replays_without_a_finding(kalmar: Region) -> None:
    unit = await kalmar.unit()
    case = await kalmar.opened(unit)
    for name in ("recordSignal", "classifyCase", "sendCorrectionRequest", "decideSanction", "receivePlan"):
        await kalmar.act(name, case)
    await kalmar.act("recordConsultation", case, by=kalmar.person("legal_counsel"))
    for name in ("requestSupplement", "receiveSupplement"):
        await kalmar.act(name, case)
    await kalmar.act("decidePlan", case, now=noon("2025-05-13"), decidedOn="2025-05-13")
    for name in ("recordFollowUp", "closeCase"):
        await kalmar.act(name, case)
    other = await kalmar.opened(unit, signal=SIGNAL)
    await kalmar.act("recordImpulse", other, impulse={**IMPULSE, "informant": "Ring 010-123 45 67."})
    early = await kalmar.opened(unit)
    for name in ("requestPlan", "startInDepth", "classifyCase", "sendCorrectionRequest", "extendPlanDue"):
        await kalmar.act(name, early)
    late = noon("2025-05-02")
    await kalmar.act("refrainFromSanction", early, now=late, decidedOn="2025-05-02")
    await kalmar.act("decideNoMeasure", early, now=late, decidedOn="2025-05-02")
    await kalmar.act("reopenCase", early)
    await kalmar.act("splitCase", await kalmar.several(unit))
    direct = await kalmar.opened(unit)
    await kalmar.act("startInDepth", direct)
    override = {"colour": "RED", "reason": "Följderna är allvarliga."}
    await kalmar.act("classifyCase", direct, levels=levels(4, 1), override=override)
    at_once = {"ground": "PARTICULARLY_SERIOUS", "reason": "Enheten saknar läkare."}
    await kalmar.act("sendCorrectionRequest", direct, directSanction=at_once)
    doomed = await kalmar.until("sendCorrectionRequest", unit, score=(4, 4))
    await kalmar.act("flagRecurrence", doomed, earlier=[await kalmar.earlier(unit)])
    for name in ("withholdPayment", "takeTerminationPosition", "terminateAgreement", "releasePayment"):
        await kalmar.act(name, doomed)
    await kalmar.act("closeCase", doomed)

    stored = await read_stored(kalmar.api.served.urls.app, kalmar.code)
    result = replayed(kalmar.code, stored)
    assert (result.findings, result.events) == ((), len(stored.links))
    assert {link.type for link in stored.links if link.stream_kind == "case"} == TYPES
