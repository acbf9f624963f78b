// The file that `kortom judge` reads (its form: kortom/judging/files.py).

function exportText(blind, choices, time) {
  const judgements = [];
  blind.articles.forEach(({ article, first }, number) => {
    const choice = choices.get(number);
    if (choice === null) return;
    const shown = { first: blind.systems[first], second: blind.systems[1 - first] };
    judgements.push({ article, choice: shown[choice] ?? choice, shown_first: shown.first });
  });
  const file = {
    schema: 1,
    kind: "kortom-judgements",
    comparison: blind.comparison,
    judge: choices.judge,
    exported: time.toISOString(),
    systems: blind.systems,
    judgements,
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

// Letters and digits of the name alone: safe on every file system.
function exportName(blind, choices) {
  const letters = choices.judge.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
  const judge = [...letters].slice(0, 40).join("").replace(/^-+|-+$/g, "") || "judge";
  return `judgements-${judge}-${blind.comparison.slice(0, 8)}.json`;
}

function download(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
