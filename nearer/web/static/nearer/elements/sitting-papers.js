// What is written in a sitting, and which of it is on the page at a step.

/**
 * The field of this step and words that were not sent; and what was given last, or, at the end (`step` is `end`), all.
 * Before the beginning `step` is -1.
 */
export function showPapers(live, step, end) {
  const papers = [...live.querySelectorAll(".paper")];
  const from = ({ dataset }) => Number(dataset.step) + Number(dataset.later ?? 0);
  const isGiven = (paper) => paper.matches(".given");
  const latest = Math.max(-1, ...papers.filter(isGiven).map(from).filter((number) => number <= step));
  for (const paper of papers) {
    if (isGiven(paper)) paper.hidden = step < end && from(paper) !== latest;
    else paper.hidden = Number(paper.dataset.step) !== step && !unsent(paper);
  }
}

/** Words that stand in a form and were never sent, or were changed since. */
const unsent = (paper) =>
  [...paper.querySelectorAll("sealed-form")].some(
    (form) => form.dirty || (!form.hasAttribute("box") && form.fields?.some((field) => field.area?.value)),
  );
