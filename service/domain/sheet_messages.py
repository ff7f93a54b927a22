"""The sentences of refusals of a spreadsheet and its rows, in Swedish and English, by code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SHEET_MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    "CSV_TOO_LARGE": (
        "Filen är större än {most} MiB. Dela upp den.",
        "The file is over {most} MiB. Split it.",
    ),
    "CSV_NUL": (
        "Filen innehåller nolltecken: den är ingen CSV-fil i UTF-8.",
        "The file holds zero bytes: it is no CSV file in UTF-8.",
    ),
    "CSV_ENCODING": (
        "Filen är inte UTF-8. Spara den som CSV UTF-8.",
        "The file is not UTF-8. Save it as CSV UTF-8.",
    ),
    "CSV_ROW_TOO_LONG": (
        "En rad är längre än {most} KiB, eller ett citattecken avslutas aldrig.",
        "A row is over {most} KiB, or a quote is never closed.",
    ),
    "CSV_QUOTE_OPEN": (
        "Ett citattecken i rad {row} avslutas aldrig.",
        "A quote in row {row} is never closed.",
    ),
    "CSV_MALFORMED": (
        "Rad {row} är ingen rad i CSV: ett citattecken eller en radbrytning står fel.",
        "Row {row} is no row of CSV: a quote or a line break is in the wrong place.",
    ),
    "CSV_EMPTY": ("Filen har ingen rubrikrad.", "The file has no heading."),
    "CSV_COLUMN_UNKNOWN": (
        "Rubriken i kolumn {place} är ingen kolumn i en sådan fil.",
        "The heading of column {place} is no column of such a file.",
    ),
    "CSV_COLUMN_TWICE": (
        "Kolumnen {column} står mer än en gång.",
        "The column {column} stands there more than once.",
    ),
    "CSV_COLUMN_MISSING": (
        "Kolumner saknas: {columns}.",
        "Columns are missing: {columns}.",
    ),
    "CSV_COLUMN_OF_CALLER": (
        "Kolumnen {column} hör inte hemma i filen: det är den som lämnar filen som avgör det.",
        "The column {column} has no place in the file: it follows from who sends the file.",
    ),
    "XLSX_OLD": (
        "Filen är en äldre eller binär Excelfil. Spara den som Excelarbetsbok (.xlsx).",
        "The file is an older or binary Excel file. Save it as an Excel workbook (.xlsx).",
    ),
    "XLSX_ENCRYPTED": (
        "Filen är skyddad med lösenord och kan inte läsas. Spara den utan lösenord.",
        "The file is protected by a password and cannot be read. Save it without one.",
    ),
    "XLSX_MACROS": (
        "Filen kan innehålla makron. Spara den som Excelarbetsbok utan makron (.xlsx).",
        "The file may hold macros. Save it as an Excel workbook without macros (.xlsx).",
    ),
    "XLSX_BROKEN": (
        "Filen är ingen hel Excelarbetsbok (.xlsx): {column} kan inte läsas.",
        "The file is no whole Excel workbook (.xlsx): {column} cannot be read.",
    ),
    "XLSX_TOO_LARGE": (
        "Arbetsboken är större än {most} MiB. Dela upp den.",
        "The workbook is over {most} MiB. Split it.",
    ),
    "XLSX_UNPACKED": (
        "Arbetsboken packas upp till mer än {most} MiB, eller är ovanligt hårt packad. Dela upp den.",
        "The workbook unpacks to over {most} MiB, or is packed unusually hard. Split it.",
    ),
    "XLSX_TEXT": (
        "Arbetsbokens texter är större än {most} MiB. Dela upp den, eller lämna den som CSV.",
        "The texts of the workbook are over {most} MiB. Split it, or send it as CSV.",
    ),
    "XLSX_ROW_TOO_LONG": (
        "Rad {row} har fler celler eller mer text än {most} KiB.",
        "Row {row} has more cells than a row can have, or more text than {most} KiB.",
    ),
    "XLSX_ROWS": (
        "Bladet har fler än {most} rader. Dela upp det.",
        "The sheet has over {most} rows. Split it.",
    ),
    "XLSX_SHEETS": (
        "{count} synliga blad har innehåll. Ett enda läses: dölj eller ta bort de andra.",
        "{count} visible sheets hold something. One alone is read: hide or remove the others.",
    ),
    "XLSX_MERGED": (
        "Cellerna {value} är sammanfogade. Dela upp dem, så att varje rad har sitt eget värde.",
        "The cells {value} are merged. Unmerge them, so that each row has a value of its own.",
    ),
    "ROW_CELLS": (
        "Raden har inte lika många celler som rubriken.",
        "The row has not as many cells as the heading.",
    ),
    "UNIT_DIFFERS": (
        "Enheten {hsa_id} är redan registrerad, med något annat i kolumnen {path}. En import ändrar ingen enhet.",
        "The unit {hsa_id} is registered already, with something else in the column {path}. An import changes no unit.",
    ),
    "UNIT_NOT_REGISTERED": (
        "Ingen enhet med HSA-id {hsa_id} är registrerad.",
        "No unit with HSA-id {hsa_id} is registered.",
    ),
}
