// Search in all that was opened between the two.
import { get } from "../lib/http.js";
import { SearchBox } from "../elements/search-box.js";

/** Attribute: src, the address of all boxes. */
class SearchExchanges extends SearchBox {
  async collect(texts, progress) {
    const space = this.closest("[data-space]").dataset.space;
    const { questions, exchanges } = await get(this.getAttribute("src"));
    for (const [day, content] of exchanges) texts.add({ day, href: `${day}/` }, questions[content]);
    const items = exchanges.flatMap(([day, content, given]) =>
      given.map(([kind, id, author, epoch, revision, box]) => ({
        ...{ space, kind, id, author, epoch, revision, box, day, href: `${day}/` },
        content: kind === "question" ? "-" : content,
      })),
    );
    return texts.open(items, progress);
  }
}

customElements.define("search-box", SearchExchanges);
