/** QR codes; what draws them is loaded when the first is drawn. */
import * as Effect from "effect/Effect"

/** The modules of a QR code, row by row; `true` is dark. A margin of four light modules around it is yours to draw. */
export type QrCode = ReadonlyArray<ReadonlyArray<boolean>>

/** Undefined where the text is too long for a QR code. */
export const qrOf = (text: string): Effect.Effect<QrCode | undefined> =>
  Effect.tryPromise(async (): Promise<QrCode | undefined> => {
    const { encode } = await import("uqr")
    return encode(text, { ecc: "M", border: 0 }).data
  }).pipe(Effect.orElseSucceed(() => undefined))
