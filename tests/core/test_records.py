"""Records made anew are what the standard library makes of them."""

from __future__ import annotations

import dataclasses

import pytest

from service.domain.case import CaseState
from service.domain.case_parts import Request
from service.domain.records import replace
from tests.core.acts import SENT, led


def test_a_record_with_fields_changed_is_the_one_that_the_standard_library_makes() -> None:
    case = led("YELLOW", sent=True).state
    assert replace(case, version=9, corrected_on=SENT) == dataclasses.replace(case, version=9, corrected_on=SENT)
    assert replace(case.requests[0], plans=()) == dataclasses.replace(case.requests[0], plans=())
    assert {type(replace(one)) for one in (case, case.requests[0])} == {CaseState, Request}


def test_a_field_that_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError, match="colur"):
        replace(led().state, colur="RED")
