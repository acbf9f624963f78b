// Addresses that end in #ID open that article.

function linkedId() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
}

// Opens the card that the address names, whatever is filtered: clear takes the filters away.
function openLinked(cards, list, clear) {
  const number = cards.findIndex((card) => card.id === linkedId());
  if (number < 0) return;
  if (list.reveal(number) === null) clear();
  const toggle = list.reveal(number).querySelector(".toggle");
  if (toggle.getAttribute("aria-expanded") !== "true") toggle.click();
  toggle.scrollIntoView({ block: "start" });
  toggle.focus({ preventScroll: true });
}
