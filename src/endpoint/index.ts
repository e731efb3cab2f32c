/** The one list of endpoints, a service each; all that concerns every endpoint is derived from it or checked against it. */
export { RetrieveClientCredentials } from "./dcr/RetrieveClientCredentials.js"
export { RetrieveAccessToken } from "./dcr/RetrieveAccessToken.js"
export * from "./v2.js"
export { InitiateAuthorization } from "./v1/InitiateAuthorization.js"
export { ResetTemporaryPass } from "./management/ResetTemporaryPass.js"
export { ResetPromotionalTemporaryPass } from "./management/ResetPromotionalTemporaryPass.js"
