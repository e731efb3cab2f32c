/** The page that says what this is. Runs in a browser, and sees nothing outside of the function. */
import type { kit } from "./kit.browser.js"

export const home = ({ byId, say }: ReturnType<typeof kit>) => {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    button.addEventListener("click", () => {
      const text = byId(button.dataset["copy"] ?? "", HTMLElement).textContent ?? ""
      navigator.clipboard.writeText(text).then(
        () => say(byId("status", HTMLElement), "Copied."),
        () =>
          say(
            byId("status", HTMLElement),
            "The browser does not let this page copy; select the text instead.",
          ),
      )
    })
  }
}
