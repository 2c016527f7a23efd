from __future__ import annotations

from django.urls import path

from . import views

SPACE = "spaces/<str:space_id>/"

urlpatterns = [
    path("read/", views.reading, name="reading"),
    path(SPACE + "lessons/<slug:lesson_code>/", views.lesson, name="lesson"),
    path(SPACE + "pathways/<slug:pathway_code>/", views.pathway, name="pathway"),
]
