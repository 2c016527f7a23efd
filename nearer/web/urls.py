from __future__ import annotations

from django.urls import path

from nearer.web import views

urlpatterns = [
    path("-/words/<str:digest>.json", views.words, name="words"),
    path("-/patterns", views.patterns, name="patterns"),
]
