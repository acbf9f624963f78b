// Light or dark: the system's choice, until a person makes one. Runs before the page is painted.

const THEME_KEY = "kortom-theme";

// Storage is refused in some browsers for pages that are files; then a choice lasts for this visit.
function storedTheme() {
  try {
    return localStorage.getItem(THEME_KEY);
  } catch {
    return null;
  }
}

function storeTheme(theme) {
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    return;
  }
}

function currentTheme() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

function applyTheme(theme) {
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
}

applyTheme(storedTheme());

// A press of any button that says it is for the theme, whenever that button comes.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action='theme']");
  if (!button) return;
  const theme = currentTheme() === "dark" ? "light" : "dark";
  applyTheme(theme);
  storeTheme(theme);
  button.setAttribute("aria-pressed", String(theme === "dark"));
});

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-action='theme']")) {
    button.setAttribute("aria-pressed", String(currentTheme() === "dark"));
  }
});
