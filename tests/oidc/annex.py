"""What a case by five people is told with: amounts, roles and inputs, reasoned from the annex (S1).

The dates and amounts are those of EX-07b, moved from 2025 to 2042, a year with the same calendar: the operator grants
the first seat in real time, and everything else comes after.
"""

from __future__ import annotations

from typing import Final

from tests.oidc.steps import Line

CONTACT: Final = "Anställd vid enheten, 010-123 45 67"
FEBRUARY: Final[Line] = (1, 19, 28)
UNTIL_MAY: Final[tuple[Line, ...]] = (FEBRUARY, (1, 31, 31), (1, 30, 30))
"""At yellow, from the request of 10 February to the end of April."""
UNTIL_RED: Final[tuple[Line, ...]] = (*UNTIL_MAY, (1, 4, 31))
UNTIL_JUNE: Final[tuple[Line, ...]] = (*UNTIL_RED, (2, 27, 31))
"""At red, from the request of 5 May on, which takes the place of yellow (AM-03)."""
ALL_OF_IT: Final[tuple[Line, ...]] = (*UNTIL_JUNE, (2, 30, 30), (2, 31, 31), (2, 17, 31))
"""To the day before the approved correction of 18 August; black costs what red does (AM-04)."""

DESK: Final = ("handler", "coordination_office")
RECEIVERS: Final = ("unit_head", *DESK)
ONLY_OFFICE: Final = ("coordination_office",)
ADVISERS: Final = ("legal_counsel", "medical_adviser")
PLAN: Final = {"onTemplate": True, "timetable": True, "signedByUnitHead": True}
LETTER: Final = {"channel": "LETTER", "receipt": "SIGNED_RECEIPT"}
VERDICTS: Final = "decidePlan:APPROVED decidePlan:REJECTED"
DROP: Final = "decideNoMeasure"
REFRAIN: Final = "refrainFromSanction"
FOLLOWING: Final = "recordFollowUp:APPROVED recordFollowUp:NOT_APPROVED"
ADVICE: Final = {"on": "DECIDE_SANCTION", "standpoint": "SUPPORTS", "note": "Inget att invända."}
YELLOW: Final = [{"scale": "severity", "value": 2}, {"scale": "deviation", "value": 2}]
