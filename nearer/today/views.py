"""The first page: one question, and at most a card or two beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from nearer.exchange.models import Exchange
from nearer.exchange.page import ExchangePage
from nearer.people.http import member_of
from nearer.people.views import welcome
from nearer.spaces import access, cards
from nearer.spaces.models import Membership


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Today for a member; the welcome for everybody else."""
    if not request.user.is_authenticated:
        return welcome(request)
    mine = access.chosen(request)
    if mine is None:
        return redirect("begin")
    mine, other = _the_two(mine)
    context: dict[str, Any] = {"mine": mine, "other": other, "space": mine.space, "member": member_of(request)}
    if mine.left_on is not None:
        return render(request, "today/left.html", context)
    if mine.is_paused:
        return render(request, "today/paused.html", context)
    context["cards"] = cards.for_today(mine, other)
    context["page"] = ExchangePage.of(Exchange.objects.present(mine.space), mine, other)
    return render(request, "today/today.html", context)


def _the_two(mine: Membership) -> tuple[Membership, Membership | None]:
    """Mine and the other's membership, if somebody is there."""
    others = Membership.objects.filter(space=mine.space_id, left_on=None).exclude(pk=mine.pk)
    return mine, others.first()
