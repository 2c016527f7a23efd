"""Pausing, and leaving: alone and at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from nearer.people.http import signed_in
from nearer.sealed.forms import NothingForm
from nearer.spaces import access


@signed_in
@require_POST
def pause(request: HttpRequest, space_id: str) -> HttpResponse:
    """Quiet for as long as one likes."""
    mine = access.present(request, space_id)
    NothingForm.of(request)
    mine.pause()
    return redirect("today")


@signed_in
@require_POST
def resume(request: HttpRequest, space_id: str) -> HttpResponse:
    """Back again."""
    mine = access.present(request, space_id)
    NothingForm.of(request)
    mine.resume()
    return redirect("today")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: HttpRequest, space_id: str) -> HttpResponse:
    """First the copy, then a plain word on what the other will notice, then the door."""
    mine = access.membership(request, space_id)
    if request.method == "POST":
        NothingForm.of(request)
        mine.leave()
        return redirect("today")
    return render(request, "spaces/leaving.html", {"mine": mine, "space": mine.space})
