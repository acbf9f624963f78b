// The page of a comparison, put together.

const facts = readBlock("facts");
const cards = readBlock("cards");
const article = readArticles();
const byId = (id) => document.getElementById(id);
const form = byId("filters");
const list = makeList(byId("cards"), byId("more"), (number) =>
  showCard(cards[number], number, () => article(number), facts));
const hasWords = makeSearch((number) => searchedText(cards[number], article(number)));

function update() {
  const numbers = passing(cards, readFilters(form), hasWords);
  list.show(numbers);
  byId("nothing").hidden = numbers.length > 0;
  byId("outcome").textContent =
    numbers.length === cards.length
      ? plural(cards.length, "article")
      : `${numbers.length.toLocaleString("en")} of ${plural(cards.length, "article")}`;
  markFound();
}

function markFound() {
  markWords(byId("cards"), readFilters(form).words);
}

function clearFilters() {
  form.reset();
  update();
}

showHead(facts, {
  count: byId("count"),
  summary: byId("verdicts"),
  inputs: byId("inputs"),
  gate: byId("gate"),
  runs: byId("runs"),
  results: byId("results"),
});
showCharts(facts.charts, byId("charts"));
countChoices(cards, form);
byId("by-reference").hidden = !cards.some((card) => card.scores.length);
// A browser may fill the form in again when a page is reloaded: what it says holds.
update();
form.addEventListener("input", update);
form.addEventListener("submit", (event) => event.preventDefault());
// Cards that open or are added, by their own listeners, which come first.
byId("/articles").addEventListener("click", markFound);
byId("clear").addEventListener("click", clearFilters);
byId("panel").open = matchMedia("(min-width: 64rem)").matches;
const followLink = () => openLinked(cards, list, clearFilters);
window.addEventListener("hashchange", followLink);
followLink();
