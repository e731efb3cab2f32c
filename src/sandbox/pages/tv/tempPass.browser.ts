/** The screen of those without a provider. */
import type { TempPass, Tv } from "./shared.js"

export const tempPass = ({ attempt, config, pass, screen, setViewer, toCatalogue, toStart, ui }: Tv) => {
  /** Who a promotional TempPass is for. */
  const identity = { email: `${ui.kept("device")}@viewers.invalid` }
  const begin = (tempPass: TempPass): Promise<void> =>
    attempt(
      `Asking for ${tempPass.name}.`,
      async () => {
        const request = {
          mvpd: tempPass.id,
          ...(tempPass.promotional ? { temporaryAccessIdentity: identity } : {}),
        }
        await pass.temporaryAccess(request)
        setViewer({ request, name: tempPass.name, tempPass, answers: new Map() })
        toCatalogue()
      },
      () => begin(tempPass),
    )

  const { button, byId, make, onClick } = ui
  byId("free-list").replaceChildren(
    ...config.tempPasses.map((one, index) =>
      make(
        "li",
        {},
        button(
          make("span", {}, make("strong", {}, one.name), make("span", { class: "soft" }, one.about)),
          () => begin(one),
          index === 0 ? { "data-first": "" } : {},
        ),
      ),
    ),
  )
  onClick("free", () => screen.show("free"))
  onClick("free-back", toStart)
}
