"""The sentences of refusals of answers to a questionnaire, in Swedish and English, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.words import Words

SURVEY_MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    "SURVEY_HISTORICAL": (
        "Frågeformuläret är historiskt: delar av det har gått förlorade, och det kan inte besvaras.",
        "The questionnaire is historical: parts of it are lost, and it cannot be answered.",
    ),
    "SURVEY_QUESTION_UNKNOWN": (
        "Frågeformuläret har ingen sådan fråga.",
        "The questionnaire has no such question.",
    ),
    "SURVEY_OTHER_VERSION": (
        "Svaret gäller version {given} av frågan ”{question}”. Här ställs version {current}.",
        "The answer is to version {given} of the question “{question}”. Version {current} is asked here.",
    ),
    "SURVEY_ANSWERED_TWICE": ("Frågan ”{question}” har fått två svar.", "The question “{question}” has two answers."),
    "SURVEY_NOT_ASKED": (
        "Frågan ”{question}” ställs inte: den förutsätter ett annat svar på frågan ”{earlier}”.",
        "The question “{question}” is not asked: it takes another answer to the question “{earlier}”.",
    ),
    "SURVEY_NO_IMPOSSIBLE": (
        "Frågan ”{question}” kan inte besvaras med nej.",
        "The question “{question}” cannot be answered by no.",
    ),
    "SURVEY_OPTION_UNKNOWN": (
        "Frågan ”{question}” har inget sådant alternativ.",
        "The question “{question}” has no such option.",
    ),
    "SURVEY_OPTION_TWICE": (
        "Alternativet ”{option}” står två gånger i svaret på frågan ”{question}”.",
        "The option “{option}” stands twice in the answer to the question “{question}”.",
    ),
    "SURVEY_OPTION_MISSING": (
        "Svaret på frågan ”{question}” anger inget alternativ.",
        "The answer to the question “{question}” names no option.",
    ),
    "SURVEY_ONE_OPTION": (
        "Frågan ”{question}” besvaras med ett alternativ, men svaret anger {options}.",
        "The question “{question}” is answered by one option, but the answer names {options}.",
    ),
    "SURVEY_TEXT_TOO_LONG": (
        "Texten är {length} tecken. Högst {most} tecken får plats.",
        "The text is {length} characters long. At most {most} are taken.",
    ),
    "SURVEY_TEXT_MISSING": (
        "Svaret på frågan ”{question}” kräver text.",
        "The answer to the question “{question}” takes a text.",
    ),
    "SURVEY_TEXT_UNASKED": (
        "Frågan ”{question}” ber inte om text till detta svar.",
        "The question “{question}” asks for no text with this answer.",
    ),
    "SURVEY_NOT_AN_ANSWER": (
        "Den som inte svarar på frågan ”{question}” kan inte samtidigt ange alternativ eller text.",
        "Who does not answer the question “{question}” cannot name options or write a text as well.",
    ),
    "SURVEY_REASON_MISSING": (
        "Frågan ”{question}”: ange ett skäl till att den inte besvaras.",
        "The question “{question}”: give a reason for not answering it.",
    ),
    "SURVEY_NOT_RELEASABLE": (
        "Svaret på frågan ”{question}” har ingen text som kan lämnas ut nationellt.",
        "The answer to the question “{question}” has no text that can be released nationally.",
    ),
}
SURVEY_FACTS: Final[Mapping[str, Words]] = {
    "question": Words("Fråga", "Question"),
    "earlier": Words("Tidigare fråga", "Earlier question"),
    "option": Words("Alternativ", "Option"),
    "options": Words("Angivna alternativ", "Options named"),
    "length": Words("Antal tecken", "Number of characters"),
}
