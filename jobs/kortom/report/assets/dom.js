// Making elements. Text becomes text nodes; nothing here or elsewhere parses markup.

// An element with its attributes (null and false: left out) and children (strings become text).
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

// An element with text that is not ours: its direction is its own and does not reach beyond it.
function quote(tag, text, attributes = {}) {
  return make(tag, { dir: "auto", ...attributes }, printable(text));
}

const UNPRINTABLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

// The text with control characters (but white space) shown as something that does not belong. So are
// those that turn the direction of text: one that is not ended would reach beyond its element.
function printable(text) {
  return String(text).replace(UNPRINTABLE, "\ufffd");
}

// Text for a screen reader alone.
function unseen(text) {
  return make("span", { class: "unseen" }, text);
}

// A place that an article came from: a link if it is an address of the web, else plain text.
function placeOf(origin) {
  const address = webAddress(origin);
  if (address === null) return quote("span", origin, { class: "origin" });
  return quote("a", origin, {
    class: "origin",
    href: address,
    rel: "noopener noreferrer",
    target: "_blank",
  });
}

function webAddress(text) {
  if (!/^https?:\/\/[^\s\u0000-\u001f\u007f]+$/i.test(text)) return null;
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

// "names_lost" as people write it.
function flagName(flag) {
  return printable(flag).replaceAll("_", " ");
}
