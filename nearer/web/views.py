"""The page of patterns, and what is shown when something is refused before a view of ours ran."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """All components in all states, for people who work on the look."""
    return render(request, "web/patterns.html")


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, Django's handler400."""
    return _answer(request, 400, _("This page and the server do not fit together. Reload the page and try again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, Django's handler403."""
    return _answer(request, 403, _("This is not open to you. Go back to Today."))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when the page is older than the sign-in; what was typed waits in its draft."""
    sentence = _("This page is older than your sign-in. Reload it and send again; what you wrote is kept.")
    return _answer(request, 403, sentence, "403_csrf.html")


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, Django's handler404: the same for what is foreign and for what never was."""
    return _answer(request, 404, _("There is nothing here."))


def broken(request: HttpRequest) -> HttpResponse:
    """500, Django's handler500: a page without any context, since anything may be missing."""
    return _answer(request, 500, "Something went wrong here. Nothing you wrote is lost. Try again in a minute.")


def _answer(request: HttpRequest, status: int, sentence: str, template: str = "") -> HttpResponse:
    """The sentence as plain text for our scripts, a page for a person; without the request, so no session begins."""
    if "text/html" not in request.headers.get("Accept", ""):
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    page = render_to_string(template or f"{status}.html", {"exit_address": settings.EXIT_ADDRESS})
    return HttpResponse(page, status=status)
