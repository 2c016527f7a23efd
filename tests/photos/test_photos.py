"""Photos: kept as boxes in files, beside one's own things or given ones, seen where those are seen, gone with them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import transaction

from nearer.giving.models import Gift
from nearer.letters.models import Letter
from nearer.myself.models import Entry
from nearer.people import items
from nearer.people.closing import close
from nearer.photos.files import Loose
from nearer.photos.models import MOST, Photo, Snapshot
from nearer.settings import photos as stores
from nearer.spaces.models import Membership
from tests.cast import Person, box, envelope, new_id, person
from tests.conftest import Clock

PICTURE = 700


@pytest.fixture(autouse=True, params=[False, True], ids=["", "overwriting"])
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """Where the pictures of a test lie; once as files do, once in a store that writes over what has the same name."""
    known: Any = {**settings.STORAGES}
    options = known["photos"]["OPTIONS"] | {"location": tmp_path, "allow_overwrite": request.param}
    known["photos"] = {**known["photos"], "OPTIONS": options}
    monkeypatch.setattr(settings, "STORAGES", known)
    monkeypatch.setattr(storages, "_backends", None)
    monkeypatch.setattr(storages, "_storages", {})
    storages.__dict__.pop("backends", None)
    return tmp_path


def entry(one: Person) -> str:
    written = envelope()
    assert one.post("pages/", written).status_code == 204
    return str(written["id"])


def gift(one: Person) -> str:
    given = envelope()
    assert one.post("giving/line/", given).status_code == 204
    return str(given["id"])


def add(one: Person, holder: str, kind: str = "journal", body: str | None = None, **parts: Any) -> Any:
    place = {"id": new_id(), "epoch": 0, "kind": kind, "holder": holder} | parts
    address = one._url("photos/?" + "&".join(f"{name}={value}" for name, value in place.items()))
    text = f"{box()}\n{box(PICTURE)}" if body is None else body
    return one.client.post(address, text, content_type="text/plain")


def lying(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def files(folder: Path) -> list[Path]:
    """What lies there once the clock has acted."""
    while Loose.take_away_due():
        pass
    return lying(folder)


def test_a_photo_beside_a_page_of_the_journal(ada: Person, ben: Person, folder: Path) -> None:
    holder, photo, body = entry(ada), new_id(), f"{box()}\n{box(PICTURE)}"
    for _again in range(2):
        assert add(ada, holder, body=body, id=photo).status_code == 204
    small, large = body.split("\n")
    assert [path.read_text() for path in files(folder)] == [large], "once, as the box that it is"
    assert files(folder)[0].stat().st_mode & 0o077 == 0
    assert ada.get(f"photos/{photo}/thumbnail/").content.decode() == small
    assert b"".join(ada.get(f"photos/{photo}/")).decode() == large
    assert f'item="{photo}"' in ada.get(f"pages/{holder}/").content.decode()
    assert f'item="{photo}"' in ada.get("/me/pages/").content.decode()
    for path in (f"photos/{photo}/", f"photos/{photo}/thumbnail/"):
        assert ben.get(path).status_code == 404
    assert ben.delete(f"photos/{photo}/").status_code == 404
    assert add(ben, holder).status_code == 404, "nobody adds to what is not theirs"


def test_nobody_posts_over_a_photo_of_the_other_nor_over_ones_own(ada: Person, ben: Person, folder: Path) -> None:
    given, photo, body = gift(ada), new_id(), f"{box()}\n{box(PICTURE)}"
    assert add(ada, given, "gift", id=photo, body=body).status_code == 204
    assert photo not in {path.name for path in files(folder)}, "whoever knows the id does not know the file"
    assert add(ben, gift(ben), "gift", id=photo).status_code == 409
    assert add(ada, gift(ada), "gift", id=photo).status_code == 409
    assert add(ada, given, "gift", id=photo).status_code == 204, "a repeat"
    for one in (ada, ben):
        assert b"".join(one.get(f"photos/{photo}/")).decode() == body.split("\n")[1]
    assert len(files(folder)) == 1


def test_a_file_tells_no_hour(ada: Person, clock: Clock, folder: Path) -> None:
    assert add(ada, entry(ada)).status_code == 204
    told = datetime.fromtimestamp(files(folder)[0].stat().st_mtime, UTC)
    assert told == datetime(2026, 3, 2, tzinfo=UTC), "the day, as the row does"


class Fails:
    """Stands for a verb of a store that fails as long as it should."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
        self.fails = True
        whole = getattr(FileSystemStorage, verb)

        def tries(*given: Any) -> Any:
            if self.fails:
                raise OSError
            return whole(*given)

        monkeypatch.setattr(FileSystemStorage, verb, tries)


def test_a_store_that_fails_to_delete_undoes_nothing_and_is_asked_again_tomorrow(
    ada: Person, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = [new_id(), new_id()]
    for photo in photos:
        assert add(ada, entry(ada), id=photo).status_code == 204
    store = Fails(monkeypatch, "delete")
    for photo in photos:
        assert ada.delete(f"photos/{photo}/").status_code == 204
    assert not Snapshot.objects.exists()
    assert Loose.take_away_due() == 0
    store.fails = False
    assert len(files(folder)) == 2, "nobody waits for it at each look"
    clock.turn(days=1)
    assert files(folder) == []
    assert not Loose.objects.exists()


def test_a_file_whose_row_never_came_goes_after_a_day(ada: Person, folder: Path, clock: Clock) -> None:
    """The program is killed between the file and its row."""
    photo = new_id()
    assert add(ada, entry(ada), id=photo).status_code == 204
    Loose.put(ada.space.pk, box(PICTURE), ada.space.day())
    foreign = folder / "somebody's own.jpg"
    foreign.write_text("not ours")
    clock.turn(days=1)
    assert len(files(folder)) == 3, "it may be on its way still"
    clock.turn(days=1)
    assert len(files(folder)) == 2
    assert foreign.exists(), "nothing is taken away that was not noted"
    assert ada.get(f"photos/{photo}/").status_code == 200


def test_what_is_refused_leaves_no_file(ada: Person, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holder = entry(ada)
    for _ in range(MOST):
        add(ada, holder)
    assert add(ada, holder).status_code == 409
    assert len(lying(folder)) == MOST + 1
    assert len(files(folder)) == MOST
    Fails(monkeypatch, "_save")
    with pytest.raises(OSError, match=r"^$"):
        add(ada, entry(ada))
    assert Snapshot.objects.count() == MOST


def test_whoever_closes_an_account_waits_for_no_store(
    ada: Person, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(ada, entry(ada))
    Fails(monkeypatch, "delete")
    close(ada.member)
    assert not Snapshot.objects.exists()


def test_an_s3_store_writes_over_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEARER_PHOTOS", "s3://bucket/folder")
    assert stores()["OPTIONS"]["file_overwrite"] is False


def test_files_go_with_what_they_belong_to(ada: Person, ben: Person, folder: Path) -> None:
    first, second = entry(ada), entry(ada)
    one, other = new_id(), new_id()
    add(ada, first, id=one)
    add(ada, second, id=other)
    assert ada.delete(f"photos/{one}/").status_code == 204
    assert Snapshot.objects.get().pk == other
    assert len(files(folder)) == 1
    ada.delete(f"pages/{second}/")
    assert not Snapshot.objects.exists()
    assert files(folder) == []
    assert add(ada, second).status_code == 404


def test_closing_an_account_leaves_only_what_the_other_had(ada: Person, ben: Person, folder: Path) -> None:
    add(ada, entry(ada))
    add(ada, gift(ada), "gift")
    assert len(files(folder)) == 2
    close(ada.member)
    assert [photo.KIND for photo in Photo.objects.all()] == ["photo"]
    assert len(files(folder)) == 1
    close(ben.member)
    assert files(folder) == []


def test_beside_a_gift_the_other_sees_it_and_a_stranger_does_not(ada: Person, ben: Person) -> None:
    holder, photo, eve = gift(ada), new_id(), person("eve")
    assert add(ada, holder, "gift", id=photo).status_code == 204
    assert ben.get(f"photos/{photo}/").status_code == 200
    assert eve.client.get(f"/spaces/{ada.space.pk}/photos/{photo}/").status_code == 404
    assert ada.delete(f"photos/{photo}/").status_code == 404, "what was given stays as it was given"
    Gift.objects.all().delete()
    assert ben.get(f"photos/{photo}/").status_code == 404, "seen only where that is seen with which it goes"


def test_what_was_given_takes_photos_on_its_day_and_takes_them_back_along(
    ada: Person, ben: Person, clock: Clock, folder: Path
) -> None:
    first, second = gift(ada), gift(ada)
    assert add(ada, first, "gift").status_code == 204
    assert ada.post(f"gifts/{first}/withdrawals/").status_code == 204
    assert files(folder) == []
    clock.turn(days=1)
    assert add(ada, second, "gift").status_code == 409


def test_the_day_of_giving_is_that_of_the_space(db: None, clock: Clock) -> None:
    clock.set(datetime(2026, 3, 2, 23, 50, tzinfo=UTC))  # in the afternoon there
    ada = person("ada", time_zone="America/Los_Angeles")
    person("ben", ada.space)
    given = gift(ada)
    clock.turn(minutes=20)
    assert add(ada, given, "gift").status_code == 204
    clock.turn(days=1)
    assert add(ada, given, "gift").status_code == 409


def test_a_letter_that_waits_hides_its_photos(ada: Person, ben: Person, clock: Clock) -> None:
    when = {"when": "date", "paper": "night", "day": "2026-03-20", "hour": 8}
    letter, photo = new_id(), new_id()
    given = envelope(id=letter, cover=new_id(), cover_box=box(), photos=photo) | when
    before = Membership.objects.values_list("seq", flat=True).get(pk=ben.membership.pk)
    assert add(ada, letter, "letter", id=photo).status_code == 204
    for _stage in ("sent ahead", "given"):
        assert Membership.objects.values_list("seq", flat=True).get(pk=ben.membership.pk) == before
        assert ada.get(f"photos/{photo}/").status_code == 200
        assert ben.get(f"photos/{photo}/").status_code == 404
        assert ada.post("letters/", given).status_code == 204


def gives_letter(one: Person, letter: str, photos: list[str]) -> Any:
    return one.post("letters/", envelope(id=letter, when="now", paper="plain", photos=" ".join(photos)))


def test_a_letter_is_given_with_its_photos_and_none_comes_later(ada: Person, ben: Person, folder: Path) -> None:
    letter, photo, left_out = new_id(), new_id(), new_id()
    for each in (photo, left_out):
        assert add(ada, letter, "letter", id=each).status_code == 204
    assert gives_letter(ada, letter, [photo, new_id()]).status_code == 409, "one is missing"
    assert not Letter.objects.exists()
    assert gives_letter(ada, letter, ["plain words"]).status_code == 400
    assert gives_letter(ada, letter, [photo]).status_code == 204
    assert list(Photo.objects.values_list("pk", flat=True)) == [photo]
    for _stage in ("closed", "opened"):
        assert add(ada, letter, "letter").status_code == 409, "neither before nor after the opening"
        assert ben.post(f"letters/{letter}/openings/").status_code == 302
        assert ben.get(f"photos/{photo}/").status_code == 200


def test_nothing_is_shown_beside_what_the_other_wrote(ada: Person, ben: Person) -> None:
    given, letter, photo = gift(ben), new_id(), new_id()
    assert add(ada, given, "letter").status_code == add(ada, given, "gift").status_code == 404
    assert gives_letter(ben, letter, []).status_code == 204
    assert add(ada, letter, "letter", id=photo).status_code == 204, "as for a letter that is not there"
    ada.post(f"letters/{letter}/openings/")
    assert photo not in ada.get(f"letters/{letter}/").content.decode()
    assert ben.get(f"photos/{photo}/").status_code == 404


def test_what_was_sent_ahead_of_no_letter_goes(ada: Person, ben: Person, clock: Clock) -> None:
    given, letter = gift(ada), new_id()
    add(ada, given, "gift")
    add(ada, letter, "letter")
    clock.turn(days=2)
    add(ada, new_id(), "letter")
    assert Photo.objects.count() == 3, "it may be given tomorrow"
    clock.turn(days=1)
    add(ada, new_id(), "letter")
    assert not Photo.objects.filter(content=letter).exists()
    assert Photo.objects.filter(content=given).exists()


def test_what_was_answered_takes_no_more_photos(ada: Person, ben: Person) -> None:
    given, photo, body = gift(ada), new_id(), f"{box()}\n{box(PICTURE)}"
    assert add(ada, given, "gift", id=photo, body=body).status_code == 204
    assert ben.post(f"gifts/{given}/meeting/", envelope()).status_code < 400
    assert add(ada, given, "gift").status_code == 409
    assert add(ada, given, "gift", id=photo, body=body).status_code == 204, "a repeat of what was there before"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "my plain words",
        f"{box()}",
        f"{box()}\n{box()}\n{box()}",
        f"{box()}\nplain",
        f"plain\n{box()}",
        f"{box()}\nnr1.é",
    ],
)
def test_whatever_is_not_two_boxes_is_refused(ada: Person, folder: Path, body: str) -> None:
    assert add(ada, entry(ada), body=body).status_code == 400
    assert files(folder) == []


def test_an_image_is_refused(ada: Person, folder: Path) -> None:
    holder = entry(ada)
    address = ada._url(f"photos/?id={new_id()}&epoch=0&kind=journal&holder={holder}")
    for kind in ("text/plain", "image/jpeg", "application/x-www-form-urlencoded"):
        assert ada.client.post(address, b"\xff\xd8\xff\xe0" + b"x" * 900, content_type=kind).status_code == 400
    assert add(ada, holder, "journal&words=plain").status_code == 400
    assert add(ada, holder, epoch=1).status_code == 409
    for kind in ("answer", "aim", "nothing"):
        assert add(ada, holder, kind).status_code == 404
    assert files(folder) == []


def test_too_large(ada: Person, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nearer.photos.posting.LARGEST", 500)
    assert add(ada, entry(ada)).status_code == 413
    assert files(folder) == []


def test_no_more_than_fit(ada: Person, folder: Path) -> None:
    holder = entry(ada)
    for _ in range(MOST):
        assert add(ada, holder).status_code == 204
    assert add(ada, holder).status_code == 409
    assert len(files(folder)) == MOST == Snapshot.objects.count()


def test_a_file_that_is_lost_is_like_one_that_never_was(ada: Person, folder: Path) -> None:
    photo = new_id()
    add(ada, entry(ada), id=photo)
    files(folder)[0].unlink()
    assert ada.get(f"photos/{photo}/").status_code == 404
    assert ada.get(f"photos/{photo}/thumbnail/").status_code == 200


def test_they_are_among_the_private_things_that_new_keys_take_along(ada: Person) -> None:
    with transaction.atomic():
        add(ada, entry(ada))
    assert {item.KIND for item in items.private(ada.member.public_id)} == {"journal", "snapshot"}
    assert Entry.objects.count() == 1
