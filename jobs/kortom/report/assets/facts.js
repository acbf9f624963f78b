// The head of the page: what ran, on what, with what result.

const WIDE = 60; // characters of a value that gets a line of its own

function showFacts(facts, head) {
  document.title = printable(`Briefs of ${facts.config}, ${facts.started.slice(0, 10)}`);
  head.title.replaceChildren(quote("span", facts.config));
  head.provenance.append("Machine-translated by ", quote("b", facts.model));
  if (facts.summariser) {
    head.provenance.append(" · briefs written by ", quote("b", facts.summariser));
  }
  head.provenance.append(" on ", quote("time", facts.started.slice(0, 10)));
  if (facts.description) head.provenance.after(quote("p", facts.description, { class: "lede" }));
  head.counts.replaceChildren(...counts(facts).map(([name, value]) => fact(name, value)));
  head.details.replaceChildren(...details(facts));
}

function counts(facts) {
  const number = (value) => value.toLocaleString("en");
  return [
    ["articles", number(facts.counts.articles)],
    ["briefs", number(facts.counts.briefs)],
    ["flagged", number(facts.counts.flagged)],
    ["failed", number(facts.counts.failed)],
    ["sentences", number(facts.counts.sentences)],
    ["words of Dutch", number(facts.counts.source_words)],
    ["words of brief", number(facts.counts.brief_words)],
  ];
}

function fact(name, value) {
  return make("div", {}, make("dt", {}, name), make("dd", {}, value));
}

function details(facts) {
  const parts = [
    ["Run", facts.run],
    ["Started", `${facts.started.replace("T", " ").slice(0, 16)} UTC`],
    ["Took", `${facts.seconds.toLocaleString("en", { maximumFractionDigits: 1 })} s`],
    ["Signature", facts.signature],
    ["Engine", facts.engine],
    ["Glossary", facts.glossary],
    ["kortom", facts.kortom],
    ["Decoded again", tally(facts.retries)],
    ["Glossary terms", tally(facts.terms)],
    ["Overridden", facts.overrides.join(", ")],
    ["Not complete", facts.incomplete.join("; ")],
  ].filter(([, value]) => value);
  return [
    folded("About this run", pairs(parts)),
    folded("Settings", pairs(Object.entries(facts.settings), "mono")),
    facts.failures.length
      ? folded(`${plural(facts.failures.length, "article")} failed`, failures(facts.failures))
      : null,
  ].filter((part) => part !== null);
}

function tally(numbers) {
  return Object.entries(numbers).map(([name, count]) => `${name} ${count}`).join(", ");
}

function folded(name, content) {
  return make("details", {}, make("summary", {}, name), content);
}

function pairs(entries, kind = "") {
  const list = make("dl", { class: `pairs ${kind}` });
  for (const [name, value] of entries) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const width = text.length > WIDE ? "wide" : null;
    list.append(make("div", { class: width }, quote("dt", name), quote("dd", text)));
  }
  return list;
}

function failures(items) {
  const rows = items.map((item) =>
    make("li", {}, make("code", {}, printable(item.code)), " ", quote("span", item.message)));
  return make("ul", { class: "failures" }, ...rows);
}
