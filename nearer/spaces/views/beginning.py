"""Beginning a space, and the time alone in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nearer.catalogue import catalogue
from nearer.people.http import member_of, signed_in
from nearer.sealed.forms import BoxForm
from nearer.sealed.models import not_found
from nearer.spaces import access
from nearer.spaces.forms import BeginForm
from nearer.spaces.models import Choice, Membership, Note, Space
from nearer.spaces.models.space import time_zones

from .answers import done


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin with somebody: the bond, the rhythm, where the days turn."""
    member = member_of(request)
    if request.method == "POST":
        mine = Space.begin(member, **BeginForm.of(request))
        access.choose(request, mine.space_id)
        return done()
    known = Membership.objects.filter(member_id=member.public_id)
    beginning = catalogue().beginning
    return render(request, "spaces/begin.html", {"known": known, "beginning": beginning, "zones": time_zones()})


@signed_in
@require_safe
def alone(request: HttpRequest, space_id: str) -> HttpResponse:
    """What one writes for oneself: how one began, and notes on the small steps."""
    mine = access.membership(request, space_id)
    words = catalogue().alone
    written = {note.content: note for note in reversed(Note.of(mine))}
    context = {"mine": mine, "space": mine.space, "words": words, "beginning": catalogue().beginning}
    context["choice"] = Choice.of(mine).first()
    context["noted"] = [(step, written[step.id]) for step in words.steps if step.id in written]
    titles = {"own": _("For yourself"), "example": _("Going first"), "gesture": _("Small gestures")}
    context["others"] = [
        (title, [step for step in words.steps if step.kind == kind and step.id not in written])
        for kind, title in titles.items()
    ]
    return render(request, "spaces/alone.html", context)


@signed_in
@require_POST
def choices(request: HttpRequest, space_id: str) -> HttpResponse:
    """In one's own words: I want more closeness, and things are as they are."""
    mine = access.present(request, space_id)
    Choice.write(mine, BoxForm.envelope(request))
    return done()


@signed_in
@require_POST
def notes(request: HttpRequest, space_id: str, step_id: str) -> HttpResponse:
    """A note to oneself about a step."""
    mine = access.present(request, space_id)
    if step_id not in {step.id for step in catalogue().alone.steps}:
        raise not_found()
    Note.write(mine, BoxForm.envelope(request), content=step_id)
    return done()


@signed_in
@require_http_methods(["DELETE"])
def note(request: HttpRequest, space_id: str, note_id: str) -> HttpResponse:
    """Take a note of one's own away."""
    mine = access.membership(request, space_id)
    Note.remove(mine, note_id)
    return done()
