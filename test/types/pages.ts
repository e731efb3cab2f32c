/** The pages' idea of the promise face is the promise face. */
import { makeAdobePass } from "../../src/promise.js"
import type { ClientModule } from "../../src/sandbox/pages/browserClient.js"

export const face: ClientModule = { makeAdobePass }
