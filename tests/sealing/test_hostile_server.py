"""A server that lies is refused with one plain sentence; the honest one is not."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Page

from nearer.sealed import format as nr1
from nearer.sealed import keys
from tests.sealing.conftest import PASSWORD, SENTENCES, Profile, Somebody, somebody

OPEN = "(item) => it.outcome(() => it.seal.open(item, item.box))"
NEW_SPACE = "Nnnnnnnnnnnnnnnnnnnnng"


def refused(ended: dict[str, str], *wanted: str) -> bool:
    """It ended in one of these refusals, and the person reads one sentence about it."""
    sentence = ended.get("sentence", "")
    plain = sentence == SENTENCES.get(ended["key"]) and sentence.endswith(".") and "\n" not in sentence
    return ended["key"] in wanted and plain


def unlock(page: Page, bundle: dict[str, Any], password: str = PASSWORD) -> Any:
    """The password is typed at the lock screen, with this bundle from the server."""
    work = "([b, p]) => it.outcome(async () => (await it.seal.openWithPassword(b, p), 'open'))"
    return page.evaluate(work, [bundle, password])


class TestItems:
    def test_each_swap_is_refused_and_the_honest_one_opens(self, profile: Profile, ann: Somebody) -> None:
        ann.member.learn(NEW_SPACE, keys.new_space())
        ann.member.ring["spaces"][ann.space] = {
            "current": 1,
            "epochs": {**ann.member.ring["spaces"][ann.space]["epochs"], "1": nr1.to_text(os.urandom(32))},
        }
        ann.bundle.update(keyring=ann.member.keyring(), revision=2)
        page = profile.open_page(ann)
        answer = ann.envelope(ann.item("answer", content="dreams-07", revision=2), {"t": "mine"})
        felt = ann.envelope(ann.item("felt", content="dreams-07"), {"n": {"understood": 4}})
        assert page.evaluate(OPEN, answer) == {"value": {"t": "mine"}}
        assert page.evaluate(OPEN, felt) == {"value": {"n": {"understood": 4}}}
        swaps = {
            "box": {**answer, "box": felt["box"]},
            "box of another answer": {**answer, "box": ann.envelope(ann.item(), {"t": "another"})["box"]},
            "author": {**answer, "author": somebody_else()},
            "shared kind": {**answer, "kind": "response"},
            "shared made private": {**answer, "kind": "note", "epoch": 0},
            "private made shared": {**felt, "kind": "answer", "epoch": 1},
            "content id": {**answer, "content": "dreams-08"},
            "revision": {**answer, "revision": 3},
            "space": {**answer, "space": NEW_SPACE, "epoch": 0},
            "epoch": {**answer, "epoch": 0},
            "item": {**answer, "id": somebody_else()},
            "a bit": {**answer, "box": flipped(answer["box"])},
            "truncated": {**answer, "box": answer["box"][:-8]},
            "version": {**answer, "box": "nr2" + answer["box"][3:]},
            "private of another": {**felt, "author": somebody_else()},
            "kind unknown": {**answer, "kind": "toString"},
            "space unknown": {**answer, "space": "constructor"},
            "epoch unknown": {**answer, "epoch": "constructor"},
        }
        wanted = ("seal-damaged", "seal-no-key", "seal-unknown-kind")
        ended = {name: page.evaluate(OPEN, item) for name, item in swaps.items()}
        assert {name: end for name, end in ended.items() if not refused(end, *wanted)} == {}

    def test_an_older_version_is_refused_also_after_a_reload(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        first, second = (ann.envelope(ann.item(id=NEW_SPACE, revision=n), {"t": str(n)}) for n in (1, 2))
        assert page.evaluate(OPEN, first)["value"] == {"t": "1"}
        assert page.evaluate(OPEN, second)["value"] == {"t": "2"}
        assert refused(page.evaluate(OPEN, first), "seal-older")
        profile.again(page)
        profile.start(page, ann)
        assert refused(page.evaluate(OPEN, first), "seal-older")
        assert page.evaluate(OPEN, second)["value"] == {"t": "2"}

    def test_one_tab_tells_the_other_what_it_has_seen(self, profile: Profile, ann: Somebody) -> None:
        page, other = profile.open_page(ann), profile.page()
        profile.start(other, ann)
        first, second = (ann.envelope(ann.item(id=NEW_SPACE, revision=n), {"t": str(n)}) for n in (1, 2))
        assert other.evaluate(OPEN, first)["value"] == {"t": "1"}
        page.evaluate(OPEN, second)
        other.evaluate("() => new Promise((done) => setTimeout(done, 200))")
        assert refused(other.evaluate(OPEN, first), "seal-older")

    def test_a_lie_about_the_version_does_not_count_as_seen(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        honest = ann.envelope(ann.item(id=NEW_SPACE, revision=2), {"t": "mine"})
        assert refused(page.evaluate(OPEN, {**honest, "revision": 9}), "seal-damaged")
        assert page.evaluate(OPEN, honest)["value"] == {"t": "mine"}

    def test_many_at_once_each_have_their_own_end(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        items = [ann.envelope(ann.item(revision=1 + n % 3), {"t": str(n)}) for n in range(60)]
        items[7]["author"] = somebody_else()
        many = "(items) => it.seal.openMany(items).then((all) => all.map(({value, error}) => value?.t ?? error.key))"
        assert page.evaluate(many, items) == [str(n) if n != 7 else "seal-damaged" for n in range(60)]
        changed = {item["id"]: item["revision"] for item in items if item["revision"] > 1 and item is not items[7]}
        assert page.evaluate("() => it.store.readAll('seen')") == changed


def flipped(box: str) -> str:
    """The box with one letter changed."""
    return box[:60] + ("A" if box[60] != "A" else "B") + box[61:]


def somebody_else() -> str:
    """An id of nobody here."""
    return nr1.new_id()


class TestKeys:
    def test_an_older_keyring_is_refused(self, profile: Profile, ann: Somebody) -> None:
        older = dict(ann.bundle)
        ann.member.learn(NEW_SPACE, keys.new_space())
        ann.bundle.update(keyring=ann.member.keyring(), revision=2)
        page = profile.open_page(ann)
        page.evaluate("() => it.seal.lock()")
        assert refused(unlock(page, older), "keys-older")
        assert refused(unlock(page, {**older, "revision": 2}), "keys-damaged")
        assert unlock(page, ann.bundle) == {"value": "open"}
        page.evaluate("() => it.seal.forget()")
        assert refused(unlock(page, older), "keys-older")  # signing out forgets no revision

    def test_keys_made_by_the_server_are_refused(self, profile: Profile, ann: Somebody) -> None:
        page = profile.page()
        profile.start(page, ann)
        ring: keys.Ring = {"spaces": {ann.space: keys.new_space()}}
        made = keys.seal_ring(os.urandom(32), ann.member.id, 1, ring)
        assert refused(unlock(page, {**ann.bundle, "keyring": made}), "keys-damaged")
        secret = keys.seal_secret(os.urandom(32), ann.member.id, "password", os.urandom(32))
        assert refused(unlock(page, {**ann.bundle, "wrapped": secret}), "password-wrong")
        assert refused(unlock(page, {**ann.bundle, "wrapped": ann.recovery}), "password-wrong")
        assert unlock(page, ann.bundle) == {"value": "open"}

    def test_another_account_in_place_of_ones_own_is_refused(self, profile: Profile, ann: Somebody) -> None:
        page = profile.page()
        profile.start(page, ann)
        ben = somebody()  # the worst case: one who took the same password
        assert refused(unlock(page, {**ben.bundle, "member": ann.member.id}), "password-wrong")
        assert refused(unlock(page, ben.bundle), "keys-damaged")
        assert page.evaluate("() => it.seal.state()") == "locked"

    @pytest.mark.parametrize(
        "change", [{"m": 1024}, {"m": 2**21}, {"t": 1}, {"t": 100}, {"p": 16}, {"alg": "none"}, {"salt": "AA"}], ids=str
    )
    def test_another_stretching_is_refused_before_anything_is_sent(
        self, profile: Profile, ann: Somebody, change: dict[str, Any]
    ) -> None:
        page = profile.page()
        profile.start(page, ann)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        bundle = {**ann.bundle, "kdf": {**ann.bundle["kdf"], **change}}
        assert refused(unlock(page, bundle), "kdf-refused")
        for work in (
            "([b, p]) => it.outcome(() => it.account.signIn(p, b.kdf))",
            "([b, p]) => it.outcome(() => it.account.changePassword(b, p, 'seven other words are here'))",
            "([b, p]) => it.outcome(() => it.account.newRecovery(b, p))",
            "([b, p]) => it.outcome(() => it.account.withKeyring(b, p, () => {}))",
        ):
            assert refused(page.evaluate(work, [bundle, PASSWORD]), "kdf-refused")
        assert (asked, profile.back.posted) == ([], [])
        assert page.evaluate("() => it.store.read('device', 'wrap')") is None

    def test_a_keyring_that_was_not_stored_is_not_adopted(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        change = "([b, p, s]) => it.account.withKeyring(b, p, (ring) => { ring.spaces[s] = it.account.newSpace(); })"
        page.evaluate(change, [ann.bundle, PASSWORD, NEW_SPACE])
        ann.member.learn(ann.space, keys.new_space())  # another device was quicker
        ann.bundle.update(keyring=ann.member.keyring(), revision=2)
        profile.again(page)
        assert profile.start(page, ann) == "locked"

    def test_a_keyring_that_was_stored_is_adopted_on_the_next_page(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        change = "([b, p, s]) => it.account.withKeyring(b, p, (ring) => { ring.spaces[s] = it.account.newSpace(); })"
        ann.bundle.update(page.evaluate(change, [ann.bundle, PASSWORD, NEW_SPACE]))
        profile.again(page)
        assert profile.start(page, ann) == "open"
        seal = "(space) => it.seal.seal({ space, kind: 'answer' }, { t: 'x' }).then((made) => made.epoch)"
        assert page.evaluate(seal, NEW_SPACE) == 0


class TestText:
    def test_markup_stays_text_and_makes_nothing(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        nasty = [
            '<img src=x onerror="alert(1)">',
            "</script><script>alert(1)</script>",
            "{{constructor}}",
            "\u202e<svg>",
        ]
        given = [ann.envelope(ann.item(), {"t": text, "__proto__": {"polluted": 1}}) for text in nasty]
        opened = page.evaluate("(items) => it.seal.openMany(items).then((all) => all.map((one) => one.value.t))", given)
        assert opened == nasty
        assert page.evaluate("() => [({}).polluted ?? null, document.images.length]") == [None, 0]

    def test_the_policy_refuses_scripts_from_elsewhere(self, page: Page) -> None:
        make = (
            "async (url) => { const { policy } = await import('/static/nearer/lib/policy.js');"
            " try { return String(policy.createScriptURL(url)); } catch (error) { return error.name; } }"
        )
        assert page.evaluate(make, "/static/nearer/seal/kdf-worker.js").endswith("/static/nearer/seal/kdf-worker.js")
        for url in (
            "https://elsewhere.example/x.js",
            "/static/vendor/x.js",
            "/static/nearer/../vendor/x.js",
            "data:,x",
        ):
            assert page.evaluate(make, url) == "TypeError"
