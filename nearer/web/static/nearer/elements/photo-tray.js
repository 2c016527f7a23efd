// <photo-tray> takes photos in: made small, with a line on what is to be seen, they wait until what they go with is kept or
// given, and none is sent before. Pictures are in memory only, and let go with the page or the lock.
import { make } from "../lib/dom.js";
import { postText, sentence } from "../lib/http.js";
import { addressOf, madeSmall } from "../lib/photo.js";
import { say, word } from "../lib/words.js";
import * as seal from "../seal/index.js";
import { MAX_PICTURE, sealPicture } from "../seal/pictures.js";

const ROOM = Math.floor((MAX_PICTURE * 3) / 4) - 1024; // bytes that fit into the largest box
const LONGEST = 200; // characters of a line

const inText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/**
 * Attributes: of (the kind it goes with), action; holder, where it is there already: then a button data-keep sends what
 * was chosen, else the form that the tray stands in does.
 */
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
    this.keep?.addEventListener("click", () => this.send(this.getAttribute("holder")));
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

  get keep() {
    return this.querySelector("[data-keep]");
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
    this.status(word("photo-waits"));
  }

  /** One that was chosen, small, with a line on what is to be seen, until it is sent. */
  wait(photo) {
    photo.id = seal.newId();
    photo.address = addressOf(photo.thumbnail.bytes);
    const image = make("img", { alt: "", src: photo.address, part: "small" });
    const line = { type: "text", part: "line", autocomplete: "off", maxLength: LONGEST, placeholder: word("photo-line") };
    photo.line = make("input", line);
    photo.drop = make("button", { type: "button", part: "drop", textContent: "×" });
    photo.row = make("li", { part: "one" }, image, photo.line, photo.drop);
    photo.drop.addEventListener("click", () => this.drop(photo));
    this.row.append(photo.row);
    this.chosen.push(photo);
    this.follow();
  }

  drop(one = null) {
    for (const photo of this.chosen.filter((each) => !one || each === one)) {
      URL.revokeObjectURL(photo.address);
      photo.row.remove();
    }
    this.chosen = one ? this.chosen.filter((each) => each !== one) : [];
    this.follow();
  }

  /** Names and buttons say what is there. */
  follow() {
    this.chosen.forEach(({ line, drop }, at) => {
      line.ariaLabel = `${word("photo-number").replace("{n}", at + 1).replace("{of}", this.chosen.length)}: ${word("photo-line")}`;
      drop.ariaLabel = word("photo-drop").replace("%s", at + 1);
    });
    if (!this.chosen.some(({ holder }) => holder)) this.again.hidden = true;
    if (this.keep) this.keep.hidden = this.chosen.every(({ holder }) => holder);
  }

  /** What waits goes beside `holder`, and what does not get through stays bound to it, to be tried again. */
  send(holder) {
    for (const photo of this.chosen) photo.holder ??= holder;
    this.follow();
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
      const ahead = `${holder} ${photo.line.value}`;
      if (photo.ahead === ahead) continue;
      if (photo.ahead) photo.id = seal.newId(); // for another letter, or with another line, it is another photo
      await this.sendOne(photo, holder);
      photo.ahead = ahead;
    }
    return going.map(({ id }) => id);
  }

  async sendOne({ id, picture, thumbnail, line }, holder) {
    const space = this.closest("[data-space]").dataset.space;
    const kind = this.getAttribute("of") === "journal" ? "snapshot" : "photo";
    const large = await sealPicture({ space, id, author: document.documentElement.dataset.member, kind }, picture.bytes);
    const value = { p: inText(thumbnail.bytes), w: thumbnail.width, h: thumbnail.height, k: large.key };
    if (line.value.trim()) value.t = line.value.trim();
    const { box, epoch } = await seal.seal({ space, kind, content: holder, id }, value);
    const place = new URLSearchParams({ id, epoch, kind: this.getAttribute("of"), holder });
    await postText(`${this.getAttribute("action")}?${place}`, `${box}\n${large.box}`);
  }
}

customElements.define("photo-tray", PhotoTray);
