/** With `exactOptionalPropertyTypes`, too, what may be left out may be given as undefined. */
import type * as Face from "../../src/promise.js"

export const asked = (client: Face.AdobePassClient, nothing: undefined, signal?: AbortSignal) => [
  client.configuration({ profile: nothing, signal }),
  client.profiles({ signal }),
  client.profile("mvpd", { temporaryAccessIdentity: nothing, signal }),
  client.authenticate({
    mvpd: nothing,
    domainName: nothing,
    redirectUrl: nothing,
    onCode: nothing,
    picked: nothing,
    pollAfterPrompt: nothing,
    signal,
  }),
  client.authentication({ mvpd: nothing, signal }),
  client.awaitProfile({
    code: "",
    notAfter: 0,
    mvpd: nothing,
    picked: nothing,
    onPollFailed: nothing,
    signal,
  }),
  client.partnerSingleSignOn({
    answer: () => nothing,
    partner: nothing,
    domainName: nothing,
    onCode: nothing,
    signal,
  }),
  client.resume({ code: "", mvpd: nothing, signal }),
  client.temporaryAccess({ mvpd: "", temporaryAccessIdentity: nothing, signal }),
  client.preauthorize({ mvpd: "", resources: [], temporaryAccessIdentity: nothing, signal }),
  client.authorize({ mvpd: "", resource: "", temporaryAccessIdentity: nothing, signal }),
  client.logout({ mvpd: nothing, redirectUrl: "", signal }),
  client.endpoints.createSession({ mvpd: nothing, signal }),
]

export const options = (nothing: undefined): Face.AdobePassOptions => ({
  environment: { baseUrl: "", v1BaseUrl: nothing },
  serviceProvider: "",
  softwareStatement: "",
  redirectUri: nothing,
  device: { identifier: "", info: nothing },
  store: nothing,
  policies: nothing,
  fetch: nothing,
  logger: nothing,
  onCall: nothing,
})

export const policies = (nothing: undefined): Face.Policies => ({
  poll: { interval: nothing, afterPrompt: nothing },
  retry: { times: nothing },
  throttle: { requestsPerSecond: nothing, burst: nothing, maxWait: nothing },
  circuit: { failures: nothing, probeEvery: nothing },
  caches: { configuration: { timeToLive: nothing, capacity: nothing }, permits: { capacity: nothing } },
  batching: { resources: nothing, requests: nothing, gather: nothing },
  timeouts: { response: nothing, overall: nothing },
})
