"""Cases in lists, page by page."""

from __future__ import annotations

import strawberry

from schema.needs import described
from schema.types.cases import Case
from schema.types.common import CURSOR, EDGES, PAGE_INFO, PageInfo


@strawberry.type(description="Ett ärende i en lista. A case in a list, with its cursor.")
class CaseEdge:
    cursor: str = strawberry.field(description=CURSOR)

    found: strawberry.Private[Case]

    @described("Ärendet på raden. The case of this row.", same=True)
    def node(self) -> Case:
        return self.found


@strawberry.type(description="En sida ärenden. A page of cases.")
class CaseConnection:
    page_info: PageInfo = strawberry.field(description=PAGE_INFO)

    found: strawberry.Private[list[CaseEdge]]

    @described(EDGES, same=True)
    def edges(self) -> list[CaseEdge]:
        return self.found

    @described("Ärendena på sidan, utan markörer. The cases of the page, without cursors.", same=True)
    def nodes(self) -> list[Case]:
        return [edge.found for edge in self.found]
