// Search over the English and the Dutch of whole articles.

// Letters without case and accents, so that "belgie" finds "België".
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

// A function that tells whether article `index` has all words; its text is folded at its first use.
function makeSearch(cards, article) {
  const folded = [];
  const textOf = (index) => {
    folded[index] ??= fold(searchedText(cards[index], article(index)));
    return folded[index];
  };
  return (words, index) => words.every((word) => textOf(index).includes(word));
}

function searchedText(card, sentences) {
  const parts = [card.id, card.headline.text, ...card.brief.map((part) => part.text)];
  for (const sentence of sentences) parts.push(sentence.dutch, sentence.english);
  return parts.join("\n");
}

function searchWords(query) {
  return fold(query).split(/\s+/).filter(Boolean);
}

// Marks in an element where the words stand, where the browser can do so without new elements.
function markWords(element, words) {
  if (!CSS.highlights) return;
  const found = new Highlight();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (words.length && walker.nextNode()) {
    const text = foldInPlace(walker.currentNode.data);
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        found.add(new StaticRange({
          startContainer: walker.currentNode,
          startOffset: at,
          endContainer: walker.currentNode,
          endOffset: at + word.length,
        }));
      }
    }
  }
  CSS.highlights.set("found", found);
}

// As `fold`, letter by letter, so that places stay the same.
function foldInPlace(text) {
  return text.replace(/[A-Z]|[^\u0000-\u007f]/g, (c) => fold(c)[0] ?? c);
}
