"""What a region answers to a questionnaire, and all that can be wrong with it: nothing is kept of a sheet that is.

The five ways to stand to a question are told apart: ANSWERED, NO (svarat nej), NOT_ANSWERED (ej besvarad), DECLINED
(avstår) and NOT_APPLICABLE (ej tillämplig). None of them is a zero.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, assert_never

from service.domain.errors import InvalidInput
from service.domain.identifiers import personal_number_in
from service.domain.words import Words
from service.national.survey import NO, NO_WORDS, Asked, Question, Questionnaire, Survey

Standing = Literal["ANSWERED", "NO", "NOT_ANSWERED", "DECLINED", "NOT_APPLICABLE"]
STANDINGS: Final[Mapping[Standing, Words]] = {
    "ANSWERED": Words("Besvarad", "Answered"),
    "NO": Words("Svarat nej", "Answered no"),
    "NOT_ANSWERED": Words("Ej besvarad", "Not answered"),
    "DECLINED": Words("Avstår från att svara", "Declines to answer"),
    "NOT_APPLICABLE": Words("Ej tillämplig", "Not applicable"),
}
GIVEN: Final[frozenset[Standing]] = frozenset({"ANSWERED", "NO"})
"""Answers, a no among them."""
REASONED: Final[frozenset[Standing]] = frozenset({"DECLINED", "NOT_APPLICABLE"})
"""Those for which a region gives a reason."""

MOST_REASON: Final = 1000
"""Characters of a reason."""
_REGION: Final = re.compile("[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Answer:
    """`options` are ids of the question's choices. `released`: the region lets the text be read nationally."""

    question: str
    standing: Standing
    version: int = 1
    options: tuple[str, ...] = ()
    text: str | None = None
    released: bool = False
    reason: str | None = None

    @property
    def counts_as(self) -> tuple[str, ...]:
        """The options that it counts for, `NO` among them; none where it is no answer, or text alone."""
        return (NO,) if self.standing == "NO" else self.options if self.standing == "ANSWERED" else ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A region's answers to one round of a questionnaire; `region` is its länskod, `year` that of the round.

    A question that is left out is not answered. ValueError for what is no länskod, TypeError for what is no text.
    """

    region: str
    questionnaire: str
    year: int
    answers: tuple[Answer, ...] = ()

    def __post_init__(self) -> None:
        if not _REGION.fullmatch(self.region):
            raise ValueError(f"{self.region!r} is no code of a region, two digits")

    def answer(self, question: str) -> Answer | None:
        return next((one for one in self.answers if one.question == question), None)


def length(text: str) -> int:
    """Characters as people count them: composed, and a line break as one."""
    return len(unicodedata.normalize("NFC", text.replace("\r\n", "\n")))


def applies(question: Question, answers: Mapping[str, Answer]) -> bool | None:
    """Whether the question is asked, given the answers to those before it; None where no answer decides it."""
    if question.condition is None:
        return True
    earlier = answers.get(question.condition.question)
    if earlier is None or earlier.standing in {"NOT_ANSWERED", "DECLINED"}:
        return None
    return not set(question.condition.options).isdisjoint(earlier.counts_as)


def completed(survey: Survey, sheet: Sheet) -> tuple[Answer, ...]:
    """An answer to every question of the questionnaire, in order, of a sheet that `refusals` finds nothing in.

    One that is left out is not answered, or not applicable where the answers before it say so.
    """
    questionnaire = survey.questionnaire(sheet.questionnaire)
    found: dict[str, Answer] = {}
    for question in () if questionnaire is None else survey.asked(questionnaire):
        given = sheet.answer(question.id) or Answer(question.id, "NOT_ANSWERED", question.version)
        if given.standing == "NOT_ANSWERED" and applies(question, found) is False:
            given = replace(given, standing="NOT_APPLICABLE")
        found[question.id] = given
    return tuple(found.values())


def refusals(survey: Survey, sheet: Sheet) -> tuple[InvalidInput, ...]:
    """Everything wrong with a sheet, in its order; parameter `path` is `questionnaire` or `answers[n].field`."""
    questionnaire = survey.questionnaire(sheet.questionnaire)
    if questionnaire is None:
        known = tuple(one.id for one in survey.questionnaires if survey.answerable(one))
        return (InvalidInput("INVALID_INPUT", path="questionnaire", problem=sheet.questionnaire, allowed=known),)
    if not survey.answerable(questionnaire):
        return (InvalidInput("SURVEY_HISTORICAL", path="questionnaire"),)
    return tuple(_of_sheet(survey, questionnaire, sheet.answers))


@dataclass(frozen=True, slots=True)
class _Given:
    """One answer under check: `name` is the question's number and wording, `path` the answer's place in the sheet."""

    question: Question
    answer: Answer
    name: Words
    path: str


def _of_sheet(survey: Survey, questionnaire: Questionnaire, answers: Sequence[Answer]) -> Iterator[InvalidInput]:
    asked = {one.question: one for one in questionnaire.asked}
    first = {one.question: one for one in reversed(answers)}
    seen = set[str]()
    for n, answer in enumerate(answers):
        path = f"answers[{n}]"
        place = asked.get(answer.question)
        question = None if place is None else survey.question(place.question, place.version)
        if place is None or question is None:
            yield InvalidInput("SURVEY_QUESTION_UNKNOWN", path=f"{path}.question", allowed=tuple(asked))
            continue
        given = _Given(question, answer, _named(place, question), path)
        if answer.question in seen:
            yield InvalidInput("SURVEY_ANSWERED_TWICE", path=f"{path}.question", question=given.name)
        seen.add(answer.question)
        if answer.version != place.version:
            yield InvalidInput(
                "SURVEY_OTHER_VERSION",
                path=f"{path}.version",
                question=given.name,
                given=answer.version,
                current=place.version,
                allowed=(str(place.version),),
            )
            continue
        asked_here = applies(question, first)
        if not asked_here and answer.standing in {*GIVEN, "DECLINED"}:
            yield _not_asked(survey, questionnaire, given)
        yield from _of_answer(given)
        yield from _of_reason(given, asked_here=asked_here is not False)


def _named(place: Asked, question: Question) -> Words:
    return Words(f"{place.number} {question.label.sv}", f"{place.number} {question.label.en}")


def _not_asked(survey: Survey, questionnaire: Questionnaire, at: _Given) -> InvalidInput:
    condition = at.question.condition
    place = next((one for one in questionnaire.asked if condition and one.question == condition.question), None)
    earlier = None if place is None else survey.question(place.question, place.version)
    if condition is None or place is None or earlier is None:
        raise AssertionError(f"{at.question.id} rests on no question that is asked")
    words = {**earlier.choices, NO: NO_WORDS}
    allowed = tuple(words[option] for option in condition.options)
    title = _named(place, earlier)
    return InvalidInput("SURVEY_NOT_ASKED", path=at.path, question=at.name, earlier=title, allowed=allowed)


def _of_answer(at: _Given) -> Iterator[InvalidInput]:
    match at.answer.standing:
        case "ANSWERED":
            yield from _of_options(at)
            yield from _of_text(at)
        case "NO":
            if not at.question.takes_no:
                yield InvalidInput("SURVEY_NO_IMPOSSIBLE", path=f"{at.path}.standing", question=at.name)
            if at.answer.options:
                yield InvalidInput("SURVEY_NOT_AN_ANSWER", path=f"{at.path}.options", question=at.name)
            yield from _of_text(at)
        case "NOT_ANSWERED" | "DECLINED" | "NOT_APPLICABLE":
            if at.answer.options or at.answer.text is not None or at.answer.released:
                yield InvalidInput("SURVEY_NOT_AN_ANSWER", path=f"{at.path}.standing", question=at.name)
        case _:
            assert_never(at.answer.standing)


def _of_options(at: _Given) -> Iterator[InvalidInput]:
    choices, path = at.question.choices, f"{at.path}.options"
    if any(option not in choices for option in at.answer.options):
        yield InvalidInput("SURVEY_OPTION_UNKNOWN", path=path, question=at.name, allowed=tuple(choices))
    known = Counter(option for option in at.answer.options if option in choices)
    for option, times in known.items():
        if times > 1:
            yield InvalidInput("SURVEY_OPTION_TWICE", path=path, question=at.name, option=choices[option])
    if choices and not at.answer.options:
        yield InvalidInput("SURVEY_OPTION_MISSING", path=path, question=at.name, allowed=tuple(choices))
    if len(known) > at.question.most_options:
        named = tuple(choices[option] for option in known)
        yield InvalidInput("SURVEY_ONE_OPTION", path=path, question=at.name, options=named, allowed=tuple(choices))


def _of_text(at: _Given) -> Iterator[InvalidInput]:
    asked, text, path = at.question.text, at.answer.text, f"{at.path}.text"
    if asked is None or (asked.options and set(asked.options).isdisjoint(at.answer.counts_as)):
        if text is not None:
            words = {**at.question.choices, NO: NO_WORDS}
            allowed = () if asked is None else tuple(words[option] for option in asked.options)
            yield InvalidInput("SURVEY_TEXT_UNASKED", path=path, question=at.name, allowed=allowed)
    elif text is not None and text.strip():
        yield from _unfit(text, asked.limit, path)
    elif text is not None or (at.answer.standing == "ANSWERED" and (at.question.kind == "TEXT" or asked.required)):
        yield InvalidInput("SURVEY_TEXT_MISSING", path=path, question=at.name)
    if at.answer.released and (text is None or asked is None or not asked.releasable):
        yield InvalidInput("SURVEY_NOT_RELEASABLE", path=f"{at.path}.released", question=at.name)


def _of_reason(at: _Given, *, asked_here: bool) -> Iterator[InvalidInput]:
    """A question that answers before it rule out is not applicable without a reason: it is not the region that says so.

    A reason stands beside no answer.
    """
    reason, path = at.answer.reason, f"{at.path}.reason"
    if at.answer.standing not in REASONED:
        if reason is not None:
            yield InvalidInput("SURVEY_TEXT_UNASKED", path=path, question=at.name)
    elif reason is not None and reason.strip():
        yield from _unfit(reason, MOST_REASON, path)
    elif at.answer.standing == "DECLINED" or asked_here:
        yield InvalidInput("SURVEY_REASON_MISSING", path=path, question=at.name)


def _unfit(text: str, most: int, path: str) -> Iterator[InvalidInput]:
    if length(text) > most:
        allowed = (f"<= {most}",)
        yield InvalidInput("SURVEY_TEXT_TOO_LONG", path=path, length=length(text), most=most, allowed=allowed)
    if personal_number_in(text):
        yield InvalidInput("PERSONAL_NUMBER_IN_TEXT", path=path)
