"""Pausing, and leaving: alone and at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from nearer.people.forms import PasswordForm, must_know
from nearer.people.http import member_of, signed_in
from nearer.people.views.entry import limit
from nearer.sealed.forms import NothingForm
from nearer.spaces import access
from nearer.spaces.models.membership import the_other


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


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ending(request: HttpRequest, space_id: str) -> HttpResponse:
    """Deleting a space for oneself, once one has left it or is alone in it: what it means, and doing it."""
    mine = access.membership(request, space_id)
    if request.method != "POST":
        return render(request, "spaces/ending.html", access.both(mine) | {"here": the_other(mine)})
    limit(request, "reauthenticate")
    must_know(member_of(request), PasswordForm.of(request)["auth"])
    mine.forget()
    return HttpResponse(status=204)
