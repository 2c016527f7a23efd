from __future__ import annotations

from django.urls import path

from nearer.web import phone, sheets, views

urlpatterns = [
    path("worker.js", phone.worker, name="worker"),
    path("-/away/", phone.away, name="away"),
    path("-/face/<slug:face>.webmanifest", phone.manifest, name="manifest"),
    path("-/words/<str:digest>.json", sheets.answer, name="words"),
    path("-/patterns", views.patterns, name="patterns"),
]
