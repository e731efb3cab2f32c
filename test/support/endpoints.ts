/** Each endpoint as the reference describes it, with values of our own: how it is called, what goes over the wire. */
import * as Effect from "effect/Effect"
import type { Device } from "../../src/domain/Device.js"
import {
  CreateSession,
  InitiateLogout,
  ResetPromotionalTemporaryPass,
  ResetTemporaryPass,
  ResumeSession,
  RetrieveAccessToken,
  RetrieveAuthorizationDecisions,
  RetrieveClientCredentials,
  RetrieveConfiguration,
  RetrievePartnerAuthenticationRequest,
  RetrievePreauthorizationDecisions,
  RetrieveProfileForCode,
  RetrieveProfileForMvpd,
  RetrieveProfileUsingPartnerAuthenticationResponse,
  RetrieveProfiles,
  RetrieveSession,
} from "../../src/endpoint/index.js"
import type { AdobePassError } from "../../src/error/AdobePassError.js"
import type { Endpoint } from "../../src/endpoint/layer.js"
import type { Declared } from "../../src/transport/Endpoint.js"

const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64")

/** A device that has everything a header can tell. */
export const device = {
  identifier: "Wohnzimmergerät 7",
  info: { primaryHardwareType: "TV", model: "Größe 55", osName: "webOS", vendor: "LG" },
  forwardedFor: "203.0.113.9",
  visitorIdentifier: "visitor-0042",
  platformIdentity: { adobeSubjectToken: "subject.jws.value" },
  serviceToken: "service.jws.value",
  partnerStatus: {
    frameworkPermissionInfo: { accessStatus: "granted" },
    frameworkProviderInfo: { id: "cable-map", expirationDate: 1893456000000 },
  },
  userAgent: "AcmeTV/7.1",
} as const satisfies Device.Options

const values = {
  identifier: { "ap-device-identifier": `fingerprint ${base64("Wohnzimmergerät 7")}` },
  info: {
    "x-device-info": base64('{"primaryHardwareType":"TV","model":"Größe 55","vendor":"LG","osName":"webOS"}'),
  },
  platform: { "adobe-subject-token": "subject.jws.value" },
  service: { "ad-service-token": "service.jws.value" },
  partner: {
    "ap-partner-framework-status": base64(
      '{"frameworkPermissionInfo":{"accessStatus":"granted"},"frameworkProviderInfo":{"id":"cable-map","expirationDate":"1893456000000"}}',
    ),
  },
  visitor: { "ap-visitor-identifier": "visitor-0042" },
  tempPass: { "ap-temppass-identity": base64('{"email":"viewer@example.org"}') },
}

/** On every call of {@link device}. */
export const everywhere = {
  accept: "application/json",
  "x-forwarded-for": "203.0.113.9",
  "user-agent": "AcmeTV/7.1",
}

const form = { "content-type": "application/x-www-form-urlencoded" }
const json = { "content-type": "application/json;charset=utf-8" }
const bearer = { authorization: "Bearer a-token" }
const temporaryAccessIdentity = { email: "viewer@example.org" }
export const serviceProvider = "ACME TV"
const mvpd = "Kabel/Süd & Co?#"
const mvpdSegment = "Kabel%2FS%C3%BCd%20%26%20Co%3F%23"

export interface Row {
  readonly name: string
  readonly run: Effect.Effect<unknown, AdobePassError, Endpoint | Device>
  readonly method: "DELETE" | "GET" | "POST"
  readonly target: string
  readonly body: string
  /** Beside those sent {@link everywhere}. */
  readonly headers: Readonly<Record<string, string>>
  /** An answer of the least that it understands. */
  readonly answer: unknown
  readonly status?: number
  /** What a 403 without a code means, where the reference says so. */
  readonly forbidden?: AdobePassError["_tag"]
  /** The errors it declares beside those of any call. */
  readonly declares: ReadonlyArray<AdobePassError["_tag"]>
}

type Declaring<Request> = Effect.Effect<
  (request: Request) => Effect.Effect<unknown, AdobePassError, Device>,
  never,
  Endpoint
> & { readonly declared: Declared }

/** What is expected of one request, beside what the endpoint declares. */
const row = <Request>(
  endpoint: Declaring<Request>,
  request: Request,
  expected: Omit<Row, "name" | "method" | "declares" | "run">,
): Row => ({
  name: endpoint.declared.name,
  method: endpoint.declared.method,
  declares: endpoint.declared.failures.map(({ _tag }) => _tag),
  run: Effect.flatMap(endpoint, (call) => call(request)),
  ...expected,
})

const authorize = { actionName: "authorize", sessionId: "s-1", serviceProvider }

export const rows: ReadonlyArray<Row> = [
  row(
    RetrieveClientCredentials,
    { softwareStatement: "one.two.three", redirectUri: "acme://tv" },
    {
      target: "/o/client/register",
      body: '{"software_statement":"one.two.three","redirect_uri":"acme://tv"}',
      headers: { ...values.info, ...json },
      answer: { client_id: "c-1", client_secret: "hush" },
      status: 201,
    },
  ),
  row(
    RetrieveAccessToken,
    { clientId: "c 1", clientSecret: "hush&more" },
    {
      target: "/o/client/token",
      body: "client_id=c%201&client_secret=hush%26more&grant_type=client_credentials",
      headers: { ...values.info, ...form },
      answer: { access_token: "fresh", created_at: 1800000000000, expires_in: 3600 },
      status: 201,
    },
  ),
  row(
    RetrieveConfiguration,
    { serviceProvider, profile: "tv&film" },
    {
      target: "/api/v2/ACME%20TV/configuration?profile=tv%26film",
      body: "",
      headers: { ...bearer, ...values.identifier, ...values.info },
      answer: { requestor: { id: "ACME TV", mvpds: [] } },
    },
  ),
  row(
    CreateSession,
    {
      serviceProvider,
      mvpd,
      domainName: "acme.example",
      redirectUrl: "https://acme.example/tv?a=1&b=ü",
    },
    {
      target: "/api/v2/ACME%20TV/sessions",
      body: `mvpd=${mvpdSegment}&domainName=acme.example&redirectUrl=https%3A%2F%2Facme.example%2Ftv%3Fa%3D1%26b%3D%C3%BC`,
      headers: {
        ...bearer,
        ...values.identifier,
        ...values.info,
        ...values.platform,
        ...values.service,
        ...values.visitor,
        ...form,
      },
      answer: authorize,
    },
  ),
  row(
    ResumeSession,
    {
      serviceProvider,
      code: "Q7 Z/1",
      mvpd: "Kabel",
      domainName: "acme.example",
      redirectUrl: "acme://tv",
    },
    {
      target: "/api/v2/ACME%20TV/sessions/Q7%20Z%2F1",
      body: "mvpd=Kabel&domainName=acme.example&redirectUrl=acme%3A%2F%2Ftv",
      headers: { ...bearer, ...values.visitor, ...form },
      answer: authorize,
    },
  ),
  row(
    RetrieveSession,
    { serviceProvider, code: "Q7Z1" },
    {
      target: "/api/v2/ACME%20TV/sessions/Q7Z1",
      body: "",
      headers: { ...bearer, ...values.visitor },
      answer: { existingParameters: { serviceProvider } },
    },
  ),
  row(
    RetrieveProfiles,
    { serviceProvider },
    {
      target: "/api/v2/ACME%20TV/profiles",
      body: "",
      headers: {
        ...bearer,
        ...values.identifier,
        ...values.info,
        ...values.platform,
        ...values.service,
        ...values.partner,
        ...values.visitor,
      },
      answer: { profiles: {} },
    },
  ),
  row(
    RetrieveProfileForMvpd,
    { serviceProvider, mvpd, temporaryAccessIdentity },
    {
      target: `/api/v2/ACME%20TV/profiles/${mvpdSegment}`,
      body: "",
      headers: {
        ...bearer,
        ...values.identifier,
        ...values.info,
        ...values.platform,
        ...values.service,
        ...values.partner,
        ...values.tempPass,
        ...values.visitor,
      },
      answer: { profiles: {} },
    },
  ),
  row(
    RetrieveProfileForCode,
    { serviceProvider, code: "Q7Z1", temporaryAccessIdentity },
    {
      target: "/api/v2/ACME%20TV/profiles/code/Q7Z1",
      body: "",
      headers: { ...bearer, ...values.tempPass, ...values.visitor },
      answer: { profiles: {} },
    },
  ),
  row(
    RetrievePreauthorizationDecisions,
    { serviceProvider, mvpd, resources: ["news", 'a "quoted" ü'], temporaryAccessIdentity },
    {
      target: `/api/v2/ACME%20TV/decisions/preauthorize/${mvpdSegment}`,
      body: '{"resources":["news","a \\"quoted\\" ü"]}',
      headers: {
        ...bearer,
        ...values.identifier,
        ...values.info,
        ...values.platform,
        ...values.service,
        ...values.partner,
        ...values.tempPass,
        ...values.visitor,
        ...json,
      },
      answer: { decisions: [] },
    },
  ),
  row(
    RetrieveAuthorizationDecisions,
    { serviceProvider, mvpd, resources: ["news"], temporaryAccessIdentity },
    {
      target: `/api/v2/ACME%20TV/decisions/authorize/${mvpdSegment}`,
      body: '{"resources":["news"]}',
      headers: {
        ...bearer,
        ...values.identifier,
        ...values.info,
        ...values.platform,
        ...values.service,
        ...values.partner,
        ...values.tempPass,
        ...values.visitor,
        ...json,
      },
      answer: { decisions: [] },
    },
  ),
  row(
    InitiateLogout,
    { serviceProvider, mvpd, redirectUrl: "https://acme.example/bye?x=1&y=2" },
    {
      target: `/api/v2/ACME%20TV/logout/${mvpdSegment}?redirectUrl=https%3A%2F%2Facme.example%2Fbye%3Fx%3D1%26y%3D2`,
      body: "",
      headers: {
        ...bearer,
        ...values.identifier,
        ...values.info,
        ...values.platform,
        ...values.service,
        ...values.visitor,
      },
      answer: { logouts: {} },
    },
  ),
  row(
    RetrievePartnerAuthenticationRequest,
    { serviceProvider, partner: "Apple", domainName: "acme.example", redirectUrl: "acme://tv" },
    {
      target: "/api/v2/ACME%20TV/sessions/sso/Apple",
      body: "domainName=acme.example&redirectUrl=acme%3A%2F%2Ftv",
      headers: {
        ...bearer,
        ...values.identifier,
        ...values.info,
        ...values.partner,
        ...values.visitor,
        ...form,
      },
      answer: authorize,
    },
  ),
  row(
    RetrieveProfileUsingPartnerAuthenticationResponse,
    { serviceProvider, partner: "Apple", samlResponse: "PHNhbWw+Zm9v/w==" },
    {
      target: "/api/v2/ACME%20TV/profiles/sso/Apple",
      body: "SAMLResponse=PHNhbWw%2BZm9v%2Fw%3D%3D",
      headers: {
        ...bearer,
        ...values.identifier,
        ...values.info,
        ...values.partner,
        ...values.visitor,
        ...form,
      },
      answer: { profiles: {} },
      status: 201,
    },
  ),
  row(
    ResetTemporaryPass,
    { serviceProvider, mvpd, deviceId: "Box 7&8" },
    {
      target: `/reset-tempass/v3/reset?requestor_id=ACME%20TV&mvpd_id=${mvpdSegment}&device_id=Box%207%268`,
      body: "",
      headers: bearer,
      answer: undefined,
      status: 204,
      forbidden: "AccessTokenRejected",
    },
  ),
  row(
    ResetPromotionalTemporaryPass,
    { serviceProvider, mvpd, key: "f7ee5ec7" },
    {
      target: `/reset-tempass/v3/reset/generic?requestor_id=ACME%20TV&mvpd_id=${mvpdSegment}&key=f7ee5ec7`,
      body: "",
      headers: bearer,
      answer: undefined,
      status: 204,
      forbidden: "AccessTokenRejected",
    },
  ),
]
