// A list of which the beginning is shown, and more when it is asked for.

const PAGE_SIZE = 40;

// element: of the list; more: its button; makeItem: makes the item of a number, once.
function makeList(element, more, makeItem) {
  const made = new Map();
  let numbers = [];
  let shown = 0;
  const item = (number) => {
    if (!made.has(number)) made.set(number, make("li", {}, makeItem(number)));
    return made.get(number);
  };
  const extend = (to) => {
    const until = Math.min(to, numbers.length);
    element.append(...numbers.slice(shown, until).map(item));
    shown = Math.max(shown, until);
    more.hidden = shown >= numbers.length;
  };
  more.addEventListener("click", () => {
    const first = shown;
    extend(shown + PAGE_SIZE);
    // The button goes away or moves: go on with what came.
    element.children[first]?.querySelector("button")?.focus({ preventScroll: true });
  });
  return {
    show(chosen) {
      numbers = chosen;
      shown = 0;
      element.replaceChildren();
      extend(PAGE_SIZE);
    },
    // The item of a number, shown if it is not yet; null if it is not in the list.
    reveal(number) {
      const place = numbers.indexOf(number);
      if (place < 0) return null;
      extend(place + PAGE_SIZE / 4);
      return item(number);
    },
  };
}
