// What an exchange needs beside envelopes: reading aloud, and once it has opened what is needed to answer it.
const answering = () => document.querySelector("[data-state=open]") && import("../elements/answering.js");

/** Reads the question aloud with the browser's own voice; hidden where there is none. */
class ReadAloud extends HTMLElement {
  connectedCallback() {
    this.hidden = !("speechSynthesis" in globalThis);
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
    globalThis.speechSynthesis?.cancel();
  }

  handleEvent() {
    const element = document.getElementById(this.getAttribute("for"));
    const text = element.querySelector("sealed-text")?.value?.t ?? element.textContent;
    speechSynthesis.cancel();
    const voice = new SpeechSynthesisUtterance(text);
    voice.lang = document.documentElement.lang;
    speechSynthesis.speak(voice);
  }
}

customElements.define("read-aloud", ReadAloud);
document.addEventListener("htmx:after:settle", answering);
answering();
