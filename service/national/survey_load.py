"""Questionnaires and pseudonymised answers from YAML text, or a refusal with every problem found in it."""

from __future__ import annotations

from functools import partial
from typing import Final

from service.national.letters import LettersData
from service.national.survey import Survey
from service.national.survey_lint import lint_letters, lint_survey
from service.rules.problems import DocumentRefused, Kind


class SurveyRefused(DocumentRefused):
    """A file of questionnaires, or of answers to one, with problems; nothing of it may be used."""


_SURVEY: Final = Kind(Survey, SurveyRefused)
_LETTERS: Final = Kind(LettersData, SurveyRefused)


def load_survey(content: str, *, file: str) -> Survey:
    """The questionnaires of a YAML text; SurveyRefused with every problem found where there is any."""
    return _SURVEY.loaded(content, file, lint_survey)[0]


def load_letters(content: str, survey: Survey, *, file: str) -> LettersData:
    """The pseudonymised answers of a YAML text to a questionnaire of `survey`; SurveyRefused."""
    return _LETTERS.loaded(content, file, partial(lint_letters, survey))[0]
