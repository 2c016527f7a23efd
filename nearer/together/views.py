"""Find, call one verb, render. What changes something answers 204; a move answers with all the page may have missed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nearer.people.http import signed_in
from nearer.sealed.forms import BoxForm, NothingForm
from nearer.sealed.models import not_found
from nearer.spaces import access as spaces
from nearer.spaces.paces import ALONE
from nearer.spaces.views.answers import done

from . import access, offering
from .following import Following
from .forms import BeginForm, MoveForm
from .models import Aside, Guess, Nearness, Said, Sitting, Yes
from .models.sitting import now_ms
from .page import SessionPage, SittingPage


@signed_in
@require_safe
def together(request: HttpRequest) -> HttpResponse:
    """What the two could do now; `?about` comes from an exchange, and names its question."""
    mine, other = spaces.chosen(request)
    if mine is None or mine.left_on is not None:
        return redirect("today")
    wish = offering.Wish.of(request.GET)
    context: dict[str, Any] = {"wish": wish, "sessions": offering.offered(mine, wish), "offering": offering}
    if "about" in request.GET:
        context["following"] = Following.of(mine, request.GET["about"])
    return render(request, "together/together.html", spaces.both(mine, other) | context)


@signed_in
@require_safe
def session(request: HttpRequest, space_id: str, code: str) -> HttpResponse:
    """What will happen, what it rests on, and the way to begin."""
    found, mine = access.session(request, space_id, code)
    page = SessionPage.of(found, mine)
    return render(
        request, "together/plan.html" if found.plan else "together/session.html", spaces.both(mine) | {"page": page}
    )


@signed_in
@require_http_methods(["POST", "DELETE"])
def yes(request: HttpRequest, space_id: str, code: str) -> HttpResponse:
    """Say yes for today, in private, or take it back."""
    found, mine = access.to_begin(request, space_id, code)
    if not found.consent or found.place == (ALONE,):
        raise not_found()
    NothingForm.of(request)
    (Yes.say if request.method == "POST" else Yes.take_back)(mine, found)
    return done()


@signed_in
@require_safe
def alone(request: HttpRequest, space_id: str, code: str) -> HttpResponse:
    """A session that one does alone. It leaves nothing here but what one writes, and nobody else learns of it."""
    found, mine = access.alone(request, space_id, code)
    return render(request, "together/sitting.html", spaces.both(mine) | {"page": SittingPage.alone(found, mine)})


@signed_in
@require_POST
def asides_alone(request: HttpRequest, space_id: str, code: str) -> HttpResponse:
    """A note to oneself from a session done alone; the step is in the address's query."""
    found, mine = access.alone(request, space_id, code)
    Aside.note(mine, found.id, _step(request, len(found.played())), BoxForm.envelope(request))
    return done()


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sittings(request: HttpRequest, space_id: str) -> HttpResponse:
    """What the two have done, by day; or begin another."""
    if request.method == "POST":
        return _begin(request, space_id)
    mine = spaces.membership(request, space_id)
    return render(request, "together/sittings.html", spaces.both(mine) | {"sittings": Sitting.done_by(mine)})


def _begin(request: HttpRequest, space_id: str) -> HttpResponse:
    spaces.present(request, space_id)
    how = dict(BeginForm.of(request))
    found, mine = access.to_begin(request, space_id, how.pop("session"))
    if found.plan or found.place == (ALONE,):
        raise not_found()
    return redirect("sitting", space_id, Sitting.begin(mine, found, **how).pk)


@signed_in
@require_safe
def sitting(request: HttpRequest, space_id: str, sitting_id: str) -> HttpResponse:
    """The session, step by step; afterwards what was written in it."""
    found, mine = access.sitting(request, space_id, sitting_id)
    return render(request, "together/sitting.html", spaces.both(mine) | {"page": SittingPage.of(found, mine)})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def moves(request: HttpRequest, space_id: str, sitting_id: str) -> HttpResponse:
    """All moves after a number, and the server's present moment; a POST adds one first."""
    if request.method == "POST":
        found, mine = access.to_write(request, space_id, sitting_id)
        move = dict(MoveForm.of(request))
        after = move.pop("after")
        found.move(mine, **move)
    else:
        found, mine = access.sitting(request, space_id, sitting_id)
        after = _number(request, "after")
    over = found.ended_on is not None
    return JsonResponse({"now": now_ms(), "over": over, "moves": [] if over else found.moves_after(after)})


@signed_in
@require_POST
def said(request: HttpRequest, space_id: str, sitting_id: str, step: int) -> HttpResponse:
    """Words given to the other, or kept for both."""
    found, mine = access.to_write(request, space_id, sitting_id)
    Said.give(found, mine, _of_kind(found, step, {"given", "kept"}), BoxForm.envelope(request))
    return done()


@signed_in
@require_POST
def guesses(request: HttpRequest, space_id: str, sitting_id: str, step: int) -> HttpResponse:
    """About oneself, and a guess about the other; both open when both are there."""
    found, mine = access.to_write(request, space_id, sitting_id)
    here = found.step(step)
    if here is None or here[0].draw != "guess":
        raise not_found()
    Guess.give(found, mine, step, BoxForm.envelope(request))
    return done()


@signed_in
@require_POST
def asides(request: HttpRequest, space_id: str, sitting_id: str, step: int) -> HttpResponse:
    """A note to oneself."""
    found, mine = access.to_write(request, space_id, sitting_id)
    Aside.note(mine, found.content, _of_kind(found, step, {"private"}), BoxForm.envelope(request), found)
    return done()


@signed_in
@require_POST
def nearness(request: HttpRequest, space_id: str, sitting_id: str) -> HttpResponse:
    """How near it left one, to oneself."""
    found, mine = access.to_write(request, space_id, sitting_id)
    Nearness.say(found, mine, BoxForm.envelope(request))
    return done()


def _of_kind(sitting: Sitting, step: int, kinds: set[str]) -> int:
    here = sitting.step(step)
    if here is None or here[0].write not in kinds:
        raise not_found()
    return step


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _step(request: HttpRequest, steps: int) -> int:
    step = _number(request, "step")
    if step >= steps:
        raise not_found()
    return step
