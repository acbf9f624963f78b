// Which cards are shown.

// The numbers of the cards that pass all filters of the form, in their order.
function passing(cards, wanted, hasWords) {
  const numbers = [];
  cards.forEach((card, number) => {
    if (passes(card, wanted) && hasWords(wanted.words, number)) numbers.push(number);
  });
  return numbers;
}

function passes(card, wanted) {
  return (
    (!wanted.doubtful || isDoubtful(card)) &&
    (!wanted.flags.length || wanted.flags.some((flag) => Object.hasOwn(card.flags, flag))) &&
    inTime(card.date, wanted.from, wanted.to)
  );
}

function isDoubtful(card) {
  return [card.headline, ...card.brief].some((part) => part.doubts.length > 0);
}

// Dates are ISO dates, or begin so ("2021-12"); what they leave open counts as fitting.
function inTime(date, from, to) {
  if (!from && !to) return true;
  if (!date) return false;
  return (!from || date >= from.slice(0, date.length)) && (!to || date <= to.slice(0, date.length));
}

function readFilters(form) {
  const data = new FormData(form);
  return {
    words: searchWords(data.get("search")),
    flags: data.getAll("flag"),
    from: data.get("from"),
    to: data.get("to"),
    doubtful: data.has("doubtful"),
  };
}

// A checkbox for each flag of the run, with the number of articles that have it.
function flagChoices(cards) {
  const totals = new Map();
  for (const card of cards) {
    for (const flag of Object.keys(card.flags)) totals.set(flag, (totals.get(flag) ?? 0) + 1);
  }
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([flag, count]) =>
    make("label", { class: "choice" },
      make("input", { type: "checkbox", name: "flag", value: flag }),
      make("span", {}, flagName(flag)),
      make("span", { class: "count" }, count.toLocaleString("en"))));
}

function searchedText(card, sentences) {
  const parts = [card.id, card.headline.text, ...card.brief.map((part) => part.text)];
  for (const sentence of sentences) parts.push(sentence.dutch, sentence.english);
  return parts.join("\n");
}
