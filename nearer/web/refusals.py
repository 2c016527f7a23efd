"""A refusal: the one way in which a request is turned down. One plain sentence, the right status, nothing changed."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


class Refusal(Exception):
    """Raised by models and forms; `sentence` is for the person, in their language, and says what to do."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def malformed() -> Refusal:
    """400: this did not come from our own page."""
    return Refusal(400, _("This page and the server do not fit together. Reload the page and try again."))


def too_late(sentence: str) -> Refusal:
    """409: true a moment ago, not any more."""
    return Refusal(409, sentence)


class Refusals:
    """Middleware that answers with the refusal's sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal as an answer, plain for scripts and a page for people; None for every other exception."""
        if not isinstance(exception, Refusal):
            return None
        if "text/html" not in request.headers.get("Accept", "") or "HX-Request" in request.headers:
            return HttpResponse(exception.sentence, status=exception.status, content_type="text/plain; charset=utf-8")
        context = {"sentence": exception.sentence, "exit_address": settings.EXIT_ADDRESS}
        return HttpResponse(render_to_string("web/refused.html", context), status=exception.status)
