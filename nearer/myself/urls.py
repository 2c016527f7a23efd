from __future__ import annotations

from django.urls import path

from . import views

SPACE = "spaces/<str:space_id>/"

urlpatterns = [
    path("me/pages/", views.my_journal, name="my_journal"),
    path("me/pages/boxes/", views.boxes, name="my_boxes"),
    path("me/ahead/", views.my_aims, name="my_aims"),
    path("me/later/", views.my_plans, name="my_plans"),
    path(SPACE + "pages/", views.journal, name="journal"),
    path(SPACE + "pages/<str:entry_id>/", views.entry, name="entry"),
    path(SPACE + "ahead/", views.aims, name="aims"),
    path(SPACE + "ahead/<str:aim_id>/", views.aim, name="aim"),
    path(SPACE + "later/", views.plans, name="plans"),
    path(SPACE + "later/<str:plan_id>/", views.plan, name="plan"),
]
