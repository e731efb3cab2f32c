/* oxlint-disable no-unused-vars -- the bundles use them, under these names */
/**
 * The names of the web that Effect looks up as it loads, which would fail where one is missing. The bundles see these
 * instead, so that `makeAdobePass` can say what an engine lacks; nothing outside of them does. It stands among the code of a bundle,
 * where short names may be taken.
 */

/** UTF-8 for engines without an encoder: QuickJS, and React Native before 0.74. */
const $TextEncoder = /* @__PURE__ */ (() =>
  globalThis.TextEncoder ||
  class {
    encode(text = "") {
      const whole = text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (one) =>
        one.length === 2 ? one : "\ufffd",
      )
      return Uint8Array.from(globalThis.unescape(encodeURIComponent(whole)), (byte) => byte.charCodeAt(0))
    }
  })()

/** Takes bytes that are no UTF-8 for a character each. */
const $TextDecoder = /* @__PURE__ */ (() =>
  globalThis.TextDecoder ||
  class {
    decode(bytes = []) {
      const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")
      try {
        return decodeURIComponent(globalThis.escape(text))
      } catch {
        return text
      }
    }
  })()

const $console = /* @__PURE__ */ (() => {
  const silent = () => {}
  return globalThis.console || { log: silent, info: silent, warn: silent, error: silent, debug: silent }
})()

const $URL = /* @__PURE__ */ (() =>
  globalThis.URL ||
  function () {
    throw new TypeError("there is no URL")
  })()
