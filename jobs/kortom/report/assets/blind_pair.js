// An article with its two briefs.

function titleOf(article) {
  return article.title === null
    ? make("span", {}, "An article without a title")
    : quote("span", article.title, { lang: "nl" });
}

// text: the element that gets the Dutch; briefs: the two that get the briefs.
function showPair({ paragraphs, briefs }, text, elements) {
  text.replaceChildren(...paragraphs.map(([kind, dutch]) =>
    quote("p", dutch, { lang: "nl", class: kind === "body" ? null : "heading" })));
  if (!paragraphs.length) text.append("The article has no text but its title.");
  text.scrollTop = 0;
  briefs.forEach((brief, at) => elements[at].replaceChildren(...showBrief(brief)));
}

function showBrief({ headline, body }) {
  return [
    headline.trim() ? quote("p", headline, { class: "headline", lang: "en" }) : nothing("headline"),
    body.trim() ? quote("p", body, { class: "body", lang: "en" }) : nothing("text"),
  ];
}

function nothing(what) {
  return make("p", { class: "none" }, `(no ${what})`);
}
