"""Giving, meeting, taking back, and keeping."""

from __future__ import annotations

import re

import pytest

from nearer.giving.composing import AT, COMPOSERS
from nearer.giving.meeting import meeting
from nearer.giving.models import Gift, Kept, Met, What
from nearer.people.items import kinds
from nearer.spaces.models import Membership
from nearer.web.refusals import Refusal
from tests.cast import Person, envelope, new_id, person
from tests.conftest import Clock

from .conftest import Pair


def test_every_kind_is_given_on_a_page_of_its_own(pair: Pair) -> None:
    assert {each.what for each in COMPOSERS} == set(What)
    for each in COMPOSERS:
        assert pair.ada.get(f"giving/{each.place}/").status_code == 200
        assert pair.give(pair.ada, each.place).what == each.what
    page = pair.ben.get("given/").content.decode()
    assert [str(each.what.label) in page for each in COMPOSERS] == [True] * len(COMPOSERS)


def test_the_same_again_is_the_same_gift(pair: Pair) -> None:
    fields = envelope()
    for _ in range(2):
        assert pair.ada.post("giving/line/", fields).status_code == 204
    assert Gift.objects.count() == 1
    assert pair.ada.post("giving/line/", envelope(id=fields["id"])).status_code == 409
    assert pair.ben.post("giving/line/", envelope(id=fields["id"])).status_code in {400, 409}


def test_a_repeat_after_the_day_turned_is_the_same_gift(pair: Pair, clock: Clock) -> None:
    fields = envelope()
    pair.ada.post("giving/line/", fields)
    clock.turn(days=1)
    assert pair.ada.post("giving/line/", fields).status_code == 204
    assert Gift.objects.count() == 1


def test_nothing_is_given_while_nobody_is_there(db: None, clock: Clock) -> None:
    alone = person("alone")
    assert alone.get("giving/line/").status_code == 200
    assert alone.post("giving/line/", envelope()).status_code == 409
    stranger = person("stranger", alone.space)
    Membership.objects.filter(pk=stranger.membership.pk).update(welcomed=False)
    for one in (alone, stranger):
        assert one.post("giving/line/", envelope()).status_code == 409
    assert Gift.objects.count() == 0


def test_it_is_met_once_and_by_the_other_only(pair: Pair) -> None:
    gift = pair.give(pair.ada)
    assert pair.ada.post(f"gifts/{gift.pk}/meeting/", envelope()).status_code == 404
    met = envelope()
    for _ in range(2):
        assert pair.ben.post(f"gifts/{gift.pk}/meeting/", met).status_code == 204
    assert pair.ben.post(f"gifts/{gift.pk}/meeting/", envelope()).status_code == 409
    assert pair.eve.client.post(f"/spaces/{pair.ada.space.pk}/gifts/{gift.pk}/meeting/", envelope()).status_code == 404
    assert [each.content for each in Met.objects.all()] == [gift.pk]
    assert met["box"] in pair.ada.get("given/").content.decode()


def test_it_is_taken_back_on_its_day_as_long_as_it_was_not_met(pair: Pair, clock: Clock) -> None:
    first, second, third = (pair.give(pair.ada) for _ in range(3))
    pair.ben.post(f"gifts/{second.pk}/keeping/")  # nobody learns of it, so nothing depends on it
    assert pair.ben.post(f"gifts/{first.pk}/withdrawals/").status_code == 404
    for gift in (first, second):
        assert pair.ada.post(f"gifts/{gift.pk}/withdrawals/").status_code == 204
        assert gift.box not in pair.ben.get(f"gifts/{gift.pk}/").content.decode()
        assert pair.ada.post("giving/line/", envelope(id=gift.pk)).status_code == 409
    met = pair.give(pair.ada)
    pair.ben.post(f"gifts/{met.pk}/meeting/", envelope())
    assert pair.ada.post(f"gifts/{met.pk}/withdrawals/").status_code == 409
    clock.turn(days=1)
    assert pair.ada.post(f"gifts/{third.pk}/withdrawals/").status_code == 409
    assert set(Gift.objects.values_list("pk", flat=True)) == {met.pk, third.pk}


def test_the_jar_fills_by_itself_and_with_what_one_keeps(pair: Pair) -> None:
    thanks, seen, news = (pair.give(pair.ada, place) for place in ("line", "portrait", "first"))
    pair.give(pair.ben, "line")
    assert set(Kept.jar(pair.ben.membership)) == {thanks, seen}
    for _ in range(2):
        assert pair.ben.post(f"gifts/{news.pk}/keeping/").status_code == 204
    assert set(Kept.jar(pair.ben.membership)) == {thanks, seen, news}
    drawn = pair.ben.get("kept/?draw").content.decode()
    assert sum(each.box in drawn for each in (thanks, seen, news)) == 1
    pair.ben.delete(f"gifts/{news.pk}/keeping/")
    assert set(Kept.jar(pair.ben.membership)) == {thanks, seen}


def test_what_was_taken_back_meanwhile_is_not_kept(pair: Pair) -> None:
    gift = pair.give(pair.ada, "first")
    looked_up = Gift.seen_by(pair.ben.membership).get(pk=gift.pk)
    Gift.remove(pair.ada.membership, gift.pk)
    with pytest.raises(Refusal):
        Kept.keep(pair.ben.membership, looked_up)
    assert not Kept.objects.exists()


def test_what_was_taken_back_meanwhile_is_answered_with_a_sentence(pair: Pair) -> None:
    """And its page is there still, with the draft of the answer, which one can give as a gift of one's own."""
    gift, entry = pair.give(pair.ada, "now"), envelope()
    pair.ada.post("pages/", entry)
    assert pair.ada.delete(f"pages/{entry['id']}/").status_code == 204
    pair.ada.post(f"gifts/{gift.pk}/withdrawals/")
    answer = pair.ben.post(f"gifts/{gift.pk}/meeting/", envelope())
    assert answer.status_code == 409
    assert "taken back" in answer.content.decode()
    page = pair.ben.get(f"gifts/{gift.pk}/")
    assert page.status_code == 200
    assert f'draft="met-{gift.pk}"' in page.content.decode()
    assert pair.ben.post("giving/quick/", envelope()).status_code == 204
    for foreign in (new_id(), entry["id"]):
        assert pair.ben.get(f"gifts/{foreign}/").status_code == 404, "only of what both knew anything is said"
    assert pair.eve.client.get(f"/spaces/{pair.ada.space.pk}/gifts/{gift.pk}/").status_code == 404
    assert pair.eve.client.post(f"/spaces/{pair.ada.space.pk}/gifts/{gift.pk}/meeting/", envelope()).status_code == 404
    assert pair.ben.post(f"gifts/{new_id()}/meeting/", envelope()).status_code == 404


def test_the_shelf_holds_the_lines_one_keeps(pair: Pair) -> None:
    kept, other = pair.give(pair.ada, "quick"), pair.give(pair.ada, "quick")
    assert pair.ada.post(f"gifts/{kept.pk}/keeping/").status_code == 404
    pair.ben.post(f"gifts/{kept.pk}/keeping/")
    page = pair.ben.get("lines/").content.decode()
    assert kept.box in page
    assert other.box not in page
    assert kept.box not in pair.ada.get("lines/").content.decode()


def test_after_leaving_one_reads_what_was_there_and_nothing_newer(pair: Pair) -> None:
    before = pair.give(pair.ada)
    pair.ben.membership.leave()
    page = pair.ben.get("given/").content.decode()
    assert before.box in page
    assert "giving/line/" not in page
    assert pair.ben.post(f"gifts/{before.pk}/meeting/", envelope()).status_code == 409
    assert pair.ada.post("giving/line/", envelope(epoch=1)).status_code == 409
    open_to_ben = Gift.objects.filter(Gift.open_to(pair.ben.member.public_id, pair.ben.space.pk))
    assert Gift in set(kinds())
    assert list(open_to_ben) == [before]


@pytest.mark.parametrize("bond", ["family", "friends"])
def test_family_and_friends_see_nothing_romantic(db: None, clock: Clock, bond: str) -> None:
    one = person("one", bond=bond)
    person("other", one.space)
    pages = [one.get(f"giving/{each.place}/").content.decode() for each in COMPOSERS]
    romantic = [str(words) for each in COMPOSERS for words in each.for_partners]
    assert romantic
    assert [words for words in romantic for page in pages if words in page] == []
    assert "Kisses" not in one.get("degree/").content.decode()


def test_no_flirting_comes_up_with_touch_left_out_or_a_light_pace(pair: Pair) -> None:
    flirting = [str(words) for words in AT["quick"].for_partners]

    def flirts(one: Person) -> bool:
        page = one.get("giving/quick/").content.decode()
        return any(words in page for words in flirting)

    assert not flirts(pair.ada)
    pair.ada.post("degree/", {"touch": 1})
    assert flirts(pair.ada)
    assert not flirts(pair.ben)
    pair.ben.member.keep_pace(1, "")
    assert not flirts(pair.ada)
    pair.ben.member.keep_pace(3, "")
    pair.ada.member.keep_pace(0, "")
    assert not flirts(pair.ada)


@pytest.mark.parametrize("what", What)
def test_how_to_meet_a_gift_suggests_no_touch(what: What) -> None:
    way = meeting(what)
    every = (*way.beginnings, *(each for _, _, found in way.by_wish for each in found))
    said = " ".join(f"{each.opening} {each.example}" for each in every).lower()
    assert not re.findall(r"\b(?:bath|feet|kiss|hug|hold your|cuddle|stroke|massage|bed)\b", said)


def test_the_search_finds_all_boxes_with_their_contents(pair: Pair) -> None:
    gift = pair.give(pair.ada)
    pair.ben.post(f"gifts/{gift.pk}/meeting/", envelope())
    (row,) = pair.ada.get("gifts/boxes/").json()["exchanges"]
    assert row[0] == "2026-03-02"
    assert [(each[0], each[6]) for each in row[2]] == [("gift", "-"), ("met", gift.pk)]
    assert row[3] == f"../gifts/{gift.pk}/"
