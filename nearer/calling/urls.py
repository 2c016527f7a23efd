"""Addresses of calls: one person's, but for the link in a mail."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("me/calls/", views.calls, name="calls"),
    path("me/calls/try/", views.try_it, name="try_call"),
    path("me/calls/ways/", views.ways, name="ways"),
    path("me/calls/ways/<int:way_id>/end/", views.end_way, name="end_way"),
    path("no-more/<str:token>/", views.no_more_mails, name="no_more_mails"),
]
