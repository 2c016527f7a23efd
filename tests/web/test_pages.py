"""The shell, the patterns and the error pages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from nearer.web import views
from nearer.web.templatetags.web import lock_words, words

CSS = Path(views.__file__).parent / "static/nearer/css"
HERE = RequestFactory()


def as_page() -> HttpRequest:
    return HERE.get("/somewhere", headers={"Accept": "text/html,*/*"})


@pytest.fixture
def patterns() -> str:
    return Client().get("/-/patterns").content.decode()


@pytest.mark.django_db
def test_the_patterns_show_every_component(patterns: str) -> None:
    used = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', patterns))))
    elements = {"dialog", "progress", "sealed-field", "sealed-text"}
    component = (
        "question card primary quiet plain danger field hint error choice switch notice chip rows empty more working "
        "toast lock-screen qr code steps search sealed opened response then-now by-one by-two spot"
    )
    assert set(component.split()) <= used
    assert all(f"<{element}" in patterns for element in elements)


@pytest.mark.django_db
def test_every_class_that_the_patterns_show_is_styled(patterns: str) -> None:
    styles = "".join(file.read_text() for file in CSS.glob("*.css"))
    used = {name for names in re.findall(r'class="([^"]*)"', patterns) for name in names.split()}
    assert {name for name in used if f".{name}" not in styles} == set()


@pytest.mark.django_db
def test_the_shell_is_neutral_and_has_its_ways_out(patterns: str) -> None:
    assert re.findall("<title>(.*?)</title>", patterns) == ["Nearer"]
    assert "<quick-exit>" in patterns
    assert "Numbers and addresses" in patterns
    assert 'href="#main"' in patterns
    assert 'id="lock"' in patterns
    assert 'id="said"' in patterns


@pytest.mark.django_db
def test_nothing_is_written_inline(patterns: str) -> None:
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", patterns)
    assert not re.search(r"<script(?![^>]*(?:src=|application/json))", patterns)
    for form in re.findall(r"<form[^>]*>", patterns):
        assert 'method="post"' in form
        assert "action=" in form


ERRORS = [
    (400, lambda request: views.malformed(request, ValueError())),
    (403, lambda request: views.forbidden(request, PermissionError())),
    (403, views.csrf_failed),
    (404, lambda request: views.absent(request, LookupError())),
    (500, views.broken),
]


@pytest.mark.parametrize(("status", "view"), ERRORS)
def test_an_error_page_says_what_to_do(status: int, view: object) -> None:
    assert callable(view)
    response: HttpResponse = view(as_page())
    page = response.content.decode()
    assert response.status_code == status
    assert "<h1>" in page
    assert 'href="/"' in page
    if status != 500:  # that page has no scripts at all
        assert 'data-half=""' in page, "so page.js leaves the keys alone"
        assert "page.js" in page, "for quick exit"


@pytest.mark.parametrize(("status", "view"), ERRORS)
def test_a_script_is_told_in_one_plain_sentence(status: int, view: object) -> None:
    assert callable(view)
    response: HttpResponse = view(HERE.post("/somewhere", headers={"Accept": "*/*"}))
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/plain")
    assert b"<" not in response.content
    assert response.content.endswith(b".")


def test_the_page_for_what_is_broken_needs_nothing() -> None:
    assert "{" not in (Path(views.__file__).parent / "templates/500.html").read_text()
    assert "Something went wrong" in render_to_string("500.html")


def test_the_words_for_scripts_are_json_that_cannot_end_its_element() -> None:
    element = words()
    said = json.loads(element.removeprefix('<script type="application/json">').removesuffix("</script>"))
    assert said["stored"] == "Stored."
    assert all(isinstance(sentence, str) and sentence for sentence in said.values())
    assert element.count("<") == 2


def test_the_styles_stay_small_and_name_no_other_origin() -> None:
    nearer = (CSS / "nearer.css").read_text()
    assert len(nearer) < 36_000
    for file in CSS.glob("*.css"):
        assert "@import" not in file.read_text()
        assert not re.search(r"(?<!xmlns=')https?://", file.read_text())


def test_sentences_of_the_lock_screen_are_a_file_that_hangs_on_nobody() -> None:
    address = lock_words()
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer.json()["lock-title"] == "Locked"
    assert "immutable" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies
    assert Client().get("/-/words/0123456789abcdef.json").status_code == 404
