"""The patterns as browsers get them: one address for everybody, kept for good, and nothing of the one who asks."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest
from django.test import Client

from nearer.web import sheets
from tests.wording.conftest import forget

pytestmark = pytest.mark.django_db


def address() -> str:
    return sheets.address("wording")


def held() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Client().get(address()).content)
    return found


@pytest.mark.usefixtures("own_words")
def test_it_holds_what_the_nudge_says_and_no_more() -> None:
    found = held()

    own = [nudge for nudge in found["patterns"] if nudge["family"].startswith("own-")]
    assert own == [
        {"family": "own-frumpling", "pattern": r"\bfrumples? (?:on me|at me)\b(?! kindly)"},
        {"family": "own-grumbling", "pattern": r"\bdon't blorf\b", "why": "it asks for less, and not for what"},
    ]
    assert found["families"]["own-grumbling"] == {"why": "nobody wants to be blorfed", "offer": "I would love …"}
    assert set(found["words"]) == {"title", "why", "offer", "insert", "leave"}
    assert all("%s" in found["words"][key] for key in ("why", "offer"))


def test_it_is_kept_for_good_and_is_the_same_for_everyone(browser: Client) -> None:
    signed_in, stranger = browser.get(address()), Client().get(address())

    assert signed_in.content == stranger.content
    assert signed_in.headers == stranger.headers
    said = {"Content-Type", "Content-Length", "X-Content-Type-Options", "Cache-Control", "Vary"}
    assert set(signed_in.headers) == said
    assert re.search(r"max-age=\d{7,}.*immutable", signed_in["Cache-Control"])
    assert signed_in["Vary"] == "Accept-Encoding"
    assert {**signed_in.cookies, **stranger.cookies} == {}


def test_it_does_not_count_as_a_visit_of_the_day(browser: Client) -> None:
    browser.get("/me/")
    session = browser.session
    session["day"] = "2000-01-01"
    session.save()

    browser.get(address())

    assert browser.session["day"] == "2000-01-01"
    assert "sessionid" in browser.get("/me/").cookies


def test_it_is_packed_where_that_is_understood() -> None:
    plain, packed = Client().get(address()), Client(headers={"Accept-Encoding": "gzip, br"}).get(address())

    assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(packed.content) == plain.content


def test_other_patterns_have_another_address(request: pytest.FixtureRequest) -> None:
    before = address()
    request.getfixturevalue("own_words")
    assert address() != before
    gone = Client().get(before)
    assert (gone.status_code, gone["Cache-Control"]) == (404, "no-store")
    assert Client().get(address()).status_code == 200


def test_what_is_read_twice_has_the_same_address() -> None:
    before = address()
    forget()
    assert address() == before


def test_nobody_can_post_there() -> None:
    refused = Client().post(address(), {"words": "plain"})
    assert (refused.status_code, refused["Cache-Control"]) == (405, "no-store")


def test_the_switch_is_the_same_page_for_everyone_and_takes_nothing(browser: Client) -> None:
    page = browser.get("/me/wording/").content.decode()
    assert re.search(r"<input[^>]*role=\"switch\"", page)
    assert "checked" not in page
    assert browser.post("/me/wording/", {"hints": "off"}).status_code == 405
