"""What can be wrong among questions, questionnaires and the pseudonymised answers to one."""

from __future__ import annotations

from collections.abc import Iterator

from service.national.letters import LettersAnswers, LettersData
from service.national.survey import NO, Question, Questionnaire, Survey
from service.rules.finding import Finding, unique, unknown, unlisted
from service.rules.yaml_text import Path

# --- questionnaires -------------------------------------------------------------------------------------------------


def lint_survey(survey: Survey) -> Iterator[Finding]:
    """What is wrong among the questions and between them and the questionnaires."""
    yield from unique((f"{one.id} {one.version}" for one in survey.questions), ("questions",))
    yield from unique((one.id for one in survey.questionnaires), ("questionnaires",))
    versions = {(one.id, one.version) for one in survey.questions}
    for n, question in enumerate(survey.questions):
        path: Path = ("questions", n)
        if question.version != 1 and (question.id, question.version - 1) not in versions:
            yield Finding((*path, "version"), "VERSION_GAP", "no version stands before it", "1, 2, 3 and so on")
        yield from _of_question(question, path)
    for n, questionnaire in enumerate(survey.questionnaires):
        yield from _of_questionnaire(survey, questionnaire, ("questionnaires", n))
    yield from unlisted(survey.model_dump(), survey.documents)


def _of_question(question: Question, path: Path) -> Iterator[Finding]:
    options = (*path, "options")
    yield from unique((one.id for one in question.options), options)
    if question.options_of_its_own != bool(question.options):
        fit = "options for SINGLE and MULTIPLE, none for the rest"
        yield Finding(options, "OPTIONS_UNFIT", f"{question.kind} with {len(question.options)} options", fit)
    if any(one.id == NO for one in question.options):
        yield Finding(options, "OPTIONS_UNFIT", "a no is a standing, not an option", "admits_no: true")
    text = question.text
    if question.kind == "TEXT" and (text is None or text.options):
        yield Finding((*path, "text"), "TEXT_UNFIT", "the text is the answer", "a text with a limit and no options")
    if question.kind == "TEXT" and question.structural:
        problem = "a free text cannot be counted"
        yield Finding((*path, "structural"), "STRUCTURAL_TEXT", problem, "false, or another kind")
    if text is not None and question.kind != "TEXT":
        ids = [((n,), one) for n, one in enumerate(text.options)]
        yield from unknown((*path, "text", "options"), ids, question.counted, "UNKNOWN_OPTION", "option")


def _of_questionnaire(survey: Survey, questionnaire: Questionnaire, path: Path) -> Iterator[Finding]:
    asked: dict[str, Question] = {}
    lost = {one.id for one in questionnaire.lost}
    known = tuple(f"{one.id} version {one.version}" for one in survey.questions)
    yield from unique((part.id for part in questionnaire.parts), (*path, "parts"))
    for p, part in enumerate(questionnaire.parts):
        for n, one in enumerate(part.asks):
            place: Path = (*path, "parts", p, "asks", n, "question")
            question = survey.question(one.question, one.version)
            if question is None:
                problem = f"{one.question} version {one.version} is no question"
                yield Finding(place, "UNKNOWN_QUESTION", problem, ", ".join(known))
                continue
            if question.id in asked or question.id in lost:
                yield Finding(place, "DUPLICATE_ID", f"{question.id!r} stands twice", "each only once")
            yield from _of_condition(question, asked, lost, place)
            asked[question.id] = question


def _of_condition(question: Question, asked: dict[str, Question], lost: set[str], place: Path) -> Iterator[Finding]:
    condition = question.condition
    if condition is None:
        return
    earlier = asked.get(condition.question)
    if earlier is None and condition.question not in lost:
        problem = f"it rests on {condition.question}, which is not asked before it"
        yield Finding(place, "UNKNOWN_QUESTION", problem, ", ".join((*asked, *sorted(lost))))
    elif earlier is None and condition.options:
        yield Finding(place, "UNKNOWN_OPTION", f"the options of {condition.question} are lost", "no options")
    elif earlier is not None:
        if not condition.options:
            problem = f"the answers to {earlier.id} that it takes are not named"
            yield Finding(place, "UNKNOWN_OPTION", problem, ", ".join(earlier.counted))
        named = (((), one) for one in condition.options)
        yield from unknown(place, named, earlier.counted, "UNKNOWN_OPTION", "option")


# --- pseudonymised answers ------------------------------------------------------------------------------------------


def lint_letters(survey: Survey, data: LettersData) -> Iterator[Finding]:
    """What is wrong among the answers, and between them and the questionnaire that they answer."""
    questionnaire = survey.questionnaire(data.questionnaire)
    if questionnaire is None:
        known = ", ".join(one.id for one in survey.questionnaires)
        yield Finding(("questionnaire",), "UNKNOWN_QUESTIONNAIRE", f"{data.questionnaire} is none", known)
        return
    yield from unique((code.letter for code in data.survey_codes), ("survey_codes",))
    yield from unique((one.question for one in data.answers), ("answers",))
    yield from unique((f"{one.id} {one.survey_code.letter} {one.year}" for one in data.counts), ("counts",))
    asked = {one.id: one for one in survey.asked(questionnaire)}
    for n, answers in enumerate(data.answers):
        question = asked.get(answers.question)
        if question is None or question.version != answers.version:
            known = ", ".join(f"{one.id} version {one.version}" for one in asked.values())
            problem = f"{answers.question} version {answers.version} is not asked"
            yield Finding(("answers", n, "question"), "UNKNOWN_QUESTION", problem, known)
        else:
            yield from _of_answers(question, answers, data, ("answers", n))
    facts = (((n, "question"), one.question) for n, one in enumerate(data.facts))
    there = (*asked, *(one.id for one in questionnaire.lost))
    yield from unknown(("facts",), facts, there, "UNKNOWN_QUESTION", "question")
    yield from unlisted(data.model_dump(), data.documents)


def _of_answers(question: Question, answers: LettersAnswers, data: LettersData, path: Path) -> Iterator[Finding]:
    respondents = tuple(code.letter for code in data.survey_codes)
    letters = [
        ((n, "survey_codes", m), code.letter)
        for n, one in enumerate(answers.legible)
        for m, code in enumerate(one.survey_codes)
    ]
    legible = (*path, "legible")
    yield from unknown(legible, letters, respondents, "UNKNOWN_LETTER", "respondent")
    yield from unique((letter for _, letter in letters), legible)
    for n, one in enumerate(answers.legible):
        place = (*legible, n)
        options = (((m,), option) for m, option in enumerate(one.options))
        yield from unknown((*place, "options"), options, tuple(question.choices), "UNKNOWN_OPTION", "option")
        if one.standing == "NO" and not question.takes_no:
            yield Finding((*place, "standing"), "STANDING_UNFIT", "it cannot be answered by no", "another standing")
        if (one.standing != "ANSWERED" and one.options) or len(one.options) > question.most_options:
            problem = f"{len(one.options)} options with {one.standing}"
            yield Finding((*place, "options"), "STANDING_UNFIT", problem, f"at most {question.most_options}")
    option = None if answers.reported is None else answers.reported.option
    if option is not None:
        choices = tuple(question.choices)
        yield from unknown((*path, "reported", "option"), [((), option)], choices, "UNKNOWN_OPTION", "option")
