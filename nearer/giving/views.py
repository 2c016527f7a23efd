"""Find, call one verb, render. What changes something answers 204; the open page then asks for what changed."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nearer.people.http import signed_in
from nearer.sealed.forms import BoxForm, NothingForm
from nearer.sealed.models import SealedItem, not_found
from nearer.spaces import access as spaces
from nearer.spaces.models import Membership
from nearer.spaces.models.membership import both_are_here
from nearer.spaces.views.answers import done

from . import access
from .composing import AT, COMPOSERS, Composer
from .forms import TouchForm
from .meeting import meeting as how_to_meet
from .models import Gift, Kept, LeftAlone, Met
from .offering import OFFERS, fun_idea, talk_idea, touches
from .page import with_photos

PAGE = 30


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def giving(request: HttpRequest, space_id: str, place: str) -> HttpResponse:
    """A page to give something of one kind; or give it."""
    mine, composer = spaces.present(request, space_id), _composer(place)
    if request.method == "POST":
        Gift.give(mine, composer.what, BoxForm.envelope(request))
        return done()
    both = spaces.both(mine)
    context = {"composer": composer, "composers": COMPOSERS, "starters": composer.starters(mine)}
    context["here"] = both_are_here(mine, both["other"])
    return render(request, "giving/giving.html", both | context)


@signed_in
@require_safe
def gift(request: HttpRequest, space_id: str, gift_id: str) -> HttpResponse:
    """Something that was given, and how it is met; or that it was taken back, with the answer that was begun."""
    found, mine = access.gift_or_none(request, space_id, gift_id)
    if found is None:
        return render(request, "giving/gone.html", spaces.both(mine) | {"gift_id": gift_id})
    with_photos(mine, [found])
    context = {"gift": found, "meeting": how_to_meet(found.what), "kept": Kept.ids(mine)}
    return render(request, "giving/gift.html", spaces.both(mine) | context)


@signed_in
@require_POST
def withdrawals(request: HttpRequest, space_id: str, gift_id: str) -> HttpResponse:
    """Take one's own back on its day."""
    mine = spaces.present(request, space_id)
    NothingForm.of(request)
    Gift.remove(mine, gift_id)
    return done()


@signed_in
@require_POST
def meeting(request: HttpRequest, space_id: str, gift_id: str) -> HttpResponse:
    """Meet what the other gave."""
    found, mine = access.to_write(request, space_id, gift_id)
    Met.give(mine, found, BoxForm.envelope(request))
    return done()


@signed_in
@require_http_methods(["POST", "DELETE"])
def keeping(request: HttpRequest, space_id: str, gift_id: str) -> HttpResponse:
    """Keep something where one finds it again, or put it back; only one's own pages show it."""
    found, mine = access.gift(request, space_id, gift_id)
    NothingForm.of(request)
    (Kept.keep if request.method == "POST" else Kept.put_back)(mine, found)
    return done()


@signed_in
@require_safe
def boxes(request: HttpRequest, space_id: str) -> HttpResponse:
    """Every box that passed between the two, in the form of the exchanges' boxes, each with its content at the end."""
    mine = spaces.membership(request, space_id)
    rows = [
        [each.given_on.isoformat(), each.pk, [_box(item) for item in (each, *each.met.all())], f"../gifts/{each.pk}/"]
        for each in Gift.seen_by(mine)
    ]
    return JsonResponse({"questions": {}, "exchanges": rows})


def _box(item: SealedItem) -> list[Any]:
    return [item.KIND, item.pk, item.author_id, item.epoch, item.revision, item.box, item.content]


@signed_in
@require_safe
def jar(request: HttpRequest, space_id: str) -> HttpResponse:
    """What one was thanked for and admired for, to reread; `?draw` gives one of it by chance."""
    mine = spaces.membership(request, space_id)
    found = Kept.jar(mine)
    if "draw" in request.GET:
        ids = list(found.values_list("pk", flat=True))
        drawn = with_photos(mine, found.filter(pk=secrets.choice(ids)) if ids else [])
        return render(request, "giving/drawn.html", spaces.both(mine) | {"gift": drawn[0] if drawn else None})
    return render(
        request, "giving/jar.html", spaces.both(mine) | _some(request, mine, found) | {"kept": Kept.ids(mine)}
    )


@signed_in
@require_safe
def shelf(request: HttpRequest, space_id: str) -> HttpResponse:
    """The lines in passing that one keeps."""
    mine = spaces.membership(request, space_id)
    context = _some(request, mine, Kept.shelf(mine)) | {"kept": Kept.ids(mine)}
    return render(request, "giving/shelf.html", spaces.both(mine) | context)


@signed_in
@require_safe
def lightly(request: HttpRequest, space_id: str) -> HttpResponse:
    """Five minutes of talk, and one small fun thing. Nothing is noted, whoever does it or does not."""
    mine = spaces.present(request, space_id)
    talk, fun = _number(request, "talk"), _number(request, "fun")
    context = {"talk": talk_idea(mine.space, talk), "next_talk": talk + 1, "now_talk": talk}
    context |= {"fun": fun_idea(mine.space, fun), "next_fun": fun + 1, "now_fun": fun}
    return render(request, "giving/lightly.html", spaces.both(mine) | context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ease(request: HttpRequest, space_id: str) -> HttpResponse:
    """How much affection may be suggested to one. Only oneself sees it."""
    mine = spaces.present(request, space_id)
    if request.method == "POST":
        mine.allow_touch(TouchForm.of(request)["touch"])
        return done()
    return render(request, "giving/ease.html", spaces.both(mine) | {"touches": touches(mine.space.bond)})


@signed_in
@require_POST
def offer(request: HttpRequest, space_id: str, place: str) -> HttpResponse:
    """Leave an offer of Today alone until tomorrow."""
    mine = spaces.present(request, space_id)
    NothingForm.of(request)
    found = next((each for each in OFFERS if each.place == place), None)
    if found is None:
        raise not_found()
    LeftAlone.leave(mine, found.what)
    return done()


def _composer(place: str) -> Composer:
    found = AT.get(place)
    if found is None:
        raise not_found()
    return found


def _some(request: HttpRequest, mine: Membership, gifts: QuerySet[Gift]) -> dict[str, Any]:
    """Thirty at a time."""
    page = _number(request, "page")
    found = list(gifts[page * PAGE : (page + 1) * PAGE + 1])
    return {"gifts": with_photos(mine, found[:PAGE]), "more": page + 1 if len(found) > PAGE else None}


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 5 else 0
