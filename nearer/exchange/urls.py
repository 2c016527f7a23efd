from __future__ import annotations

from datetime import date

from django.urls import path, register_converter

from . import views


class Day:
    """2026-03-02. A day names an exchange: a number would tell how many there were before it, elsewhere too."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Raises ValueError, which is a 404, for a day that no calendar has."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """The day as it stands in addresses."""
        return value.isoformat()


register_converter(Day, "day")

SPACE = "spaces/<str:space_id>/"
ONE = SPACE + "exchanges/<day:day>/"

urlpatterns = [
    path(SPACE + "exchanges/", views.exchanges, name="exchanges"),
    path(SPACE + "earlier/", views.unfinished, name="unfinished"),
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
