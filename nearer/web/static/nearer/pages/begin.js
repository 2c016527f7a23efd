// Beginning a space: its key waits in the keyring since sign-up, or is made now with the password; the name the other
// will see and one's own first words are sealed; everything is posted with one press.
import { SealedForm } from "../elements/sealed.js";
import { sentence } from "../lib/forms.js";
import { get, postUntilStored } from "../lib/http.js";
import { opened } from "../lib/ring.js";
import * as seal from "../seal/index.js";

const KEYS = ["id", "epoch", "revision", "box"];

class BeginForm extends SealedForm {
  connectedCallback() {
    super.connectedCallback();
    this.setZone();
    opened().then(() => this.findSpace());
  }

  setZone() {
    const { time_zone: zone } = this.form.elements;
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if ([...zone.options].some((option) => option.value === here)) zone.value = here;
    this.querySelector("[data-zone]").replaceChildren(zone.value.replaceAll("_", " "));
    zone.addEventListener("change", () => this.querySelector("[data-zone]").replaceChildren(zone.value));
  }

  /** A space that the keyring holds and the server does not have yet; else the password is asked for. */
  findSpace() {
    const known = this.dataset.known.split(" ");
    this.space = Object.keys(seal.epochs()).find((id) => !known.includes(id));
    this.querySelector("[data-when=new-key]").hidden = Boolean(this.space);
    this.querySelector("button").disabled = false;
  }

  async submit(event) {
    event.preventDefault();
    event.stopPropagation();
    if (this.sending || seal.state() !== "open") return;
    this.sending = true;
    this.querySelector("button").setAttribute("aria-busy", "true");
    try {
      await this.begin();
    } catch (error) {
      this.alert(sentence(error));
      this.sending = false;
      this.querySelector("button").removeAttribute("aria-busy");
    }
  }

  async begin() {
    const waiting = (error) => this.alert(error.message);
    if (!this.begun) {
      const fields = new URLSearchParams(new FormData(this.form));
      const made = this.space ? {} : await this.makeKey();
      for (const [name, value] of Object.entries({ id: this.space ?? this.made, ...made })) fields.set(name, value);
      await postUntilStored(this.form.action, fields, waiting);
      if (!this.space) await (await import("../seal/account.js")).adoptAccount();
      this.begun = this.space ?? this.made;
    }
    const home = `/spaces/${this.begun}/`;
    this.name_ ??= await seal.seal({ space: this.begun, kind: "name" }, { t: this.dataset.name });
    await postUntilStored(`${home}name/`, this.name_, waiting);
    if (this.value.t?.trim()) await this.keepChoice(`${home}choices/`, waiting);
    location.assign(`${home}invitations/`);
  }

  async makeKey() {
    const account = await import("../seal/account.js");
    this.made ??= seal.newId();
    const password = this.querySelector("[data-value=password]").value;
    return account.withKeyring(await get("/me/keys/"), password, (ring) => (ring.spaces[this.made] = account.newSpace()));
  }

  async keepChoice(address, waiting) {
    clearTimeout(this.timer);
    await this.keep();
    const sealed = await seal.seal({ space: this.begun, kind: "choice", id: this.id_ }, this.value);
    await postUntilStored(address, Object.fromEntries(KEYS.map((key) => [key, sealed[key]])), waiting);
    this.empty();
    await seal.dropDraft(this.draftName);
  }
}

customElements.define("begin-form", BeginForm);
