"""Find, call one verb, render. What changes something answers 204, or leads to what can be read now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nearer.people.http import signed_in
from nearer.sealed.forms import BoxForm, NothingForm
from nearer.spaces import access as spaces
from nearer.spaces.models import Membership
from nearer.spaces.models.space import time_zones
from nearer.spaces.views.answers import done

from . import access
from .forms import LetterForm, ZoneForm
from .models import Letter, Paper, Sketch, When
from .page import LettersPage, ideas, one_idea

PAGE = 30


@signed_in
@require_safe
def place(request: HttpRequest) -> HttpResponse:
    """What has come, what waits for its occasion, one's drawer, and what was written lately."""
    mine, other = spaces.chosen(request)
    if mine is None:
        return redirect("begin")
    return render(request, "letters/letters.html", spaces.both(mine, other) | {"page": LettersPage.of(mine)})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest, space_id: str) -> HttpResponse:
    """Every letter that one may read, newest first; or give another."""
    if request.method == "POST":
        mine = spaces.present(request, space_id)
        envelope, how = LetterForm.letter(request)
        Letter.give(mine, envelope, **how)
        return done()
    mine = spaces.membership(request, space_id)
    page = _number(request)
    found = list(Letter.objects.read_by(mine)[page * PAGE : (page + 1) * PAGE + 1])
    more = page + 1 if len(found) > PAGE else None
    return render(request, "letters/all.html", spaces.both(mine) | {"letters": found[:PAGE], "more": more})


@signed_in
@require_safe
def boxes(request: HttpRequest, space_id: str) -> HttpResponse:
    """Every box that one may read, in the form of the exchanges' boxes: for the search that the browser does itself."""
    mine = spaces.membership(request, space_id)
    rows = [
        [letter.came_up.isoformat(), letter.pk, [_box(item) for item in letter.items], f"../letters/{letter.pk}/"]
        for letter in Letter.objects.read_by(mine)
    ]
    return JsonResponse({"questions": {}, "exchanges": rows})


@signed_in
@require_safe
def letter(request: HttpRequest, space_id: str, letter_id: str) -> HttpResponse:
    """A letter to read. One that is closed is opened among the others first."""
    found, mine = access.letter(request, space_id, letter_id)
    if found.author_id != mine.member_id and found.opened_on is None:
        return redirect("letters")
    return render(request, "letters/letter.html", spaces.both(mine) | {"letter": found})


@signed_in
@require_POST
def openings(request: HttpRequest, space_id: str, letter_id: str) -> HttpResponse:
    """Open a letter that has come."""
    found, mine = access.letter(request, space_id, letter_id)
    NothingForm.of(request)
    found.open(mine)
    return redirect("letter", space_id, letter_id)


@signed_in
@require_POST
def withdrawals(request: HttpRequest, space_id: str, letter_id: str) -> HttpResponse:
    """Take one's own letter back into the drawer."""
    mine = spaces.present(request, space_id)
    Letter.withdraw(mine, letter_id, BoxForm.envelope(request))
    return done()


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sketches(request: HttpRequest, space_id: str) -> HttpResponse:
    """An empty sheet; or put a version of a sketch into the drawer."""
    mine = spaces.present(request, space_id)
    if request.method == "POST":
        Sketch.write(mine, BoxForm.envelope(request))
        return done()
    return _desk(request, mine, None)


@signed_in
@require_safe
def sketch(request: HttpRequest, space_id: str, sketch_id: str) -> HttpResponse:
    """A sheet from the drawer, to go on with."""
    found, mine = access.sketch(request, space_id, sketch_id)
    mine.must_be_present()
    return _desk(request, mine, found)


@signed_in
@require_POST
def sketch_removals(request: HttpRequest, space_id: str, sketch_id: str) -> HttpResponse:
    """Throw a sketch away."""
    mine = spaces.membership(request, space_id)
    NothingForm.of(request)
    Sketch.remove(mine, sketch_id)
    return done()


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def zone(request: HttpRequest, space_id: str) -> HttpResponse:
    """Where one is, for what comes at an hour of one's own."""
    mine = spaces.present(request, space_id)
    if request.method == "POST":
        mine.be_in(ZoneForm.of(request)["time_zone"])
        return redirect("letters")
    return render(request, "letters/zone.html", spaces.both(mine) | {"zones": time_zones()})


def _desk(request: HttpRequest, mine: Membership, sketch: Sketch | None) -> HttpResponse:
    context: dict[str, Any] = {"sketch": sketch, "papers": Paper.choices, "whens": When.choices, "hours": range(24)}
    context |= {"ideas": ideas(mine), "idea": one_idea(mine, request.GET.get("idea"))}
    return render(request, "letters/desk.html", spaces.both(mine) | context)


def _box(item: Any) -> list[Any]:
    return [item.KIND, item.pk, item.author_id, item.epoch, item.revision, item.box]


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return int(text) if text.isdecimal() and len(text) < 6 else 0
