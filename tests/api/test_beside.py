"""The pages beside the API: GraphiQL with nothing from elsewhere, and health that tells the truth."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from infra.db.bootstrap import bootstrap, new_passwords
from infra.db.embedded import EmbeddedPostgres
from infra.db.migrate import upgrade
from infra.http.pages import docs_routes
from tests.api.caller import Api
from tests.api.lines import beside_requests, logged
from tests.api.serving import served

ELSEWHERE = re.compile(r"https?://|[\"'(]//|@import|unpkg|jsdelivr|cdnjs|googleapis")


async def _page(static: Path, path: str) -> httpx2.Response:
    transport = httpx2.ASGITransport(app=Starlette(routes=docs_routes(static)))
    async with httpx2.AsyncClient(transport=transport, base_url="http://trappa.invalid") as client:
        return await client.get(path)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A directory as set-up leaves it."""
    for name in ("graphiql.min.js", "graphiql.min.css", "react.production.min.js", "react-dom.production.min.js"):
        (tmp_path / name).write_text(f"/* {name} */\n")
    return tmp_path


async def test_the_page_has_graphiql_from_this_host_alone(installed: Path) -> None:
    page = await _page(installed, "/docs")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    links = re.findall(r"(?:src|href)=\"([^\"]+)\"", page.text)
    assert len(links) == 6
    for link in links:
        assert link.startswith("/docs/")
        found = await _page(installed, link)
        assert found.status_code == 200
        assert not ELSEWHERE.search(found.text)
    assert not ELSEWHERE.search(page.text)
    assert "unsafe-inline" not in page.headers["content-security-policy"].split("style-src")[0]
    assert not re.search(r"<script(?![^>]*src=)", page.text), "no script stands in the page itself"


async def test_without_its_files_the_page_says_how_to_get_them(tmp_path: Path) -> None:
    page = await _page(tmp_path, "/docs")
    assert page.status_code == 200
    assert "make setup" in page.text
    assert "/docs/static" not in page.text
    assert not ELSEWHERE.search(page.text)
    assert (await _page(tmp_path, "/docs/static/graphiql.min.js")).status_code == 404


async def test_the_service_serves_the_page_to_whoever_asks(api: Api) -> None:
    page = await api.client.get("/docs")
    assert (page.status_code, page.headers["x-content-type-options"]) == (200, "nosniff")
    assert not ELSEWHERE.search(page.text)
    assert (await api.client.get("/docs/../infra/asgi.py")).status_code == 404
    for path in re.findall(r"(?:src|href)=\"([^\"]+)\"", page.text):
        assert (await api.client.get(path)).headers.get_list("x-content-type-options") == ["nosniff"]


async def test_health_asks_the_database_only_where_it_should(api: Api) -> None:
    async with api.statements() as sent:
        assert (await api.client.get("/health/live")).json() == {"status": "live"}
    assert sent == []
    async with api.statements() as sent:
        assert (await api.client.get("/health/ready")).json() == {"status": "ready"}
    assert sent == ["select 1"]


async def test_without_its_database_the_service_lives_and_is_not_ready() -> None:
    def stopped() -> EmbeddedPostgres:
        server = EmbeddedPostgres(ephemeral=True)
        server.start()
        return server

    server = await asyncio.to_thread(stopped)
    try:
        urls = await bootstrap(server.admin_url, "trappa", new_passwords())
        await asyncio.to_thread(upgrade, urls.owner)
        with served(urls) as running:
            async with httpx2.AsyncClient(base_url=running.base_url, timeout=30) as client:
                assert (await client.get("/health/ready")).status_code == 200
                await asyncio.to_thread(server.stop)
                answer = await client.get("/health/ready")
                (error,) = answer.json()["errors"]
                assert (answer.status_code, error["extensions"]["code"]) == (503, "NOT_READY")
                assert error["extensions"]["correlationId"] == answer.headers["x-correlation-id"]
                assert (await client.get("/health/live")).status_code == 200
                token = running.token(["handler"])
                with logged() as lines:
                    headers = {"authorization": f"Bearer {token}"}
                    asked = await client.post("/graphql", json={"query": "{ viewer { actorId } }"}, headers=headers)
                assert asked.status_code == 500
                (error,) = asked.json()["errors"]
                assert error["message"] == "Oväntat fel. Unexpected error."
                assert error["extensions"]["code"] == "INTERNAL_ERROR"
                assert [one["correlation_id"] for one in beside_requests(lines)] == [asked.headers["x-correlation-id"]]
    finally:
        await asyncio.to_thread(server.stop)
