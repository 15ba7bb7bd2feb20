"""The command `makemore`: what a server is told that answers to a class."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from pathlib import Path

from streamlit import config

from makemore import opening

ROOT = Path(__file__).parents[1]


def test_a_server_for_a_class_knows_its_names_and_keeps_its_guards():
    told = opening.options("10.1.2.3", 8600)
    pairs = [(one.removeprefix("--"), two) for one, two in zip(told[::2], told[1::2], strict=True)]
    assert all(name in config._config_options_template for name, _value in pairs)
    given = dict(pairs)
    assert given["server.address"] == "0.0.0.0"
    assert given["server.port"] == "8600"
    assert given["server.enableXsrfProtection"] == given["server.enableCORS"] == "true"
    hosts = [value for name, value in pairs if name == "server.allowedHosts"]
    assert hosts[:4] == ["localhost", "127.0.0.1", "::1", "10.1.2.3"]
    assert socket.gethostname() in hosts
    assert "*" not in hosts


def test_wherever_it_is_started_it_has_the_settings_of_the_project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    opening._go_to_settings(ROOT / "dashboard")
    found = map(Path, config.get_config_files("config.toml"))  # the last one wins
    assert [one for one in found if one.is_file()][-1] == ROOT / ".streamlit" / "config.toml"
    (tmp_path / ".streamlit").mkdir()  # as pip installs it, beside the pages
    monkeypatch.chdir(tmp_path)
    opening._go_to_settings(tmp_path)
    assert Path.cwd() == tmp_path


def test_on_this_machine_alone_it_is_not_bound_to_the_network():
    assert "127.0.0.1" in opening.options("localhost", 8600)[:2]


def test_the_address_in_the_network_is_an_address():
    assert ip_address(opening.in_network()).version == 4
