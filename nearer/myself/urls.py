from __future__ import annotations

from django.urls import path

from . import views

SPACE = "spaces/<str:space_id>/"

urlpatterns = [
    path("me/journal/", views.my_journal, name="my_journal"),
    path("me/journal/boxes/", views.boxes, name="my_boxes"),
    path("me/aims/", views.my_aims, name="my_aims"),
    path("me/plans/", views.my_plans, name="my_plans"),
    path(SPACE + "journal/", views.journal, name="journal"),
    path(SPACE + "journal/<str:entry_id>/", views.entry, name="entry"),
    path(SPACE + "aims/", views.aims, name="aims"),
    path(SPACE + "aims/<str:aim_id>/", views.aim, name="aim"),
    path(SPACE + "plans/", views.plans, name="plans"),
    path(SPACE + "plans/<str:plan_id>/", views.plan, name="plan"),
]
