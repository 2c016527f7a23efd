"""The two: who they are, what they set for both, what each sets alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nearer.catalogue import catalogue
from nearer.people.http import signed_in
from nearer.sealed.forms import BoxForm
from nearer.spaces import access
from nearer.spaces.forms import ArrangementForm, ChildrenForm, KeysForm
from nearer.spaces.models.space import time_zones
from nearer.spaces.page import UsPage

from .answers import done


@signed_in
@require_safe
def us(request: HttpRequest) -> HttpResponse:
    """The place of the chosen space; who has none yet begins."""
    mine, _other = access.chosen(request)
    if mine is None:
        return redirect("begin")
    return render(request, "spaces/us.html", {"mine": mine, "space": mine.space, "page": UsPage.of(mine)})


@signed_in
@require_safe
def space(request: HttpRequest, space_id: str) -> HttpResponse:
    """Go over to this space: it is the chosen one from now on."""
    mine = access.membership(request, space_id)
    access.choose(request, mine.space_id)
    return redirect("today")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, space_id: str) -> HttpResponse:
    """Bond, rhythm and time zone, for both."""
    mine = access.present(request, space_id)
    if request.method == "POST":
        mine.space.arrange(**ArrangementForm.of(request))
        return redirect("us")
    context = {"mine": mine, "space": mine.space, "beginning": catalogue().beginning, "zones": time_zones()}
    return render(request, "spaces/settings.html", context)


@signed_in
@require_POST
def children(request: HttpRequest, space_id: str) -> HttpResponse:
    """Whether questions on children may come up, as far as this one is concerned."""
    mine = access.present(request, space_id)
    mine.tell_of_children(ChildrenForm.of(request)["has_children"])
    return redirect("us")


@signed_in
@require_POST
def name(request: HttpRequest, space_id: str) -> HttpResponse:
    """The name by which the other sees me."""
    mine = access.present(request, space_id)
    mine.call_me(BoxForm.envelope(request))
    return done()


@signed_in
@require_POST
def keys(request: HttpRequest, space_id: str) -> HttpResponse:
    """The keyring after this space got a new key."""
    access.present(request, space_id).keep_new_key(**KeysForm.of(request))
    return done()
