// <sitting-nearness>: a sealed form whose buttons each carry a number; the one that was given is pressed.
import * as seal from "../seal/index.js";
import { SealedForm } from "./sealed.js";

class SittingNearness extends SealedForm {
  async fill() {
    await super.fill();
    const given = seal.state() === "open" ? (await this.present())?.n?.near : undefined;
    for (const button of this.querySelectorAll("[data-number]")) {
      button.setAttribute("aria-pressed", String(button.dataset.number === `near:${given}`));
    }
  }
}

customElements.define("sitting-nearness", SittingNearness);
