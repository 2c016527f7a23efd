// A copy as something to read: one document of plain values, and three ways to write it down. nearer/sealed/readable.py
// does the same; a test compares the two to the byte. Everything is written as text, escaped; nothing is put into a page.
import { word } from "./words.js";

const ASKED = ["answer", "response", "reply", "felt"];
const PICTURES = ["photo", "snapshot"];
/** Where what belongs to no question stands. Photos stand beside what they go with. */
const GROUPS = {
  given: ["gift", "met"],
  letters: ["cover", "letter", "sketch"],
  sessions: ["said", "guess", "aside", "nearness"],
  agreed: ["agreement", "renewal"],
  asked: ["question"],
  own: ["journal", "aim", "plan", "choice", "note"],
};
/** Which texts of a kind come first, in the order of reading; else `t` does. No other text is left out. */
const TEXTS = { journal: "qt", aim: "twsd", plan: "tdi", gift: "fwt", guess: "ag", sketch: "ct" };
/** Texts that need a word before them: kind and field. */
const LABELS = ["aim-w", "aim-s", "aim-d", "plan-d", "plan-i", "guess-a", "guess-g", "sketch-c", "gift-w"];
/** Fields that hold ids; the copy brings the words for them. */
const NAMED = { "gift-f": "feelings", "gift-w": "wishes", "plan-i": "ideas" };
const RULES = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/** The sealed names of the members of all spaces, as items to open. */
export const nameItems = ({ spaces }) => spaces.flatMap(({ members }) => members.map(({ name }) => name).filter(Boolean));

const byText = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const inOrder = (...keys) => (one, other) => keys.reduce((so, key) => so || byText(key(one), key(other)), 0);

/** What a copy says. `values` maps an item's id to its opened value, or to undefined where it could not be opened. */
export function copyOf(held, values) {
  return { day: held.day, lists: held.lists ?? [], spaces: held.spaces.map((space) => ofSpace(held, space, values)) };
}

function ofSpace(held, space, values) {
  const who = new Map();
  for (const { member, name, seat } of space.members) {
    const called = (name && values.get(name.id)?.t) || word(member === held.member ? "me" : "the-other");
    who.set(member, [called, seat ?? 1]);
  }
  const mine = held.items.filter((item) => item.space === space.id);
  const sections = [...ofQuestions(held, mine, values, who), ...ofGroups(held, mine, values, who)];
  return { names: [...who.values()].map(([name]) => name), lists: space.lists ?? [], sections };
}

function ofQuestions(held, mine, values, who) {
  const asked = mine.filter(({ kind }) => ASKED.includes(kind));
  return [...new Set(asked.map(({ content }) => content))].map((content) => {
    const own = values.get(content)?.t || word("own-question");
    const here = asked.filter((item) => item.content === content);
    here.sort(inOrder(({ day }) => day, ({ kind }) => ASKED.indexOf(kind)));
    return { heading: held.questions[content] || own, entries: here.map((item) => entryOf(held, item, values, who)) };
  });
}

function ofGroups(held, mine, values, who) {
  const byId = new Map(mine.map((item) => [item.id, item]));
  const order = Object.values(GROUPS).flat();
  const place = ({ kind }) => (order.includes(kind) ? order.indexOf(kind) : order.length);
  const root = (item) => byId.get(item.content) ?? item;
  const group = (item) => Object.keys(GROUPS).find((name) => GROUPS[name].includes(root(item).kind)) ?? "other";
  const sections = [];
  for (const name of [...Object.keys(GROUPS), "other"]) {
    const here = mine.filter((item) => !ASKED.includes(item.kind) && group(item) === name);
    here.sort(inOrder((one) => root(one).day, (one) => root(one).id, place, ({ id }) => id));
    const entries = here.map((item) => entryOf(held, item, values, who));
    if (here.length) sections.push({ heading: word(`group-${name}`), entries });
  }
  return sections;
}

function entryOf(held, item, values, who) {
  const { kind, day } = item;
  const value = values.get(item.id);
  const [name, seat] = who.get(item.author) ?? [word("the-other"), 2];
  const entry = { who: name, seat, kind, called: word(`kind-${kind}`), day, heading: item.heading ?? "", facts: item.facts ?? [] };
  Object.assign(entry, { texts: textsOf(held, kind, value ?? {}), numbers: [], photo: "", opened: Boolean(value) });
  if (value?.n && typeof value.n === "object") {
    entry.numbers = Object.entries(value.n).filter(([label]) => label !== "talked");
    if (value.n.talked && !entry.texts.length) entry.texts = [["", word("talked")]];
  }
  if (PICTURES.includes(kind) && value) entry.photo = item.id;
  return entry;
}

function textsOf(held, kind, value) {
  const first = [...(TEXTS[kind] ?? "t")];
  const fields = PICTURES.includes(kind) ? first : [...new Set([...first, ...Object.keys(value)])];
  const texts = [];
  for (const field of fields) {
    let text = value[field];
    if (typeof text !== "string" || !text) continue;
    const key = `${kind}-${field}`;
    const known = held.words?.[NAMED[key]];
    if (known) text = text.split(" ").filter(Boolean).map((id) => known[id] ?? id).join(key === "plan-i" ? "\n" : ", ");
    texts.push([LABELS.includes(key) ? word(`field-${key}`) : "", text]);
  }
  return texts;
}

// Each way gives a list of pieces of text; a piece {photo: id} is where the address of a photo comes, as data:.

/** As text. Photos are only named. */
export function markdown(copy) {
  const parts = [`# ${word("copy-title")}`, copy.day, ...listed(copy.lists, "##")];
  for (const space of copy.spaces) {
    parts.push(`## ${space.names.join(" & ")}`, ...listed(space.lists, "###"));
    for (const { heading, entries } of space.sections) parts.push(`### ${line(heading)}`, ...entries.flatMap(paragraphs));
  }
  return [parts.join("\n\n") + "\n"];
}

const line = (text) => text.split("\n").join(" ");

const listed = (lists, marks) =>
  lists.flatMap(({ title, rows }) => [`${marks} ${title}`, rows.map((row) => `- ${row.filter(Boolean).map(line).join(" · ")}`).join("\n")]);

function paragraphs(entry) {
  const parts = [`**${line(entry.who)}** · ${entry.called} · ${entry.day}`];
  if (entry.heading) parts.push(`*${line(entry.heading)}*`);
  if (entry.facts.length) parts.push(entry.facts.map(([label, words]) => `- ${label}: ${line(words)}`).join("\n"));
  if (!entry.opened) parts.push(`*${word("not-opened")}*`);
  for (const [label, text] of entry.texts) {
    parts.push((label ? `${label}: ${text}` : text).split("\n").map((part) => `> ${part}`).join("\n"));
  }
  parts.push(...entry.numbers.map(([label, number]) => `> ${label}: ${number}`));
  if (entry.photo) parts.push(`![${entry.called}](photos/${entry.day}-${entry.photo}.jpg)`);
  return parts;
}

/** For programs. */
export function json(copy) {
  const pieces = JSON.stringify(copy, null, 1).split(/"photo": "([\w-]{22})"/);
  return [...pieces.flatMap((part, number) => (number % 2 ? ['"photo": "', { photo: part }, '"'] : [part])), "\n"];
}

/** One page with everything in it, to look at and to print. It loads nothing and runs nothing. */
export function html(copy, style = "", language = "en") {
  const title = escaped(word("copy-title"));
  const parts = [
    `<!doctype html>\n<html lang="${escaped(language)}">\n<meta charset="utf-8">\n`,
    `<meta http-equiv="Content-Security-Policy" content="${RULES}">\n`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    `<title>${title}</title>\n<style>\n${style}</style>\n<main>\n`,
    `<h1>${title}</h1>\n<p>${escaped(copy.day)}</p>\n`,
    ...htmlLists(copy.lists, "h2"),
  ];
  for (const space of copy.spaces) {
    parts.push(`<h2>${escaped(space.names.join(" & "))}</h2>\n`, ...htmlLists(space.lists, "h3"));
    for (const { heading, entries } of space.sections) {
      parts.push(`<section>\n<h3>${escaped(heading)}</h3>\n`, ...entries.flatMap(article), "</section>\n");
    }
  }
  return [...parts, "</main>\n</html>\n"];
}

function htmlLists(lists, tag) {
  const row = (parts) => `<li>${escaped(parts.filter(Boolean).join(" · "))}</li>\n`;
  return lists.map(({ title, rows }) => `<${tag}>${escaped(title)}</${tag}>\n<ul>\n${rows.map(row).join("")}</ul>\n`);
}

function article(entry) {
  const parts = [`<article class="by-${entry.seat}">\n<header><b>${escaped(entry.who)}</b> · `];
  parts.push(`${escaped(entry.called)} · ${escaped(entry.day)}</header>\n`);
  if (entry.heading) parts.push(`<p><i>${escaped(entry.heading)}</i></p>\n`);
  for (const [label, words] of entry.facts) parts.push(`<p><small>${escaped(label)}: ${escaped(words)}</small></p>\n`);
  if (!entry.opened) parts.push(`<p><i>${escaped(word("not-opened"))}</i></p>\n`);
  for (const [label, text] of entry.texts) {
    parts.push(`<p>${label ? `<small>${escaped(label)}</small> ` : ""}${escaped(text)}</p>\n`);
  }
  for (const [label, number] of entry.numbers) parts.push(`<p>${escaped(label)}: ${escaped(number)}</p>\n`);
  if (entry.photo) {
    const words = entry.texts.map(([, text]) => text).join(" ") || entry.called;
    parts.push(`<p><img alt="${escaped(words)}" src="`, { photo: entry.photo }, '"></p>\n');
  }
  return [...parts, "</article>\n"];
}

/** Text as it may stand in a page, also in an attribute. */
export const escaped = (text) =>
  String(text).replace(/[&<>"']/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[sign]);
