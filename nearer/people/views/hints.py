"""The switch of the wording hints. What they look for is a sheet: nearer/people/wording.py."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nearer.people.http import signed_in


@signed_in
@require_safe
def hints(request: HttpRequest) -> HttpResponse:
    """The switch. It stays in the browser."""
    return render(request, "people/hints.html")
