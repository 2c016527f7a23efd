// The journal: a page to write on, those that were written, and search in all of them.
import "../elements/own-forms.js";
import "../elements/own.js";
import "../elements/photo-tray.js";
import "../elements/sealed-photo.js";
import { SearchBox } from "../elements/search-box.js";
import { get } from "../lib/http.js";

/** Attribute: src, the address of all boxes. */
class SearchJournal extends SearchBox {
  async collect(texts, progress) {
    const { entries } = await get(this.getAttribute("src"));
    const items = entries.map(([day, space, [kind, id, author, epoch, revision, box]]) => ({
      ...{ space, kind, id, author, epoch, revision, box, day, content: "-" },
      href: `/spaces/${space}/pages/${id}/`,
    }));
    return texts.open(items, progress, ({ q, t }) => [t, q].filter(Boolean).join(" "));
  }
}

customElements.define("search-box", SearchJournal);
