"""Who has several spaces sees on Today whose question it is; who has one reads no name there."""

from __future__ import annotations

import pytest

from nearer.spaces.models import Space
from tests.cast import new_id, person

pytestmark = pytest.mark.django_db


def test_today_names_the_other_where_there_are_several_spaces() -> None:
    ada = person("ada")
    person("ben", ada.space)
    assert "spot-name" not in ada.get("/").content.decode()
    Space.begin(ada.member, id=new_id(), bond="friend", time_zone="Europe/Berlin", rhythm="daily")
    page = ada.get("/").content.decode()
    assert '<span class="spot-name">The other one</span>' in page
    assert f'<div id="live" data-space="{ada.space.pk}"' in page
