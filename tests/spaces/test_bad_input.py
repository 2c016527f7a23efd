"""Whatever does not come from our own page changes nothing, and is refused with a sentence and the right status."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from nearer.sealed.fields import LARGEST
from nearer.sealed.models import SealedItem
from tests.cast import envelope

from .conftest import Two

ADDRESSES = ["choices/", "steps/alone-01/notes/", "agreement/", "renewals/", "name/"]


def fields(address: str, **parts: Any) -> dict[str, Any]:
    return envelope(**parts) | ({"number": 1} if address == "agreement/" else {})


def stored() -> int:
    kinds = [model for model in apps.get_models() if issubclass(model, SealedItem)]
    return sum(model._default_manager.count() for model in kinds)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"t": "plain words"}, 400),
        ({"box": "plain words"}, 400),
        ({"box": "nr1.AAAA"}, 400),
        ({"box": "nr2." + "A" * 60}, 400),
        ({"id": "ada"}, 400),
        ({"epoch": "-1"}, 400),
        ({"revision": "0"}, 400),
        ({"box": "nr1." + "A" * LARGEST}, 413),
        ({"epoch": "7"}, 409),
    ],
)
def test_it_is_refused(two: Two, address: str, change: dict[str, str], status: int) -> None:
    answer = two.ada.post(address, fields(address) | change)
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/plain")
    assert len(answer.content.decode()) > 20
    assert stored() == 0
    two.ada.membership.refresh_from_db()
    assert two.ada.membership.name == ""


@pytest.mark.parametrize("address", ADDRESSES[:-1])
def test_an_id_of_another_thing_is_refused(two: Two, address: str) -> None:
    theirs = fields(address)
    assert two.ben.post(address, theirs).status_code == 204
    mine = fields(address, id=theirs["id"]) | ({"number": 2} if "number" in theirs else {})
    assert two.ada.post(address, mine).status_code == 409
    assert two.eve.post(address, theirs).status_code == 409, "nor may it be taken over into another space"
    assert stored() == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_and_the_signed_out_reach_nothing(two: Two, address: str) -> None:
    where = f"/spaces/{two.ada.space.pk}/{address}"
    assert two.eve.post(where, fields(address)).status_code == 404
    assert Client().post(where, fields(address)).status_code == 401
    assert stored() == 0
