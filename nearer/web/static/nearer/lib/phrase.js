// "Give me five words": fills a new password, and shows it, since nobody can remember what they have not seen.
import { phrase } from "../seal/account.js";
import { show } from "./forms.js";

export function offers(root = document) {
  for (const button of root.querySelectorAll("button[data-offers]")) {
    const input = document.getElementById(button.dataset.offers);
    const eye = root.querySelector(`button[data-shows="${input.id}"]`);
    button.addEventListener("click", async () => {
      input.value = await phrase();
      show(eye, input, true);
    });
  }
}
