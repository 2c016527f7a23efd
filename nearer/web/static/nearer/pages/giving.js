// What the pages of giving need beside envelopes.
import { handle } from "../lib/forms.js";
import { post } from "../lib/http.js";
import { say, word } from "../lib/words.js";
import "../elements/answering.js";
import "../elements/photo-tray.js";
import "../elements/sealed-photo.js";

if (document.querySelector("feeling-words")) await import("../elements/feelings.js"); // before the form that fills them
await import("../elements/giving.js");
if (document.querySelector("search-box")) await import("./exchanges.js");

handle(document.querySelector("own-choice form"), async ({ form }) => {
  await post(form.action, new FormData(form));
  say(word("stored"));
});
