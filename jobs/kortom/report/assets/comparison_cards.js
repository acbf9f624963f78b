// An article as a card; it opens to the briefs and the sentences that are not the same.

// card: as in the block of cards; number: its place there; article: gives what it opens to.
function showCard(card, number, article, facts) {
  const inside = make("div", { class: "inside", id: `inside-${number}`, hidden: true });
  const toggle = make("button", {
    type: "button",
    class: "toggle",
    "aria-expanded": "false",
    "aria-controls": inside.id,
  }, quote("span", card.headline || card.title || card.id));
  const element = make("article", { class: "card", "aria-labelledby": `head-${number}` },
    make("p", { class: "about" }, quote("code", card.id)),
    make("h3", { id: `head-${number}` }, toggle),
    card.title ? quote("p", card.title, { class: "dutch-title", lang: "nl" }) : null,
    cardChips(card, facts), inside);
  toggle.addEventListener("click", () => {
    const open = toggle.getAttribute("aria-expanded") !== "true";
    if (open && !inside.hasChildNodes()) fillCard(card, article(), inside, facts);
    toggle.setAttribute("aria-expanded", String(open));
    element.classList.toggle("open", open);
    inside.hidden = !open;
  });
  return element;
}

function cardChips(card, facts) {
  const scores = card.scores.map((score, at) => `${facts.labels[at]} ${score.toFixed(1)}`);
  const chips = [
    card.chrf === null ? null : `chrF2 between ${card.chrf.toFixed(1)}`,
    `${card.changed.toLocaleString("en")} of ${plural(card.sentences, "sentence")} changed`,
    card.briefs ? "briefs differ" : "same briefs",
    card.flags ? "flags" : null,
    scores.length ? `to reference: ${scores.join(", ")}` : null,
  ];
  return make("ul", { class: "chips", "aria-label": "In numbers" },
    ...chips.filter(Boolean).map((chip) => make("li", { class: "chip" }, chip)));
}

function fillCard(card, article, inside, facts) {
  inside.append(
    make("h4", {}, "Briefs"),
    showBriefs(article.briefs, facts),
    make("h4", {}, article.changed.length ? "Sentences that changed" : "No sentence changed"),
    make("ol", { class: "changes" }, ...article.changed.map((change) => showChange(change, facts))),
    make("p", { class: "foot" },
      make("a", { href: `#${encodeURIComponent(card.id.toWellFormed())}` },
        "Link to this article")));
}

// Side by side, each against the baseline's.
function showBriefs(briefs, facts) {
  const base = briefs[facts.baseline];
  return make("ul", { class: "briefs" }, ...briefs.map((brief, at) => make("li", {},
    make("p", { class: "system" }, systemName(at, facts), ` · ${plural(brief.words, "word")}`),
    make("h5", {}, changedText(base.headline, brief.headline, "span")),
    brief.text ? changedText(base.text, brief.text, "p") : make("p", {}, "No brief."))));
}

function showChange(change, facts) {
  const base = change.english[facts.baseline];
  const rows = change.english.map((english, at) => make("div", { class: "version" },
    make("dt", {}, systemName(at, facts)),
    make("dd", {},
      at !== facts.baseline && english === base
        ? make("p", { class: "quiet" }, `as ${facts.labels[facts.baseline]}`)
        : changedText(base, english, "p"),
      versionNotes(change, at))));
  if (change.reference !== undefined) {
    rows.push(make("div", { class: "version reference-text" },
      make("dt", {}, "Reference"), make("dd", {}, quote("p", change.reference, { lang: "en" }))));
  }
  return make("li", { class: "change" },
    make("p", { class: "place" }, `Sentence ${change.index}`,
      make("span", { class: "quiet" }, ` · chrF2 between ${change.chrf.toFixed(1)}`)),
    quote("p", change.dutch, { lang: "nl", class: "dutch" }),
    make("dl", { class: "versions" }, ...rows));
}

function versionNotes(change, at) {
  const notes = [];
  const flags = change.flags?.[at] ?? [];
  if (flags.length) notes.push(make("li", { class: "finding" }, flags.map(flagName).join(", ")));
  if (change.scores) {
    notes.push(make("li", {}, `chrF2 to the reference ${change.scores[at].toFixed(1)}`));
  }
  return notes.length ? make("ul", { class: "notes" }, ...notes) : null;
}

function systemName(at, facts) {
  return make("b", { class: "label" }, facts.labels[at],
    at === facts.baseline ? make("span", { class: "quiet" }, " baseline") : null);
}

// A text with the words that another has not, and those of the other that it has not.
function changedText(before, after, tag) {
  const element = make(tag, { dir: "auto", lang: "en" });
  for (const [kind, text] of diffWords(before, after)) {
    const words = text.trimEnd();
    element.append(kind === "same" ? printable(words) : changedWords(kind, words),
      text.slice(words.length));
  }
  if (!after) element.append(make("span", { class: "quiet" }, "(nothing)"));
  return element;
}

function changedWords(kind, words) {
  const [tag, name] = kind === "in" ? ["ins", "added"] : ["del", "left out"];
  return make(tag, {}, unseen(`[${name}: `), printable(words), unseen("]"));
}
