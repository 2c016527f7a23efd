"""Fields that hold plain words have no name: without scripts, or after a bug, nothing plain can be posted."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.test import Client

from .world import World, address, ask, routes

pytestmark = pytest.mark.django_db

NAMED = {
    *("username", "login", "email", "code"),  # what the server has to know, by design
    *("bond", "rhythm", "time_zone", "has_children"),  # what is set for both, or for questions to fit
    *("when", "paper"),  # how a letter is given; the form has a script of its own and is never posted
    *("channel", "moments", "openings", "letters", "days", "hour", "quiet_from", "quiet_to"),  # when to be called
    "touch",  # how much affection may be suggested: the server keeps to it
    "face",  # under which name and picture it stands on the home screen
    "way",  # how a copy is written down; the form has a script of its own and is never posted
    *("idle", "by"),  # which lock; the form has a script of its own and is never posted
    *("action_add", "action_remove", "action_send", "action_primary"),
}
"""Every name under which a page may post something."""


class Fields(HTMLParser):
    """Collects what is wrong with the fields and forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("method") == "dialog":
            return  # closes its dialog and sends nothing
        if tag == "form" and ((given.get("method") or "").lower() != "post" or not given.get("action")):
            self.wrong.append(f"a form without method=post or action: {given}")
        if tag not in {"input", "textarea", "select", "button"} or given.get("type") == "hidden":
            return  # nobody types into a hidden one: scripts put in what they derived
        self.seen += 1
        name = given.get("name")
        if name and (name not in NAMED or tag == "textarea" or given.get("type") == "password"):
            self.wrong.append(f"<{tag} name={name}>")


def test_no_field_for_words_or_secrets_has_a_name(world: World) -> None:
    seen = 0
    for route in sorted(set(routes())):
        for client in (world.ada.client, world.eve.client, Client()):
            things = world.real() | {"space_id": (world.eve if client is world.eve.client else world.ada).space.pk}
            answer = ask(client, "GET", address(route, things))
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                page = Fields()
                page.feed(answer.body)
                assert page.wrong == [], route
                seen += page.seen
    assert seen > 100, "the pages were looked at"


def test_a_named_field_would_be_noticed() -> None:
    page = Fields()
    page.feed('<form action="/x/"><input name="password1" type="password"><textarea name="text"></textarea></form>')
    assert len(page.wrong) == 3
