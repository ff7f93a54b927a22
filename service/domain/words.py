"""Words that people read, in both languages of the service, and how values are said in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Any, Final, Literal

from service.domain.dates import local_time
from service.domain.money import format_sek

Language = Literal["sv", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    sv: str
    en: str


_YES: Final = Words("ja", "yes")
_NO: Final = Words("nej", "no")
_NOTHING: Final = Words("saknas", "missing")


def spoken(value: Any, language: str) -> str:
    """The value as people say it in `sv` or `en`.

    One language of words, a ruleset's label or the plain form of them, several with commas between, yes or no, and that
    there is none.
    """
    if isinstance(value, tuple | list):
        return ", ".join(spoken(one, language) for one in value)
    if value is None or isinstance(value, bool):
        value = _NOTHING if value is None else _YES if value else _NO
    if not _bilingual(value):
        return str(value)
    return str(value[language] if isinstance(value, Mapping) else getattr(value, language))


def _bilingual(value: Any) -> bool:
    if isinstance(value, Mapping):
        return value.keys() == {"sv", "en"}
    return hasattr(value, "sv") and hasattr(value, "en")


def plain(words: Any) -> dict[str, str]:
    """Words or a label as an explanation's input."""
    return {"sv": words.sv, "en": words.en}


def lowered(words: Any) -> Words:
    """Words or a label within a sentence."""
    return Words(words.sv.lower(), words.en.lower())


def kronor(ore: int) -> Words:
    """An amount in prose: `16258,06 kr`, `SEK 16258.06`."""
    return Words(f"{format_sek(ore).replace('.', ',')} kr", f"SEK {format_sek(ore)}")


def per_listed(ore: int) -> Words:
    """A rate in prose."""
    rate = kronor(ore)
    return Words(f"{rate.sv} per listad och månad", f"{rate.en} per listed and month")


class _Sentence(Formatter):
    """Fills `{name}` with the value as it is spoken.

    `{name:kr}` takes öre, `{name:time}` an instant in ISO form, and `{name:rad|rader}` a number, with the word for it.
    """

    def __init__(self, language: str) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "kr":
            return spoken(kronor(value), self._language)
        if format_spec == "time":
            return local_time(datetime.fromisoformat(value))[0]
        one, _, many = format_spec.partition("|")
        said = spoken(value, self._language)
        return f"{said} {one if value == 1 else many}" if many else said


def filled(sentence: str, values: Mapping[str, Any], language: str) -> str:
    """The sentence with its values as people say them in `sv` or `en`; KeyError for one that is not given."""
    return _Sentence(language).vformat(sentence, (), values)
