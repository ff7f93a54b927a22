"""Words that people read, in both languages of the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["sv", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    sv: str
    en: str


def spoken(value: Any, language: str) -> Any:
    """The value in one language, where it holds both: words, a ruleset's label, the plain form, or several of them."""
    if isinstance(value, tuple | list) and value and all(_bilingual(one) for one in value):
        return ", ".join(str(spoken(one, language)) for one in value)
    if not _bilingual(value):
        return value
    return value[language] if isinstance(value, Mapping) else getattr(value, language)


def _bilingual(value: Any) -> bool:
    if isinstance(value, Mapping):
        return value.keys() == {"sv", "en"}
    return hasattr(value, "sv") and hasattr(value, "en")


def plain(words: Any) -> dict[str, str]:
    """Words or a label as an explanation's input."""
    return {"sv": words.sv, "en": words.en}
