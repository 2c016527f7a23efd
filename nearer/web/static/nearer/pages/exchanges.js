// Search in all that passed between the two.
import { feelingWords } from "../lib/feelings.js";
import { get } from "../lib/http.js";
import { SearchBox } from "../elements/search-box.js";

/**
 * Attribute: src, the addresses of all boxes with spaces between. Each answers {questions: {content: text}, exchanges:
 * [[day, content, boxes, address]]} with a box as [kind, item, author, epoch, revision, box, content]. The address of a
 * row, if it is left out, is the exchange's; the content of a box is its row's.
 */
class SearchExchanges extends SearchBox {
  async collect(texts, progress) {
    const space = this.closest("[data-space]").dataset.space;
    const answers = await Promise.all(this.getAttribute("src").split(" ").map((address) => get(address)));
    const questions = Object.assign({}, ...answers.map((answer) => answer.questions));
    const passed = answers.flatMap((answer) => answer.exchanges);
    const hrefOf = ([day, , , address]) => address ?? `../exchanges/${day}/`;
    for (const row of passed) texts.add({ day: row[0], href: hrefOf(row) }, questions[row[1]]);
    const items = passed.flatMap((row) =>
      row[2].map(([kind, id, author, epoch, revision, box, own]) => ({
        ...{ space, kind, id, author, epoch, revision, box, day: row[0], href: hrefOf(row) },
        content: own ?? (kind === "question" ? "-" : row[1]),
      })),
    );
    return texts.open(items, progress, ({ f, t }) => [feelingWords(f).join(", "), t].filter(Boolean).join(". "));
  }
}

customElements.define("search-box", SearchExchanges);
