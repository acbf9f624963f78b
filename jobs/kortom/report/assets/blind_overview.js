// All articles with what was chosen, and the export.

const CHOICE_NAMES = {
  first: "Brief 1",
  second: "Brief 2",
  tie: "Equally good",
  skip: "Skipped",
};

function choiceName(choice) {
  return choice === null ? "No choice yet" : CHOICE_NAMES[choice];
}

// The list's items; go: called with the number of the article that is picked.
function choiceRows(articles, choices, go) {
  return articles.map((article, number) => {
    const choice = choices.get(number);
    const button = make("button", { type: "button", class: "row" },
      make("span", { class: "number" }, `${number + 1}`),
      titleOf(article),
      make("span", { class: choice === null ? "chosen open" : "chosen" }, choiceName(choice)));
    button.addEventListener("click", () => go(number));
    return make("li", {}, button);
  });
}
