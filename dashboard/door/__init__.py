"""What stands before the pages: who may come in, what goes out, and sessions that end."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from dashboard.door.files import give
from dashboard.door.guard import Guard
from dashboard.door.keeping import keep
from dashboard.door.leaving import leave
from dashboard.door.leaving import watch as watch
from dashboard.door.page import give as give_page
from dashboard.door.page import to_start
from dashboard.door.scripts import route

_BASE = f"/{st.get_option('server.baseUrlPath') or ''}".rstrip("/")
GUARDS = [Middleware(Guard)]
ROUTES = [
    Route(f"{_BASE}/file/{{token}}", give),
    Route(f"{_BASE}/keep/{{token}}", keep, methods=["POST"]),
    Route(f"{_BASE}/leave/{{token}}", leave, methods=["POST"]),
    Route(f"{_BASE}/home", to_start),
    route(),
    Route(f"{_BASE}/{{page:page}}", give_page),
]
