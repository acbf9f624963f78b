// A brief as a card; it opens to the whole article.

// card: as in the block of cards; number: its place there; article: gives its sentences.
function showCard(card, number, article) {
  const inside = make("div", { class: "inside", id: `inside-${number}`, hidden: true });
  const toggle = make("button", {
    type: "button",
    class: "toggle",
    "aria-expanded": "false",
    "aria-controls": inside.id,
  }, briefPart(card.headline, quote("span", card.headline.text || card.id)));
  const brief = showBrief(card);
  const element = make("article", { class: "card", "aria-labelledby": `head-${number}` },
    cardAbout(card), make("h3", { id: `head-${number}` }, toggle), brief, cardFlags(card), inside);
  toggle.addEventListener("click", () => {
    const open = toggle.getAttribute("aria-expanded") !== "true";
    if (open && !inside.hasChildNodes()) fillCard(card, article(), brief, inside);
    toggle.setAttribute("aria-expanded", String(open));
    element.classList.toggle("open", open);
    inside.hidden = !open;
  });
  return element;
}

function cardAbout(card) {
  return make("p", { class: "about" },
    card.date ? quote("time", card.date) : null,
    placeOf(card.origin),
    make("span", {}, plural(card.words, "word")));
}

function showBrief(card) {
  const brief = make("p", { class: "brief", lang: "en" });
  for (const part of card.brief) {
    brief.append(briefPart(part, quote("span", part.text, { class: "part" })), " ");
  }
  if (!card.brief.length) brief.append("No brief: there was no English sentence to choose from.");
  return brief;
}

// The text of a part of the brief, marked if something speaks against it.
function briefPart(part, text) {
  if (!part.doubts.length) return text;
  return make("mark", { class: "doubtful" }, text,
    make("span", { class: "sign", "aria-hidden": "true" }, "?"), unseen(" (doubtful)"));
}

function cardFlags(card) {
  const flags = Object.entries(card.flags);
  if (!flags.length) return null;
  const chips = flags.map(([flag, count]) =>
    make("li", { class: "chip" }, flagName(flag), count > 1 ? ` ×${count}` : null));
  return make("ul", { class: "chips", "aria-label": "Flags" }, ...chips);
}

// What an open card shows, and from the brief the ways to the sentences that it rests on.
function fillCard(card, sentences, brief, inside) {
  const parts = [card.headline, ...card.brief];
  const grid = showReading(sentences, new Set(parts.flatMap((part) => part.rests)));
  const rowOf = (index) => grid.querySelector(`[data-index="${Number(index)}"]`);
  brief.querySelectorAll(".part").forEach((text, at) => {
    linkPart(text, card.brief[at].rests, rowOf);
  });
  inside.append(...showDoubts(parts), grid, make("p", { class: "foot" },
    make("a", { href: `#${encodeURIComponent(card.id.toWellFormed())}` },
      "Link to this article"), " ", quote("code", card.id)));
}

function showDoubts(parts) {
  const doubts = [...new Set(parts.flatMap((part) => part.doubts))];
  if (!doubts.length) return [];
  return [make("section", { class: "doubts" }, make("h4", {}, "What speaks against the brief"),
    make("ul", {}, ...doubts.map((doubt) => quote("li", doubt))))];
}

// Numbers behind a part of the brief that lead to its sentences; hovering the part marks them.
function linkPart(text, rests, rowOf) {
  const light = (on) => () => {
    for (const index of rests) rowOf(index)?.classList.toggle("lit", on);
  };
  const references = make("span", { class: "references" }, ...rests.map((index) => {
    const button = make("button", { type: "button", class: "reference" },
      unseen("Rests on sentence "), String(index));
    button.addEventListener("click", () => rowOf(index)?.querySelector(".english").focus());
    return button;
  }));
  text.after(references);
  for (const element of [text, references]) {
    element.addEventListener("mouseenter", light(true));
    element.addEventListener("mouseleave", light(false));
  }
  references.addEventListener("focusin", light(true));
  references.addEventListener("focusout", light(false));
}
