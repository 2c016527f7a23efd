"""Find and render. Nothing is changed here: what one reads leaves no row, and nobody learns of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from nearer.people.http import signed_in
from nearer.spaces import access as spaces

from . import access
from .page import LessonPage, PathwayPage, Shelf


@signed_in
@require_safe
def reading(request: HttpRequest) -> HttpResponse:
    """All lessons, by theme, and all pathways that come up for the two."""
    mine, _other = spaces.chosen(request)
    if mine is None or mine.left_on is not None:
        return redirect("today")
    return render(request, "reading/reading.html", {"space": mine.space, "page": Shelf.of(mine)})


@signed_in
@require_safe
def lesson(request: HttpRequest, space_id: str, lesson_code: str) -> HttpResponse:
    """A lesson, one thing to try, and the works it rests on."""
    found, mine = access.lesson(request, space_id, lesson_code)
    return render(request, "reading/lesson.html", {"space": mine.space, "page": LessonPage.of(found)})


@signed_in
@require_safe
def pathway(request: HttpRequest, space_id: str, pathway_code: str) -> HttpResponse:
    """A pathway, week by week. Nothing in it is ticked or kept."""
    found, mine = access.pathway(request, space_id, pathway_code)
    return render(request, "reading/pathway.html", {"space": mine.space, "page": PathwayPage.of(found, mine)})
