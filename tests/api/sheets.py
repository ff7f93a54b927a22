"""CSV files of units and listed counts, and how they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.api.caller import Answer, Api, Person, noon

UNITS = "hsaId;name;providerName;providerOrgnr;agreementKind;legalBasis;validFrom"
COUNTS = "hsaId;month;listed"
NOW = noon("2025-12-01")


def unit(hsa_id: str, name: str = "Ängö", begins: str = "2024-01-01") -> str:
    return f"{hsa_id};{name};Region Kalmar län;232100-0073;HALSOVAL;LOV;{begins}"


def sheet(heading: str, rows: Iterable[str]) -> bytes:
    """As a Swedish spreadsheet saves it."""
    return "".join(f"{one}\r\n" for one in (heading, *rows)).encode("utf-8-sig")


async def send(
    api: Api,
    person: Person,
    kind: str,
    content: bytes,
    *,
    preview: bool = False,
    headers: Mapping[str, str] | None = None,
    query: str | None = None,
) -> Answer:
    asked = query if query is not None else "?preview=true" if preview else ""
    sent = {"authorization": f"Bearer {api.token_of(person)}", "content-type": "text/csv", "trappa-now": NOW}
    answer = await api.client.post(f"/import/{kind}{asked}", content=content, headers={**sent, **(headers or {})})
    is_json = answer.headers["content-type"].startswith("application/json")
    return Answer(answer.status_code, answer.headers, answer.json() if is_json else answer.text)
