"""The safe place: signed by both, reworded by either, earlier wordings kept. And choosing it again."""

from __future__ import annotations

import pytest

from nearer.catalogue import catalogue
from nearer.spaces.models import Renewal, Signature, Wording
from tests.cast import envelope
from tests.conftest import Clock

from .conftest import Two


@pytest.fixture
def first() -> str:
    return catalogue().agreement.current.id


def test_each_signs_once(two: Two, first: str) -> None:
    for _ in range(2):
        assert two.ada.post("signatures/", {"text": first}).status_code == 302
    assert [each.member_id for each in Signature.objects.all()] == [two.ada.member.public_id]
    assert "I agree to this" not in two.ada.get("/").content.decode()
    assert "I agree to this" in two.ben.get("/").content.decode()
    two.ben.post("signatures/", {"text": first})
    assert "Signed by you both" in two.ada.get("/us/").content.decode()


@pytest.mark.parametrize("text", ["safe-place-0", "anything", ""])
def test_only_the_text_that_holds_is_signed(two: Two, text: str) -> None:
    assert two.ada.post("signatures/", {"text": text}).status_code in {400, 409}
    assert not Signature.objects.exists()


def test_new_words_are_signed_by_their_writer_and_wait_for_the_other(two: Two, first: str) -> None:
    for one in (two.ada, two.ben):
        one.post("signatures/", {"text": first})
    words = envelope(number=1)
    for _ in range(2):
        assert two.ben.post("agreement/", words).status_code == 204
    assert Wording.objects.count() == 1
    assert two.ada.post("signatures/", {"text": first}).status_code == 409, "those words hold no more"
    page = two.ada.get("agreement/").content.decode()
    assert words["box"] in page
    assert catalogue().agreement.current.lines[0] in page, "the earlier words stay to read"
    assert page.count("signed on") == 3
    assert "Signed by you both" not in two.ada.get("/us/").content.decode()
    two.ada.post("signatures/", {"text": words["id"]})
    assert "Signed by you both" in two.ada.get("/us/").content.decode()


def test_of_two_new_wordings_one_holds(two: Two) -> None:
    assert two.ada.post("agreement/", envelope(number=1)).status_code == 204
    assert two.ben.post("agreement/", envelope(number=1)).status_code == 409
    assert two.ben.post("agreement/", envelope(number=3)).status_code == 409
    assert two.ben.post("agreement/", envelope(number=2)).status_code == 204
    assert [each.number for each in Wording.objects.all()] == [2, 1]


def test_an_agreement_takes_boxes_under_the_present_key(two: Two) -> None:
    assert two.ada.post("agreement/", envelope(number=1, box="We are kind.")).status_code == 400
    assert two.ada.post("agreement/", envelope(number=1, t="We are kind.")).status_code == 400
    assert two.ada.post("agreement/", envelope(number=1, epoch=1)).status_code == 409
    assert two.eve.post(f"/spaces/{two.ada.space.pk}/agreement/", envelope(number=1)).status_code == 404
    assert not Wording.objects.exists()


def test_a_renewal_opens_when_both_have_said_it(two: Two) -> None:
    mine, theirs = envelope(), envelope()
    before = two.ben.get("renewals/").content
    for _ in range(2):
        assert two.ada.post("renewals/", mine).status_code == 204
    assert Renewal.objects.count() == 1
    assert mine["box"] not in two.ben.get("renewals/").content.decode()
    assert len(two.ben.get("renewals/").content) == len(before), "nothing tells of it"
    two.ben.post("renewals/", theirs)
    for one in (two.ada, two.ben):
        page = one.get("renewals/").content.decode()
        assert mine["box"] in page
        assert theirs["box"] in page
    again = envelope()
    two.ben.post("renewals/", again)
    assert again["box"] not in two.ada.get("renewals/").content.decode()


def test_one_is_asked_after_half_a_year_by_ones_own_calendar(two: Two, clock: Clock) -> None:
    assert "Half a year" not in two.ada.get("/us/").content.decode()
    clock.turn(days=183)
    assert "Half a year" in two.ada.get("/us/").content.decode()
    two.ada.post("renewals/", envelope())
    assert "Half a year" not in two.ada.get("/us/").content.decode()
    assert "Half a year" in two.ben.get("/us/").content.decode()
