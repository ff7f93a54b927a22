"""Cases that are not opened: what of signal, impulse, unit and procedure is refused, and which field it belongs to."""

from __future__ import annotations

import pytest

from tests.api.caller import Json, noon
from tests.api.region import IMPULSE, NO_CASE, NO_UNIT, PROCEDURE, SIGNAL, Region, registration
from tests.api.test_refused_acts import refused

OPENINGS: dict[str, tuple[dict[str, Json], str, str, str | None]] = {
    "neither signal nor impulse": ({}, "RuleRefused", "SIGNAL_OR_IMPULSE_MISSING", None),
    "a signal of tomorrow": (
        {"signal": {**SIGNAL, "signalledOn": "2025-12-02"}},
        "RuleRefused",
        "ACT_IN_FUTURE",
        "signal.signalledOn",
    ),
    "a procedure nobody has": (
        {"procedure": "nowhere", "impulse": IMPULSE},
        "RuleRefused",
        "NO_RULESET_IN_FORCE",
        "procedure",
    ),
    "a day before the ruleset": (
        {"impulse": {**IMPULSE, "knownOn": "2023-12-31"}},
        "RuleRefused",
        "NO_RULESET_IN_FORCE",
        "procedure",
    ),
    "a unit nobody has": ({"unitId": NO_UNIT, "impulse": IMPULSE}, "NotFound", "NOT_FOUND", "unitId"),
    "a case's id for the unit": ({"unitId": NO_CASE, "impulse": IMPULSE}, "NotFound", "NOT_FOUND", "unitId"),
    "an informant's memoirs": (
        {"impulse": {**IMPULSE, "informant": "x" * 1001}},
        "InvalidInput",
        "INVALID_INPUT",
        "impulse.informant",
    ),
    "a second novel": (
        {"signal": SIGNAL, "intendedMeasures": "x" * 4001},
        "InvalidInput",
        "INVALID_INPUT",
        "intendedMeasures",
    ),
    "measures that no unit intends": (
        {"impulse": IMPULSE, "intendedMeasures": "Fler tider."},
        "InvalidInput",
        "INVALID_INPUT",
        "intendedMeasures",
    ),
    "a novel": ({"impulse": IMPULSE, "happening": "x" * 4001}, "InvalidInput", "INVALID_INPUT", "happening"),
}


@pytest.mark.parametrize("opening", OPENINGS.values(), ids=OPENINGS.keys())
async def test_a_case_is_not_opened_upon(kalmar: Region, opening: tuple[dict[str, Json], str, str, str | None]) -> None:
    given, kind, code, path = opening
    asked = {"procedure": PROCEDURE, "unitId": await kalmar.unit(), **given}
    found = await refused(kalmar.api, kalmar.handler, "openCase", asked, now=noon("2025-12-01"))
    assert (found["__typename"], found["code"], found["path"]) == (kind, code, path)


async def test_no_case_is_opened_on_a_unit_without_an_agreement_that_day(kalmar: Region) -> None:
    agreement = {"kind": "HALSOVAL", "legalBasis": "LOV", "validFrom": "2025-04-01", "validUntil": "2025-05-01"}
    unit = await kalmar.api.done(
        kalmar.handler,
        "registerUnit",
        registration("Ekan", "SE2321000073-E1", agreement=agreement),
        now=noon("2025-01-02"),
    )
    for day in ("2025-03-31", "2025-05-01"):
        asked = {"procedure": PROCEDURE, "unitId": unit["id"], "impulse": {**IMPULSE, "knownOn": day}}
        found = await refused(kalmar.api, kalmar.handler, "openCase", asked, now=noon("2025-12-01"))
        assert (found["code"], found["allowed"]) == ("NO_AGREEMENT_IN_FORCE", ["2025-04-01..2025-05-01"])
