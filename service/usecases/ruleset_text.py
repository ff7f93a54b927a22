"""What people write of a ruleset, as the JSON that is kept of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from service.domain.facts import canonical
from service.domain.words import Words
from service.rules.yaml_text import Path, YamlProblem, read_yaml
from service.usecases.checking import invalid

MOST_TEXT: Final = 100_000
"""Characters of one text: more than twice those of the longest ruleset that is shipped."""
MOST_CONTENT: Final = 400_000
"""Characters of a draft's JSON."""
_LARGEST: Final = 2**53
"""Up to here every reader of JSON has the same whole number."""
_CONTENT: Final = "content"


def read_content(text: str) -> Any:
    """What a text in YAML, and so one in JSON, says; InvalidInput at `content` where JSON could not say it."""
    if len(text) > MOST_TEXT:
        raise invalid(_CONTENT, f"{len(text)} > {MOST_TEXT}", f"<= {MOST_TEXT}")
    try:
        value = read_yaml(text).value
    except YamlProblem as error:
        problem = Words(f"rad {error.line} är inte YAML", f"line {error.line} is not YAML: {error.problem}")
        raise invalid(_CONTENT, problem, Words("ett värde i YAML eller JSON", "one value in YAML or JSON")) from error
    _check_plain(value, ())
    return value


def check_size(content: Mapping[str, Any]) -> None:
    """InvalidInput at `content` where a draft with it would be too large."""
    length = len(canonical(content))
    if length > MOST_CONTENT:
        raise invalid(_CONTENT, f"{length} > {MOST_CONTENT}", f"<= {MOST_CONTENT}")


def _check_plain(value: Any, place: Path) -> None:
    """Refuses what would not come back as it went in: a number of no size, a character of no text, another type."""
    match value:
        case list():
            for number, one in enumerate(value):
                _check_plain(one, (*place, number))
            plain = True
        case dict():
            for name, one in value.items():
                _check_plain(one, (*place, name))
            plain = all(map(_is_text, value))
        case bool() | None:
            plain = True
        case int():
            plain = abs(value) <= _LARGEST
        case float():
            plain = math.isfinite(value)
        case _:
            plain = _is_text(value)
    if not plain:
        where = ".".join(map(str, place)) or "/"
        problem = Words(f"ett värde som JSON inte har: {where}", f"a value that JSON does not have: {where}")
        raise invalid(_CONTENT, problem, Words("text, tal, true, false, null", "texts, numbers, true, false, null"))


def _is_text(value: object) -> bool:
    """Whether it is a text that the database can hold."""
    return isinstance(value, str) and "\0" not in value and not any("\ud800" <= one <= "\udfff" for one in value)
