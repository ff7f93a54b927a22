"""GraphiQL at /docs, in a real browser: it runs under its content security policy and asks nobody else."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from infra.http.pages import STATIC
from tests.api.caller import Api

GRAPHIQL = (STATIC / "graphiql.min.js").is_file() or os.environ.get("CI") == "true"


@pytest.fixture
async def page(needs_chromium: Path) -> AsyncIterator[Page]:
    """A page of Debian's Chromium; as root it runs without its sandbox."""
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=needs_chromium, args=flags)
        yield await browser.new_page(locale="sv-SE")
        await browser.close()


async def given_a_token(api: Api, page: Page) -> None:
    """The page with a handler's token under Headers."""
    await page.goto(f"{api.served.base_url}/docs")
    await page.locator(".graphiql-query-editor").wait_for()
    await page.get_by_role("button", name="Headers").click()
    await page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden) .CodeMirror").click()
    token = api.served.token({"handler"})
    await page.keyboard.insert_text(json.dumps({"Authorization": f"Bearer {token}"}))


installed = pytest.mark.skipif(not GRAPHIQL, reason="GraphiQL is not installed: npm was not found at set-up")


@installed
async def test_a_person_pastes_a_token_and_gets_an_answer(api: Api, page: Page) -> None:
    elsewhere: list[str] = []
    broken: list[str] = []
    page.on("request", lambda one: elsewhere.append(one.url) if not one.url.startswith(api.served.base_url) else None)
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)

    await given_a_token(api, page)
    await page.get_by_role("button", name="Execute query").click()

    await page.locator(".result-window", has_text="Region Kalmar län").wait_for(timeout=10_000)
    assert await page.locator(".result-window", has_text="Handläggare").count() == 1
    assert (elsewhere, broken) == ([], [])


@installed
async def test_a_person_with_a_token_reads_the_schema_and_is_told_what_fields_there_are(api: Api, page: Page) -> None:
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    await given_a_token(api, page)
    await page.get_by_role("button", name="Re-fetch GraphQL schema").click()
    await page.get_by_role("button", name="Show Documentation Explorer").click()

    explorer = page.locator(".graphiql-doc-explorer")
    await explorer.get_by_role("link", name="CareUnitConnection", exact=True).click(timeout=10_000)
    await explorer.get_by_role("link", name="PageInfo", exact=True).wait_for()
    assert await page.locator(".graphiql-doc-explorer-error").count() == 0

    await page.locator(".graphiql-query-editor .CodeMirror").click()
    await page.keyboard.press("Control+A")
    await page.keyboard.type("{ vie")
    await page.locator(".CodeMirror-hints li", has_text="viewer").wait_for()
    assert broken == []
