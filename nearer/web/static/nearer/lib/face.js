// Under which name and icon this device has the product on its home screen. The choice is the device's, and neutral.
import { word } from "./words.js";

const ICONS = { nearer: "face-nearer", notes: "face-notes", evenings: "face-evenings" }; // with the words of the lock screen
const KEPT = "nearer-face";
const PLACE = "/-/face/chosen";

/** The name that was chosen here; "nearer" where none was. */
export async function chosen() {
  const found = await globalThis.caches?.match(PLACE, { cacheName: KEPT });
  const name = await found?.text();
  return Object.hasOwn(ICONS, name) ? name : "nearer";
}

/** Choose another. */
export async function choose(name) {
  await (await caches.open(KEPT)).put(PLACE, new Response(name));
  await wear();
}

/** Tell the browser: it reads this when the page is put on the home screen, and now and then afterwards. */
export async function wear() {
  const name = await chosen();
  link("manifest", `/-/face/${name}.webmanifest`);
  link("apple-touch-icon", word(ICONS[name]));
}

function link(rel, href) {
  let element = document.querySelector(`link[rel=${rel}]`);
  if (!element) {
    element = Object.assign(document.createElement("link"), { rel });
    document.head.append(element);
  }
  element.href = href;
}
