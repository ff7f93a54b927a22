"""The readiness view: how the regions stand to the structural facts, per question and region over years (C15, NI-22).

Every figure carries how many answered of how many were asked (NI-03). What the facts tell of are organisations, no
persons: nothing is suppressed, however few they are. Free text is in no part of the view.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from service.domain.words import Words
from service.national.answers import GIVEN, Answer, Sheet, Standing, applies, completed
from service.national.letters import Legible, LettersData
from service.national.survey import NO, Question, Survey
from service.rules.sourced import Label

UNSUPPRESSED: Final = Words(
    "Uppgifterna gäller regionernas organisation, inga personer: inget döljs, hur få de än är.",
    "The figures are about how the regions are organised, about no persons: nothing is hidden, however few they are.",
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answered, a no among them, of how many were asked.

    `undecided` and `not_applicable` are in neither: nothing tells whether the question was asked of them, or it does
    not apply to them. Of those that were asked, `declined` chose not to answer and the answers of `lost` are not known;
    the rest did not answer.
    """

    answered: int
    eligible: int
    undecided: int = 0
    declined: int = 0
    not_applicable: int = 0
    lost: int = 0

    @property
    def not_answered(self) -> int:
        return self.eligible - self.answered - self.declined - self.lost


@dataclass(frozen=True, slots=True)
class Round:
    """That the regions were asked in a year."""

    year: int
    questionnaire: str


@dataclass(frozen=True, slots=True)
class FactYear:
    """How a question was answered in a year; `counts` by option, `NO` among them, 0 where nobody chose it.

    With several options to an answer, counts may sum to more than answered. They are lower bounds where answers are
    lost. `differs`: why they do not compare with those of the year before, None where they do.
    """

    year: int
    questionnaire: str
    version: int
    tally: Tally
    counts: Mapping[str, int]
    differs: Label | None = None

    @property
    def compares(self) -> bool:
        return self.differs is None


@dataclass(frozen=True, slots=True)
class RegionYear:
    """What a region answered in a year."""

    year: int
    version: int
    standing: Standing
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A structural question over the years, by its latest version that was asked.

    `regions` by länskod, each with the years in which the question was put to it; empty where the question's answers
    are not shown region by region.
    """

    question: Question
    years: tuple[FactYear, ...]
    regions: Mapping[str, tuple[RegionYear, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Readiness:
    """The view, and why nothing in it is suppressed."""

    facts: tuple[Fact, ...]
    disclosure: Words = UNSUPPRESSED


def readiness(
    survey: Survey,
    rounds: Iterable[Round],
    regions: Sequence[str],
    sheets: Iterable[Sheet],
    historical: Iterable[LettersData] = (),
) -> Readiness:
    """Each structural question that was asked, in the order of the questions.

    All `regions` (länskod) are asked in every round; those without a sheet did not answer. `sheets` are such that
    `refusals` finds nothing in. Of `historical` data only the counts are in it: its respondents are no regions.
    ValueError where a region has two sheets in a round, or a sheet is of no round or no region of these.
    """
    held = _held(survey, rounds, regions, sheets)
    past = [(question, year) for data in historical for question, year in _of_letters(survey, data)]
    found: list[Fact] = []
    for question_id in dict.fromkeys(one.id for one in survey.questions if one.structural):
        put = [(question, one) for one in held for question in one.questions if question.id == question_id]
        years = [year for question, year in past if question.id == question_id]
        years += [FactYear(*one.round_of(question), one.tally(question), one.counts(question)) for question, one in put]
        if not years:
            continue
        years.sort(key=lambda one: one.year)
        last = survey.question(question_id, years[-1].version)
        if last is not None:
            found.append(Fact(last, _compared(survey, question_id, years), _by_region(put, regions)))
    return Readiness(tuple(found))


def tallies(survey: Survey, asked_in: Round, regions: Sequence[str], sheets: Iterable[Sheet]) -> Mapping[str, Tally]:
    """Of every question of a round, free text too: how many answered of how many asked; ValueError as `readiness`."""
    (held,) = _held(survey, (asked_in,), regions, sheets)
    return {question.id: held.tally(question) for question in held.questions}


def letters_tallies(survey: Survey, data: LettersData) -> Mapping[str, Tally]:
    """The same of a pseudonymised round, as far as its document shows."""
    return {question.id: _letters_tally(question, data) for question in _asked(survey, data.questionnaire)}


@dataclass(frozen=True, slots=True)
class ReleasedText:
    """What a region wrote and lets be read nationally."""

    region: str
    year: int
    question: str
    version: int
    text: str


def released_texts(survey: Survey, sheets: Iterable[Sheet]) -> tuple[ReleasedText, ...]:
    """The only free text that leaves a region: where its question may release it and the region does."""
    return tuple(
        ReleasedText(sheet.region, sheet.year, answer.question, answer.version, answer.text)
        for sheet in sheets
        for answer in sheet.answers
        for question in [survey.question(answer.question, answer.version)]
        if answer.released and answer.text and question and question.text and question.text.releasable
    )


# --- rounds ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Held:
    """A round with every region's answer to each of its questions."""

    asked_in: Round
    questions: tuple[Question, ...]
    answers: Mapping[str, Mapping[str, Answer]]

    def round_of(self, question: Question) -> tuple[int, str, int]:
        return self.asked_in.year, self.asked_in.questionnaire, question.version

    def tally(self, question: Question) -> Tally:
        standings = Counter(self._standing(question, answers) for answers in self.answers.values())
        answered = sum(standings[one] for one in GIVEN)
        return Tally(
            answered,
            answered + standings["NOT_ANSWERED"] + standings["DECLINED"],
            undecided=standings[None],
            declined=standings["DECLINED"],
            not_applicable=standings["NOT_APPLICABLE"],
        )

    def counts(self, question: Question) -> Mapping[str, int]:
        return _counts(question, (answers[question.id].counts_as for answers in self.answers.values()))

    @staticmethod
    def _standing(question: Question, answers: Mapping[str, Answer]) -> Standing | None:
        """None where nothing tells whether the region was asked."""
        standing = answers[question.id].standing
        return None if standing == "NOT_ANSWERED" and applies(question, answers) is None else standing


def _held(survey: Survey, rounds: Iterable[Round], regions: Sequence[str], sheets: Iterable[Sheet]) -> list[_Held]:
    given: dict[tuple[Round, str], Sheet] = {}
    for sheet in sheets:
        place = (Round(sheet.year, sheet.questionnaire), sheet.region)
        if place in given:
            raise ValueError(f"two sheets of region {sheet.region} in {sheet.year}")
        given[place] = sheet
    every = list(rounds)
    strays = given.keys() - {(one, region) for one in every for region in regions}
    if strays:
        raise ValueError(f"sheets of no such round or region: {len(strays)}")
    return [_of_round(survey, one, regions, given) for one in every]


def _of_round(survey: Survey, one: Round, regions: Sequence[str], given: Mapping[tuple[Round, str], Sheet]) -> _Held:
    nothing = {region: Sheet(region, one.questionnaire, one.year) for region in regions}
    answers = {
        region: {answer.question: answer for answer in completed(survey, given.get((one, region), nothing[region]))}
        for region in regions
    }
    return _Held(one, _asked(survey, one.questionnaire), answers)


def _asked(survey: Survey, questionnaire_id: str) -> tuple[Question, ...]:
    """ValueError for a questionnaire that there is not."""
    questionnaire = survey.questionnaire(questionnaire_id)
    if questionnaire is None:
        raise ValueError(f"there is no questionnaire {questionnaire_id}")
    return survey.asked(questionnaire)


def _counts(question: Question, named: Iterable[Iterable[str]]) -> Mapping[str, int]:
    times = Counter(option for options in named for option in options)
    return {option: times[option] for option in question.counted}


def _by_region(put: Iterable[tuple[Question, _Held]], regions: Sequence[str]) -> Mapping[str, tuple[RegionYear, ...]]:
    """Where the question is shown region by region, in the years in which it is."""
    shown = sorted(
        ((one.asked_in.year, question, one) for question, one in put if question.released), key=lambda x: x[0]
    )
    return {
        region: tuple(
            RegionYear(year, question.version, answer.standing, answer.counts_as)
            for year, question, one in shown
            for answer in [one.answers[region][question.id]]
        )
        for region in (regions if shown else ())
    }


def _compared(survey: Survey, question_id: str, years: Sequence[FactYear]) -> tuple[FactYear, ...]:
    earlier = [None, *years[:-1]]
    return tuple(
        replace(one, differs=None if before is None else survey.differs(question_id, before.version, one.version))
        for before, one in zip(earlier, years, strict=True)
    )


# --- pseudonymised rounds -------------------------------------------------------------------------------------------


def _of_letters(survey: Survey, data: LettersData) -> Iterator[tuple[Question, FactYear]]:
    for question in _asked(survey, data.questionnaire):
        answers = data.of(question.id)
        named = [] if answers is None else [_counts_as(one) for one in answers.legibly.values()]
        tally = _letters_tally(question, data)
        counts = _counts(question, named)
        yield question, FactYear(data.year, data.questionnaire, question.version, tally, counts)


def _counts_as(one: Legible) -> tuple[str, ...]:
    return (NO,) if one.standing == "NO" else one.options


def _letters_tally(question: Question, data: LettersData) -> Tally:
    """Of a question that was not put to everyone, those count as asked who answered it legibly, and no others."""
    answers, conditional = data.of(question.id), question.condition is not None
    known = Counter(
        "LOST" if answers is None else answers.known(code, conditional=conditional) for code in data.survey_codes
    )
    answered = sum(known[one] for one in GIVEN)
    asked = answered + known["DECLINED"] + known["NOT_ANSWERED"]
    return Tally(
        answered,
        asked if conditional else asked + known["LOST"],
        undecided=known["LOST"] if conditional else 0,
        declined=known["DECLINED"],
        not_applicable=known["NOT_APPLICABLE"],
        lost=0 if conditional else known["LOST"],
    )
