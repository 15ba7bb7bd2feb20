"""For your data officer: the page says what the settings are, and prints in every language."""

from dashboard.frame.line import DAYS
from dashboard.state.shelf import LARGEST, WAITS
from tests.dashboard.conftest import offered


def test_the_page_says_what_is_so_and_prints_in_every_language(open_page):
    app = open_page("privacy")
    said = " ".join(one.value for one in app.markdown)
    assert "12 hours after its browser was last seen" in said  # server.disconnectedSessionTTL
    assert f"waits {WAITS} seconds more" in said
    assert f"goes {DAYS} days after" in said
    assert LARGEST == 1_000_000
    assert "lists up to 1 MB" in said
    (file,) = offered(app).values()
    assert file.count(b"<main lang=") == 2
    assert "12 小时".encode() in file
    assert b"12 hours" in file
    assert b"//" not in file  # nothing from elsewhere
