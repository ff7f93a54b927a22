"""The sentences of refusals of a row of figures that is delivered in a file, in Swedish and English, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.words import Words

NATIONAL_MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    "CELL_EMPTY": ("Kolumnen {path} är tom.", "The column {path} is empty."),
    "CELL_DATE": (
        "Cellen i kolumnen {path} är ett datum i Excel, {value}. Formatera den som text och skriv om den.",
        "The cell in the column {path} is a date of Excel's, {value}. Format it as text and write it again.",
    ),
    "CELL_TRUTH": (
        "Cellen i kolumnen {path} är ett sanningsvärde i Excel, {value}.",
        "The cell in the column {path} is a truth value of Excel's, {value}.",
    ),
    "CELL_ERROR": (
        "Cellen i kolumnen {path} är ett fel i Excel, {value}.",
        "The cell in the column {path} is an error of Excel's, {value}.",
    ),
    "CELL_FORMULA": (
        "Formeln {value} i kolumnen {path} är inte uträknad. Spara filen i Excel, eller skriv värdet.",
        "The formula {value} in the column {path} is not computed. Save the file in Excel, or write the value.",
    ),
    "VALUE_NOT_LISTED": (
        "”{value}” i kolumnen {path} är inget av de värden som gäller där.",
        "“{value}” in the column {path} is none of the values that hold there.",
    ),
    "INDICATOR_NOT_ASKED": (
        "Omgången frågar inte efter {value}.",
        "The round does not ask for {value}.",
    ),
    "PERIOD_UNREADABLE": (
        "”{value}” är ingen period. Skriv den som text.",
        "“{value}” is no period. Write it as text.",
    ),
    "PERIOD_KIND": (
        "{value} är inte den sorts period som {indicator} redovisas för.",
        "{value} is not the kind of period that {indicator} is reported for.",
    ),
    "PERIOD_NOT_OPEN": (
        "Perioden {value} är inte öppen: omgången frågar inte efter {indicator} för den.",
        "The period {value} is not open: the round does not ask for {indicator} in it.",
    ),
    "DIMENSION_NOT_ASKED": (
        "{indicator} delas inte upp efter {path}: kolumnen ska vara tom eller T.",
        "{indicator} is not split by {path}: the column is to be empty or T.",
    ),
    "ROW_TWICE": (
        "Samma uppgift står redan i rad {row}: indikator, period och uppdelning är desamma.",
        "The same figure stands in row {row} already: indicator, period and split are the same.",
    ),
    "STATUS_NOT_DELIVERED": (
        "Statusen {value} sätts inte av den som levererar.",
        "The status {value} is not set by who delivers.",
    ),
    "FIGURE_UNDER_ABSENCE": (
        "Med statusen {status} lämnas ingen siffra: kolumnen {path} ska vara tom.",
        "With the status {status} there is no figure: the column {path} is to be empty.",
    ),
    "FIGURE_MISSING": (
        "Kolumnen {path} är tom, men statusen är {status}. Saknas siffran, välj en status som säger varför.",
        "The column {path} is empty, but the status is {status}. For a missing figure, choose a status that says why.",
    ),
    "FIGURE_NOT_ASKED": (
        "{indicator} lämnas i {columns}: kolumnen {path} ska vara tom.",
        "{indicator} is delivered in {columns}: the column {path} is to be empty.",
    ),
    "DENOMINATOR_MISSING": (
        "{indicator} lämnas med en nämnare på minst 1.",
        "{indicator} is delivered with a denominator of at least 1.",
    ),
    "NUMERATOR_GT_DENOMINATOR": (
        "{indicator} är en andel: täljaren {value} kan inte vara större än nämnaren {most}.",
        "{indicator} is a share: the numerator {value} cannot be greater than the denominator {most}.",
    ),
    "NUMBER_UNREADABLE": (
        "”{value}” i kolumnen {path} är inget tal.",
        "“{value}” in the column {path} is no number.",
    ),
    "NUMBER_PER_CENT": (
        "{value} i kolumnen {path} har procenttecken. Skriv talet utan.",
        "{value} in the column {path} has a per cent sign. Write the number without one.",
    ),
    "NUMBER_NEGATIVE": (
        "{value} i kolumnen {path} är negativt.",
        "{value} in the column {path} is negative.",
    ),
    "NUMBER_THOUSANDS": (
        "{value} i kolumnen {path} har avskilda tusental. Skriv talet utan mellanrum och avskiljare.",
        "{value} in the column {path} has separated thousands. Write the number without blanks or separators.",
    ),
    "NUMBER_NOT_WHOLE": (
        "{value} i kolumnen {path} är inget heltal.",
        "{value} in the column {path} is no whole number.",
    ),
    "NUMBER_DECIMAL_COMMA": (
        "{value} i kolumnen {path} har decimalkomma, som här kan missförstås. Skriv talet med punkt.",
        "{value} in the column {path} has a decimal comma, which can be misread here. Write the number with a point.",
    ),
    "NUMBER_TOO_LARGE": (
        "{value} i kolumnen {path} är större än {most}.",
        "{value} in the column {path} is greater than {most}.",
    ),
    "CODE_TEXT_NOT_VALID": (
        "Kodtexten {value} gällde inte under perioden.",
        "The code text {value} was not valid in the period.",
    ),
    "REASON_MISSING": (
        "Den som väljer att inte redovisa säger varför i en kommentar.",
        "Who chooses not to report says why in a comment.",
    ),
    "COMMENT_TOO_LONG": (
        "Kommentaren är längre än {most} tecken.",
        "The comment is longer than {most} characters.",
    ),
    "PERSONAL_NUMBER_IN_COMMENT": (
        "Kommentaren innehåller ett personnummer.",
        "The comment holds a personnummer.",
    ),
}
NATIONAL_FACTS: Final[Mapping[str, Words]] = {
    "indicator": Words("Indikator", "Indicator"),
    "status": Words("Status", "Status"),
}
"""What the parameters of these refusals are called, in their explanations."""
