// What was compared, what came out of it, and the charts.

function showHead(facts, places) {
  const name = facts.configs.length > 3
    ? plural(facts.configs.length, "run")
    : facts.configs.map((config, at) => `${facts.labels[at]} ${config}`).join(", ");
  document.title = printable(`Comparison of ${name}`);
  places.count.textContent = plural(facts.labels.length, "run");
  places.summary.append(...facts.summary.map((line) => quote("li", line)));
  places.inputs.append(...facts.inputs.map((line) => quote("li", line)));
  places.inputs.append(...facts.failures.map(([code, message]) =>
    make("li", {}, make("code", {}, printable(code)), " ", quote("span", message))));
  places.gate.append(
    ...facts.gate.hit.map((line) => gateLine("Gate hit", line, "worse")),
    ...facts.gate.passed.map((line) => gateLine("Gate not hit", line, null)));
  places.gate.hidden = !places.gate.hasChildNodes();
  places.runs.append(...facts.runs.map((table, at) => showTable(table, at)),
    showSignatures(facts));
  places.results.append(...facts.results.map((table, at) =>
    showTable(table, facts.runs.length + at)));
}

function gateLine(name, line, verdict) {
  return make("li", {}, make("b", { "data-verdict": verdict }, name), ": ", quote("span", line));
}

function showSignatures(facts) {
  const entries = [...facts.engines.map(([label, engine]) => [`${label}, engine`, engine]),
    ...facts.signatures];
  const rows = entries.map(([name, value]) =>
    make("div", {}, quote("dt", name), quote("dd", value)));
  return make("details", {}, make("summary", {}, "Engines and signatures of runs and scores"),
    make("dl", { class: "pairs mono" }, ...rows));
}

// titles: of each chart its title and a note; the drawings stand in templates, in the same order.
function showCharts(titles, place) {
  const drawings = document.querySelectorAll("template[data-name='chart']");
  titles.forEach(([title, note], at) => {
    place.append(make("figure", { class: "chart" },
      make("figcaption", {},
        make("h3", {}, printable(title)), make("p", { class: "note" }, printable(note))),
      drawings[at].content.cloneNode(true)));
  });
}
