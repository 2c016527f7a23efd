"""Views that take a list of form keys and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from nearer.web.refusals import malformed

View = Callable[..., HttpResponse]


def takes(*keys: str) -> Callable[[View], View]:
    """A view to which only these keys (and the token) may be posted. An unknown key could be a plain word: 400."""
    allowed = {"csrfmiddlewaretoken", *keys}

    def decorate(view: View) -> View:
        @wraps(view)
        def strict(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and (set(request.POST) - allowed or request.FILES):
                raise malformed()
            return view(request, *args, **kwargs)

        return strict

    return decorate
