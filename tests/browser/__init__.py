"""Pages in a real browser: headless Chromium, and runs made up for it to show."""
