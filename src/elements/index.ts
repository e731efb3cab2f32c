/**
 * Two elements for any page: `<adobe-pass-picker>`, where a viewer finds their TV provider, and `<adobe-pass-code>`, where a code is
 * shown to sign in on another screen. Importing this defines them. They speak six languages, look as CSS variables say, and
 * work with a remote control.
 *
 * Variables: `--adobe-pass-background`, `-color`, `-muted`, `-border`, `-surface`, `-accent`, `-on-accent`, `-radius`, `-font`, `-tile`
 * (the least width of a provider) and `-qr` (the side of the QR code).
 */
import { AdobePassCode } from "./code.js"
import { AdobePassPicker } from "./picker.js"

export { AdobePassCode, AdobePassPicker }

declare global {
  interface HTMLElementTagNameMap {
    "adobe-pass-picker": AdobePassPicker
    "adobe-pass-code": AdobePassCode
  }
}

if (typeof customElements === "object") {
  for (const [name, element] of [
    ["adobe-pass-picker", AdobePassPicker],
    ["adobe-pass-code", AdobePassCode],
  ] as const) {
    if (customElements.get(name) === undefined) customElements.define(name, element)
  }
}
