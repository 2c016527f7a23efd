// <sealed-photo> shows a photo, fetched and opened when it comes into view, larger when it is pressed. It is shown from
// memory, and let go with the page or the lock. One that did not come is asked for again with the network, or a press.
import { make } from "../lib/dom.js";
import { Unreachable, getText, remove, sentence } from "../lib/http.js";
import { addressOf } from "../lib/photo.js";
import { tell, word } from "../lib/words.js";
import * as seal from "../seal/index.js";
import { openPicture } from "../seal/pictures.js";

const fromText = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Attributes: kind item author content epoch revision, and `removable` where it may be taken away. */
class SealedPhoto extends HTMLElement {
  static observedAttributes = ["item"];

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" });
    this.seen = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.show());
    this.seen.observe(this);
    this.unsubscribe = seal.onState(() => (seal.state() === "open" ? this.shown && this.show() : this.empty()));
    for (const what of ["pagehide", "online"]) addEventListener(what, this);
  }

  disconnectedCallback() {
    this.seen.disconnect();
    this.unsubscribe();
    for (const what of ["pagehide", "online"]) removeEventListener(what, this);
    this.empty();
  }

  /** A morph made it another photo. */
  attributeChangedCallback() {
    if (!this.shadowRoot) return;
    this.empty();
    if (this.shown) this.show();
  }

  handleEvent({ type }) {
    if (type === "pagehide") return this.empty();
    if (this.shown) this.show();
  }

  get item() {
    const [kind, id, author, content] = ["kind", "item", "author", "content"].map((name) => this.getAttribute(name));
    const [epoch, revision] = ["epoch", "revision"].map((name) => Number(this.getAttribute(name)));
    return { space: this.closest("[data-space]").dataset.space, kind, id, author, content, epoch, revision };
  }

  get address() {
    return `/spaces/${this.item.space}/photos/${this.item.id}/`;
  }

  /** What is to be seen, as whoever gave it wrote; else which one of how many it is. */
  get words() {
    const all = [...(this.closest("ul")?.querySelectorAll("sealed-photo") ?? [this])];
    return this.value?.t || word("photo-number").replace("{n}", all.indexOf(this) + 1).replace("{of}", all.length);
  }

  /** Settles when it is there, or has failed. */
  async show() {
    this.shown = true; // once in view, it comes back after a lock
    if (seal.state() === "open") await (this.showing ??= this.load());
  }

  async load() {
    this.seen.disconnect();
    const { item } = this;
    const turn = (this.turn = {});
    try {
      const value = await seal.open(item, await getText(`${this.address}thumbnail/`));
      if (turn !== this.turn || seal.state() !== "open") return;
      const image = make("img", { alt: "", width: value.w, height: value.h, src: this.keep(fromText(value.p)), part: "small" });
      await image.decode().catch(() => {}); // or paper would be empty there
      if (turn !== this.turn) return;
      this.value = value;
      const ariaLabel = word("photo").replace("%s", () => this.words);
      const open = make("button", { type: "button", part: "open", ariaLabel }, image);
      open.addEventListener("click", () => this.enlarge());
      this.put("open", open);
    } catch (error) {
      if (turn !== this.turn) return;
      this.showing = undefined;
      this.put("bad", error instanceof Unreachable ? this.again() : make("p", { part: "error", textContent: sentence(error) }));
    }
  }

  again() {
    const button = make("button", { type: "button", part: "again", textContent: word("photo-again") });
    button.addEventListener("click", () => this.show());
    return button;
  }

  /** Whoever pressed "Try again" stays where they were. */
  put(state, ...parts) {
    const pressed = this.shadowRoot.activeElement;
    this.shadowRoot.replaceChildren(...parts);
    if (pressed) this.shadowRoot.querySelector("button")?.focus();
    this.setAttribute("state", state);
  }

  keep(bytes) {
    const address = addressOf(bytes);
    (this.addresses ??= []).push(address);
    return address;
  }

  async enlarge() {
    const close = make("button", { type: "button", part: "act", textContent: word("photo-close") });
    const acts = make("div", { part: "acts" }, close);
    const dialog = make("dialog", { part: "large", ariaLabel: this.words }, acts);
    if (this.value.t) acts.before(make("p", { part: "caption", textContent: this.value.t }));
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    if (this.hasAttribute("removable")) acts.append(this.remover(dialog));
    this.shadowRoot.append(dialog);
    dialog.showModal();
    try {
      const bytes = await openPicture(this.item, this.value.k, await getText(this.address));
      if (seal.state() !== "open" || !dialog.isConnected) return;
      dialog.prepend(make("img", { alt: this.words, src: this.keep(bytes), part: "picture" }));
    } catch (error) {
      dialog.prepend(make("p", { part: "error", textContent: sentence(error) }));
    }
  }

  remover(dialog) {
    const button = make("button", { type: "button", part: "act", textContent: word("photo-away") });
    button.addEventListener("click", async () => {
      try {
        await remove(this.address);
        dialog.close();
        document.dispatchEvent(new CustomEvent("nearer:changed"));
      } catch (error) {
        tell(sentence(error));
      }
    });
    return button;
  }

  empty() {
    for (const address of this.addresses ?? []) URL.revokeObjectURL(address);
    this.addresses = [];
    this.value = this.showing = this.turn = undefined;
    this.shadowRoot.replaceChildren();
    this.removeAttribute("state");
  }
}

customElements.define("sealed-photo", SealedPhoto);
