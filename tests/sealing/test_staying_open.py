"""Staying open, locking, and what opens again: in a real browser, with a server that only holds what it should."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page

from nearer.sealed import format as nr1
from nearer.sealed import keys
from tests.sealing.conftest import PASSWORD, Back, Profile, Somebody, somebody

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
STATE = "() => it.seal.state()"
LOCK = "() => it.seal.lock()"
SHELF = "(shelf) => it.store.readAll(shelf)"


def outcome(page: Page, work: str, given: Any = None) -> Any:
    """What `work` comes to: its value, or the key of its refusal."""
    ended = page.evaluate(f"(given) => it.outcome(async () => ({work})(given))", given)
    return ended.get("key", ended.get("value"))


def choose(page: Page, **choice: Any) -> None:
    """A lock is chosen."""
    page.evaluate("(choice) => it.seal.setLock(choice)", choice)


def by_password(page: Page, who: Somebody, password: str = PASSWORD) -> Any:
    """The password is typed at the lock screen."""
    return outcome(page, "([b, p]) => it.seal.openWithPassword(b, p)", [who.bundle, password])


def reads(page: Page, who: Somebody) -> bool:
    """Whether the page can open something of theirs."""
    given = who.envelope(who.item(), {"t": "hello"})
    return bool(outcome(page, "(item) => it.seal.open(item, item.box)", given) == {"t": "hello"})


class TestOpen:
    def test_it_stays_open_without_asking_the_server(self, profile: Profile, ann: Somebody) -> None:
        page = profile.sign_in(ann)
        profile.back.bundle = None
        for _ in range(2):
            profile.again(page)
            assert profile.start(page, ann) == "open"
            assert reads(page, ann)

    def test_another_session_half_opens_nothing(self, profile: Profile, ann: Somebody) -> None:
        page = profile.again(profile.open_page(ann))
        assert profile.start(page, ann, half=somebody_elses_half()) == "locked"
        assert not reads(page, ann)

    def test_a_wrong_password_opens_nothing(self, profile: Profile, ann: Somebody) -> None:
        page = profile.page()
        page.evaluate("(half) => it.start('', half, 0)", ann.half)
        page.evaluate("(kdf) => it.account.signIn('five words are easy to lose', kdf)", ann.bundle["kdf"])
        assert profile.start(page, ann) == "locked"
        assert page.evaluate(SHELF, "device").keys() == {"activity"}
        assert by_password(page, ann, "five words are easy to lose") == "password-wrong"
        assert by_password(page, ann, "short") == "password-wrong"
        assert by_password(page, ann) is None
        assert reads(page, ann)

    def test_what_waits_survives_a_server_that_is_out_of_reach(self, profile: Profile, ann: Somebody) -> None:
        page = profile.page()
        page.evaluate("(half) => it.start('', half, 0)", ann.half)
        page.evaluate("([p, kdf]) => it.account.signIn(p, kdf)", [PASSWORD, ann.bundle["kdf"]])
        profile.back.bundle = None
        assert profile.start(page, ann) == "locked"
        profile.back.bundle = ann.bundle
        profile.again(page)
        assert profile.start(page, ann) == "open"

    def test_another_person_in_the_same_browser_finds_nothing_open(self, profile: Profile, ann: Somebody) -> None:
        page = profile.again(profile.open_page(ann))
        ben = somebody()
        assert profile.start(page, ben, half=ann.half) == "locked"
        assert "open" not in page.evaluate(SHELF, "device")

    def test_newer_keys_elsewhere_ask_for_the_password_once(self, profile: Profile, ann: Somebody) -> None:
        page = profile.again(profile.open_page(ann))
        ann.member.learn(ann.space, keys.new_space())
        ann.bundle.update(keyring=ann.member.keyring(), revision=2)
        assert profile.start(page, ann) == "locked"
        assert page.evaluate("() => it.seal.lockSettings().opens") == "password"
        assert by_password(page, ann) is None
        assert reads(page, ann)

    def test_a_borrowed_device_locks_after_a_minute(self, profile: Profile, ann: Somebody) -> None:
        page = profile.page()
        page.evaluate("(half) => it.start('', half, 0)", ann.half)
        borrow = "([p, kdf]) => it.account.signIn(p, kdf, {borrowed: true})"
        page.evaluate(borrow, [PASSWORD, ann.bundle["kdf"]])
        assert profile.start(page, ann) == "open"
        assert page.evaluate("() => it.seal.lockSettings()") == {"idle": 1, "by": "password", "opens": "password"}


def somebody_elses_half() -> str:
    """Another sign-in's half."""
    return nr1.to_text(b"\x01" * 32)


class TestLock:
    def test_locking_closes_every_tab_and_the_password_opens_every_tab(self, profile: Profile, ann: Somebody) -> None:
        page, other = profile.open_page(ann), profile.page()
        assert profile.start(other, ann) == "open"
        told = "() => { globalThis.told = []; it.seal.onState((state) => told.push(state)); }"
        other.evaluate(told)
        page.evaluate(LOCK)
        assert page.evaluate(STATE) == "locked"
        assert not reads(page, ann)
        assert "open" not in page.evaluate(SHELF, "device")
        assert by_password(page, ann) is None
        other.evaluate("() => new Promise((done) => setTimeout(done, 300))")
        assert other.evaluate("() => told") == ["locked", "open"]
        assert reads(other, ann)

    def test_locked_stays_locked_after_a_reload(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        page.evaluate(LOCK)
        profile.again(page)
        assert profile.start(page, ann) == "locked"

    def test_without_a_chosen_lock_a_month_away_is_fine(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        assert started_after(profile, page, ann, timedelta(days=29)) == "open"

    def test_time_away_locks_at_the_start(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        page.clock.set_fixed_time(NOW)
        choose(page, idle=15, by="password")
        assert started_after(profile, page, ann, timedelta(minutes=14)) == "open"
        assert started_after(profile, page, ann, timedelta(minutes=16)) == "locked"
        assert "open" not in page.evaluate(SHELF, "device")

    def test_a_clock_turned_back_counts_as_time_away(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        page.clock.set_fixed_time(NOW)
        choose(page, idle=60, by="password")
        assert started_after(profile, page, ann, -timedelta(hours=2)) == "locked"

    def test_time_away_locks_an_open_page_and_a_touch_puts_it_off(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        page.clock.install(time=NOW)
        profile.again(page)
        assert profile.start(page, ann) == "open"
        choose(page, idle=1, by="password")
        page.clock.run_for(50_000)
        page.evaluate("() => it.seal.noteActivity()")
        page.clock.run_for(50_000)
        assert page.evaluate(STATE) == "open"
        page.clock.run_for(11_000)
        page.evaluate("() => it.store.readAll('device')")  # behind the lock's own reading and writing
        assert page.evaluate(STATE) == "locked"

    def test_a_touch_after_a_sleep_locks_rather_than_counts(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        page.clock.set_fixed_time(NOW)
        choose(page, idle=15, by="password")
        page.clock.set_fixed_time(NOW + timedelta(hours=8))
        page.evaluate("() => it.seal.noteActivity()")
        assert page.evaluate(STATE) == "locked"

    def test_locks_that_are_not_offered(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        assert outcome(page, "(c) => it.seal.setLock(c)", {"idle": 5, "by": "password"}) == "lock-unknown"
        assert outcome(page, "(c) => it.seal.setLock(c)", {"idle": 1, "by": "pin", "pin": "12345"}) == "pin-form"
        assert outcome(page, "(c) => it.seal.setLock(c)", {"idle": 1, "by": "smile"}) == "lock-unknown"
        page.evaluate(LOCK)
        assert outcome(page, "(c) => it.seal.setLock(c)", {"idle": 1, "by": "password"}) == "seal-locked"


def started_after(profile: Profile, page: Page, who: Somebody, later: timedelta) -> str:
    """The state of a page that is opened again so much later."""
    page.clock.set_fixed_time(NOW + later)
    return profile.start(profile.again(page), who)


class TestPin:
    def locked(self, profile: Profile, ann: Somebody) -> Page:
        """A page locked by the PIN 271828."""
        page = profile.open_page(ann)
        choose(page, idle=15, by="pin", pin="271828")
        page.evaluate(LOCK)
        profile.again(page)
        assert profile.start(page, ann) == "locked"
        assert page.evaluate("() => it.seal.lockSettings().opens") == "pin"
        return page

    def test_the_pin_opens_again_and_again(self, profile: Profile, ann: Somebody) -> None:
        page = self.locked(profile, ann)
        for _ in range(2):
            assert outcome(page, "(pin) => it.seal.openWithPin(pin)", "271828") is None
            assert reads(page, ann)
            page.evaluate(LOCK)

    def test_five_wrong_ones_and_only_the_password_opens(self, profile: Profile, ann: Somebody) -> None:
        page = self.locked(profile, ann)
        wrong = [outcome(page, "(pin) => it.seal.openWithPin(pin)", f"00000{n}") for n in range(5)]
        assert wrong == ["pin-wrong"] * 5
        assert outcome(page, "(pin) => it.seal.openWithPin(pin)", "271828") == "pin-gone"
        assert page.evaluate("() => it.seal.lockSettings()") == {"idle": 15, "by": "password", "opens": "password"}
        assert "resting" not in page.evaluate(SHELF, "device")
        assert by_password(page, ann) is None

    def test_the_server_learns_neither_pin_nor_enough_to_open(self, profile: Profile, ann: Somebody) -> None:
        page = self.locked(profile, ann)
        [(_, body)] = profile.back.posted
        assert "271828" not in body
        box = page.evaluate("() => it.store.read('device', 'resting')")
        given, half = nr1.to_bytes(profile.back.pin["secret"]), nr1.to_bytes(ann.half)
        for secrets in ([half, given], [half, given, nr1.to_bytes(profile.back.pin["proof"])]):
            try:
                nr1.open_(keys.resting_key("pin", *secrets), keys.device_context("resting"), box)
            except nr1.SealError:
                continue
            raise AssertionError("opened without the PIN")
        record = page.evaluate("(m) => it.store.read('device', 'lock:' + m)", ann.member.id)
        root = nr1.stretch(keys.pin_bytes("271828"), record["kdf"])
        key = keys.resting_key("pin", half, given, keys.pin_part(root))
        assert nr1.open_(key, keys.device_context("resting"), box)["member"] == ann.member.id

    def test_keys_that_changed_while_open_rest_under_the_same_pin(self, profile: Profile, ann: Somebody) -> None:
        page = self.locked(profile, ann)
        page.evaluate("(pin) => it.seal.openWithPin(pin)", "271828")
        change = "([b, p, s]) => it.account.withKeyring(b, p, (ring) => { ring.spaces[s] = it.account.newSpace(); })"
        stored = page.evaluate(change, [ann.bundle, PASSWORD, "x" * 21 + "A"])
        page.evaluate("() => it.account.adoptAccount()")
        page.evaluate(LOCK)
        ann.bundle.update(stored)
        profile.again(page)
        assert profile.start(page, ann) == "locked"
        assert outcome(page, "(pin) => it.seal.openWithPin(pin)", "271828") is None
        assert page.evaluate(STATE) == "open"

    def test_keys_that_changed_elsewhere_ask_for_the_password(self, profile: Profile, ann: Somebody) -> None:
        page = self.locked(profile, ann)
        ann.member.learn(ann.space, keys.new_space())
        ann.bundle.update(keyring=ann.member.keyring(), revision=2)
        profile.again(page)
        assert profile.start(page, ann) == "locked"
        assert outcome(page, "(pin) => it.seal.openWithPin(pin)", "271828") == "seal-behind"
        assert page.evaluate("() => it.seal.lockSettings().opens") == "password"
        assert by_password(page, ann) is None

    def test_choosing_the_password_again_leaves_nothing_under_the_pin(self, profile: Profile, ann: Somebody) -> None:
        page = self.locked(profile, ann)
        page.evaluate("(pin) => it.seal.openWithPin(pin)", "271828")
        choose(page, idle=15, by="password")
        page.evaluate(LOCK)
        assert "resting" not in page.evaluate(SHELF, "device")
        assert outcome(page, "(pin) => it.seal.openWithPin(pin)", "271828") == "pin-gone"


class TestPasskey:
    def authenticator(self, profile: Profile, page: Page, **more: Any) -> Any:
        """A virtual passkey device in the browser."""
        session = profile.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasUserVerification": True}
        options |= {"isUserVerified": True, "hasResidentKey": True, "automaticPresenceSimulation": True, **more}
        return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def test_a_passkey_opens_and_tells_the_server_nothing(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        self.authenticator(profile, page, hasPrf=True)
        choose(page, idle=60, by="passkey")
        page.evaluate(LOCK)
        assert page.evaluate("() => it.seal.lockSettings().opens") == "passkey"
        assert outcome(page, "() => it.seal.openWithPasskey()") is None
        assert reads(page, ann)
        assert profile.back.posted == []

    def test_one_that_is_not_there_any_more(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        session, made = self.authenticator(profile, page, hasPrf=True)
        choose(page, idle=60, by="passkey")
        page.evaluate(LOCK)
        session.send("WebAuthn.clearCredentials", made)
        assert outcome(page, "() => it.seal.openWithPasskey()") == "passkey-refused"
        assert by_password(page, ann) is None

    def test_one_that_makes_no_secrets_is_not_taken(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        self.authenticator(profile, page, hasPrf=False)
        assert outcome(page, "(c) => it.seal.setLock(c)", {"idle": 1, "by": "passkey"}) == "passkey-none"
        assert page.evaluate("() => it.seal.lockSettings().by") == "password"


class TestForget:
    def test_signing_out_leaves_drafts_and_nothing_else_that_was_sealed(self, profile: Profile, ann: Somebody) -> None:
        page, other = profile.open_page(ann), profile.page()
        profile.start(other, ann)
        choose(page, idle=15, by="pin", pin="271828")
        page.evaluate("() => it.seal.keepDraft('answer:dreams-07', {t: 'half a thought'})")
        page.evaluate("(id) => it.account.keepInvitation(id, 'x')", ann.space)
        page.evaluate("() => it.seal.forget()")
        left = page.evaluate(SHELF, "device")
        assert left == {
            f"lock:{ann.member.id}": {"idle": 15, "by": "password"},
            f"ring:{ann.member.id}": 1,
        }
        assert page.evaluate(STATE) == "none"
        other.evaluate("() => new Promise((done) => setTimeout(done, 200))")
        assert other.evaluate(STATE) == "none"
        ann.half = somebody_elses_half()  # the next sign-in
        again = profile.open_page(ann)
        assert again.evaluate("() => it.seal.draft('answer:dreams-07')") == {"t": "half a thought"}
        assert again.evaluate("() => it.seal.lockSettings().idle") == 15

    def test_nothing_readable_is_ever_on_the_device(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        choose(page, idle=15, by="pin", pin="271828")
        page.evaluate("() => it.seal.keepDraft('d', {t: 'half a thought'})")
        page.evaluate("([b, p]) => it.account.withKeyring(b, p, () => {})", [ann.bundle, PASSWORD])
        page.evaluate("([id, s]) => it.account.keepInvitation(id, s)", [ann.space, "the-invitation-secret"])
        page.evaluate("([p, kdf]) => it.account.signIn(p, kdf)", [PASSWORD, ann.bundle["kdf"]])
        lies = json.dumps([page.evaluate(SHELF, shelf) for shelf in ("device", "drafts", "seen")])
        root = nr1.stretch(nr1.password_bytes(PASSWORD), ann.bundle["kdf"])
        raw = nr1.to_bytes(ann.member.ring["spaces"][ann.space]["epochs"]["0"])
        secrets = [
            ann.member.secret,
            keys.private_key(ann.member.secret),
            raw,
            keys.items_key(raw),
            keys.wrap_key(root),
        ]
        words = ["half a thought", "the-invitation-secret", PASSWORD, "271828", ann.half, keys.auth_text(root)]
        assert lies.count("nr1.") >= 6
        assert [found for found in [*map(nr1.to_text, secrets), *words] if found in lies] == []


class TestDrafts:
    def test_a_draft_stays_until_it_is_dropped(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        assert page.evaluate("() => it.seal.draft('answer')") is None
        page.evaluate("() => it.seal.keepDraft('answer', {t: 'first'})")
        page.evaluate("() => it.seal.keepDraft('answer', {t: 'second 🌗'})")
        profile.again(page)
        profile.start(page, ann)
        assert page.evaluate("() => it.seal.draft('answer')") == {"t": "second 🌗"}
        page.evaluate("() => it.seal.dropDraft('answer')")
        assert page.evaluate("() => it.seal.draft('answer')") is None

    def test_each_member_has_drafts_of_their_own(self, profile: Profile, ann: Somebody, back: Back) -> None:
        page = profile.open_page(ann)
        page.evaluate("() => it.seal.keepDraft('answer', {t: 'mine'})")
        ben = somebody()
        back.bundle = ben.bundle
        other = profile.open_page(ben)
        assert other.evaluate("() => it.seal.draft('answer')") is None

    def test_the_name_of_a_draft_is_not_on_the_device(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        for name in ("said-after-a-fight", "said-after-a-feast"):
            page.evaluate("(name) => it.seal.keepDraft(name, {t: name})", name)
        (one, other) = page.evaluate(SHELF, "drafts")
        assert one != other
        assert [part for part in ("said", "fight", "feast", ann.member.id) if part in one + other] == []
        page.evaluate("() => it.seal.dropDraft('said-after-a-fight')")
        assert page.evaluate("() => it.seal.draft('said-after-a-feast')") == {"t": "said-after-a-feast"}

    def test_drafts_stay_closed_while_locked(self, profile: Profile, ann: Somebody) -> None:
        page = profile.open_page(ann)
        page.evaluate("() => it.seal.keepDraft('answer', {t: 'mine'})")
        page.evaluate(LOCK)
        for work in ("() => it.seal.draft('answer')", "() => it.seal.keepDraft('answer', {})"):
            assert outcome(page, work) == "seal-locked"
