"""Gives a file that a session offers to whoever has its address."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from dashboard.state.desk import offered
from dashboard.words.language import _


def give(request: Request) -> Response:
    """Return a file, made now; starlette calls this on a thread of its own."""
    one = offered(request.path_params["token"])
    if one is None:
        return PlainTextResponse(
            _("This file is no longer offered. Go back to its page, and press again."), 404
        )
    headers = {
        "content-disposition": f"attachment; filename*=utf-8''{quote(one.name, safe='')}",
        "cache-control": "no-store",
    }
    return Response(one.make(), media_type=one.kind, headers=headers)
