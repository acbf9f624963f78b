// The page for judges, put together.

const blind = readBlock("blind");
const article = readArticles();
const byId = (id) => document.getElementById(id);
const views = [byId("start"), byId("judging"), byId("overview")];
const form = byId("who");
const store = openStore(blind.comparison);
const KEYS = {
  1: "first", arrowleft: "first", 2: "second", arrowright: "second", 0: "tie", s: "skip",
};
let choices = null;
let at = 0; // the number of the article that is shown
let exported = true; // whether the latest choice is in an export

function show(view, heading) {
  for (const other of views) other.hidden = other !== view;
  byId("question").classList.toggle("small", view !== byId("start"));
  hideText();
  scrollTo(0, 0);
  heading.focus({ preventScroll: true });
}

function showArticle(number) {
  at = number;
  byId("where").textContent = `Article ${number + 1} of ${choices.count}`;
  byId("bar").max = choices.count;
  byId("bar").value = choices.judged();
  byId("title").replaceChildren(titleOf(blind.articles[number]));
  showPair(article(number), byId("text"), [byId("brief-1"), byId("brief-2")]);
  for (const button of document.querySelectorAll("[data-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.choice === choices.get(number)));
  }
  byId("back").disabled = number === 0;
  show(byId("judging"), byId("title"));
}

function showOverview() {
  const judged = choices.judged();
  const open = choices.count - judged;
  byId("done").textContent = open ? `${judged} of ${choices.count} judged` : "All are judged";
  byId("left").textContent = open
    ? "An export holds what is judged so far. It can be made again later."
    : "Thank you. Export your choices, and send the file to whoever asked you to judge.";
  byId("export").disabled = byId("copy").disabled = judged === 0;
  byId("on").hidden = open === 0;
  byId("exported").textContent = "";
  byId("by-hand").hidden = true;
  byId("list").replaceChildren(...choiceRows(blind.articles, choices, showArticle));
  show(byId("overview"), byId("done"));
}

function goOn(number) {
  const open = choices.open(number);
  if (open < 0) showOverview();
  else showArticle(open);
}

function choose(choice) {
  choices.set(at, choice);
  exported = false;
  const said = choiceName(choice);
  goOn(at + 1);
  byId("said").textContent = `${said}. ${choices.judged()} of ${choices.count} judged.`;
}

function goBack() {
  if (at > 0) showArticle(at - 1);
}

function begin(event) {
  event.preventDefault();
  const judge = cleanName(form.judge.value);
  form.judge.setAttribute("aria-invalid", String(judge === null));
  byId("wrong").textContent = judge === null
    ? "Please give your name, in letters, digits and punctuation: it tells the judges apart." : "";
  if (judge === null) {
    form.judge.focus();
    return;
  }
  choices = makeChoices(store, judge, blind.articles.length, tellUnkept);
  try {
    store?.set("judge", judge);
  } catch {
    tellUnkept();
  }
  goOn(0);
}

function tellUnkept() {
  byId("unkept").textContent = "This browser keeps nothing for this page. Your choices are lost when"
    + " it is closed or loaded again: export them before that.";
  byId("unkept").hidden = false;
  addEventListener("beforeunload", (event) => {
    if (!exported) event.preventDefault();
  });
}

function exportNow() {
  const name = exportName(blind, choices);
  download(name, exportText(blind, choices, new Date()));
  exported = true;
  byId("exported").textContent = `Exported as ${name}: look among this browser's downloads.`;
  byId("by-hand").hidden = false;
}

async function copyNow() {
  const name = exportName(blind, choices);
  try {
    await navigator.clipboard.writeText(exportText(blind, choices, new Date()));
    exported = true;
    byId("exported").textContent = `Copied: paste it into a file named ${name}.`;
  } catch {
    byId("exported").textContent =
      `This browser does not let the page copy. Below is the text for a file named ${name}.`;
  }
  byId("by-hand").hidden = false;
}

// The text names the systems: it is there only while a person wants to see it.
function toggleText() {
  const shown = byId("by-hand").open;
  byId("json").value = shown ? exportText(blind, choices, new Date()) : "";
  if (shown) byId("json").select();
}

function hideText() {
  byId("by-hand").open = false;
  byId("json").value = "";
}

function pressKey(event) {
  if (!form.keys.checked || byId("judging").hidden || event.repeat) return;
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const key = event.key.toLowerCase();
  if (key === "u") goBack();
  else if (Object.hasOwn(KEYS, key)) choose(KEYS[key]);
  else return;
  event.preventDefault();
}

function tellExtent() {
  const extent = [`${plural(blind.articles.length, "article")} to judge.`];
  if (blind.alike) {
    extent.push(`Left out: ${plural(blind.alike, "article")} of which both briefs are the same,`
      + " word for word.");
  }
  byId("extent").textContent = extent.join(" ");
}

document.title = byId("question").textContent;
tellExtent();
if (store === null) tellUnkept();
form.judge.value = store?.get("judge") ?? "";
form.addEventListener("submit", begin);
for (const button of document.querySelectorAll("[data-choice]")) {
  button.addEventListener("click", () => choose(button.dataset.choice));
}
byId("back").addEventListener("click", goBack);
byId("all").addEventListener("click", showOverview);
byId("on").addEventListener("click", () => goOn(0));
byId("export").addEventListener("click", exportNow);
byId("copy").addEventListener("click", copyNow);
byId("by-hand").addEventListener("toggle", toggleText);
document.addEventListener("keydown", pressKey);
