"""The pages of the development issuer: plain HTML in Swedish and English, without a script."""

import base64
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from typing import Final

from starlette.responses import HTMLResponse

_STYLE: Final = (
    "body{font-family:sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem}"
    "label{display:block;margin:.3rem 0}fieldset{margin:1rem 0}[role=alert]{border-left:.3rem solid;padding-left:1rem}"
)
_POLICY: Final = (
    "default-src 'none'; base-uri 'none'; frame-ancestors 'none';"
    f" style-src 'sha256-{base64.b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
)
HEADERS: Final[Mapping[str, str]] = {
    "cache-control": "no-store",
    "content-security-policy": _POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def picker(
    region: str,
    roles: Mapping[str, tuple[str, str]],
    kept: Mapping[str, str],
    refused: tuple[str, str] | None = None,
) -> HTMLResponse:
    """The page on which a person is chosen. `kept` goes along with the choice; `refused` says why it was none."""
    alert = "" if refused is None else f'<p role="alert">{_both(*refused)}</p>\n'
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">\n' for name, value in kept.items()
    )
    boxes = "".join(
        f'<label><input type="checkbox" name="role" value="{escape(role)}"> {_both(sv, en)}</label>\n'
        for role, (sv, en) in roles.items()
    )
    body = f"""<h1>{_both("Logga in", "Sign in")}</h1>
<p>{_both("Utvecklingsutfärdaren. Alla personer är påhittade. Utfärdare", "Development only. Nobody is real. Issuer")}:
{escape(region)}</p>
{alert}<form method="post">
{hidden}<fieldset>
<legend>{_both("Roller; ingen för den som bara har platser", "Roles; none for somebody with seats alone")}</legend>
{boxes}</fieldset>
<label>{_both("Vårdenhet (id), för verksamhetschef och extern part", "Care unit (id), for a head of unit and a party")}
<input name="unit" autocomplete="off"></label>
<label>{_both("Personens id: en viss person, eller en utan roll", "The person's id: for somebody, or without a role")}
<input name="subject" autocomplete="off"></label>
<button type="submit">{_both("Logga in", "Sign in")}</button>
</form>
"""
    return _page(body, 200 if refused is None else 400)


def refusal(sv: str, en: str, status: int = 400) -> HTMLResponse:
    """A page that says why nobody can sign in so."""
    return _page(f'<h1>{_both("Går inte", "Not possible")}</h1>\n<p role="alert">{_both(sv, en)}</p>\n', status)


def _both(sv: str, en: str) -> str:
    return f'{escape(sv)} <span lang="en">· {escape(en)}</span>'


def _page(body: str, status: int) -> HTMLResponse:
    page = f"""<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trappa – logga in · sign in</title>
<style>{_STYLE}</style>
</head>
<body>
{body}</body>
</html>
"""
    return HTMLResponse(page, status, headers=dict(HEADERS))
