/** Where Debian's package has it. */
export const chromiumPath = "/usr/bin/chromium"

/** How Chromium is started for tests: without a window, and without calls of its own. */
export const chromiumFlags: ReadonlyArray<string> = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]
