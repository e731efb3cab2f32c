/** Media tokens, verified where streams are released; with WebCrypto, so in Node and at the edge. */
export * from "./errors.js"
export { Once } from "./Once.js"
export { verifyMediaToken } from "./verifyMediaToken.js"
export type { MediaTokenRequest, VerifiedMediaToken } from "./verifyMediaToken.js"
export { InvalidRequest } from "../domain/InvalidRequest.js"
