/** What a viewer reads, in English. */
import type { Messages } from "./keys.js"

const notNow = "This does not work right now. Please try again later; support can help with “{support}”."

export const en: Messages = {
  AuthorizationDenied:
    "Your TV package does not include this. Choose something else, or ask your TV provider about it.",
  "AuthorizationDenied.parentalControls":
    "Parental controls do not allow this. Change them with your TV provider, or choose something else.",
  "AuthorizationDenied.degradation": "This cannot be played at the moment. Please try again later.",
  TooManyResources: "That was too much at once. Please try again.",
  TemporaryAccessExhausted: "Your free preview is over. Sign in with your TV provider to keep watching.",
  "TemporaryAccessExhausted.resources":
    "You have watched all that your free preview includes. Sign in with your TV provider to keep watching.",
  AuthenticationRequired: "You are not signed in. Sign in with your TV provider.",
  "AuthenticationRequired.profileExpired":
    "You have been signed out, because it has been a while. Please sign in again.",
  "AuthenticationRequired.profileInvalidated":
    "Your TV provider has ended your sign-in. Please sign in again.",
  "AuthenticationRequired.homeBasedAuthentication":
    "You are not on your home network. Sign in with your TV provider to watch here.",
  "AuthenticationRequired.sessionInvalidated":
    "Your TV provider has ended your sign-in. Please sign in again.",
  "AuthenticationRequired.identityNotRecognized":
    "Your TV provider does not recognize your account. Please sign in again.",
  AuthenticationCodeInvalid: "This code is not right. Look at your TV and type it again.",
  AuthenticationCodeExpired: "This code is too old. Get a new code.",
  AuthenticationSuperseded: "A newer code has taken the place of this one. Use the newer code.",
  Throttled: "There is a lot going on right now. Please try again in a moment.",
  PartnerUnavailable: "Your TV provider is not answering. Please try again in a moment.",
  ServerFault: "Something went wrong on our side. Please try again in a moment.",
  Unreachable: "There is no connection. Check your network and try again.",
  "Unreachable.timeout": "The connection is too slow. Check your network and try again.",
  IntegrationUnavailable:
    "This TV provider does not work with this app. Choose another one, or ask for support.",
  InvalidRequest: notNow,
  ConfigurationInvalid: notNow,
  RegistrationRejected: notNow,
  AccessTokenRejected: notNow,
  UnexpectedResponse:
    "The answer made no sense, as on a network that wants you to sign in. Check your network and try again; support can help with “{support}”.",
  ClientClosed: "The app has stopped this. Please start it again.",
  unknown: "Something went wrong. Please try again.",
}
