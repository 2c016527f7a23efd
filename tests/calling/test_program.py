"""Calls by the real program: brought by itself, through a mail server, and after its plug was pulled."""

from __future__ import annotations

import json
import time

from tests.running import Server, Workshop, eventually
from tests.safety.recording import Mailbox, listening

from .push_service import Browser, push_service

SOMEBODY = """
import json
from allauth.account.models import EmailAddress
from nearer.calling.models import Way, Wish
from tests.cast import new_id, person
ada = person("ada").member
EmailAddress.objects.create(user=ada, email="ada@example.org", verified=True, primary=True)
fields = json.loads(%r)
if fields:
    Way.by_push(ada, **fields, device=new_id(), agent="")
else:
    Wish.of(ada).choose(channel="mail")
Wish.of(ada).try_it()
"""
UNTIL_BROUGHT = """
import time
from nearer.calling.models import Call
while Call.objects.exists():
    time.sleep(0.1)
"""
WAITING = """
from nearer.calling.models import Call
print(Call.objects.count())
"""


def calls(server: Server, browser: Browser | None = None) -> None:
    """Somebody calls herself, on this browser or by mail."""
    server.python(SOMEBODY % json.dumps(browser.fields if browser else {}))


def test_a_mail_reaches_the_mail_server(workshop: Workshop) -> None:
    with listening(Mailbox) as mailbox:
        port = str(mailbox.server_address[1])
        where = {"NEARER_MAIL_HOST": "127.0.0.1", "NEARER_MAIL_PORT": port}
        with workshop.server(NEARER_ADDRESS="http://localhost", **where) as server:
            calls(server)
            server.python(UNTIL_BROUGHT)
        said = mailbox.said.decode()
    assert "rcpt TO:<ada@example.org>" in said
    assert said.count("Subject: A moment for you") == 1
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in said
    assert "http://localhost/no-more/" in said


def test_what_it_was_bringing_when_its_plug_was_pulled_is_brought_later(workshop: Workshop) -> None:
    with push_service() as service:
        browser = service.browser()
        service.hangs.add(browser.path)
        with workshop.server(NEARER_PUSH_ALLOWED=service.origin) as server:
            calls(server, browser)
            eventually(lambda: service.tries == [browser.path])
            server.kill()
            service.hangs.clear()
            service.release.set()
            server.start()
            assert server.python(WAITING).strip() == "1"
            assert browser.heard == []
            service.now = lambda: time.time() + 360
            server.turn_clock(minutes=6)
            eventually(lambda: len(browser.heard) == 1)
            server.python(UNTIL_BROUGHT)
    assert service.refused == []


def test_a_program_that_is_stopped_does_not_wait_for_a_service_that_hangs(workshop: Workshop) -> None:
    with push_service() as service:
        browser = service.browser()
        service.hangs.add(browser.path)
        with workshop.server(NEARER_PUSH_ALLOWED=service.origin) as server:
            calls(server, browser)
            eventually(lambda: service.tries == [browser.path])
            server.stop()
            assert not service.release.is_set(), "it is hanging still"
            assert "Traceback" not in server.log
            server.start()
