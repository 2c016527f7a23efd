// Letting this device be called, and taking it away again.
import { handle } from "../lib/forms.js";
import { post, sentence } from "../lib/http.js";
import { word } from "../lib/words.js";

const here = document.getElementById("this-device");
const add = document.getElementById("add-device");
const known = document.querySelector("[data-here]");
const chosen = document.getElementById("zone");
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

// The hours are those of the clocks here, unless one said elsewhere where one is.
chosen.value = timeZone ?? "";
if (timeZone && !("said" in chosen.dataset)) document.querySelector("#clocks span").textContent = timeZone.replaceAll("_", " ");

const show = (state) => {
  for (const part of here.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
};

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

/** The worker through which this device is called. Where none could be registered it is never ready: says so. */
async function pushes() {
  const late = new Promise((done) => setTimeout(done, 10_000)); // it is registered only when the page has come to rest
  const registration = await Promise.race([navigator.serviceWorker.ready, late]);
  if (!registration) throw unreached();
  return registration.pushManager;
}

const unreached = () => Object.assign(new Error(word("no-push")), { name: "SealError" });

/** What this device has, or null. One that another key was said for, an older one of this server, counts as none. */
async function subscription() {
  const pushManager = await pushes();
  const found = await pushManager.getSubscription();
  const theirs = found?.options?.applicationServerKey;
  if (!theirs) return found;
  const ours = bytes(add.dataset.key);
  const same = new Uint8Array(theirs).every((byte, index) => byte === ours[index]);
  return same ? found : found.unsubscribe().then(() => null);
}

async function look() {
  if (!("serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis)) return show("never");
  if (Notification.permission === "denied") return show("denied");
  if (Notification.permission === "granted" && known && (await subscription())) return show("on");
  show("off");
}

handle(add, async () => {
  if ((await Notification.requestPermission()) !== "granted") return look();
  const pushManager = await pushes();
  const former = await subscription();
  const made = former ?? (await subscribe(pushManager));
  const { endpoint, keys } = made.toJSON();
  try {
    await post(add.action, { endpoint, p256dh: keys.p256dh, auth: keys.auth, zone: chosen.value });
  } catch (error) {
    await made.unsubscribe(); // the server knows nothing of it
    throw error;
  }
  location.replace("/me/calls/");
});

async function subscribe(pushManager) {
  try {
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(add.dataset.key) });
  } catch (error) {
    if (error.name !== "AbortError" && error.name !== "NotAllowedError") throw error;
    throw unreached();
  }
}

handle(known, async ({ form }) => {
  await (await subscription().catch(() => null))?.unsubscribe();
  form.submit();
});

look().catch((error) => {
  show("off");
  add.querySelector("[role=alert]").append(sentence(error));
});
