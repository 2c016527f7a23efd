// Making the link: the password opens the keyring, the space's keys go into a box, the secret that opens it only into
// the link and the code for the camera. Neither is kept: who closes this page makes a new one.
import { generate } from "../../vendor/lean-qr.js";
import "../elements/key-state.js";
import { handle } from "../lib/forms.js";
import { postUntilStored } from "../lib/http.js";
import { opened, ringWithCurrentKey } from "../lib/ring.js";
import { say, word } from "../lib/words.js";
import * as seal from "../seal/index.js";

/** Attributes: data-purpose (join or regrant), data-name (how one signs in, where no sealed name is). */
class InviteLink extends HTMLElement {
  connectedCallback() {
    if (this.made || !this.firstElementChild) return; // nothing to make where two are there
    this.made = this.querySelector("[data-made]");
    handle(this.querySelector("form"), ({ value }) => this.make(value("password")));
    this.addEventListener("click", (event) => this[event.target.dataset.does]?.());
    this.querySelector("[data-does=share]").hidden = !navigator.share;
    addEventListener("pagehide", () => this.forget());
  }

  async make(password) {
    await opened();
    const { space, epoch } = document.body.dataset;
    const account = await import("../seal/account.js");
    const ring = await ringWithCurrentKey(space, Number(epoch), password);
    const [id, { purpose }] = [seal.newId(), this.dataset];
    const { box, secret } = await account.makeInvitation({ space, purpose, from: this.from }, ring, id);
    await postUntilStored(this.querySelector("form").action, { id, purpose, box, epoch: ring.spaces[space].current });
    this.show(`${location.origin}/invitations/${id}/#${secret}`);
  }

  /** The name the other will read: the sealed one of this space, else the one for signing in. */
  get from() {
    return document.querySelector("[data-mine] sealed-text")?.value?.t ?? this.dataset.name;
  }

  show(link) {
    this.link = link;
    this.querySelector("form").reset();
    this.querySelector("[data-ask]").hidden = true;
    this.made.hidden = false;
    this.querySelector(".link").replaceChildren(link);
    generate(link).toCanvas(this.querySelector("canvas"), { padX: 0, padY: 0 });
    this.made.querySelector("h2").focus();
  }

  get message() {
    const words = this.querySelector("[data-message][aria-pressed=true]")?.dataset.message;
    return words ? `${words}\n\n${this.link}` : this.link;
  }

  async copy() {
    const copied = await navigator.clipboard.writeText(this.message).then(
      () => "copied",
      () => "copy-by-hand", // this browser lets nobody at the clipboard
    );
    say(word(copied));
    this.querySelector("[data-does=copy]").replaceChildren(word(copied));
  }

  share() {
    return navigator.share({ text: this.message }).catch(() => {}); // closed without sharing
  }

  forget() {
    this.link = undefined;
    this.querySelector(".link")?.replaceChildren();
    const canvas = this.querySelector("canvas");
    canvas?.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  }
}

/** The chosen message, shown in full, to be sent along with the link. */
class KindWords extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => event.target.dataset.message && this.choose(event.target));
  }

  choose(chip) {
    for (const other of this.querySelectorAll("[data-message]")) other.setAttribute("aria-pressed", String(other === chip));
    this.querySelector("[data-shown]").replaceChildren(chip.dataset.message);
  }
}

/** Cancels what is out. */
class CancelInvitation extends HTMLElement {
  connectedCallback() {
    this.onclick = async () => {
      await fetch(this.getAttribute("address"), {
        method: "DELETE",
        headers: { "X-CSRFToken": document.documentElement.dataset.csrf },
      });
      this.dispatchEvent(new CustomEvent("nearer:changed", { bubbles: true }));
    };
  }
}

/** Leads on as soon as it is there: the other has joined while this page was open. */
class GoOn extends HTMLElement {
  connectedCallback() {
    location.assign(this.getAttribute("to"));
  }
}

customElements.define("invite-link", InviteLink);
customElements.define("kind-words", KindWords);
customElements.define("cancel-invitation", CancelInvitation);
customElements.define("go-on", GoOn);
