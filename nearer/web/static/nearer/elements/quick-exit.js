// <quick-exit><a href=neutral-site>: locks, empties the page and puts the neutral site in its place in the history.
// The one request that leaves this origin; the page's referrer policy keeps our address out of it.
import * as seal from "../seal/index.js";

const LONGEST_WAIT = 250; // ms for the keys to go from the disk; the screen is empty at once

export class QuickExit extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      event.preventDefault();
      leave(link.href);
    });
  }
}

async function leave(address) {
  document.body.replaceChildren();
  await Promise.race([seal.lock().catch(() => {}), new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT))]);
  location.replace(address);
}

customElements.define("quick-exit", QuickExit);
