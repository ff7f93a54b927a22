"""The shipped questionnaires, and the pseudonymised answers of the national survey (S3), from `national/`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from service.national.letters import LettersData
from service.national.survey import Survey
from service.national.survey_load import load_letters, load_survey

QUESTIONNAIRE = "questionnaire.yaml"
LETTERS = "survey-2022-answers.yaml"


@cache
def survey() -> Survey:
    """The questions with their versions, and the questionnaires that ask them."""
    return load_survey(_text(QUESTIONNAIRE), file=f"tenants/national/{QUESTIONNAIRE}")


@cache
def letters() -> LettersData:
    """The answers of 2022 under the letters of their respondents, which are no regions (AM-30)."""
    return load_letters(_text(LETTERS), survey(), file=f"tenants/national/{LETTERS}")


def _text(name: str) -> str:
    return (files("tenants") / "national" / name).read_text(encoding="utf-8")
