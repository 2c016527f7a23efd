"""The demo: two people whose evenings open with the printed password, and with nothing less."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from nearer.catalogue.questions import FIELDS
from nearer.demo import Demo, NotFresh, Telling, fill
from nearer.demo.telling import NAMES
from nearer.exchange.models import Answer, Exchange, Felt, OwnQuestion, Reply, Response
from nearer.giving.models import Gift, Met
from nearer.letters.models import Cover, Letter
from nearer.people.models import Keys, Member
from nearer.sealed.keys import Item
from nearer.sealed.models import SealedItem
from nearer.sealed.reference import Member as Opened
from nearer.spaces import cards
from nearer.spaces.models import Membership, Renewal, Wording
from nearer.spaces.models.membership import the_other

pytestmark = pytest.mark.django_db

DAYS = 220
PASSWORD = "five-words-that-are-long"


@pytest.fixture
def demo() -> Demo:
    made = Demo(Telling(), PASSWORD, DAYS)
    made.fill()
    return made


def opened(name: str, password: str = PASSWORD) -> Opened:
    keys = Keys.objects.select_related("member").get(member__name=name)
    return Opened.open(keys.bundle(), password=password)


def read(reader: Opened, item: SealedItem) -> dict[str, object]:
    known = Item(
        space=item.space_id,
        kind=item.KIND,
        id=item.pk,
        author=item.author_id,
        epoch=item.epoch,
        revision=item.revision,
        content=item.content,
    )
    return reader.open_item(known, item.box)


def test_history_goes_up_to_yesterday_and_today_waits(demo: Demo) -> None:
    days = list(Exchange.objects.order_by("day").values_list("day", flat=True))
    yesterday = demo.space.day() - timedelta(days=1)
    assert days == [yesterday - timedelta(days=back) for back in reversed(range(DAYS))]
    assert Exchange.objects.filter(opened_on__isnull=False).count() > DAYS * 0.9
    today = Exchange.objects.present(demo.space)
    assert today.day == yesterday + timedelta(days=1)
    assert not today.is_open
    assert today.question


def test_each_opened_exchange_has_an_answer_of_both_and_no_other_has_any(demo: Demo) -> None:
    for exchange in Exchange.objects.prefetch_related("answers"):
        authors = sorted(answer.author_id for answer in exchange.answers.all())
        both = sorted(half.keys.id for half in demo.halves.values())
        assert authors == (both if exchange.is_open else [])


def test_the_password_opens_everything_shared_and_ones_own(demo: Demo) -> None:
    ada, ben = opened("ada"), opened("ben")
    for kind in (Answer, Response, Reply, OwnQuestion, Wording, Renewal, Letter, Cover, Gift, Met):
        items = list(kind.objects.all())
        assert items
        for item in items:
            assert read(ada, item)["t"] == read(ben, item)["t"]
    for felt in Felt.objects.filter(author__public_id=ada.id):
        assert read(ada, felt)["n"]["felt"] in range(5)  # type: ignore[index]
        with pytest.raises(ValueError, match="seal-no-key"):
            read(ben, felt)
    with pytest.raises(ValueError, match="password-wrong"):
        opened("ada", "another password")


def test_names_open_for_the_other(demo: Demo) -> None:
    ben = opened("ben")
    mine = Membership.objects.get(seat=1)
    item = Item(space=mine.space_id, kind="name", id=mine.name_item, author=mine.member_id, epoch=0)
    assert ben.open_item(item, mine.name) == {"t": "Ada"}


def test_today_shows_the_question_and_nothing_that_wants_doing(demo: Demo) -> None:
    for mine in Membership.objects.all():
        assert cards.for_today(mine, the_other(mine)) == []


def test_the_same_seed_tells_the_same() -> None:
    told = [Telling(7).evening("joys"), Telling(7).evening("joys")]
    assert told[0] == told[1] != Telling(8).evening("joys")


def test_there_are_words_for_every_field() -> None:
    telling = Telling()
    for area in FIELDS:
        assert sorted(telling.evening(area).answers) == sorted(NAMES)


def test_it_refuses_a_folder_with_people(demo: Demo) -> None:
    before = Exchange.objects.count()
    with pytest.raises(NotFresh):
        fill()
    assert Exchange.objects.count() == before
    assert Member.objects.count() == 2


def test_what_is_printed_opens_it() -> None:
    printed = fill(days=3)
    found = re.search(r"^The password of both: (\S{12,})$", printed, re.MULTILINE)
    assert found
    assert len(opened("ada", found[1]).ring["spaces"]) == 1
