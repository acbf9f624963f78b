// Tables of short texts.

// A number, its interval, or what stands where there is none.
const NUMBER = /^([-+<]?[\d.,]+%?\*?( to [-+]?[\d.,]+)?|-|none|off|)$/;

// table: as in the facts. A table wider than the screen scrolls by itself.
function showTable(table, number) {
  const name = `table-${number}`;
  const numeric = table.columns.map((_, at) =>
    at > 0 && at !== table.verdict && table.rows.every((row) => NUMBER.test(row[at])));
  const head = table.columns.map((column, at) =>
    make(column ? "th" : "td", { scope: column ? "col" : null, class: kindOf(numeric[at]) },
      printable(column)));
  const rows = table.rows.map((row, line) => {
    const cells = row.map((cell, at) => {
      if (at === 0) return make("th", { scope: "row" }, quote("span", cell));
      if (at === table.verdict) return make("td", {}, cell ? verdictChip(cell) : null);
      return showCell(cell, numeric[at], table.intervals[line][at]);
    });
    return make("tr", { class: row[table.verdict] ? "told" : null }, ...cells);
  });
  return make("section", { class: "table" },
    make("h3", { id: name }, printable(table.title)),
    make("div", { class: "scroll", role: "region", tabindex: 0, "aria-labelledby": name },
      make("table", { "aria-labelledby": name },
        make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows))),
    make("div", { class: "notes-beside" },
      ...table.notes.map((note) => quote("p", note, { class: "note" }))));
}

function kindOf(isNumber) {
  return isNumber ? "number" : null;
}

// interval: of a value, undefined for what is none.
function showCell(cell, isNumber, interval) {
  return make("td", { class: kindOf(isNumber) }, quote("span", cell),
    interval === undefined ? null : make("small", {}, printable(interval)));
}

const SIGNS = { better: "▲", worse: "▼", more: "↑", less: "↓" };

// A verdict in a word, with a sign for who looks for them.
function verdictChip(word) {
  return make("span", { class: "verdict", "data-verdict": word },
    make("span", { "aria-hidden": "true" }, `${SIGNS[word]} `), word);
}
