from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.today, name="today"),
    path("spaces/<str:space_id>/given/", views.given, name="given"),
]
