"""A class as `makemore class` serves it: the list, a pupil on a phone, the wall, its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from dashboard.lists.source import Source
from dashboard.state import room, short
from tests.browser.conftest import at_rest, fits, free_port, launched, press
from tests.browser.test_every_page import FAULTS, faults

WORD = "only-the-teacher"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def of_class(tmp_path_factory) -> Iterator[str]:
    """The address of a server for classes."""
    port, log = free_port(), tmp_path_factory.mktemp("class") / "log.txt"
    asked = ("makemore", "class", "--address", "127.0.0.1", "--port", str(port), "--no-browser")
    process = launched(port, log, *asked, **{room.TEACHER: WORD})
    address = f"http://127.0.0.1:{port}"
    said = log.read_text(encoding="utf-8")
    assert f"For pupils: {address}\n" in said
    assert f"For the teacher alone: {address}/room#teacher={WORD}\n" in said
    yield address
    process.terminate()
    process.wait(timeout=60)


def test_a_class_on_the_teachers_list(new_context, of_class: str):
    with pytest.raises(HTTPError, match="403"):  # a name that another site has pointed here
        urlopen(Request(of_class, headers={"Host": "evil.example"}), timeout=60)
    teacher = new_context(locale="en-US").new_page()
    names = short.pack(Source.of("ducks", b"tick\ntrick\ntrack\ntock\n")).removeprefix("#")
    teacher.goto(f"{of_class}/room")
    at_rest(teacher)
    link = f"#teacher={WORD}&{names}"
    teacher.evaluate("(link) => (location.hash = link)", link)  # pasted into the open tab
    expect(teacher.get_by_text("List in use: ducks · 4 names")).to_be_visible()
    expect(teacher).to_have_url(re.compile(r"/room(\?[^#]*)?$"))  # the projector shows no word
    press(teacher, "Open the class")
    code = teacher.locator(".class-door .code").inner_text()

    pupil = new_context(locale="en-US", viewport=PHONE).new_page()
    pupil.goto(f"{of_class}/room")
    expect(pupil.get_by_text("Are you the teacher?")).to_be_visible()
    at_rest(pupil)
    pupil.get_by_label("Code of your class").fill(code.lower())
    pupil.get_by_label("Code of your class").press("Enter")
    expect(pupil.get_by_text("List in use: ducks · 4 names")).to_be_visible()
    look = pupil.get_by_role("button", name="On the wall: ")
    shown = teacher.locator(".class-wall [role=listitem]")
    expect(shown).to_contain_text(look.inner_text().split("\n")[0].rpartition(": ")[2])
    fits(pupil)

    pupil.get_by_label("How many pairs?").fill("5")
    pupil.get_by_label("How many pairs?").press("Enter")
    expect(shown.get_by_role("img", name="1 of 20 solved")).to_be_visible()
    assert not [*faults(teacher, FAULTS), *faults(pupil, FAULTS)]
    teacher.reload()  # the tab still knows that it is the teacher's, and shows the class
    expect(shown.get_by_role("img", name="1 of 20 solved")).to_be_visible()

    press(teacher, "End the class")
    teacher.get_by_role("button", name="End it now").click()
    expect(teacher.get_by_role("button", name="Open the class")).to_be_visible()
    expect(pupil.get_by_text("Your class has ended.")).to_be_visible()  # it looks by itself
    expect(pupil.get_by_text("List in use: US baby names 2018")).to_be_visible()
