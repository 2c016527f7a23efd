"""Sessions last for 30 days from the last visit."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from nearer.clock import today


class RollingSession:
    """Saves the session at most once a day, which moves its end; a save on every request would double the writes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.get("day") != today().isoformat():
            request.session["day"] = today().isoformat()
        return self.get_response(request)
