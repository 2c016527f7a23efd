"""The committed vectors, the same in Python and in the browser; what must open and what must not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
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


IN_THE_BROWSER = """async (text) => {
  const v = JSON.parse(text), { format, keys, kinds, account, password, outcome } = it;
  const wrong = [];
  const same = (name, is, wanted) => JSON.stringify(is) === JSON.stringify(wanted) || wrong.push([name, is, wanted]);
  const refused = async (name, work, ...allowed) => {
    const { key } = await outcome(work);
    if (!allowed.includes(key)) wrong.push([name, key, allowed]);
  };
  const bytes = format.toBytes, txt = format.toText;
  const secret = bytes(v.member_secret), ring = v.account.ring, me = v.member;
  const keyOf = async ({ kind, space, epoch, author }) => {
    if (kinds.scopeOf(kind) === "P") {
      if (author !== me) throw new format.SealError("seal-no-key");
      return format.boxKey(await keys.privateSecret(secret));
    }
    const raw = ring.spaces[space]?.epochs[epoch];
    if (!raw) throw new format.SealError("seal-no-key");
    return format.boxKey(await keys.itemsSecret(bytes(raw)));
  };
  const openItem = async (item, box) => format.open(await keyOf(item), keys.itemContext(item), box);

  for (const { parts, text } of v.contexts.made) same(text, new TextDecoder().decode(format.context(parts)), text);
  for (const part of v.contexts.refused) await refused("part " + part, async () => format.context(["x", part]), "seal-damaged");

  for (const { name, item, json, box } of v.items) {
    same(name, (await outcome(() => openItem(item, box))).value, JSON.parse(json));
    const again = await format.seal(await keyOf(item), keys.itemContext(item), JSON.parse(json));
    same(name + " sealed here", await openItem(item, again), JSON.parse(json));
    same(name + " length", again.length, box.length);
  }
  for (const { name, item, box } of v.items_refused) {
    if (name === "honest") same(name, (await outcome(() => openItem(item, box))).key, undefined);
    else await refused(name, () => openItem(item, box), "seal-damaged", "seal-no-key", "seal-unknown-kind");
  }
  same("largest", (await openItem(v.largest.item, v.longest)).t, v.largest.letter.repeat(v.largest.times) + v.largest.then);
  const over = { t: v.largest.letter.repeat(v.largest.times) + v.largest.then + "x" };
  const { item: big } = v.largest;
  await refused("over the largest", async () => format.seal(await keyOf(big), keys.itemContext(big), over), "seal-too-long");
  await refused("longer than is stored", () => openItem(big, "nr1." + "A".repeat(65536)), "seal-damaged");
  await refused("no box at all", () => openItem(big, undefined), "seal-damaged");

  for (const { password: typed, kdf, auth, wrap } of v.passwords) {
    const made = await account.stretch(typed, kdf);
    same("auth", made.auth, auth); same("wrap", txt(made.wrap), wrap);
  }
  for (const [name, kdf] of Object.entries(v.kdfs_refused)) {
    await refused(name, () => account.signIn("a long password", kdf), "kdf-refused");
  }
  const { bundle, code, password: typed } = v.account;
  const { wrap } = await account.stretch(typed, bundle.kdf);
  same("secret by password", txt(await keys.openSecret(await format.boxKey(wrap), me, "password", bundle.wrapped, "no")), v.member_secret);
  const byCode = await keys.recoveryKey(await format.recoveryBytes(code));
  same("secret by code", txt(await keys.openSecret(byCode, me, "recovery", bundle.recovery, "no")), v.member_secret);
  await refused("box of the other way", () => keys.openSecret(byCode, me, "recovery", bundle.wrapped, "no"), "no");
  same("ring", await keys.openRing(secret, me, 3, bundle.keyring), ring);
  await refused("older ring", () => keys.openRing(secret, me, 2, bundle.keyring), "keys-damaged");
  await refused("another's ring", () => keys.openRing(secret, v.account.bundle.kdf.salt, 3, bundle.keyring), "keys-damaged");
  for (const [name, box] of Object.entries(v.rings_refused)) {
    await refused(name, () => keys.openRing(secret, me, 3, box), "keys-damaged");
  }
  const { honest, refused: altered } = v.invitations;
  same("invitation", await account.readInvitation(honest, honest.box, honest.secret), honest.value);
  for (const [name, one] of Object.entries(altered)) {
    await refused(name, () => account.readInvitation(one, one.box, one.secret), "invitation-damaged");
  }
  const announced = { ...honest, space: honest.id };
  await refused("another space announced", () => account.readInvitation(announced, honest.box, honest.secret), "invitation-damaged");

  for (const one of v.recovery.codes) {
    same("code", await format.recoveryText(bytes(one.bytes)), one.text);
    same("code read", txt(await format.recoveryBytes(one.text)), one.bytes);
    same("code's proof", await keys.recoveryProof(bytes(one.bytes)), one.proof);
  }
  for (const one of v.recovery.typed) same(one, txt(await format.recoveryBytes(one)), v.recovery.codes[0].bytes);
  for (const one of v.recovery.refused) await refused("slip " + one, () => format.recoveryBytes(one), "code-mistyped");

  for (const one of v.pins) {
    const { proof, part } = await password.stretchPin(one.pin, one.kdf);
    same("pin proof", proof, one.proof); same("pin part", txt(part), one.part);
    const half = bytes(one.half);
    same("resting", txt(await keys.restingSecret("pin", half, bytes(one.given), part)), one.resting);
    same("by passkey", txt(await keys.restingSecret("passkey", half, bytes(one.passkey))), one.resting_by_passkey);
  }
  for (const { half, name, box, value } of v.device) {
    same("device", await format.open(await keys.deviceKey(bytes(half)), keys.deviceContext(name), box), value);
  }
  return JSON.stringify(wrong);
}"""


def test_all_of_them_in_the_browser(profile: Profile, page: Page) -> None:
    half = make_vectors.text("half")
    page.evaluate("(half) => it.start('', half, 0)", half)
    vectors = json.dumps({**VECTORS, "longest": longest()[0]})
    assert json.loads(page.evaluate(IN_THE_BROWSER, vectors)) == []
    assert profile.back.posted == []
