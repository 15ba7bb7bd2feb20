"""Opens the dashboard, for oneself or for a class; it knows how a server is started, and no page.

`makemore` alone answers this machine only. `makemore class` answers the network that the machine is
in, under the names that it has there, and prints the way in for pupils and for the teacher.
"""

from __future__ import annotations

import argparse
import os
import runpy
import secrets
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HERE = ("localhost", "127.0.0.1", "::1")  # names of this machine for itself
PORT = 8501
_ANYWHERE = ("192.0.2.1", 9)  # an address that is nobody's: the way to it leads into the network


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the dashboard, or run a command of the library; return its exit code.

    >>> main(["sample", "names.txt", "--number", "1", "--seed", "1"])
    name
    a
    0
    """
    asked = list(sys.argv[1:] if arguments is None else arguments)
    if not asked:
        return _serve([])
    if asked[0] == "class":
        return _serve(_for_class(asked[1:]))
    from makemore import command_line  # noqa: PLC0415 - loads torch, which a server does later

    return command_line.main(asked)


def _serve(options: Sequence[str]) -> int:
    """Run Streamlit's server in this process until it is stopped."""
    spec = find_spec("dashboard")
    if spec is None or not spec.submodule_search_locations:
        print("The dashboard is not installed: pip install . in the project.", file=sys.stderr)
        return 2
    dashboard = Path(spec.submodule_search_locations[0])
    _go_to_settings(dashboard)
    sys.argv = ["streamlit", "run", str(dashboard / "app.py"), *options]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    return 0


def _go_to_settings(dashboard: Path) -> None:
    """Go where Streamlit finds the settings of the project: a server without them is open to all.

    An installed dashboard has them beside it; of one in its project they lie in the folder above.
    """
    if not (dashboard / ".streamlit").is_dir():
        os.chdir(dashboard.parent)


def _for_class(arguments: Sequence[str]) -> list[str]:
    """Return the server's options for a class, after printing the ways in."""
    parser = argparse.ArgumentParser("makemore class", description=__doc__)
    parser.add_argument("--address", help="the name or number that pupils type")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--no-browser", action="store_true", help="open no page here")
    asked = parser.parse_args(arguments)
    address = asked.address or in_network()
    base = f"http://{address}:{asked.port}"
    word = os.environ.setdefault("MAKEMORE_TEACHER", secrets.token_urlsafe(12))
    os.environ["MAKEMORE_CLASS_AT"] = base
    os.environ["MAKEMORE_OPENS"] = teacher = f"{base}/room#teacher={word}"
    _say(base, teacher)
    return options(address, asked.port, headless=asked.no_browser)


def options(address: str, port: int, *, headless: bool = False) -> list[str]:
    """Return Streamlit's options that open a server to a network, under the names it has there.

    >>> options("10.1.2.3", 8501)[:4]
    ['--server.address', '0.0.0.0', '--server.port', '8501']
    """
    given: dict[str, Any] = {
        "server.address": "127.0.0.1" if address in HERE else "0.0.0.0",
        "server.port": port,
        "server.headless": str(headless).lower(),
        "server.enableCORS": "true",
        "server.enableXsrfProtection": "true",
        "browser.serverAddress": address,
    }
    name = socket.gethostname()
    hosts = dict.fromkeys((*HERE, address, name, f"{name}.local"))
    pairs = [*given.items(), *(("server.allowedHosts", host) for host in hosts)]
    return [part for key, value in pairs for part in (f"--{key}", str(value))]


def in_network() -> str:
    """Return the address of this machine in its network, 127.0.0.1 where it is in none.

    Nothing is sent: to connect such a socket only looks up which way one would go.

    >>> in_network().count(".")
    3
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ANYWHERE)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _say(base: str, teacher: str) -> None:
    import segno  # noqa: PLC0415 - for a class alone

    print(f"\nFor pupils: {base}\nFor the teacher alone: {teacher}\n", flush=True)
    with suppress(UnicodeEncodeError):  # a terminal that has no blocks
        segno.make(base, error="m", micro=False).terminal(compact=True, border=2)
