"""The frame around the pages: navigation, header, and what a link opens."""

import pytest


@pytest.mark.parametrize("page", ["start", "names", "counts", "train", "compare"])
def test_every_page_opens_on_the_default_list(open_page, page):
    app = open_page(page)
    assert "US baby names 2018" in app.caption[0].value
    assert "32,178 names" in app.caption[0].value


def test_a_link_opens_a_bundled_list(open_page):
    assert "Dinosaurs" in open_page("counts", list="dinosaurs").caption[0].value


def test_a_link_with_an_unknown_list_opens_the_default(open_page):
    assert "US baby names 2018" in open_page("counts", list="../secret").caption[0].value
