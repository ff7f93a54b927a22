"""A made-up survey in two rounds of wording, and sheets of regions that answer it."""

from __future__ import annotations

from typing import Any

from service.national.answers import Answer, Sheet
from service.national.survey import Question, Survey
from service.national.survey_load import load_survey

FILE = "made-up.yaml"
TEXT = """\
id: MADE_UP
label: {sv: Påhittad, en: Made up}
documents: {}
questions:
  - id: LEADS
    source: {clause: "1", derived: {sv: påhittad, en: made up}}
    label: {sv: Leds arbetet, en: The work is led}
    kind: YES_NO_PARTLY
    text: {label: {sv: Inom vilka, en: In which}, limit: 1000, options: [PARTLY], required: true}
    structural: true
    released: true
  - id: AREAS
    source: {clause: "1a", derived: {sv: påhittad, en: made up}}
    label: {sv: Vilka områden, en: Which areas}
    kind: MULTIPLE
    options:
      - {id: PRIMARY, label: {sv: Primärvård, en: Primary care}}
      - {id: PSYCHIATRY, label: {sv: Psykiatri, en: Psychiatry}}
      - {id: OTHER, label: {sv: Andra, en: Others}}
    text: {label: {sv: Vilka, en: Which}, limit: 1000, options: [OTHER], releasable: true}
    condition: {question: LEADS, options: [YES, PARTLY]}
    structural: true
    released: true
  - id: SIZE
    source: {clause: "2", derived: {sv: påhittad, en: made up}}
    label: {sv: Hur stor, en: How large}
    kind: SINGLE
    options:
      - {id: SMALL, label: {sv: Liten, en: Small}}
      - {id: LARGE, label: {sv: Stor, en: Large}}
    structural: true
  - id: WELL
    source: {clause: "3", derived: {sv: påhittad, en: made up}}
    label: {sv: Vad fungerar, en: What works}
    kind: TEXT
    admits_no: true
    text: {label: {sv: Svar, en: Answer}, limit: 2000, releasable: true}
  - id: LEADS
    version: 2
    source: {clause: "1", derived: {sv: påhittad, en: made up}}
    label: {sv: Finns en ledning, en: There is a lead}
    kind: YES_NO_PARTLY
    structural: true
    released: true
  - id: SIZE
    version: 2
    source: {clause: "2", derived: {sv: påhittad, en: made up}}
    label: {sv: Hur stor, en: How large}
    kind: SINGLE
    options:
      - {id: SMALL, label: {sv: Liten, en: Small}}
      - {id: MEDIUM, label: {sv: Mellan, en: Medium}}
      - {id: LARGE, label: {sv: Stor, en: Large}}
    structural: true
    differs: {sv: En storlek har kommit till., en: A size has been added.}
questionnaires:
  - id: FIRST
    source: {clause: "1-3", derived: {sv: påhittad, en: made up}}
    label: {sv: Den första, en: The first}
    parts:
      - id: ALL
        label: {sv: Allt, en: All}
        asks:
          - {number: "1", question: LEADS}
          - {number: "1a", question: AREAS}
          - {number: "2", question: SIZE}
          - {number: "3", question: WELL}
  - id: SECOND
    source: {clause: "1-3", derived: {sv: påhittad, en: made up}}
    label: {sv: Den andra, en: The second}
    parts:
      - id: ALL
        label: {sv: Allt, en: All}
        asks:
          - {number: "1", question: LEADS, version: 2}
          - {number: "1a", question: AREAS}
          - {number: "2", question: SIZE, version: 2}
          - {number: "3", question: WELL}
"""
SURVEY: Survey = load_survey(TEXT, file=FILE)


def question(question_id: str, version: int = 1) -> Question:
    found = SURVEY.question(question_id, version)
    assert found is not None
    return found


def yes(question_id: str, *options: str, **parts: Any) -> Answer:
    """An answer by these options."""
    return Answer(question_id, "ANSWERED", options=options, **parts)


def sheet(region: str, *answers: Answer, questionnaire: str = "FIRST", year: int = 2026) -> Sheet:
    return Sheet(region, questionnaire, year, answers)
