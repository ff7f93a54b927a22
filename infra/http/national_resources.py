"""The national resources: one table, by which they are routed, read and described.

Paths have no endings, since the REST API-profil allows letters, digits and hyphens alone (RES.06, UFN.08).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from infra.http.problems import ROOT
from service.domain.words import Words
from service.national.formats import csv_cells, dcat, json_stat, kolada, native, sdmx_csv
from service.national.formats.dcat import Offered

_SELECTION: Final = ("indicator", "region", "period", "from", "until", "asOf")
_PAGED: Final = ("limit", "offset")
_SINCE: Final = ("since",)


@dataclass(frozen=True, slots=True)
class Resource:
    """`path` stands under ROOT. `shape` names its JSON in the OpenAPI document, None where it is text.

    `open` ones are metadata, for which nobody needs a token.
    """

    path: str
    title: Words
    about: Words
    media_type: str
    parameters: tuple[str, ...] = ()
    shape: str | None = None
    open: bool = False

    @property
    def address(self) -> str:
        return f"{ROOT}/{self.path}"


def _resource(path: str, *said: Any, **more: Any) -> tuple[str, Resource]:
    return path, Resource(path, *said, **more)


RESOURCES: Final[Mapping[str, Resource]] = dict(
    (
        _resource(
            "cells",
            Words("Celler som JSON", "Cells as JSON"),
            Words(
                "Publicerade celler, sida för sida, i ordning efter indikator, region, periodens början och"
                " kategorier. En uppgift som saknas har en status och inget värde; den är aldrig noll.",
                "Published cells, page by page, by indicator, region, begin of the period and categories. A figure"
                " that is not there has a status and no value; it is never zero.",
            ),
            native.MEDIA_TYPE,
            _SELECTION + _PAGED,
            shape="Cells",
        ),
        _resource(
            "cells/csv",
            Words("Celler som CSV", "Cells as CSV"),
            Words("Hela urvalet, en rad per cell.", "The whole selection, a line for each cell."),
            csv_cells.MEDIA_TYPE,
            (*_SELECTION, "separator"),
        ),
        _resource(
            "cells/sdmx-csv",
            Words("Celler som SDMX-CSV 2.0", "Cells as SDMX-CSV 2.0"),
            Words("Hela urvalet, en observation per rad.", "The whole selection, an observation on each line."),
            sdmx_csv.MEDIA_TYPE,
            _SELECTION,
        ),
        _resource(
            "cells/kolada",
            Words("Celler i Koladas form", "Cells in the form of Kolada"),
            Words(
                "Hela år delade efter kön och inget annat, sida för sida; `limit` räknar objekt.",
                "Whole years, split by sex and nothing else, page by page; `limit` counts objects.",
            ),
            kolada.MEDIA_TYPE,
            _SELECTION + _PAGED,
            shape="KoladaValues",
        ),
        _resource(
            "cells/json-stat",
            Words("Celler som en kub, JSON-stat 2.0", "Cells as a cube, JSON-stat 2.0"),
            Words(
                "Indikatorer × regioner × perioder × kön och andra dimensioner. Språket följer Accept-Language.",
                "Indicators by regions by periods by sex and other dimensions. The language follows Accept-Language.",
            ),
            json_stat.MEDIA_TYPE,
            (*_SELECTION, "dimension"),
            shape="Dataset",
        ),
        _resource(
            "changes",
            Words("Ändringar som JSON", "Changes as JSON"),
            Words(
                "Vad publiceringar efter `since` gjort med cellerna, i ordning, borttaget med.",
                "What publications after `since` made of the cells, in order, those that are gone with them.",
            ),
            native.MEDIA_TYPE,
            _SINCE + _SELECTION + _PAGED,
            shape="Changes",
        ),
        _resource(
            "changes/csv",
            Words("Ändringar som CSV", "Changes as CSV"),
            Words("Borttagna celler har status DELETED.", "Cells that are gone have the status DELETED."),
            csv_cells.MEDIA_TYPE,
            (*_SINCE, *_SELECTION, "separator"),
        ),
        _resource(
            "changes/sdmx-csv",
            Words("Ändringar som SDMX-CSV 2.0", "Changes as SDMX-CSV 2.0"),
            Words("ACTION är R för ersatta celler, D för borttagna.", "ACTION is R for replaced cells, D for deleted."),
            sdmx_csv.MEDIA_TYPE,
            _SINCE + _SELECTION,
        ),
        _resource(
            "indicators",
            Words("Definitioner", "Definitions"),
            Words(
                "Den nationella listan: alla versioner av indikatorernas definitioner, med alla ord.",
                "The national list: all versions of the definitions of the indicators, with all words.",
            ),
            native.MEDIA_TYPE,
            shape="Definitions",
            open=True,
        ),
        _resource(
            "catalog",
            Words("Katalog enligt DCAT-AP-SE", "Catalogue by DCAT-AP-SE"),
            Words(
                "En datamängd för varje indikator i bruk, i JSON-LD; utkast står inte i den.",
                "A dataset for each indicator in use, in JSON-LD; drafts are not in it.",
            ),
            dcat.MEDIA_TYPE,
            shape="Catalog",
            open=True,
        ),
        _resource(
            "publications",
            Words("Publiceringar", "Publications"),
            Words("De 200 senaste, den senaste först.", "The latest 200, the latest first."),
            native.MEDIA_TYPE,
            shape="Publications",
        ),
        _resource(
            "rounds",
            Words("Insamlingsomgångar", "Rounds of collection"),
            Words("De 200 senaste, den som öppnar sist först.", "The latest 200, the latest to open first."),
            native.MEDIA_TYPE,
            shape="Rounds",
        ),
        _resource(
            "api-info",
            Words("Om API:et", "About the API"),
            Words("Namn, version och status (VER.06).", "Name, version and status (VER.06)."),
            native.MEDIA_TYPE,
            shape="ApiInfo",
            open=True,
        ),
        _resource(
            "openapi",
            Words("Denna beskrivning", "This description"),
            Words("OpenAPI 3.1.", "OpenAPI 3.1."),
            native.MEDIA_TYPE,
            shape="OpenApi",
            open=True,
        ),
    )
)
OFFERED: Final = tuple(
    Offered(one.media_type.partition(";")[0], one.title, f"{one.address}?indicator={{indicator}}")
    for path, one in RESOURCES.items()
    if path.startswith("cells")
)
"""The formats of an indicator's cells, as the catalogue tells of them."""
