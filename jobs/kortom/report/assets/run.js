// The page of a run, put together.

const facts = readBlock("facts");
const cards = readBlocks("card");
const article = readArticles();
const byId = (id) => document.getElementById(id);
const form = byId("filters");
const list = makeList(byId("cards"), byId("more"), (number) =>
  showCard(cards[number], number, () => article(number)));
const hasWords = makeSearch((number) => searchedText(cards[number], article(number)));

function update() {
  const numbers = passing(cards, readFilters(form), hasWords);
  list.show(numbers);
  byId("nothing").hidden = numbers.length > 0;
  byId("outcome").textContent =
    numbers.length === cards.length
      ? plural(cards.length, "brief")
      : `${numbers.length.toLocaleString("en")} of ${plural(cards.length, "brief")}`;
  markFound();
}

function markFound() {
  markWords(byId("cards"), readFilters(form).words);
}

function clearFilters() {
  form.reset();
  update();
}

showFacts(facts, {
  title: byId("config"),
  provenance: byId("provenance"),
  counts: byId("counts"),
  details: byId("details"),
});
byId("flags").append(...flagChoices(cards));
byId("by-flag").hidden = !byId("flags").hasChildNodes();
byId("by-date").hidden = !cards.some((card) => card.date);
// A browser may fill the form in again when a page is reloaded: what it says holds.
update();
form.addEventListener("input", update);
form.addEventListener("submit", (event) => event.preventDefault());
// Cards that open or are added, by their own listeners, which come first.
byId("/briefs").addEventListener("click", markFound);
byId("clear").addEventListener("click", clearFilters);
byId("panel").open = matchMedia("(min-width: 64rem)").matches;
const followLink = () => openLinked(cards, list, clearFilters);
window.addEventListener("hashchange", followLink);
followLink();
