// A sheet that is being written on. Every word is in a sealed draft on this device at most a second later, and a little after
// that in the drawer: a sketch on the server, sealed under one's own key.
import { Refused, Unreachable, get, post, postUntilStored, sentence } from "../lib/http.js";
import { filled } from "../lib/letters.js";
import { waiting } from "../lib/outbox.js";
import { word } from "../lib/words.js";
import * as seal from "../seal/index.js";
import { SealedForm } from "./sealed.js";

const INTO_THE_DRAWER = 2500; // ms after the last word
const SLOWEST = 30_000; // ms between two tries while the server is out of reach

/** Something to choose, as a field of the form: its value is "" where nothing but the usual was chosen. */
class Chosen {
  area = true;
  over = 0;

  constructor(name, inputs) {
    this.dataset = { field: name };
    this.inputs = [...inputs];
    this.usual = this.now;
  }

  get now() {
    return this.inputs.length > 1 ? this.inputs.find(({ checked }) => checked)?.value : this.inputs[0].value;
  }

  get value() {
    return this.now === this.usual ? "" : this.now;
  }

  set value(value) {
    const wanted = value || this.usual;
    if (this.inputs.length > 1) for (const input of this.inputs) input.checked = input.value === wanted;
    else this.inputs[0].value = wanted;
  }
}

/** A number that goes with the words and is seen by nobody. */
const remembered = (field) => ({ dataset: { field }, area: true, over: 0, value: "" });

/**
 * Attributes as <sealed-form>, of the sketch. Its value: t the letter, c the words on the envelope, when, paper, day,
 * hour, and the ids that letter and envelope will have, so that giving it again after a lost answer is giving it once.
 */
export class LetterSheet extends SealedForm {
  connectedCallback() {
    if (this.form) return;
    const controls = [...this.querySelectorAll("[data-control]")];
    this.chosen = controls.map((each) => new Chosen(each.dataset.control, each.matches("fieldset") ? each.elements : [each]));
    this.ids = [remembered("letter"), remembered("cover")];
    this.storing = Promise.resolve();
    for (const what of ["change", "click"]) this.addEventListener(what, this);
    addEventListener("online", this);
    super.connectedCallback();
    this.follow();
  }

  disconnectedCallback() {
    clearTimeout(this.later);
    removeEventListener("online", this);
    super.disconnectedCallback();
  }

  get fields() {
    return [...super.fields, ...this.chosen, ...this.ids];
  }

  field(name) {
    return this.fields.find(({ dataset }) => dataset.field === name);
  }

  choice(name) {
    return this.chosen.find(({ dataset }) => dataset.field === name).now;
  }

  get hasWords() {
    return Boolean(this.field("t").value.trim() || this.field("c").value.trim());
  }

  handleEvent(event) {
    if (event.type === "change") return this.typed();
    if (event.type === "click") return this.clicked(event.target.closest("button"));
    if (event.type === "online") return this.store();
    if (event.type === "focusout" && this.fresh && !this.sending) this.store();
    return super.handleEvent(event);
  }

  clicked(button) {
    if (button?.dataset.occasion) this.takeOccasion(button.dataset);
  }

  takeOccasion({ occasion, begin }) {
    this.field("when").value = "occasion";
    this.field("c").value = occasion;
    const letter = this.field("t");
    letter.area.placeholder = begin ? `${begin} …` : "";
    this.querySelector("details[data-for=occasion]").open = false;
    this.typed();
  }

  /** What is chosen shows at once. */
  follow() {
    const when = this.choice("when");
    for (const part of this.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== when;
    this.querySelector(".sheet").dataset.paper = this.choice("paper");
  }

  async fill() {
    if (seal.state() === "open") await this.rescue();
    await super.fill();
    if (!this.form) return;
    if (seal.state() === "open") await this.rememberSent();
    if (seal.state() === "open" && this.dataset.occasion && !this.hasWords) this.takeOccasion(this.dataset);
    this.follow();
    const stored = seal.state() === "open" && (await this.present());
    if (this.form && this.hasWords && (!stored || !this.same(stored, this.value))) this.storeSoon();
  }

  /** The page of the draft may have ended before it heard that its first version is in the drawer: that one goes once more. */
  async rememberSent() {
    const sent = this.hasAttribute("item") ? null : (await seal.draft(this.draftName))?.sent;
    if (sent && sent.id === this.id_) this.unsure = this.lastSent = sent;
  }

  /** Given while no page was there to see it: what the draft would be then. */
  async arrived(id, present) {
    const draft = await seal.draft(this.draftName);
    const given = draft?.id === id && (await this.given(draft.value).catch(() => null));
    return given ? { ...draft.value, ...given } : super.arrived(id, present);
  }

  /** The words of this letter, opened, if the server has it. */
  async given({ letter: id }) {
    if (!id) return null;
    const { exchanges } = await get(`${this.getAttribute("gives")}boxes/`);
    const [, , [letter] = []] = exchanges.find(([, item]) => item === id) ?? [];
    if (!letter) return null;
    const [kind, , author, epoch, revision, box] = letter;
    return seal.open({ space: this.space_, kind, id, author, epoch, revision, content: id }, box);
  }

  empty() {
    super.empty();
    for (const field of [...this.chosen, ...this.ids]) field.value = "";
    if (this.form) this.follow();
  }

  /** A draft of this device that another device has overtaken becomes a sheet of its own: neither is lost. */
  async rescue() {
    const [kept, revision] = [await seal.draft(this.draftName), Number(this.getAttribute("revision"))];
    if (!kept || (kept.revision ?? 0) >= revision || kept.sent?.box === this.getAttribute("box")) return;
    const present = await this.present();
    if (!present || !this.same(present, kept.value)) {
      await this.storeApart(kept);
      this.alert(word("letter-other-version"));
    }
    await seal.dropDraft(this.draftName);
  }

  /** The draft says what it becomes before that is sent, so that it becomes one sheet however often it is tried. */
  async storeApart(kept) {
    const sketch = kept.apart ?? (await seal.seal({ space: this.space_, kind: "sketch" }, filled(kept.value)));
    await seal.keepDraft(this.draftName, { ...kept, apart: sketch });
    await postUntilStored(this.form.action, sketch).catch((error) => {
      if (!kept.apart || error.status !== 409) throw error; // else it was stored, and gone on with since
    });
  }

  typed() {
    if (this.refused) this.beUngiven();
    super.typed();
    this.follow();
    this.show("");
    this.storeSoon();
  }

  storeSoon() {
    this.fresh = true;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.store(), INTO_THE_DRAWER);
  }

  show(words) {
    this.querySelector("[data-kept]").replaceChildren(words);
  }

  async keep() {
    if (!this.hasWords) return seal.dropDraft(this.draftName);
    const id = (this.id_ ??= this.getAttribute("item") ?? seal.newId());
    const [revision, sent] = [Number(this.getAttribute("revision")), this.lastSent ?? null];
    return seal.keepDraft(this.draftName, { id, value: this.value, revision, sent });
  }

  /** Into the drawer, one version after the other. */
  store() {
    clearTimeout(this.later);
    this.storing = this.storing.then(() => this.storeNow()).catch((error) => this.alert(sentence(error)));
    return this.storing;
  }

  async storeNow() {
    if (this.giving || seal.state() !== "open" || (await this.isOnItsWay())) return;
    const version = await this.version();
    if (!version || this.giving) return;
    this.trying = new AbortController();
    try {
      await post(this.form.action, version, { signal: this.trying.signal });
    } catch (error) {
      if (error instanceof Unreachable || error.status === 429) return this.storeLater(error);
      this.unsure = undefined;
      if (!(error instanceof Refused) || error.status !== 409) throw error;
      return this.becomeAnother(error);
    }
    this.unsure = this.pause = undefined;
    await this.isStored(version);
    await this.storeNow(); // what was typed meanwhile
  }

  /** What goes next: the same once more while nobody knows whether it arrived, else what is there now; null if it is stored. */
  async version() {
    const id = this.getAttribute("item") || (this.id_ ??= seal.newId());
    if (this.unsure?.id === id) return this.unsure;
    if (!this.fresh || !this.hasWords || this.tooLong()) return null;
    this.fresh = false;
    const revision = Number(this.getAttribute("revision")) + 1;
    this.unsure = await seal.seal({ space: this.space_, kind: "sketch", id, revision }, filled(this.value));
    this.lastSent = this.unsure;
    await this.keep();
    return this.unsure;
  }

  /** The draft has it; as long as this page is there it is tried again. */
  storeLater(error) {
    if (this.giving) return;
    this.show(error.status ? error.message : word("unreachable"));
    this.pause = Math.min((this.pause ?? 500) * 2, SLOWEST);
    this.later = setTimeout(() => this.store(), this.pause);
  }

  /** Whether this very letter was given and waits for the server: a sketch of it would only come after it. */
  async isOnItsWay() {
    const rows = await waiting(document.documentElement.dataset.member).catch(() => []);
    const mine = [this.id_, this.getAttribute("item")];
    return rows.some(({ kind, began, refused }) => kind === "letter" && mine.includes(began) && !refused);
  }

  /** From now on nothing goes into the drawer, and what was on its way there is waited for no more. */
  async leaveTheDrawer() {
    this.giving = true;
    clearTimeout(this.later);
    this.trying?.abort();
    await this.storing;
  }

  backToTheDrawer() {
    this.giving = false;
    if (this.fresh || this.unsure) this.later = setTimeout(() => this.store(), INTO_THE_DRAWER);
  }

  async isStored({ id, revision }) {
    const first = !this.getAttribute("item");
    this.setAttribute("item", id);
    this.setAttribute("revision", revision);
    if (first) await this.moveTo(id);
    else if (this.dirty) await this.keep();
    this.show(word("letter-kept"));
  }

  /** From now on this page is that of the sketch, and an empty sheet is empty again. */
  async moveTo(id) {
    const before = this.draftName;
    this.draftName = `letter-${id}:${this.space_}`;
    history.replaceState(null, "", new URL(`${id}/`, this.form.action));
    await this.keep();
    await seal.dropDraft(before);
  }

  /** Changed, given or thrown away on another device: what is here goes on as a sheet of its own. */
  async becomeAnother(error) {
    if (this.again) throw error;
    if ((await this.given(this.value))?.t === this.value.t) return this.sent(this.id_);
    this.again = true;
    for (const name of ["item", "revision"]) this.removeAttribute(name);
    this.id_ = seal.newId();
    this.beUngiven();
    this.fresh = true;
    this.alert(word("letter-other-version"));
    await this.storeNow();
    this.again = false;
  }

  keepAnew() {
    this.beUngiven();
    return super.keepAnew();
  }

  /** Other words than those that were refused are another letter; given already, that one stays as it is. */
  beUngiven() {
    this.refused = false;
    for (const id of this.ids) id.value = "";
  }
}
