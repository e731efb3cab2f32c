/** What the methods of the promise face take and give has a name there. */
import type * as Face from "../../src/promise.js"

export interface Named {
  readonly configuration: (options?: Face.ConfigurationRequest) => Promise<Face.Configuration>
  readonly profile: (mvpd: string, options?: Face.ProfileOptions) => Promise<Face.Profile | undefined>
  readonly remembered: (options?: Face.Abortable) => Promise<Face.Selection | undefined>
  readonly authenticate: (request?: Face.AuthenticateRequest) => Promise<Face.Profile>
  readonly authentication: (
    request?: Face.AuthenticationRequest,
  ) => AsyncIterable<
    | ({ readonly _tag: "Prompt" } & Face.Prompt)
    | { readonly _tag: "PollFailed"; readonly error: Face.PollFailure }
    | { readonly _tag: "Profile"; readonly profile: Face.Profile }
  >
  readonly awaitProfile: (request: Face.AwaitProfileRequest) => Promise<Face.Profile>
  readonly partnerSingleSignOn: (request: Face.PartnerSingleSignOnRequest) => Promise<Face.Profile>
  readonly checkCode: (code: string, options?: Face.Abortable) => Promise<Face.CheckedCode>
  readonly resume: (request: Face.ResumeRequest) => Promise<Face.NextAction>
  readonly temporaryAccess: (
    request: Face.TemporaryAccessRequest,
  ) => Promise<Face.TemporaryAccess | undefined>
  readonly preauthorize: (
    request: Face.PreauthorizeRequest,
  ) => Promise<ReadonlyArray<Face.Permit | Face.Deny | Face.Unanswered>>
  readonly authorize: (request: Face.AuthorizeRequest) => Promise<Face.PermitWithToken>
  readonly logout: (request: Face.LogoutRequest) => Promise<ReadonlyArray<Face.LogoutAction | Face.Failed>>
  readonly forDevice: (device: Face.DeviceOptions) => Face.AdobePassClient
}

export const named = (client: Face.AdobePassClient): Named => client

/** And what those are made of. */
export const parts = (
  configuration: Face.Configuration,
  permit: Face.PermitWithToken,
  request: Face.PartnerSingleSignOnRequest,
  options: Face.AdobePassOptions,
): [
  ReadonlyArray<Face.Mvpd>,
  Face.MediaToken,
  (asked: Face.PartnerAuthenticationRequest) => unknown,
  Face.Environment,
  Face.Policies | undefined,
  Face.DeviceInfo | { readonly raw: string } | undefined,
] => [
  configuration.mvpds,
  permit.token,
  request.answer,
  options.environment,
  options.policies,
  options.device.info,
]
