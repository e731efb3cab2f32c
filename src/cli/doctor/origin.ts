/** Where logins begin and end, against the domains that Adobe knows. */
import type { Configuration } from "../../domain/Configuration.js"
import type { Finding, Outcome } from "./Finding.js"
import { inProduction, ok, problem } from "./Finding.js"

const isLocal = (host: string) => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(host)

/** A domain covers what is below it. */
const covers = (domain: string, host: string) => host === domain || host.endsWith(`.${domain}`)

const judge = (name: string, host: string, domains: ReadonlyArray<string>): ReadonlyArray<Finding> => [
  domains.some((domain) => covers(domain, host))
    ? ok(`${name}: ${host} is one of the domains`)
    : problem(
        `${name}: ${host} is none of ${domains.join(", ") || "no domain at all"}`,
        "Use one of them, or add the domain in the TVE Dashboard.",
      ),
  ...(isLocal(host)
    ? [inProduction(`${name}: ${host} is this machine`, "Use a domain of your own in production.")]
    : []),
]

export const origin = (
  { domains }: Configuration,
  domainName: string | undefined,
  redirectUrl: string | undefined,
): Outcome<void> => {
  const names = domains.map(({ name }) => name)
  const [first] = names
  if (domainName === undefined && first === undefined) {
    return [undefined, [problem("the configuration names no domain", "Add one in the TVE Dashboard.")]]
  }
  const findings = [...judge("domainName", domainName ?? first ?? "", names)]
  if (redirectUrl === undefined) findings.push(ok("redirectUrl: not set, so there is nothing to check"))
  else if (!URL.canParse(redirectUrl)) {
    findings.push(
      problem(`redirectUrl: ${redirectUrl} is no absolute URL`, "Give one, such as https://example.com/."),
    )
  } else {
    const { hostname, protocol } = new URL(redirectUrl)
    findings.push(...judge("redirectUrl", hostname, names))
    if (protocol === "http:") {
      findings.push(inProduction("redirectUrl: it is http, without TLS", "Use https in production."))
    }
  }
  return [undefined, findings]
}
