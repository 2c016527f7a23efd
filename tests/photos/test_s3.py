"""Photos in an S3-compatible store: as an administrator configures it, against a server on this machine.

What it needs is heavy and stays out of the requirements of the other tests: see NEEDS.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages

from nearer.photos.files import Loose, store
from nearer.photos.models import Snapshot
from nearer.settings import photos as configured
from tests.cast import Person, box, envelope, new_id, person
from tests.conftest import Clock

NEEDS = 'to try an S3-compatible store: pip install "nearer[s3]" "moto[s3]" flask flask-cors'
boto3 = pytest.importorskip("boto3", reason=NEEDS)
moto = pytest.importorskip("moto.server", reason=NEEDS)
pytest.importorskip("storages", reason=NEEDS)

BUCKET, FOLDER = "our-bucket", "nearer/photos"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://127.0.0.1:{1}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(address: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The bucket as the store itself sees it; the product gets it by settings alone."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ours")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "ours too")
    monkeypatch.setenv("NEARER_PHOTOS", f"s3://{BUCKET}/{FOLDER}?endpoint={address}&region=eu-west-1")
    made = boto3.resource("s3", endpoint_url=address, region_name="eu-west-1").Bucket(BUCKET)
    made.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    known: Any = {**settings.STORAGES, "photos": configured()}
    monkeypatch.setattr(settings, "STORAGES", known)
    monkeypatch.setattr(storages, "_backends", None)
    monkeypatch.setattr(storages, "_storages", {})
    storages.__dict__.pop("backends", None)
    yield made
    made.objects.all().delete()
    made.delete()


@pytest.fixture
def ada(db: None, clock: Clock, bucket: Any) -> Person:
    return person("ada")


def keep(one: Person, body: str, **parts: Any) -> tuple[str, Any]:
    """A photo beside a new page of the journal: its id, and what was answered."""
    written, photo = envelope(), new_id()
    assert one.post("pages/", written).status_code == 204
    place = {"id": photo, "epoch": 0, "kind": "journal", "holder": written["id"]} | parts
    address = one._url("photos/?" + "&".join(f"{name}={value}" for name, value in place.items()))
    return photo, one.client.post(address, body, content_type="text/plain")


def test_a_photo_is_kept_read_and_taken_away(ada: Person, bucket: Any) -> None:
    body = f"{box()}\n{box(300_000)}"
    photo, answer = keep(ada, body)
    assert answer.status_code == 204, answer.content
    (kept,) = bucket.objects.all()
    assert kept.key == f"{FOLDER}/{Snapshot.objects.get().file}"
    assert kept.get()["Body"].read().decode() == body.split("\n")[1], "the box as it is"
    assert b"".join(ada.get(f"photos/{photo}/")).decode() == body.split("\n")[1]
    assert Snapshot.objects.get().larger() == body.split("\n")[1]
    assert person("ben", ada.space).get(f"photos/{photo}/").status_code == 404
    assert ada.delete(f"photos/{photo}/").status_code == 204
    assert Loose.take_away_due() == 1
    assert not list(bucket.objects.all())


def test_nobody_but_the_product_may_read_the_bucket(ada: Person, bucket: Any) -> None:
    assert keep(ada, f"{box()}\n{box(900)}")[1].status_code == 204
    (kept,) = bucket.objects.all()
    everybody = [grant for grant in kept.Acl().grants if "URI" in grant["Grantee"]]
    assert everybody == []
    assert not kept.get()["Metadata"]


def test_what_is_there_is_not_written_over(ada: Person, bucket: Any) -> None:
    first = store().save("same", io.BytesIO(b"first"))
    assert store().save("same", io.BytesIO(b"second")) != first
    with store().open(first) as file:
        assert file.read() == b"first"


def test_what_is_refused_or_lost_on_its_way_goes(ada: Person, bucket: Any, clock: Clock) -> None:
    assert keep(ada, f"{box()}\n{box(900)}", epoch=1)[1].status_code == 409
    assert len(list(bucket.objects.all())) == 1
    Loose.put(ada.space.pk, box(900), ada.space.day())
    bucket.put_object(Key=f"{FOLDER}/not ours", Body=b"")
    Loose.take_away_due()
    assert len(list(bucket.objects.all())) == 2
    clock.turn(days=2)
    Loose.take_away_due()
    assert [each.key for each in bucket.objects.all()] == [f"{FOLDER}/not ours"]


def test_a_file_that_is_lost_is_like_one_that_never_was(ada: Person, bucket: Any) -> None:
    photo, _answer = keep(ada, f"{box()}\n{box(900)}")
    bucket.objects.all().delete()
    assert ada.get(f"photos/{photo}/").status_code == 404
    assert Snapshot.objects.get().larger() == ""
    assert ada.delete(f"photos/{photo}/").status_code == 204
    assert Loose.take_away_due() == 1


def test_a_store_that_is_gone_holds_up_nothing_but_photos(
    ada: Person, bucket: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo, _answer = keep(ada, f"{box()}\n{box(900)}")
    monkeypatch.setitem(settings.STORAGES["photos"]["OPTIONS"], "endpoint_url", "http://127.0.0.1:9")
    storages.__dict__["_storages"].clear()
    assert ada.get(f"photos/{photo}/thumbnail/").status_code == 200
    assert ada.delete(f"photos/{photo}/").status_code == 204
    assert Loose.take_away_due() == 0
