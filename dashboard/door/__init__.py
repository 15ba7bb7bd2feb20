"""What stands before the pages: who may come in, files that go out, and sessions that end."""

from starlette.middleware import Middleware
from starlette.routing import Route

from dashboard.door.files import give
from dashboard.door.guard import Guard
from dashboard.door.leaving import leave
from dashboard.door.leaving import watch as watch

GUARDS = [Middleware(Guard)]
ROUTES = [
    Route("/file/{token}", give),
    Route("/leave/{session}", leave, methods=["POST"]),
]
