// <sealed-photo> shows a photo, fetched and opened when it comes into view, larger when it is pressed; <photo-tray> adds
// some to what is there (holder) or will be (the form it stands in), and sends none before that is kept or given. Pictures are shown from memory, and let go with the page.
import { make } from "../lib/dom.js";
import { postText, getText, remove, sentence } from "../lib/http.js";
import { addressOf, madeSmall } from "../lib/photo.js";
import { say, tell, word } from "../lib/words.js";
import * as seal from "../seal/index.js";
import { MAX_PICTURE, openPicture, sealPicture } from "../seal/pictures.js";

const ROOM = Math.floor((MAX_PICTURE * 3) / 4) - 1024; // bytes that fit into the largest box

const inText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const fromText = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Attributes: kind item author content epoch revision, and `removable` where it may be taken away. */
class SealedPhoto extends HTMLElement {
  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" });
    this.seen = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.show());
    this.seen.observe(this);
    this.unsubscribe = seal.onState(() => (seal.state() === "open" ? this.shown && this.show() : this.empty()));
    addEventListener("pagehide", this);
  }

  disconnectedCallback() {
    this.seen.disconnect();
    this.unsubscribe();
    removeEventListener("pagehide", this);
    this.empty();
  }

  handleEvent() {
    this.empty();
  }

  get item() {
    const [kind, id, author, content] = ["kind", "item", "author", "content"].map((name) => this.getAttribute(name));
    const [epoch, revision] = ["epoch", "revision"].map((name) => Number(this.getAttribute(name)));
    return { space: this.closest("[data-space]").dataset.space, kind, id, author, content, epoch, revision };
  }

  get address() {
    return `/spaces/${this.item.space}/photos/${this.item.id}/`;
  }

  async show() {
    this.shown = true; // once in view, it comes back after a lock
    if (this.value || seal.state() !== "open") return;
    this.seen.disconnect();
    try {
      this.value = await seal.open(this.item, await getText(`${this.address}thumbnail/`));
      const { w, h, p } = this.value;
      const image = make("img", { alt: "", width: w, height: h, src: this.keep(fromText(p)), part: "small" });
      const open = make("button", { type: "button", part: "open", ariaLabel: word("photo") }, image);
      open.addEventListener("click", () => this.enlarge());
      this.shadowRoot.replaceChildren(open);
      this.setAttribute("state", "open");
    } catch (error) {
      this.value = undefined;
      this.shadowRoot.replaceChildren(make("p", { part: "error", textContent: sentence(error) }));
      this.setAttribute("state", "bad");
    }
  }

  keep(bytes) {
    const address = addressOf(bytes);
    (this.addresses ??= []).push(address);
    return address;
  }

  async enlarge() {
    const close = make("button", { type: "button", part: "act", textContent: word("photo-close") });
    const acts = make("div", { part: "acts" }, close);
    const dialog = make("dialog", { part: "large", ariaLabel: word("photo-large") }, acts);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    if (this.hasAttribute("removable")) acts.append(this.remover(dialog));
    this.shadowRoot.append(dialog);
    dialog.showModal();
    try {
      const bytes = await openPicture(this.item, this.value.k, await getText(this.address));
      if (seal.state() !== "open" || !dialog.isConnected) return;
      dialog.prepend(make("img", { alt: word("photo-large"), src: this.keep(bytes), part: "picture" }));
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
    this.value = undefined;
    this.shadowRoot.replaceChildren();
    this.removeAttribute("state");
  }
}

/** Attributes: of (the kind it goes with), action; holder, where it is there already. */
class PhotoTray extends HTMLElement {
  connectedCallback() {
    if (this.chosen) return;
    this.chosen = [];
    this.row = make("ul");
    this.row.part = "row";
    const shelf = make("div", { className: "waiting" });
    shelf.attachShadow({ mode: "open" }).append(this.row);
    this.append(shelf);
    this.addEventListener("change", this);
    this.again.addEventListener("click", () => this.sendBound());
    this.form_ = this.closest("journal-form, sealed-form, giving-form, letter-desk");
    this.form_?.addEventListener("nearer:stored", this);
    this.unsubscribe = seal.onState(() => seal.state() !== "open" && this.drop());
    addEventListener("pagehide", this);
  }

  disconnectedCallback() {
    this.unsubscribe?.();
    removeEventListener("pagehide", this);
    this.drop();
  }

  handleEvent(event) {
    if (event.type === "pagehide") return this.drop();
    if (event.type === "nearer:stored") return (this.sent = this.send(event.detail.id));
    return this.choose(event.target);
  }

  get again() {
    return this.querySelector("[data-again]");
  }

  status(text) {
    this.querySelector("[role=status]").replaceChildren(text);
  }

  async choose(input) {
    const files = [...input.files];
    input.value = "";
    for (const file of files) {
      try {
        const photo = await madeSmall(file, ROOM);
        if (seal.state() !== "open" || !this.isConnected) return;
        this.wait(photo);
      } catch {
        return this.status(word("photo-not"));
      }
    }
    if (this.hasAttribute("holder")) return this.send(this.getAttribute("holder"));
    this.status(word("photo-waits"));
  }

  /** One that was chosen, small, until it is sent. */
  wait(photo) {
    photo.id = seal.newId();
    photo.address = addressOf(photo.thumbnail.bytes);
    const drop = make("button", { type: "button", ariaLabel: word("photo-drop"), textContent: "×" });
    const image = make("img", { alt: "", src: photo.address });
    photo.row = make("li", {}, image, drop);
    drop.addEventListener("click", () => this.drop(photo));
    for (const [element, part] of [[photo.row, "one"], [image, "small"], [drop, "drop"]]) element.part = part;
    this.row.append(photo.row);
    this.chosen.push(photo);
  }

  drop(one = null) {
    for (const photo of this.chosen.filter((each) => !one || each === one)) {
      URL.revokeObjectURL(photo.address);
      photo.row.remove();
    }
    this.chosen = one ? this.chosen.filter((each) => each !== one) : [];
    if (!this.chosen.some(({ holder }) => holder)) this.again.hidden = true;
  }

  /** What waits goes beside `holder`, and what does not get through stays bound to it, to be tried again. */
  send(holder) {
    for (const photo of this.chosen) photo.holder ??= holder;
    return this.sendBound();
  }

  async sendBound() {
    const next = () => this.chosen.find(({ holder }) => holder);
    if (this.sending || !next()) return;
    this.sending = true;
    this.again.hidden = true;
    this.status(word("photo-working"));
    try {
      for (let photo = next(); photo; photo = next()) {
        await this.sendOne(photo, photo.holder);
        this.drop(photo);
      }
      this.status("");
      say(word("photo-kept"));
    } catch (error) {
      this.status(sentence(error));
      this.again.hidden = !next();
    }
    this.sending = false;
    document.dispatchEvent(new CustomEvent("nearer:changed"));
  }

  /** Send what waits ahead of what will have the id `holder`: -> the ids. It all stays here until that is there too. */
  async sendAhead(holder) {
    const going = [...this.chosen];
    for (const photo of going) {
      if (photo.ahead === holder) continue;
      if (photo.ahead) photo.id = seal.newId(); // for another letter it is another photo
      await this.sendOne(photo, holder);
      photo.ahead = holder;
    }
    return going.map(({ id }) => id);
  }

  async sendOne({ id, picture, thumbnail }, holder) {
    const space = this.closest("[data-space]").dataset.space;
    const kind = this.getAttribute("of") === "journal" ? "snapshot" : "photo";
    const large = await sealPicture({ space, id, author: document.documentElement.dataset.member, kind }, picture.bytes);
    const value = { p: inText(thumbnail.bytes), w: thumbnail.width, h: thumbnail.height, k: large.key };
    const { box, epoch } = await seal.seal({ space, kind, content: holder, id }, value);
    const place = new URLSearchParams({ id, epoch, kind: this.getAttribute("of"), holder });
    await postText(`${this.getAttribute("action")}?${place}`, `${box}\n${large.box}`);
  }
}

customElements.define("sealed-photo", SealedPhoto);
customElements.define("photo-tray", PhotoTray);
