// Which articles are shown.

// Of a card, by the name of its field in the form.
const CHOICES = {
  changed: (card) => card.changed > 0,
  briefs: (card) => card.briefs,
  flags: (card) => card.flags,
  better: (card) => card.better,
  worse: (card) => card.worse,
};

function readFilters(form) {
  const data = new FormData(form);
  return {
    words: searchWords(data.get("search")),
    choices: Object.keys(CHOICES).filter((name) => data.has(name)),
  };
}

// The numbers of the cards that pass all filters of the form, in their order.
function passing(cards, wanted, hasWords) {
  const numbers = [];
  cards.forEach((card, number) => {
    const chosen = wanted.choices.every((name) => CHOICES[name](card));
    if (chosen && hasWords(wanted.words, number)) numbers.push(number);
  });
  return numbers;
}

// Beside each choice the number of articles that it would show.
function countChoices(cards, form) {
  for (const [name, test] of Object.entries(CHOICES)) {
    const count = cards.filter(test).length;
    form.querySelector(`[name=${name}]`).closest(".choice").append(
      make("span", { class: "count" }, count.toLocaleString("en")));
  }
}

function searchedText(card, article) {
  const parts = [card.id, card.title ?? ""];
  for (const brief of article.briefs) parts.push(brief.headline, brief.text);
  for (const change of article.changed) {
    parts.push(change.dutch, ...change.english, change.reference ?? "");
  }
  return parts.join("\n");
}
