"""Accounts, passwords, codes, the attic, keyrings and invitations: what the browser makes the reference opens."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from nearer.sealed import format as nr1
from nearer.sealed import keys
from nearer.sealed.keys import Item
from nearer.sealed.reference import Member, read_invitation
from tests.sealing.conftest import PASSWORD, Profile, Somebody

NEW = "seven quite other words are here"
OUTCOME = "(given) => it.outcome(async () => ({work})(given))"


def run(page: Page, work: str, given: Any = None) -> Any:
    """What `work` gives; fails if it is refused."""
    ended = page.evaluate(OUTCOME.replace("{work}", work), given)
    assert "key" not in ended, ended
    return ended["value"]


def refusal(page: Page, work: str, given: Any = None) -> str:
    """The key of the refusal of `work`."""
    return str(page.evaluate(OUTCOME.replace("{work}", work), given).get("key"))


@pytest.fixture
def entrance(profile: Profile, ann: Somebody) -> Page:
    """A page on which nobody is signed in."""
    page = profile.page()
    page.evaluate("(half) => it.start('', half, 0)", ann.half)
    return page


class TestSigningUp:
    def test_a_new_account_is_whole_and_opens_in_the_same_document(self, profile: Profile, entrance: Page) -> None:
        made = run(entrance, "(p) => it.account.newAccount(p)", NEW)
        fields = made["fields"]
        names = {"public_id", "kdf", "auth", "wrapped", "recovery", "recovery_proof", "keyring"}
        assert fields.keys() == names
        bundle = {**fields, "member": fields["public_id"], "kdf": json.loads(fields["kdf"]), "revision": 1}
        for given in ({"password": NEW}, {"code": made["code"]}):
            member = Member.open(bundle, **given)
            assert list(member.ring["spaces"]) == [made["spaceId"]]
        root = nr1.stretch(nr1.password_bytes(NEW), bundle["kdf"])
        assert fields["auth"] == keys.auth_text(root)
        assert fields["recovery_proof"] == keys.recovery_proof(nr1.recovery_bytes(made["code"]))
        assert entrance.evaluate("() => it.seal.state()") == "none"
        run(entrance, "() => it.account.adoptAccount()")
        assert entrance.evaluate("() => it.seal.state()") == "open"
        sealed = run(entrance, "(space) => it.seal.seal({ space, kind: 'answer' }, { t: 'hello' })", made["spaceId"])
        box = sealed.pop("box")
        item = Item(space=made["spaceId"], kind="answer", author=member.id, **sealed)
        assert member.open_item(item, box) == {"t": "hello"}
        assert NEW not in json.dumps(profile.back.posted)

    def test_or_on_the_next_page(self, profile: Profile, entrance: Page, ann: Somebody) -> None:
        fields = run(entrance, "(p) => it.account.newAccount(p)", NEW)["fields"]
        kept = {name: fields[name] for name in ("wrapped", "keyring")}
        bundle = {"member": fields["public_id"], "kdf": json.loads(fields["kdf"]), "revision": 1, **kept}
        profile.back.bundle = bundle
        profile.again(entrance)
        assert entrance.evaluate("([m, h]) => it.start(m, h, 1)", [fields["public_id"], ann.half]) == "open"

    def test_who_was_invited_has_the_key_of_that_space_at_once(self, entrance: Page) -> None:
        ben, _, _, space = Member.new("no matter which password")
        id = nr1.new_id()
        box, secret = ben.invite(space, id, "Ben")
        join = """async ([id, space, box, secret, password]) => {
          const inside = await it.account.readInvitation({ id, purpose: 'join', space }, box, secret);
          await it.account.keepInvitation(id, secret, inside);
          const made = await it.account.newAccount(password);
          await it.account.adoptAccount();
          return made;
        }"""
        made = run(entrance, join, [id, space, box, secret, NEW])
        assert entrance.evaluate("() => it.seal.epochs()") == {space: 0, made["spaceId"]: 0}
        assert run(entrance, "(id) => it.account.keptInvitation(id)", id) == secret
        run(entrance, "() => it.seal.lock()")
        assert run(entrance, "(id) => it.account.keptInvitation(id)", id) is None

    def test_passwords_that_are_too_weak(self, entrance: Page) -> None:
        weak = {
            "short": "password-short",
            "🌗🌗🌗🌗🌗🌗": "password-short",
            "aaaaaaaaaaaaaaaa": "password-common",
            "abcabcabcabcabc": "password-common",
            "1234567890123": "password-common",
            "qwertyuiopasdf": "password-common",
            "passwordpassword1": "password-common",
            "P@ssw0rd!2026!!": "password-common",
            "iloveyou12345": "password-common",
            "MyLittleSunshine": None,
            "19921104198802": "password-common",
            NEW: None,
            "kitchen moss anvil": None,
            "пять спокойных слов": None,
        }
        got = entrance.evaluate("(all) => all.map((one) => it.account.weakness(one))", list(weak))
        assert dict(zip(weak, got, strict=True)) == weak
        assert refusal(entrance, "(p) => it.account.newAccount(p)", "passwordpassword1") == "password-common"

    def test_the_phrase_is_five_of_2048_words_and_never_weak(self, entrance: Page) -> None:
        many = "async () => Promise.all(Array.from({ length: 300 }, () => it.account.phrase()))"
        phrases = entrance.evaluate(many)
        words = entrance.evaluate(
            "async () => (await import('/static/nearer/seal/phrase-words.js')).default.split(' ')"
        )
        assert len(set(words)) == len(words) == 2048
        assert all(3 <= len(word) <= 7 and word.isascii() and word.islower() for word in words)
        assert {len(phrase.split(" ")) for phrase in phrases} == {5}
        drawn = {word for phrase in phrases for word in phrase.split(" ")}
        assert drawn <= set(words)
        assert len(drawn) > 900  # 1500 draws of 2048 leave about 1060 different ones
        assert set(entrance.evaluate("(all) => all.map((one) => it.account.weakness(one))", phrases)) == {None}


class TestChanging:
    def test_a_new_password_opens_the_same_keys(self, entrance: Page, ann: Somebody) -> None:
        change = "([b, p, n]) => it.account.changePassword(b, p, n)"
        fields = run(entrance, change, [ann.bundle, PASSWORD, NEW])
        assert fields.keys() == {"old_auth", "auth", "kdf", "wrapped"}
        after = {**ann.bundle, "kdf": json.loads(fields["kdf"]), "wrapped": fields["wrapped"]}
        assert Member.open(after, password=NEW).secret == ann.member.secret
        with pytest.raises(nr1.SealError, match="password-wrong"):
            Member.open(after, password=PASSWORD)
        assert after["kdf"]["salt"] != ann.bundle["kdf"]["salt"]
        assert refusal(entrance, change, [ann.bundle, NEW, NEW]) == "password-wrong"
        assert refusal(entrance, change, [ann.bundle, PASSWORD, "short"]) == "password-short"

    def test_a_new_code_opens_and_the_old_does_not(self, entrance: Page, ann: Somebody) -> None:
        made = run(entrance, "([b, p]) => it.account.newRecovery(b, p)", [ann.bundle, PASSWORD])
        after = {**ann.bundle, "recovery": made["fields"]["recovery"]}
        assert Member.open(after, code=made["code"]).secret == ann.member.secret
        with pytest.raises(nr1.SealError, match="code-wrong"):
            Member.open(after, code=ann.code)
        assert made["fields"].keys() == {"auth", "recovery", "recovery_proof"}


class TestForgotten:
    def test_the_code_gives_everything_back(self, profile: Profile, entrance: Page, ann: Somebody) -> None:
        page = {"member": ann.member.id, "recovery": ann.recovery, "revision": 1}
        reset = "([page, code, p]) => it.account.resetWithCode(page, code, p)"
        fields = run(entrance, reset, [page, ann.code.lower().replace("-", " "), NEW])
        assert fields.keys() == {"kdf", "auth", "wrapped", "recovery_proof"}
        ann.bundle.update(kdf=json.loads(fields["kdf"]), wrapped=fields["wrapped"])
        assert Member.open(ann.bundle, password=NEW).ring == ann.member.ring
        profile.again(entrance)
        assert profile.start(entrance, ann) == "open"  # what was typed on the reset page is enough
        assert refusal(entrance, reset, [page, nr1.recovery_text(b"\1" * 16), NEW]) == "code-wrong"
        assert refusal(entrance, reset, [page, ann.code[:-2], NEW]) == "code-mistyped"

    def fresh(self, profile: Profile, entrance: Page, ann: Somebody) -> tuple[Member, dict[str, Any]]:
        """Ann starts with new keys; the old ones rest in the attic, which is what is given back beside the member."""
        page = {"member": ann.member.id, "recovery": ann.recovery, "revision": 1}
        made = run(entrance, "([page, p]) => it.account.resetFresh(page, p)", [page, NEW])
        fields = made["fields"]
        attic = {name: ann.bundle[name] for name in ("kdf", "wrapped", "keyring", "revision")}
        ann.bundle.update(kdf=json.loads(fields["kdf"]), wrapped=fields["wrapped"])
        ann.bundle.update(keyring=fields["keyring"], revision=fields["revision"])
        after = Member.open(ann.bundle, password=NEW)
        assert Member.open({**ann.bundle, "recovery": fields["recovery"]}, code=made["code"]).secret == after.secret
        assert (after.ring, after.revision) == ({"spaces": {}}, 2)
        assert after.secret != ann.member.secret
        profile.again(entrance)
        assert profile.start(entrance, ann) == "open"
        return after, {**attic, "recovery": ann.recovery, "until": "2026-12-22"}

    @pytest.mark.parametrize("how", ["password", "code"])
    def test_the_attic_gives_back_what_was_and_keeps_what_came(
        self, profile: Profile, entrance: Page, ann: Somebody, how: str
    ) -> None:
        fresh, attic = self.fresh(profile, entrance, ann)
        regained = keys.new_space()
        fresh.learn("Rrrrrrrrrrrrrrrrrrrrrg", regained)
        later = nr1.to_text(b"\2" * 32)
        fresh.learn(ann.space, {"current": 1, "epochs": {"1": later}})
        ann.bundle.update(keyring=fresh.keyring(), revision=fresh.revision)
        note = fresh.item(space=ann.space, kind="note", content="dreams-07", revision=4)
        written = {**ann.envelope(note, {}), "box": fresh.seal(note, {"t": "since then"})}
        given = {"password": PASSWORD} if how == "password" else {"code": ann.code}
        restore = """async ([b, attic, given, now, items]) => {
          const made = await it.account.restoreAttic(b, attic, given, now);
          return { ...made, reseal: await made.reseal(items) };
        }"""
        made = run(entrance, restore, [ann.bundle, attic, given, NEW, [written]])
        fields = made["fields"]
        proof = f"former_{'auth' if how == 'password' else 'proof'}"
        assert fields.keys() == {"auth", proof, "wrapped", "recovery", "recovery_proof", "keyring", "revision"}
        ann.bundle.update({name: fields[name] for name in ("wrapped", "keyring", "revision")})
        back = Member.open(ann.bundle, password=NEW)
        assert back.secret == ann.member.secret
        first = ann.member.ring["spaces"][ann.space]["epochs"]["0"]
        both = {"current": 1, "epochs": {"0": first, "1": later}}
        assert back.ring["spaces"] == {ann.space: both, "Rrrrrrrrrrrrrrrrrrrrrg": regained}
        assert Member.open({**ann.bundle, "recovery": fields["recovery"]}, code=made["code"]).secret == back.secret
        [resealed] = made["reseal"]
        assert (resealed["id"], resealed["revision"]) == (note.id, 5)
        now = back.item(space=ann.space, kind="note", content="dreams-07", id=note.id, revision=5)
        assert back.open_item(now, resealed["box"]) == {"t": "since then"}
        run(entrance, "() => it.account.adoptAccount()")
        own = ann.envelope(ann.item("note"), {"t": "from before"})
        assert run(entrance, "(item) => it.seal.open(item, item.box)", own) == {"t": "from before"}

    def test_the_attic_stays_shut_to_what_does_not_fit(self, profile: Profile, entrance: Page, ann: Somebody) -> None:
        _, attic = self.fresh(profile, entrance, ann)
        restore = "([b, attic, given, now]) => it.account.restoreAttic(b, attic, given, now)"
        assert refusal(entrance, restore, [ann.bundle, attic, {"password": NEW}, NEW]) == "password-wrong"
        assert refusal(entrance, restore, [ann.bundle, attic, {"password": PASSWORD}, PASSWORD]) == "password-wrong"
        low = {**attic, "kdf": {**attic["kdf"], "m": 8}}
        assert refusal(entrance, restore, [ann.bundle, low, {"password": PASSWORD}, NEW]) == "kdf-refused"


class TestInviting:
    def test_an_invitation_made_here_opens_in_python(self, entrance: Page, ann: Somebody) -> None:
        id = nr1.new_id()
        invite = (
            "async ([b, p, space, id]) => { const ring = await it.account.readKeyring(b, p);"
            " return it.account.makeInvitation({ space, purpose: 'join', from: 'Ann 🌗' }, ring, id); }"
        )
        made = run(entrance, invite, [ann.bundle, PASSWORD, ann.space, id])
        space, ring, name = read_invitation(id, "join", made["box"], made["secret"])
        assert (space, ring, name) == (ann.space, ann.member.ring["spaces"][ann.space], "Ann 🌗")
        assert len(made["secret"]) == 43

    def test_one_made_in_python_joins_here(self, profile: Profile, ann: Somebody) -> None:
        ben, _, _, space = Member.new("no matter which password")
        id = nr1.new_id()
        box, secret = ben.invite(space, id, "Ben")
        page = profile.open_page(ann)
        run(page, "([id, secret]) => it.account.keepInvitation(id, secret)", [id, secret])
        join = """async ([b, p, id, box, space]) => {
          const secret = await it.account.keptInvitation(id);
          const inside = await it.account.readInvitation({ id, purpose: 'join', space }, box, secret);
          return it.account.withKeyring(b, p, (ring) => { ring.spaces[inside.space] = inside.ring; });
        }"""
        stored = run(page, join, [ann.bundle, PASSWORD, id, box, space])
        assert stored.keys() == {"auth", "keyring", "revision"}
        assert page.evaluate("() => it.seal.state()") == "open"
        ann.bundle.update(stored)
        run(page, "() => it.account.adoptAccount()")
        run(page, "(id) => it.account.dropInvitation(id)", id)
        assert run(page, "(id) => it.account.keptInvitation(id)", id) is None
        item = ben.item(space=space, kind="answer")
        given = {**ann.envelope(ann.item(), {}), "id": item.id, "author": ben.id, "space": space}
        given["box"] = ben.seal(item, {"t": "welcome"})
        assert run(page, "(item) => it.seal.open(item, item.box)", given) == {"t": "welcome"}

    def test_a_new_key_keeps_the_earlier_ones(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        before = ann.envelope(ann.item(), {"t": "before"})
        renew = """([b, p, s]) => it.account.withKeyring(b, p, (ring) => {
          ring.spaces[s] = it.account.renewedSpace(ring.spaces[s]);
        })"""
        ann.bundle.update(run(page, renew, [ann.bundle, PASSWORD, ann.space]))
        run(page, "() => it.account.adoptAccount()")
        assert run(page, "(item) => it.seal.open(item, item.box)", before) == {"t": "before"}
        assert run(page, "(space) => it.seal.seal({ space, kind: 'answer' }, { t: '' })", ann.space)["epoch"] == 1
        after = Member.open(ann.bundle, password=PASSWORD)
        assert set(after.ring["spaces"][ann.space]["epochs"]) == {"0", "1"}

    def test_a_change_that_breaks_the_keyring_is_not_made(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        broken = "([b, p]) => it.account.withKeyring(b, p, (ring) => { ring.spaces.x = { current: 0, epochs: {} }; })"
        assert refusal(page, broken, [ann.bundle, PASSWORD]) == "keys-damaged"
        wrong = "([b, p]) => it.account.withKeyring(b, p, () => {})"
        assert refusal(page, wrong, [ann.bundle, NEW]) == "password-wrong"
