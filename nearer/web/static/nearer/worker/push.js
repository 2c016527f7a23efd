// Part of the service worker: a call comes, and shows. It says the same to everyone, whatever it is for; a second one
// takes the place of the first.
const TAG = "moment";
const LONGEST = 80;
const USUAL = "A moment for you"; // where a push comes without words

addEventListener("push", (event) => {
  const said = event.data?.text() ?? "";
  event.waitUntil(registration.showNotification(said.slice(0, LONGEST) || USUAL, { tag: TAG }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(toToday());
});

/** To the page that is open, as it is, since somebody may be writing there; else to a new one. */
async function toToday() {
  const [open] = await clients.matchAll({ type: "window", includeUncontrolled: true });
  return open ? open.focus() : clients.openWindow("/");
}
