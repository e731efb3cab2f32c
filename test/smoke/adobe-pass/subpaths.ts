/** What a page can import beside the client; compiled, never run. */
import { AdobePassPicker } from "adobe-pass/elements"
import { AuthorizationDenied } from "adobe-pass/errors"
import { viewerMessage } from "adobe-pass/messages"
import { verifyMediaToken } from "adobe-pass/verifier"
import "adobe-pass/global"

export const told = (error: unknown): string | undefined =>
  error instanceof AuthorizationDenied ? viewerMessage(error) : undefined
export const { makeAdobePass } = AdobePass
export { AdobePassPicker, verifyMediaToken }
