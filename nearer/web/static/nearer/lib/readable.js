// A copy as text to read: Markdown, by space and then by day. nearer/sealed/export.py writes the same.
import { word } from "./words.js";

/** Which texts of a kind come first, in the order of reading; else `t` does. No other text is left out. */
const TEXTS = { journal: "qt", aim: "tws", plan: "td", gift: "fwt", guess: "ag", sketch: "ct" };
const PICTURES = ["photo", "snapshot"];
const KINDS = ["answer", "response", "reply", "felt"];

/** The sealed names of the members of all spaces, as items to open. */
export const nameItems = ({ spaces }) => spaces.flatMap(({ members }) => members.map(({ name }) => name).filter(Boolean));

/** `opened` maps an item's id to its opened value, or to undefined where it could not be opened. */
export function markdown(held, opened) {
  const parts = [`# Nearer`, `${held.day}`];
  for (const space of held.spaces) parts.push(...ofSpace(held, space, opened));
  return parts.join("\n\n") + "\n";
}

function ofSpace(held, space, opened) {
  const names = Object.fromEntries(space.members.map(({ member, name }) => [member, name && opened.get(name.id)?.t]));
  const nameOf = (member) => names[member] || word(member === held.member ? "me" : "the-other");
  const mine = held.items.filter((item) => item.space === space.id);
  const parts = [`## ${space.members.map(({ member }) => nameOf(member)).join(" & ")}`];
  const contents = [...new Set(mine.filter(({ kind }) => KINDS.includes(kind)).map(({ content }) => content))];
  for (const content of contents) {
    parts.push(`### ${held.questions[content] ?? opened.get(content)?.t ?? word("own-question")}`);
    const here = mine.filter((item) => item.content === content && KINDS.includes(item.kind));
    here.sort((a, b) => a.day.localeCompare(b.day) || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
    for (const item of here) parts.push(...written(item, nameOf, opened));
  }
  for (const item of mine.filter(({ kind }) => !KINDS.includes(kind))) parts.push(...written(item, nameOf, opened));
  return parts;
}

function written(item, nameOf, opened) {
  const value = opened.get(item.id);
  const head = [`**${nameOf(item.author)}** · ${word(`kind-${item.kind}`)} · ${item.day}`];
  if (item.heading) head.push(`*${item.heading}*`);
  if (!value) return [...head, `*${word("not-opened")}*`];
  const first = [...(TEXTS[item.kind] ?? "t")];
  const names = PICTURES.includes(item.kind) ? first : [...new Set([...first, ...Object.keys(value)])];
  const texts = names.map((name) => value[name]).filter((one) => one && typeof one === "string");
  const text = texts.join("\n") || (value.n?.talked ? word("talked") : "");
  const numbers = Object.entries(value.n ?? {}).filter(([name]) => name !== "talked").map(([name, n]) => `${name}: ${n}`);
  return [...head, ...[text, ...numbers].filter(Boolean).map((line) => line.split("\n").map((part) => `> ${part}`).join("\n"))];
}
