// The screen stays awake while it is wanted, where the browser can do that and the page is seen.
let [wanted, lock] = [false, null]; // lock: the promise of the one that is held or asked for

export const canStayAwake = () => "wakeLock" in navigator;

/** Ask for it, or let go. However often it is asked for, there is one lock. */
export function stayAwake(awake) {
  wanted = awake;
  if (!canStayAwake()) return;
  if (awake && !document.hidden) lock ??= ask();
  else if (!awake) letGo();
}

function ask() {
  const asked = navigator.wakeLock.request("screen");
  const gone = () => {
    if (lock === asked) lock = null;
  };
  asked.then((held) => held.addEventListener("release", gone), gone); // refused: low battery, or the system says no
  return asked;
}

function letGo() {
  lock?.then((held) => held.release()).catch(() => {});
  lock = null;
}

document.addEventListener("visibilitychange", () => wanted && stayAwake(true));
