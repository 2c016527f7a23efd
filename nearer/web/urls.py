from __future__ import annotations

from django.urls import path

from nearer.web import views

urlpatterns = [
    path("-/patterns", views.patterns, name="patterns"),
]
