// Before a session: begin it with an id of one's own, and come along where the other begins it.
import { handle } from "../lib/forms.js";
import { postUntilStored } from "../lib/http.js";
import * as seal from "../seal/index.js";

const opened = () => document.querySelector("#live [data-open]");
const before = opened()?.dataset.open;

const forms = new WeakSet();
let beginning = false;

function ready() {
  const form = document.getElementById("begin");
  if (form && !forms.has(form)) {
    forms.add(form);
    const id = seal.newId();
    handle(form, async () => {
      const fields = new URLSearchParams(new FormData(form));
      fields.set("id", id);
      const waiting = (error) => form.querySelector("[role=alert]").replaceChildren(error.message);
      beginning = true;
      try {
        location.assign((await postUntilStored(form.action, fields, waiting)).url);
      } catch (error) {
        beginning = false;
        throw error;
      }
    });
  }
  const now = opened();
  if (now && now.dataset.open !== before && !beginning) location.assign(now.href); // the other has begun
}

document.addEventListener("htmx:after:settle", ready);
ready();
