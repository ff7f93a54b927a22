"""A questionnaire as JSON, with what a front end needs to build the form: words, kinds, limits, order, conditions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from service.domain.words import plain
from service.national.answers import MOST_REASON, REASONED, STANDINGS, Standing
from service.national.survey import NO_WORDS, Asked, Condition, FreeText, Question, Questionnaire, Survey
from service.rules.sourced import Rule


def questionnaire_form(survey: Survey, questionnaire: Questionnaire) -> Mapping[str, Any]:
    """Parts with their questions; every order counts from 0, every text stands in `sv` and `en`.

    `options` and `standings` are what an answer may be; a standing with `reason` takes one of so many characters.
    `text.required` without `text.options` says that the text is the answer.
    """
    places = [(part, n, one) for part in questionnaire.parts for n, one in enumerate(part.asks)]
    asked = {one.id: one for one in survey.asked(questionnaire)}
    return {
        "id": questionnaire.id,
        "label": plain(questionnaire.label),
        "answerable": survey.answerable(questionnaire),
        "parts": [
            {
                "id": part.id,
                "order": order,
                "label": plain(part.label),
                "questions": [_question(asked[one.question], one, n) for of, n, one in places if of is part],
            }
            for order, part in enumerate(questionnaire.parts)
        ],
        "lost": [
            {"id": one.id, "number": one.number, "label": plain(one.label), "source": _source(one)}
            for one in questionnaire.lost
        ],
    }


def questionnaire_json(survey: Survey, questionnaire: Questionnaire) -> str:
    """The same as text: indented, keys as above, Swedish letters as they are."""
    return json.dumps(questionnaire_form(survey, questionnaire), ensure_ascii=False, indent=2)


def _question(question: Question, place: Asked, order: int) -> dict[str, Any]:
    return {
        "id": question.id,
        "version": question.version,
        "number": place.number,
        "order": order,
        "stem": None if question.stem is None else plain(question.stem),
        "label": plain(question.label),
        "help": None if question.help is None else plain(question.help),
        "kind": question.kind,
        "options": [
            {"id": option, "order": n, "label": plain(words)}
            for n, (option, words) in enumerate(question.choices.items())
        ],
        "mostOptions": question.most_options,
        "text": _text(question, question.text),
        "standings": _standings(question),
        "condition": _condition(question.condition),
        "structural": question.structural,
        "released": question.released,
        "source": _source(question),
    }


def _text(question: Question, text: FreeText | None) -> dict[str, Any] | None:
    if text is None:
        return None
    return {
        "label": plain(text.label),
        "limit": text.limit,
        "options": list(text.options),
        "required": text.required or question.kind == "TEXT",
        "releasable": text.releasable,
    }


def _standings(question: Question) -> list[dict[str, Any]]:
    taken: list[Standing] = [one for one in STANDINGS if one != "NO" or question.takes_no]
    return [
        {
            "id": one,
            "label": plain(NO_WORDS if one == "NO" else STANDINGS[one]),
            "reason": MOST_REASON if one in REASONED else None,
        }
        for one in taken
    ]


def _condition(condition: Condition | None) -> dict[str, Any] | None:
    return None if condition is None else {"question": condition.question, "options": list(condition.options)}


def _source(rule: Rule) -> dict[str, Any]:
    return rule.source.model_dump(exclude_none=True)
