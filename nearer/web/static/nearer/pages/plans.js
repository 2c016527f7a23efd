// Plans of kindness: ideas to begin from, and the list by day, which only the browser can sort.
import "../elements/own-forms.js";
import "../elements/own.js";

const SHOWN = 3;

/** Shows a few ideas at a time; one that is liked goes into the form. */
class IdeaShelf extends HTMLElement {
  connectedCallback() {
    this.at = 0;
    this.addEventListener("click", this);
    this.show();
  }

  get ideas() {
    return [...this.querySelectorAll("li")];
  }

  show() {
    this.ideas.forEach((idea, number) => (idea.hidden = number < this.at || number >= this.at + SHOWN));
  }

  handleEvent(event) {
    const { act, idea } = event.target.closest("button")?.dataset ?? {};
    if (act === "others") {
      this.at = this.at + SHOWN >= this.ideas.length ? 0 : this.at + SHOWN;
      this.show();
      this.querySelector("li:not([hidden]) button").focus();
    }
    if (idea) document.getElementById("writing").begin(idea, event.target.closest("li").querySelector("p").textContent);
  }
}

/** The next day first, then those without a day, then what is done. Sorted anew when one opens or the page was morphed. */
class PlanList extends HTMLElement {
  connectedCallback() {
    this.addEventListener("sealed-text", () => this.sort());
    this.addEventListener("nearer:changed", () => this.sort());
    this.watching = new MutationObserver(() => this.sort());
    this.watching.observe(this, { childList: true, subtree: true });
  }

  disconnectedCallback() {
    this.watching.disconnect();
  }

  sort() {
    const list = this.querySelector("ul");
    if (list.contains(document.activeElement)) return; // never move what one holds
    const place = (row) => {
      const { d, n } = row.querySelector("own-plan").value ?? {};
      return `${n?.done ? 1 : 0}${d || "9999"}`;
    };
    const rows = [...list.children];
    const sorted = rows.toSorted((one, other) => (place(one) < place(other) ? -1 : place(one) > place(other) ? 1 : 0));
    if (sorted.some((row, number) => row !== rows[number])) list.append(...sorted);
  }
}

customElements.define("idea-shelf", IdeaShelf);
customElements.define("plan-list", PlanList);
