// Writing a letter, and giving it.
import "../elements/photo-tray.js";
import { LetterSheet } from "../elements/letter-sheet.js";
import { Refused, postUntilStored, sentence } from "../lib/http.js";
import { takeBack } from "../lib/letters.js";
import { say, word } from "../lib/words.js";
import * as seal from "../seal/index.js";

const GIVEN = { now: "letter-given-now", date: "letter-given-date", occasion: "letter-given-occasion" };

/** Attributes as a sheet's; `gives` is where a letter goes, `place` where letters are. */
class LetterDesk extends LetterSheet {
  clicked(button) {
    super.clicked(button);
    if (button && "undo" in button.dataset) this.undo(button);
  }

  /** Also what was given, which "Undo" would bring back: nothing readable outlives a lock. */
  empty() {
    super.empty();
    this.toUndo = undefined;
  }

  submit(event) {
    this.wish = event.submitter?.value ?? "give";
    return super.submit(event);
  }

  async send() {
    if (!this.hasWords) throw new Refused(0, word("empty"));
    await this.keep();
    if (this.wish === "give") return this.give();
    await this.store();
    if (!this.fresh && !this.unsure) location.assign(this.getAttribute("place"));
  }

  /** What is missing before it can be given; "" where nothing is. */
  missing() {
    if (!this.field("t").value.trim()) return word("empty");
    if (this.choice("when") === "date" && !this.choice("day")) return word("letter-no-day");
    if (this.choice("when") === "occasion" && !this.field("c").value.trim()) return word("letter-no-occasion");
    return "";
  }

  async give() {
    if (this.missing()) throw new Refused(0, this.missing());
    for (const id of this.ids) id.value ||= seal.newId();
    await this.keep();
    const writing = this.querySelector(".writing");
    writing.inert = true; // what is on its way is what is read
    try {
      await this.leaveTheDrawer();
      const given = { ...this.value };
      const tray = this.querySelector("photo-tray");
      const photos = await tray.sendAhead(given.letter); // what was given stays as it is, so they are there before it
      const fields = { ...(await this.sealed(given)), photos: photos.join(" ") };
      const item = { space: this.space_, kind: "letter", content: given.letter, id: given.letter, epoch: fields.epoch, revision: 1 };
      const kept = { ...item, draft: this.draftName, began: this.id_ };
      await postUntilStored(this.getAttribute("gives"), fields, (error) => this.alert(error.message), kept);
      tray.drop();
      await this.isGiven(given, photos.length > 0);
    } catch (error) {
      this.refused = error instanceof Refused;
      this.backToTheDrawer();
      throw error;
    } finally {
      writing.inert = false;
    }
  }

  async sealed({ t, c, letter: id, cover: coverId }) {
    const place = { space: this.space_, content: id };
    const fields = { ...(await seal.seal({ ...place, kind: "letter", id }, { t })) };
    if (c.trim()) {
      const cover = await seal.seal({ ...place, kind: "cover", id: coverId }, { t: c.trim() });
      Object.assign(fields, { cover: cover.id, cover_box: cover.box });
    }
    const when = this.choice("when");
    if (when === "date") Object.assign(fields, { day: this.choice("day"), hour: this.choice("hour") });
    return { ...fields, when, paper: this.choice("paper"), sketch: this.getAttribute("item") ?? this.id_ };
  }

  async isGiven(given, hasPhotos) {
    const [when, paper] = [this.choice("when"), this.choice("paper")];
    this.fresh = this.unsure = undefined;
    this.empty();
    if (seal.state() === "open") {
      this.toUndo = { value: { ...given, letter: "", cover: "" }, letter: given.letter, sketch: seal.newId() };
      await seal.dropDraft(this.draftName);
    }
    this.form.hidden = true;
    const shown = this.querySelector(".given");
    const [sentence, envelope] = [word(GIVEN[when]), shown.querySelector(".folded")];
    envelope.className = `folded paper-${paper}`;
    shown.querySelector("h2").replaceChildren(sentence);
    shown.querySelector("[data-photos]").hidden = !hasPhotos;
    shown.hidden = false;
    shown.focus();
    say(sentence);
  }

  async undo(button) {
    if (!this.toUndo) return location.assign(this.getAttribute("place")); // locked meanwhile; it can be taken back there
    const alert = this.querySelector(".given [role=alert]");
    button.setAttribute("aria-busy", "true");
    try {
      const { value, letter, sketch } = this.toUndo;
      const action = `${this.getAttribute("gives")}${letter}/withdrawals/`;
      await takeBack(action, { space: this.space_, id: sketch }, value, (error) => alert.replaceChildren(error.message));
      location.replace(new URL(`${sketch}/`, this.form.action));
    } catch (error) {
      alert.replaceChildren(sentence(error));
      button.removeAttribute("aria-busy");
    }
  }
}

customElements.define("letter-desk", LetterDesk);
// There is nothing on this page to bring up to date; a reload would only throw away what it says.
document.addEventListener("nearer:changed", (event) => event.stopImmediatePropagation(), { capture: true });
document.getElementById("day").min = new Date().toLocaleDateString("sv");
