// An article as a grid: Dutch and English side by side, a sentence a row, a paragraph a row group.
// Hovering or focusing a sentence marks its partner by the style sheet: they share a row.

const STATUS_NAMES = {
  passed_through: "not translated: nothing in it to translate",
  not_selected: "not translated: not part of the brief",
  failed: "the translation failed",
};

// sentences: as in the article's block. resting: indices that the brief rests on.
function showReading(sentences, resting) {
  const grid = make("div", { class: "reading", role: "grid", "aria-label": "Dutch and English" });
  grid.append(readingHead());
  let group = null;
  let paragraph = null;
  sentences.forEach((sentence, index) => {
    if (group === null || sentence.paragraph !== paragraph) {
      paragraph = sentence.paragraph;
      group = make("div", { role: "rowgroup", class: `paragraph ${groupKind(sentence)}` });
      grid.append(group);
    }
    group.append(readingRow(sentence, index, resting.has(index)));
  });
  grid.querySelector("[role=gridcell]")?.setAttribute("tabindex", "0");
  grid.addEventListener("keydown", moveInGrid);
  grid.addEventListener("focusin", (event) => keepTabStop(grid, event.target));
  return grid;
}

function groupKind(sentence) {
  return sentence.kind === "body" ? "" : "heading";
}

function readingHead() {
  const names = ["Sentence", "Dutch", "English"];
  const cells = names.map((name, at) =>
    make("div", { role: "columnheader", class: at ? "side" : "number" },
      at ? name : unseen(name)));
  return make("div", { role: "rowgroup", class: "sides" },
    make("div", { role: "row", class: "pair" }, ...cells));
}

function readingRow(sentence, index, rests) {
  const flags = sentence.flags ?? [];
  const state = [rests ? "rests" : "", flags.length ? "flagged" : ""].join(" ");
  return make("div", { role: "row", class: `pair ${state}`, "data-index": index },
    make("div", { role: "rowheader", class: "number" },
      String(index), rests ? make("span", { class: "tag" }, "brief") : null),
    make("div", { role: "gridcell", class: "side dutch", tabindex: -1 },
      quote("p", sentence.dutch, { lang: "nl" })),
    make("div", { role: "gridcell", class: "side english", tabindex: -1 },
      sentence.english ? quote("p", sentence.english) : null,
      ...notes(sentence, flags)));
}

// What is to be said of a sentence: its findings, how it was decoded, the terms in it.
function notes(sentence, flags) {
  const lines = [];
  if (sentence.status) {
    const name = STATUS_NAMES[sentence.status] ?? sentence.status;
    lines.push(make("li", { class: "quiet" }, printable(name)));
  }
  for (const flag of flags) lines.push(flagNote(flag, sentence.findings ?? []));
  if (sentence.attempts) lines.push(attemptsNote(sentence.attempts));
  if (sentence.terms) lines.push(termsNote(sentence.terms));
  if (sentence.units) {
    lines.push(make("li", { class: "quiet" }, `translated in ${plural(sentence.units, "part")}`));
  }
  return lines.length ? [make("ul", { class: "notes" }, ...lines)] : [];
}

function flagNote(flag, findings) {
  const told = findings.filter(([check]) => check === flag).map(([, detail]) => detail);
  return make("li", { class: "finding" },
    make("b", {}, flagName(flag)), told.length ? " " : null,
    told.length ? quote("span", told.join("; ")) : null);
}

function attemptsNote(attempts) {
  const told = attempts.map(([policy, flags, taken]) => {
    const outcome = flags.length ? flags.map(flagName).join(", ") : "nothing found";
    return `${printable(policy)} (${outcome})${taken ? ", taken" : ""}`;
  });
  return make("li", { class: "quiet" }, `decoded ${plural(attempts.length, "time")}: `,
    told.join("; "));
}

function termsNote(terms) {
  const told = terms.flatMap(([source, target, status], at) => [
    at ? "; " : "", quote("span", source, { lang: "nl" }), " → ", quote("span", target),
    ` (${printable(status)})`,
  ]);
  return make("li", { class: terms.some(([, , status]) => status === "missed") ? "" : "quiet" },
    "terms: ", ...told);
}

// One cell of the grid is a tab stop; arrows, Home and End go to the others.
function moveInGrid(event) {
  const cell = event.target.closest("[role=gridcell]");
  if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
  const rows = [...event.currentTarget.querySelectorAll(".pair[data-index]")];
  const row = rows.indexOf(cell.parentElement);
  const side = cell.classList.contains("english") ? 1 : 0;
  const goals = {
    ArrowUp: [row - 1, side],
    ArrowDown: [row + 1, side],
    ArrowLeft: [row, 0],
    ArrowRight: [row, 1],
    Home: [0, side],
    End: [rows.length - 1, side],
  };
  if (!Object.hasOwn(goals, event.key)) return;
  const [toRow, toSide] = goals[event.key];
  event.preventDefault();
  rows[toRow]?.querySelectorAll("[role=gridcell]")[toSide].focus();
}

function keepTabStop(grid, cell) {
  if (cell.getAttribute("role") !== "gridcell") return;
  for (const other of grid.querySelectorAll("[role=gridcell][tabindex='0']")) {
    other.setAttribute("tabindex", "-1");
  }
  cell.setAttribute("tabindex", "0");
}
