"""The numbers that S3 tells in free text, by the letter of their respondent, with their traps. No letter is a region.

J, B, W and H as requirements A6 tells them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from service.national.letters import LetterCount, SurveyCode
from tenants.survey import letters

J: Final = SurveyCode("J")
B: Final = SurveyCode("B")
W: Final = SurveyCode("W")
H: Final = SurveyCode("H")

UNIQUE_BY_TEMPLATES: Final = "UNIQUE_BY_COORDINATOR_TEMPLATES"
"""Of J, by templates that coordinators alone use: not the official figure, which is lost."""
PLAN_DOCUMENTS: Final = "PLAN_DOCUMENTS"
"""Of B, by a record type of its own: no KVÅ codes."""
REKO_ENTRIES: Final = "REKO_ENTRIES"
REKO_UNIQUE: Final = "REKO_UNIQUE"
"""Of B: the unique of 2021 are more than their entries, which cannot be. It is flagged, never put right."""
CONTACTS: Final = "COORDINATOR_CONTACTS"
UNIQUE: Final = "COORDINATOR_UNIQUE"
"""Of W: contacts and individuals are two units; both fell from 2021 to 2022."""
SICK_BENEFIT_DAYS: Final = "SICK_BENEFIT_DAYS"
"""Of H, of a year that is not told."""


def told(code: SurveyCode, measure: str, year: int | None) -> LetterCount:
    """The count as it was told; StopIteration where none was."""
    return next(one for one in letters().counts if (one.survey_code, one.id, one.year) == (code, measure, year))


def value(code: SurveyCode, measure: str, year: int | None) -> Decimal:
    return told(code, measure, year).value
