"""The service worker as it is served, the page without a server, the manifest."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

from nearer.web.phone import FACES, MAIN, NEEDED, SIZES, with_imports

pytestmark = pytest.mark.django_db


def test_the_worker_looks_after_every_page_under_a_policy_of_its_own() -> None:
    answer = Client().get("/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert "Set-Cookie" not in answer
    assert static(MAIN) in answer.content.decode()


def test_it_fetches_what_opens_the_product_without_a_server() -> None:
    told = Client().get("/worker.js").content.decode()
    addresses = json.loads(told[told.index("[") : told.rindex(",")] + "]")
    assert {"/-/away/", "/help/"} <= set(addresses)
    for name in ("pages/away.js", "seal/format.js", "seal/kdf-worker.js", "lib/outbox.js", "elements/lock-screen.js"):
        assert static(f"nearer/{name}") in addresses
    for address in addresses:
        assert Client().get(address).status_code == 200 or address.startswith("/static/")


def test_nothing_that_it_imports_is_missing() -> None:
    files = with_imports([*NEEDED, MAIN])
    assert "nearer/worker/kept.js" in files
    assert "vendor/argon2id/argon2id.js" in files
    with pytest.raises(FileNotFoundError):
        with_imports(["nearer/nowhere.js"])


def test_the_worker_itself_imports_nothing_later() -> None:
    """A service worker may not: an import() in it would fail only when it is needed."""
    for name in with_imports([MAIN]):
        path = finders.find(name)
        assert path is not None
        assert not re.search(r"\bimport\(", Path(path).read_text()), name


def test_the_page_without_a_server_knows_of_nobody() -> None:
    client = Client()
    answer = client.get("/-/away/")
    page = answer.content.decode()
    assert 'data-member=""' in page
    assert 'data-half=""' in page
    assert 'data-csrf=""' in page
    assert not client.cookies
    assert page == Client().get("/-/away/").content.decode(), "the same for everyone"


@pytest.mark.parametrize("face", FACES)
def test_a_name_for_the_home_screen(face: str) -> None:
    client = Client()
    answer = client.get(f"/-/face/{face}.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert told["name"] == told["short_name"] == FACES[face]
    assert (told["id"], told["start_url"], told["scope"], told["display"]) == ("/", "/", "/", "standalone")
    assert not client.cookies
    for size in (180, *SIZES):
        path = finders.find(f"nearer/faces/{face}-{size}.png")
        assert path is not None
        assert Path(path).read_bytes()[16:24] == size.to_bytes(4, "big") * 2


def test_other_names_are_not_there() -> None:
    assert Client().get("/-/face/us-two.webmanifest").status_code == 404
