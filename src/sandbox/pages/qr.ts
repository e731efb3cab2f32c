import * as Effect from "effect/Effect"

/** A QR code as SVG. Fails if the text is too long for one. */
export const qr = (text: string): Effect.Effect<string, unknown> =>
  Effect.tryPromise(async () => {
    const { renderSVG } = await import("uqr")
    return renderSVG(text, { ecc: "M", border: 2 })
  })
