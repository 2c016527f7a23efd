"""Every page that links lead to, by one member of the demo and by a stranger: axe, no sideways scrolling, pictures.

A new page joins by being linked to. Pages are told apart by their route, so one exchange stands for all.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import expect

from tests.running import Server

from .conftest import PHONE, Meet, Person
from .people_steps import sign_in

SMALLEST = {"width": 320, "height": 640}
LINKS = "[...document.querySelectorAll('a[href]:not([download])')].map((link) => link.href)"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ACTS = {"account_logout"}  # this ends the walk


def _name(path: str) -> str | None:
    """The route of an address, as a picture's name; None for what is no page of ours."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    return None if found.url_name in ACTS else re.sub(r"\W+", "-", found.route).strip("-") or "today"


def walk(person: Person, start: list[str], label: str) -> dict[str, str]:
    """Opens each page once and looks at it; returns the pages by name. All that is wrong is told together."""
    seen: dict[str, str] = {}
    wrong: list[str] = []
    waiting = list(start)
    while waiting:
        path = waiting.pop(0)
        name = _name(path)
        if name is None or name in seen:
            continue
        seen[name] = path
        response = person.page.goto(path)
        if response is None or "text/html" not in response.headers.get("content-type", ""):
            continue
        expect(person.page.locator("body")).to_be_visible()
        for size in (SMALLEST, PHONE):
            person.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            if (over := person.page.evaluate(SIDEWAYS)) > 0:
                wrong.append(f"{path} scrolls sideways by {over} at {size['width']}")
        try:
            person.axe()
        except AssertionError as error:
            wrong.append(str(error)[:600])
        person.picture(f"page-{label}-{name}")
        links = person.page.evaluate(LINKS)
        here = urlsplit(person.page.url).netloc
        waiting += [urlsplit(link).path for link in links if urlsplit(link).netloc == here]
    assert wrong == [], "\n".join(wrong)
    return seen


def test_every_page_of_a_member(server: Server, person: Meet) -> None:
    printed = server.command("demo")
    password = re.search(r"^The password of both: (\S+)$", printed, re.MULTILINE)
    assert password
    ada = person("ada")
    sign_in(ada, password[1])
    expect(ada.page.get_by_label("Your answer")).to_be_visible()
    seen = walk(ada, ["/"], "member")
    assert len(seen) > 25, sorted(seen)


def test_every_page_of_a_stranger(server: Server, person: Meet) -> None:
    server.command("demo")
    seen = walk(person("eve"), ["/"], "stranger")
    assert {"today", "sign-in", "forgotten", "help"} <= set(seen), sorted(seen)
