from __future__ import annotations

from django.urls import path

from . import views

SPACE = "spaces/<str:space_id>/"
ONE = SPACE + "exchanges/<int:exchange_id>/"

urlpatterns = [
    path(SPACE + "exchanges/", views.exchanges, name="exchanges"),
    path(SPACE + "boxes/", views.boxes, name="boxes"),
    path(SPACE + "talk/", views.talk_list, name="talk_list"),
    path(SPACE + "questions/", views.own_questions, name="own_questions"),
    path(SPACE + "questions/<str:question_id>/", views.own_question, name="own_question"),
    path(ONE, views.exchange, name="exchange"),
    path(ONE + "answers/", views.answers, name="answers"),
    path(ONE + "withdrawals/", views.withdrawals, name="withdrawals"),
    path(ONE + "responses/", views.responses, name="responses"),
    path(ONE + "replies/", views.replies, name="replies"),
    path(ONE + "felt/", views.felt, name="felt"),
    path(ONE + "passing/", views.passing, name="passing"),
    path(ONE + "talk/", views.talk, name="talk"),
    path(ONE + "talk-later/", views.talk_later, name="talk_later"),
]
