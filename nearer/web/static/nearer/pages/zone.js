// Where one is: the zone of this device is one tap away.
const [select, here] = [document.getElementById("zone"), document.getElementById("here")];
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if ([...select.options].some(({ value }) => value === zone)) {
  here.querySelector("span").append(zone.replaceAll("_", " "));
  here.querySelector("button").addEventListener("click", () => (select.value = zone));
  here.hidden = select.value === zone;
}
