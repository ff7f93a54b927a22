"""The text of a national list to its typed package, or a refusal with every problem found in it."""

from __future__ import annotations

from typing import Final

from service.national.definitions import NationalPackage
from service.national.lint import lint
from service.rules.problems import DocumentRefused, Kind, Problem


class NationalListRefused(DocumentRefused):
    """A national list with problems; nothing of it may be used."""


_LIST: Final = Kind(NationalPackage, NationalListRefused)


def load_national(content: str, *, file: str) -> NationalPackage:
    """The package of a YAML text; NationalListRefused with every problem found where there is any."""
    return _LIST.loaded(content, file, lint)[0]


def problems_in(content: str, *, file: str) -> tuple[Problem, ...]:
    """Every problem of a YAML text, also what people are to settle in it."""
    try:
        return _LIST.loaded(content, file, lint)[1]
    except NationalListRefused as refused:
        return refused.problems
