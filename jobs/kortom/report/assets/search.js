// Search over the English and the Dutch of whole articles.

// Letters without case and accents, so that "belgie" finds "België".
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

// A function that tells whether article `index` has all words. textOf: gives its text, which is
// folded at its first use.
function makeSearch(textOf) {
  const folded = [];
  const foldedText = (index) => {
    folded[index] ??= fold(textOf(index));
    return folded[index];
  };
  return (words, index) => words.every((word) => foldedText(index).includes(word));
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
