"""A survey whose respondents stand behind letters, as a historical data set: legible answers, counts and facts.

Letters are pseudonyms. They look like county letters and are not (AM-30): a SurveyCode is a type of its own, which
nothing turns into a region, and what the document no longer shows stays LOST (AM-31).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from service.national.answers import Standing
from service.national.definitions import Counted, DocumentRef
from service.rules.sourced import Id, Label, Rule, Section, SourceText, Truth, Whole

LETTERS: Final = "ABCDEFGHJKLMNOPQRSUVW"
"""Those of the 21 respondents: A–H, J–S, U–W (NI-01)."""
Known = Standing | Literal["LOST"]


@dataclass(frozen=True, slots=True, order=True)
class SurveyCode:
    """A respondent by letter; no text, so that no function that takes a region's code takes it. ValueError."""

    letter: str

    def __post_init__(self) -> None:
        if len(self.letter) != 1 or self.letter not in LETTERS:
            raise ValueError(f"{self.letter!r} is no letter of a respondent; allowed: {', '.join(LETTERS)}")

    def __str__(self) -> str:
        return f"survey code {self.letter}"


CODES: Final = tuple(SurveyCode(letter) for letter in LETTERS)


def _code(value: object) -> object:
    return SurveyCode(value) if isinstance(value, str) else value


Respondent = Annotated[SurveyCode, BeforeValidator(_code)]


class Legible(Section):
    """How some respondents stood to the question, where the document still shows it; `source` for what they wrote."""

    survey_codes: tuple[Respondent, ...] = Field(min_length=1)
    standing: Standing
    options: tuple[Id, ...] = ()
    source: SourceText | None = None


class Reported(Section):
    """The number that the document itself gives: of answers, or of those who wrote beside `option`."""

    answers: Whole
    option: Id | None = None


class LettersAnswers(Rule):
    """What can be read of the answers to a question. `note` says what is odd about it.

    `reported` None where the document no longer gives a number.
    """

    question: Id
    version: Whole = 1
    reported: Reported | None = None
    legible: tuple[Legible, ...]
    note: Label | None = None

    @model_validator(mode="after")
    def _no_more_than_reported(self) -> Self:
        if self.reported is not None and len(self.legibly) > self.reported.answers:
            raise ValueError(f"{len(self.legibly)} answers are legible where {self.reported.answers} are reported")
        return self

    @property
    def legibly(self) -> dict[SurveyCode, Legible]:
        return {code: one for one in self.legible for code in one.survey_codes}

    def known(self, code: SurveyCode, *, conditional: bool) -> Known:
        """How the respondent stood to it.

        Who is not among as many as are reported did not answer; LOST where fewer are legible, where the number is only
        of an option, and where it is not known who was asked.
        """
        found = self.legibly.get(code)
        if found is not None:
            return found.standing
        whole = self.reported is not None and self.reported == Reported(answers=len(self.legibly))
        return "NOT_ANSWERED" if whole and not conditional else "LOST"


class FreeFact(Rule):
    """A fact told in free text, no indicator (NI-26); in few words, and without who or where."""

    survey_code: Respondent
    question: Id
    fact: Label


class LetterCount(Rule):
    """A number told in free text, as it was told: one that is not `plausible` is never put right.

    `year` None where none is told. `origin` says what it was counted from.
    """

    id: Id
    survey_code: Respondent
    year: Whole | None
    label: Label
    counted: Counted
    value: Annotated[Decimal, Field(ge=0)]
    origin: Label
    plausible: Truth = True


class LettersData(Section):
    """The answers of one pseudonymised round of a questionnaire."""

    id: Id
    label: Label
    documents: dict[str, DocumentRef]
    questionnaire: Id
    year: Whole
    survey_codes: tuple[Respondent, ...] = Field(min_length=1)
    answers: tuple[LettersAnswers, ...]
    facts: tuple[FreeFact, ...] = ()
    counts: tuple[LetterCount, ...] = ()

    def of(self, question: str) -> LettersAnswers | None:
        return next((one for one in self.answers if one.question == question), None)
