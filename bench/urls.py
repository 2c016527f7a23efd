"""Two bare views, each with session and user, and all of the product."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from bench.models import Row


def read(request: HttpRequest) -> HttpResponse:
    """Says who asks."""
    return HttpResponse(f"hello {request.user}")


def insert(request: HttpRequest) -> HttpResponse:
    """Stores one row for whoever is signed in."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    with transaction.atomic():
        Row.objects.create(box=request.POST["box"])
    return HttpResponse(status=204)


urlpatterns = [path("bare/", read), path("bare/insert/", insert), path("", include("nearer.urls"))]
