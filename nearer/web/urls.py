from __future__ import annotations

from django.urls import path

from nearer.web import sheets, views

urlpatterns = [
    path("-/words/<str:digest>.json", sheets.answer, name="words"),
    path("-/patterns", views.patterns, name="patterns"),
]
