from __future__ import annotations

from django.urls import path

from . import views

SPACE = "spaces/<str:space_id>/"
LETTER = SPACE + "letters/<str:letter_id>/"
SKETCH = SPACE + "sketches/<str:sketch_id>/"

urlpatterns = [
    path("letters/", views.place, name="letters"),
    path(SPACE + "letters/", views.letters, name="all_letters"),
    path(SPACE + "letters/boxes/", views.boxes, name="letter_boxes"),
    path(LETTER, views.letter, name="letter"),
    path(LETTER + "openings/", views.openings, name="letter_openings"),
    path(LETTER + "withdrawals/", views.withdrawals, name="letter_withdrawals"),
    path(SPACE + "sketches/", views.sketches, name="sketches"),
    path(SKETCH, views.sketch, name="sketch"),
    path(SKETCH + "removals/", views.sketch_removals, name="sketch_removals"),
    path(SPACE + "zone/", views.zone, name="zone"),
]
