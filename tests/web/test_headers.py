"""The headers that protect every answer."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from nearer.web.middleware import Headers


def answer(path: str = "/", secure: bool = False, response: HttpResponse | None = None) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        return response or HttpResponse("hello")

    return Headers(view)(RequestFactory().get(path, secure=secure))


def directives(response: HttpResponse) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def test_scripts_styles_and_forms_come_from_and_go_to_this_origin_only() -> None:
    policy = directives(answer())
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    for name in ("style-src", "connect-src", "worker-src", "font-src", "manifest-src", "form-action"):
        assert policy[name] == "'self'", name
    assert policy["img-src"] == "'self' blob: data:"


def test_only_our_own_trusted_types_policy_exists() -> None:
    policy = directives(answer())
    assert policy["require-trusted-types-for"] == "'script'"
    assert policy["trusted-types"] == "nearer"


def test_nothing_tells_where_one_came_from_or_shares_the_window() -> None:
    response = answer()
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_page_may_keep_the_screen_awake_and_nothing_more() -> None:
    allowed = dict(part.strip().split("=") for part in answer()["Permissions-Policy"].split(","))
    assert {name for name, to in allowed.items() if to != "()"} == {"screen-wake-lock"}
    assert {"camera", "microphone", "geolocation"} <= allowed.keys()


def test_pages_are_kept_nowhere_even_when_a_view_says_otherwise() -> None:
    eager = HttpResponse("hello", headers={"Cache-Control": "max-age=600"})
    assert answer("/me/", response=eager)["Cache-Control"] == "no-store"


def test_static_files_keep_their_own_caching_and_little_else() -> None:
    kept = {"Cache-Control": "max-age=600, immutable", "ETag": '"1"', "Last-Modified": "Mon, 02 Mar 2026 19:00:00 GMT"}
    response = answer("/static/nearer/css/nearer.css", response=HttpResponse("hello", headers=kept))
    assert set(response.headers) == {"Content-Type", "Cache-Control", "X-Content-Type-Options"}
    assert response["Cache-Control"] == "max-age=600, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_files_that_may_change_can_be_asked_about() -> None:
    response = answer(
        "/static/a.css", response=HttpResponse("hello", headers={"ETag": '"1"', "Cache-Control": "max-age=60"})
    )
    assert response["ETag"] == '"1"'


def test_a_worker_has_a_policy_to_live_under() -> None:
    assert directives(answer("/static/nearer/seal/kdf-worker.0123456789ab.js")) == {
        "default-src": "'none'",
        "script-src": "'self' 'wasm-unsafe-eval'",
        "connect-src": "'self'",
    }


def test_a_page_that_says_a_file_is_not_there_has_the_headers_of_pages() -> None:
    response = answer("/static/nowhere.js", response=HttpResponse("no", status=404))
    assert response["Cache-Control"] == "no-store"
    assert "frame-ancestors" in directives(response)


@pytest.mark.parametrize("secure", [True, False])
def test_https_is_remembered_only_where_it_is_used(secure: bool) -> None:
    assert answer(secure=secure).has_header("Strict-Transport-Security") is secure


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/-/patterns", "/nowhere"])
def test_the_whole_program_sends_them(path: str) -> None:
    response = Client().get(path)
    assert response["Cache-Control"] == "no-store"
    assert response.has_header("Content-Security-Policy")
