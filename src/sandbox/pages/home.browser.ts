/** The page that says what this is. Runs in a browser, and sees nothing outside of the function. */
import type { Kit } from "./kit.browser.js"

export const home = ({ byId, say }: Kit) => {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    button.addEventListener("click", () => {
      const text = byId(button.dataset["copy"] ?? "").textContent ?? ""
      navigator.clipboard.writeText(text).then(
        () => say("status", "Copied."),
        () => say("status", "The browser does not let this page copy; select the text instead."),
      )
    })
  }
}
