"""The committed vectors, the same in Python and in the browser; what must open and what must not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from nearer.sealed import format as nr1
from nearer.sealed import keys
from nearer.sealed.keys import Item
from nearer.sealed.reference import Member, read_invitation
from tests.sealing import make_vectors
from tests.sealing.conftest import Profile

VECTORS: dict[str, Any] = json.loads(make_vectors.FILE.read_text())
REFUSED_KEYS = {"seal-damaged", "seal-no-key", "seal-unknown-kind"}
ACCOUNT = VECTORS["account"]


def key_of(work: Callable[[], Any]) -> str:
    """The key of the refusal that `work` ends in; "opened" if there is none."""
    try:
        work()
    except nr1.SealError as refused:
        return refused.key
    return "opened"


def member() -> Member:
    """The member of the vectors."""
    secret = nr1.to_bytes(VECTORS["member_secret"])
    return Member(VECTORS["member"], secret, ACCOUNT["ring"], ACCOUNT["bundle"]["revision"])


def named(cases: list[dict[str, Any]]) -> list[Any]:
    """Cases with their names as test ids."""
    return [pytest.param(case, id=case["name"]) for case in cases]


def test_the_committed_file_is_what_the_reference_makes() -> None:
    assert make_vectors.as_text(make_vectors.make()) == make_vectors.FILE.read_text()


class TestPython:
    @pytest.mark.parametrize("case", VECTORS["contexts"]["made"])
    def test_contexts(self, case: Any) -> None:
        assert nr1.context(case["parts"]).decode() == case["text"]

    @pytest.mark.parametrize("part", VECTORS["contexts"]["refused"])
    def test_parts_that_are_refused(self, part: Any) -> None:
        assert key_of(lambda: nr1.context(["nearer/1/item", part])) == "seal-damaged"

    @pytest.mark.parametrize("case", named(VECTORS["items"]))
    def test_items_open(self, case: Any) -> None:
        assert member().open_item(Item(**case["item"]), case["box"]) == json.loads(case["json"])

    @pytest.mark.parametrize("case", named(VECTORS["items_refused"]))
    def test_items_that_were_changed(self, case: Any) -> None:
        key = key_of(lambda: member().open_item(Item(**case["item"]), case["box"]))
        assert key == "opened" if case["name"] == "honest" else key in REFUSED_KEYS

    @pytest.mark.parametrize("kdf", VECTORS["kdfs_refused"].values(), ids=VECTORS["kdfs_refused"])
    def test_stretching_that_is_refused(self, kdf: Any) -> None:
        assert key_of(lambda: nr1.checked_kdf(kdf)) == "kdf-refused"

    def test_an_account_opens_with_password_and_code(self) -> None:
        for given in ({"password": ACCOUNT["password"]}, {"code": ACCOUNT["code"]}):
            opened = Member.open(ACCOUNT["bundle"], **given)
            assert (opened.secret, opened.ring) == (member().secret, ACCOUNT["ring"])

    def test_a_keyring_is_bound_to_member_and_revision(self) -> None:
        box, secret = ACCOUNT["bundle"]["keyring"], member().secret
        assert key_of(lambda: keys.open_ring(secret, VECTORS["member"], 2, box)) == "keys-damaged"
        assert key_of(lambda: keys.open_ring(secret, nr1.new_id(), 3, box)) == "keys-damaged"

    @pytest.mark.parametrize("box", VECTORS["rings_refused"].values(), ids=VECTORS["rings_refused"])
    def test_keyrings_that_are_none(self, box: str) -> None:
        assert key_of(lambda: keys.open_ring(member().secret, VECTORS["member"], 3, box)) == "keys-damaged"

    def test_an_invitation_opens(self) -> None:
        honest = dict(VECTORS["invitations"]["honest"])
        value = honest.pop("value")
        assert read_invitation(**honest) == (value["space"], value["ring"], value["from"])

    @pytest.mark.parametrize(
        "altered", VECTORS["invitations"]["refused"].values(), ids=VECTORS["invitations"]["refused"]
    )
    def test_invitations_that_were_altered(self, altered: Any) -> None:
        altered.pop("value", None)
        assert key_of(lambda: read_invitation(**altered)) == "invitation-damaged"

    def test_recovery_codes(self) -> None:
        for case in VECTORS["recovery"]["codes"]:
            raw = nr1.to_bytes(case["bytes"])
            assert (nr1.recovery_text(raw), nr1.recovery_bytes(case["text"])) == (case["text"], raw)
        expected = nr1.to_bytes(VECTORS["recovery"]["codes"][0]["bytes"])
        assert {nr1.recovery_bytes(typed) for typed in VECTORS["recovery"]["typed"]} == {expected}

    @pytest.mark.parametrize("typed", VECTORS["recovery"]["refused"])
    def test_codes_with_a_slip(self, typed: str) -> None:
        assert key_of(lambda: nr1.recovery_bytes(typed)) == "code-mistyped"

    def test_the_longest_text(self) -> None:
        box, item, value = longest()
        assert len(box) == VECTORS["largest"]["length"] <= nr1.MAX_BOX
        assert hashlib.sha256(box.encode()).hexdigest() == VECTORS["largest"]["sha256"]
        assert member().open_item(item, box) == value
        assert key_of(lambda: member().seal(item, {"t": value["t"] + "x"})) == "seal-too-long"
        assert key_of(lambda: member().open_item(item, "nr1." + "A" * 65536)) == "seal-damaged"


def longest() -> tuple[str, Item, dict[str, str]]:
    """The largest box, its item and value."""
    case = VECTORS["largest"]
    item, value = Item(**case["item"]), {"t": case["letter"] * case["times"] + case["then"]}
    return nr1.seal(member().key_of(item), item.context(), value, nr1.to_bytes(case["nonce"])), item, value


IN_THE_BROWSER = (Path(__file__).parent / "vectors.js").read_text()


def for_the_browser() -> str:
    """The vectors, and the largest box in full."""
    return json.dumps({**VECTORS, "longest": longest()[0]})


def test_all_of_them_in_the_browser(profile: Profile, page: Page) -> None:
    half = make_vectors.text("half")
    page.evaluate("(half) => it.start('', half, 0)", half)
    assert json.loads(page.evaluate(IN_THE_BROWSER, for_the_browser())) == []
    assert profile.back.posted == []
