"""However many knock, those who are in are answered: sign-ins stand in a line of their own, and it has an end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.urls import reverse

from nearer.asgi import Router
from nearer.door import LINE, Door
from nearer.people.hashers import AT_ONCE, Argon2, bounded
from nearer.web.refusals import Refusal


def scope(method: str, path: str) -> Any:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [],
        "scheme": "http",
    }


async def ask(router: Router, method: str, path: str) -> tuple[int, bytes]:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await router(scope(method, path), receive, send)
    return sent[0]["status"], b"".join(message["body"] for message in sent[1:])


class Slow:
    """Pages of which sign-ins take until `let_go`."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.threads: set[str] = set()

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/sign-in/":
            self.threads.add(threading.current_thread().name)
            self.let_go.wait(30)
        start("200 OK", [])
        return [b"in"]


def test_a_thousand_sign_ins_stop_nobody_who_is_in_and_those_too_many_are_asked_to_come_again() -> None:
    pages = Slow()
    router = Router(pages)

    async def knock() -> list[tuple[int, bytes]]:
        knocking = [asyncio.create_task(ask(router, "POST", "/sign-in/")) for _ in range(1000)]
        assert await ask(router, "GET", "/") == (200, b"in")
        assert router.door.waiting == LINE
        pages.let_go.set()
        answers = await asyncio.gather(*knocking)
        assert await ask(router, "POST", "/sign-in/") == (200, b"in")
        return answers

    answers = asyncio.run(knock())
    assert sum(status == 200 for status, _body in answers) == LINE
    refused = {answer for answer in answers if answer[0] != 200}
    assert {status for status, _body in refused} == {429}
    assert all(b"again in a moment" in body for _status, body in refused)
    assert {name.rpartition("_")[0] for name in pages.threads} == {"door"}
    assert router.door.waiting == 0


def test_every_way_in_that_takes_a_secret_goes_through_the_door() -> None:
    link = {"uidb36": "1a", "key": "set-password"}
    ways = [
        reverse("account_login"),
        reverse("account_signup"),
        reverse("account_reset_password_from_key", kwargs=link),
    ]
    assert all(Door.is_for(scope("POST", way)) for way in ways)
    assert not any(Door.is_for(scope("GET", way)) for way in ways)
    assert not Door.is_for(scope("POST", "/spaces/x/sign-in/"))


def test_of_the_threads_that_answer_pages_one_never_works_on_a_secret() -> None:
    everyone, let_go = threading.Barrier(AT_ONCE + 1), threading.Event()

    def work() -> None:
        with bounded():
            everyone.wait(30)
            let_go.wait(30)

    with ThreadPoolExecutor(3, thread_name_prefix="page") as pages:
        busy = [pages.submit(work) for _ in range(AT_ONCE)]
        everyone.wait(30)
        one_more = pages.submit(Argon2().encode, "nr1_secret", "s" * 16)
        with pytest.raises(Refusal, match="again in a moment") as refused:
            one_more.result(30)
        assert refused.value.status == 429
        assert Argon2().encode("nr1_secret", "s" * 16), "the door and the command line wait for nobody"
        let_go.set()
        for each in busy:
            each.result(30)
        encoded = pages.submit(Argon2().encode, "nr1_secret", "s" * 16).result(30)
        assert pages.submit(Argon2().verify, "nr1_secret", encoded).result(30)
