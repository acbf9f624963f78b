// What a person chose so far. The browser keeps it under the comparison and the person's name.

const CHOICES = ["first", "second", "tie", "skip"];
const NAME = /^[\p{L}\p{M}\p{N}\p{P}\p{Sm}\p{Sc}\p{Sk} ]+$/u;

// A name as the export can hold it, or null: one line of letters, digits and signs. What Unicode
// counts among other symbols, such as emoji, may be newer than whoever reads the export.
function cleanName(typed) {
  const name = typed.normalize("NFC").replace(/\s+/gu, " ").trim();
  return NAME.test(name) ? name : null;
}

// Equal for two spellings of a name that one person would type.
function person(name) {
  return name.normalize("NFKC").toLowerCase();
}

// Values kept under names, or null where the browser refuses to keep any for this page.
function openStore(comparison) {
  const key = (name) => `kortom-blind:${comparison}:${name}`;
  const store = {
    get: (name) => localStorage.getItem(key(name)),
    set: (name, value) => localStorage.setItem(key(name), value),
  };
  try {
    store.set("", store.get("") ?? "");
    return store;
  } catch {
    return null;
  }
}

// The choices of one person for `count` articles, by their number; null where there is none yet.
// store: may be null; refused: called when a choice could not be kept.
function makeChoices(store, judge, count, refused) {
  const name = `choices:${person(judge)}`;
  let made = readChoices(store, name, count) ?? Array(count).fill(null);
  return {
    judge,
    count,
    get: (number) => made[number],
    set(number, choice) {
      // Another window of this page may have kept some since.
      made = readChoices(store, name, count) ?? made;
      made[number] = choice;
      try {
        store?.set(name, JSON.stringify(made));
      } catch {
        store = null;
        refused();
      }
    },
    judged: () => made.filter((choice) => choice !== null).length,
    // The first article from `number` on, and then from the beginning, that has no choice; or -1.
    open(number) {
      const later = made.indexOf(null, number);
      return later < 0 ? made.indexOf(null) : later;
    },
  };
}

// What is kept, as far as it is what was written; null if it is not.
function readChoices(store, name, count) {
  try {
    const kept = JSON.parse(store.get(name));
    if (!Array.isArray(kept) || kept.length !== count) return null;
    return kept.map((choice) => (CHOICES.includes(choice) ? choice : null));
  } catch {
    return null;
  }
}
