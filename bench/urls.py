"""Two bare views, each with session and user."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.models import Row


def read(request: HttpRequest) -> HttpResponse:
    """Says who asks."""
    said = f"hello {request.user}".encode()
    return HttpResponse(said, headers={"Content-Length": str(len(said))})


def insert(request: HttpRequest) -> HttpResponse:
    """Stores one row for whoever is signed in."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    with transaction.atomic():
        Row.objects.create(box=request.POST["box"])
    return HttpResponse(status=204)


def up(_request: HttpRequest) -> HttpResponse:
    """It answers."""
    return HttpResponse("ok")


urlpatterns = [path("", read), path("insert", insert), path("healthz", up)]
