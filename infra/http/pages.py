"""Pages beside the API: health for orchestrators, GraphiQL for people. Nothing is fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from infra.http.refusals import not_ready

STATIC: Final = Path(__file__).parent / "static" / "graphiql"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
_PAGE: Final = """<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trappa – GraphiQL</title>
<link rel="stylesheet" href="/docs/static/graphiql.min.css">
<link rel="stylesheet" href="/docs/page.css">
</head>
<body>
<div id="graphiql">Laddar GraphiQL … Loading GraphiQL …</div>
<script src="/docs/static/react.production.min.js"></script>
<script src="/docs/static/react-dom.production.min.js"></script>
<script src="/docs/static/graphiql.min.js"></script>
<script src="/docs/page.js"></script>
</body>
</html>
"""
_MISSING: Final = """<!doctype html>
<html lang="sv">
<head><meta charset="utf-8"><title>Trappa – GraphiQL saknas</title></head>
<body>
<h1>GraphiQL är inte installerat</h1>
<p>Sidan behöver filer som hämtas från npm vid <code>make setup</code>. Installera Node.js 18 eller senare med npm, kör
<code>make setup</code> igen och ladda om sidan. API:et på <code>/graphql</code> fungerar utan dem.</p>
<h1 lang="en">GraphiQL is not installed</h1>
<p lang="en">This page needs files that <code>make setup</code> takes from npm. Install Node.js 18 or later with npm,
run <code>make setup</code> again and reload. The API at <code>/graphql</code> works without them.</p>
</body>
</html>
"""
_STYLE: Final = "html, body, #graphiql { margin: 0; height: 100%; }\n"
_SCRIPT: Final = """'use strict';
const fetcher = GraphiQL.createFetcher({ url: '/graphql' });
const query = `# Token läggs under Headers: {"Authorization": "Bearer …"}. Hämta sedan schemat: Re-fetch GraphQL schema.
# Put a token under Headers, then fetch the schema.
{ viewer { region { name } roles { id label } } }
`;
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery: query, defaultEditorToolsVisibility: 'headers' })
);
"""


def docs_routes(static: Path = STATIC) -> list[BaseRoute]:
    """GraphiQL at /docs where its files were installed, else a page that says how to get them."""
    installed = (static / "graphiql.min.js").is_file()

    async def page(_request: Request) -> Response:
        return HTMLResponse(_PAGE if installed else _MISSING, headers={"content-security-policy": _POLICY})

    async def script(_request: Request) -> Response:
        return Response(_SCRIPT, media_type="text/javascript")

    async def style(_request: Request) -> Response:
        return Response(_STYLE, media_type="text/css")

    routes: list[BaseRoute] = [
        Route("/docs", page),
        Route("/docs/page.js", script),
        Route("/docs/page.css", style),
    ]
    if installed:
        routes.append(Mount("/docs/static", StaticFiles(directory=static)))
    return routes


def health_routes(ready: Callable[[], Awaitable[bool]]) -> list[BaseRoute]:
    """/health/live never touches the database; /health/ready asks it, and never the identity provider."""

    async def live(_request: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def readiness(_request: Request) -> Response:
        if not await ready():
            raise not_ready()
        return JSONResponse({"status": "ready"})

    return [Route("/health/live", live), Route("/health/ready", readiness)]
