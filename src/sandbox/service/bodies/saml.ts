/**
 * The two SAML messages of partner single sign-on: the request that the service gives out and the response that the
 * partner's framework brings back from the MVPD. Only the sandbox's own responses are accepted: they are signed.
 */
import * as Effect from "effect/Effect"
import { createVerify } from "node:crypto"
import * as Option from "effect/Option"
import { isoDate } from "../../world/clock.js"
import { Exchange } from "../../wire/exchange.js"
import { World } from "../../world/World.js"
import { decodeBase64 } from "../../wire/headers.js"
import { signText } from "../../world/keys/rsa.js"
import { elementContent, elementText, escapeXml, unescapeXml } from "../../wire/xml.js"

const ISSUER = "https://saml.sp.auth.adobe.com"
const attribute = (name: string, xml: string): string | undefined => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(xml)?.[1]
  return value === undefined ? undefined : unescapeXml(value)
}
/** From the first assertion to the end of the last. */
const assertionIn = (xml: string): string | undefined => {
  const start = xml.indexOf("<saml:Assertion ")
  const end = xml.lastIndexOf(END)
  return start < 0 || end < start ? undefined : xml.slice(start, end + END.length)
}
const END = "</saml:Assertion>"

/** Base64 of an AuthnRequest for this MVPD. */
export const authenticationRequest = (mvpd: string): Effect.Effect<string, never, World | Exchange> =>
  Effect.zipWith(World, Exchange, ({ chance }, { now }) => {
    const xml =
      `<?xml version="1.0" encoding="UTF-8"?>` +
      `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"` +
      ` ID="_${chance.hex(32)}" Version="2.0" IssueInstant="${isoDate(now)}" Destination="${escapeXml(mvpd)}">` +
      `<saml:Issuer>${ISSUER}</saml:Issuer></samlp:AuthnRequest>`
    return Buffer.from(xml).toString("base64")
  })

/** The MVPD that a request of `authenticationRequest` is meant for. */
export const requestedMvpd = (request: string): string | undefined =>
  Option.getOrUndefined(
    Option.flatMapNullable(decodeBase64(request), (xml) =>
      xml.includes("<samlp:AuthnRequest ") ? attribute("Destination", xml) : undefined,
    ),
  )

export interface SamlClaims {
  readonly mvpd: string
  readonly username: string
}

const VALIDITY = 5 * 60_000

/** Base64 of what the MVPD answers to a request, by way of the partner's framework. */
export const authenticationResponse = (
  claims: SamlClaims,
  now: number,
): Effect.Effect<string, never, World> =>
  Effect.gen(function* () {
    const { chance, keys } = yield* World
    const assertion =
      `<saml:Assertion ID="_${chance.hex(32)}" Version="2.0" IssueInstant="${isoDate(now)}">` +
      `<saml:Issuer>${escapeXml(claims.mvpd)}</saml:Issuer>` +
      `<saml:Subject><saml:NameID>${escapeXml(claims.username)}</saml:NameID></saml:Subject>` +
      `<saml:Conditions NotOnOrAfter="${now + VALIDITY}"><saml:AudienceRestriction><saml:Audience>${ISSUER}</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
      `</saml:Assertion>`
    const signature = yield* signText(keys.programmer, assertion)
    return Buffer.from(
      `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" Version="2.0">` +
        `<ds:SignatureValue xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${signature}</ds:SignatureValue>${assertion}</samlp:Response>`,
    ).toString("base64")
  })

/** Whom a response signs in at which MVPD, if it is genuine and still good. */
export const readResponse = (
  response: string,
): Effect.Effect<Option.Option<SamlClaims>, never, World | Exchange> =>
  Effect.zipWith(World, Exchange, ({ keys }, { now }) =>
    Option.flatMapNullable(decodeBase64(response), (xml) => {
      const signature = elementContent(xml, "ds:SignatureValue")
      const assertion = assertionIn(xml)
      if (signature === undefined || assertion === undefined) return undefined
      const genuine = createVerify("RSA-SHA256")
        .update(assertion)
        .verify(keys.programmer.publicKey, signature, "base64")
      const mvpd = elementText(assertion, "saml:Issuer")
      const username = elementText(assertion, "saml:NameID")
      const fresh = Number(attribute("NotOnOrAfter", assertion)) > now
      return genuine && fresh && mvpd !== undefined && username !== undefined ? { mvpd, username } : undefined
    }),
  )
