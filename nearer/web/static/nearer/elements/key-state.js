// <key-state when="behind missing">: shown only while this device's keys stand in one of these ways to the space of the
// page (data-space and data-epoch on <body>). A form inside with a password makes the new key.
import { handle } from "../lib/forms.js";
import { opened, ringWithCurrentKey, standing } from "../lib/ring.js";
import * as seal from "../seal/index.js";

export class KeyState extends HTMLElement {
  connectedCallback() {
    this.unsubscribe = seal.onState(() => this.look());
    handle(this.querySelector("form"), ({ value }) => this.renew(value("password")));
    this.look();
  }

  disconnectedCallback() {
    this.unsubscribe();
  }

  async look() {
    await opened();
    const { space, epoch } = document.body.dataset;
    this.hidden = !this.getAttribute("when").split(" ").includes(standing(space, Number(epoch)));
  }

  async renew(password) {
    const { space, epoch } = document.body.dataset;
    await ringWithCurrentKey(space, Number(epoch), password);
    location.reload();
  }
}

customElements.define("key-state", KeyState);
