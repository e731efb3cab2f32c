/**
 * Where the sandbox is meant to differ from Adobe's OpenAPI documents: because the pages of the reference, their samples
 * or live servers do, or because somebody asked for a fault. The first that fits is taken.
 */
import type { Deviation } from "./report.js"

const html = { "content-type": /^text\/html(;|$)/ }
const encodedLetter = /%([46][1-9a-f]|[57][0-9a])/i
const answered = (status: number) => () => ({ status })

const sessions = /sessions/
const nullable =
  /^\/device\/(model|applicationId|(hardware|operatingSystem|browser|display)\/(name|vendor|manufacturer)|display\/(version|diagonalSize)|connection\/type)$/

export const deviations: ReadonlyArray<Deviation> = [
  // Faults that a test ordered
  {
    name: "fault: no answer",
    reason: "The connection was to be reset; the log writes status 0.",
    rule: "status",
    at: /^0$/,
    fault: ["reset-before", "reset-after"],
  },
  {
    name: "fault: a gateway's status",
    reason: "Gateways before the service fail in their own ways.",
    rule: "status",
    at: /^50[234]$/,
    fault: ["status"],
    responseHeaders: html,
  },
  {
    name: "fault: a failure at registration",
    reason: "The document stops at 400.",
    rule: "status",
    operation: /\/o\/client\//,
    at: /^500$/,
    fault: ["status"],
    as: answered(400),
  },
  {
    name: "fault: a failure where there is nothing",
    reason: "A fault may be ordered for the paths that the service does not have.",
    rule: "operation",
    at: /^500$/,
    fault: ["status"],
  },
  {
    name: "fault: an error with a status of its own",
    reason: "A published or unheard-of error was to be answered with this status.",
    rule: "status",
    at: /^(?!400$)[4-9]\d\d$/,
    fault: ["error"],
    as: answered(400),
  },
  {
    name: "fault: a page instead of JSON",
    reason: "Captive portals and gateways answer with HTML.",
    rule: "answer media type",
    at: /^text\/html$/,
    fault: ["html"],
  },
  {
    name: "fault: a page at registration",
    reason: "As above, with 200 where the document has 201.",
    rule: "status",
    operation: /\/o\/client\//,
    at: /^200$/,
    fault: ["html"],
    responseHeaders: html,
  },
  {
    name: "fault: another media type",
    reason: "The right body was to come under a wrong name.",
    rule: "answer media type",
    at: /^text\/plain$/,
    fault: ["content-type"],
  },
  {
    name: "fault: JSON that is none",
    reason: "The body was to be truncated or malformed.",
    rule: "answer body",
    message: "is no JSON",
    fault: ["truncated-json", "malformed-json"],
  },
  {
    name: "fault: fields of tomorrow",
    reason: "Every object was to have one more field.",
    rule: "answer body",
    at: /\/somethingNew$/,
    fault: ["unknown-fields"],
  },
  {
    name: "fault: an answer of the test's own",
    reason: "Whatever a test wrote was to be answered, to whatever request.",
    fault: ["answer"],
  },
  {
    name: "an answer by a test's own function",
    reason: "As above; the log has no fault for it.",
    test: /\/sandbox\/answers\.test\.ts$/,
  },

  // Shapes of the reference's pages, where they differ from the documents
  {
    name: "configuration: the sample's shape",
    reason: "The page's sample names device and clientType where the document has platform and sdkType.",
    rule: "answer body",
    operation: /configuration/,
    at: /^\/(device|clientType)$/,
    variant: { configuration: "sample" },
  },
  {
    name: "configuration: the table's shape",
    reason: "The page's table has domains as texts, the MVPDs beside the requestor, errorReporting and time.",
    rule: "answer body",
    operation: /configuration/,
    at: /^\/(device|clientType|errorReporting|mvpds|time|requestor\/domains\/\d+)$/,
    variant: { configuration: "table" },
  },
  {
    name: "session: the address as text",
    reason: "The page's sample has a text where the document has an object of Java's.",
    rule: "answer body",
    at: /^\/device\/connection\/ipAddress$/,
    variant: { ipAddress: "string" },
  },
  {
    name: "session: timestamps as numbers",
    reason: "The page's table has them so, and a switch serves them so.",
    rule: "answer body",
    operation: sessions,
    at: /^\/not(Before|After)$/,
    variant: { timestamps: "numbers" },
  },
  {
    name: "profiles and decisions: timestamps as texts",
    reason: "Some servers send digits in quotes, and a switch serves them so.",
    rule: "answer body",
    operation: /profiles|decisions/,
    at: /\/not(Before|After)$/,
    variant: { timestamps: "strings" },
  },
  {
    name: "profiles: an MVPD with numbers as texts",
    reason: "AdobePass_SMI stands for the integrations that are seen to send digits in quotes.",
    rule: "answer body",
    operation: /profiles/,
    at: /^\/profiles\/AdobePass_SMI\/not(Before|After)$/,
    message: "must be integer",
  },
  {
    name: "an expired token as it was once",
    reason: "The release notes tell of an answer that looked otherwise, and a switch serves it.",
    rule: "answer body",
    at: /^\/error(_description)?$/,
    variant: { expiredToken: "oauth" },
  },
  {
    name: "session: nothing known of the device",
    reason: "The page's samples have null where nothing is known; the document knows no null.",
    rule: "answer body",
    at: nullable,
    message: "must not be null",
  },
  {
    name: "session: a partner's authentication request",
    reason: "The page has it; the document shares one answer among all sessions, without it.",
    rule: "answer body",
    operation: /sessions\/sso/,
    at: /^\/authenticationRequest$/,
  },
  {
    name: "errors: a message of text",
    reason: "Every sample has a text; the document has an object without any fields.",
    rule: "answer body",
    at: /(^|\/error)\/message$/,
    message: "must be object",
  },
  {
    name: "profiles: attributes of any kind",
    reason: "The page has texts, numbers, lists and maps; the document has an object without any fields.",
    rule: "answer body",
    at: /\/attributes\/\w+\/value$/,
    message: "must be object",
  },

  // What requests may leave out or do otherwise
  {
    name: "X-Device-Info left out by a browser",
    reason: "The page on the header has browsers leave it out, as they tell the least in User-Agent.",
    rule: "parameter",
    at: /^header X-Device-Info$/,
    message: "is missing",
    requestHeaders: { "user-agent": /^Mozilla\// },
  },
  {
    name: "X-Device-Info left out by Node",
    reason: "The endpoints' pages recommend it, and have the service go by what it sees where it is missing.",
    rule: "parameter",
    at: /^header X-Device-Info$/,
    message: "is missing",
    requestHeaders: { "user-agent": /^node$/ },
  },
  {
    name: "X-Device-Info left out without a port",
    reason: "As above; requests that these tests hand over have no User-Agent.",
    rule: "parameter",
    at: /^header X-Device-Info$/,
    message: "is missing",
    requestHeaders: { "user-agent": /^$/ },
    test: /\/sandbox\/(?:fetch|msw)\.test\.ts$/,
  },
  {
    name: "registration and token: the headers of the pages",
    reason: "The pages list more headers than the document does.",
    rule: "parameter",
    operation: /\/o\/client\//,
    at: /^header (accept|content-type|user-agent|x-device-info)$/,
    message: "is not declared",
  },
  {
    name: "configuration: the headers of the page",
    reason: "The page has them as optional; the document does not have them.",
    rule: "parameter",
    operation: /configuration/,
    at: /^header (ap-device-identifier|x-device-info)$/,
    message: "is not declared",
  },
  {
    name: "a device that names itself in every call",
    reason: "The sandbox's tests do so with a code too, where the library must not.",
    rule: "parameter",
    operation: /\/\{code\}$/,
    at: /^header (ap-device-identifier|x-device-info)$/,
    message: "is not declared",
    test: /\/test\/sandbox\//,
  },
  {
    name: "redirect_uri may be left out",
    reason: "The page calls it optional.",
    rule: "request body",
    operation: /client\/register/,
    at: /^\/redirect_uri$/,
    message: "is missing",
  },
  {
    name: "the token's parameters in the form",
    reason: "The page and its sample have them in the form, the document in the query; either is taken.",
    rule: "parameter",
    operation: /client\/token/,
    at: /^query (client_id|client_secret|grant_type)$/,
    message: "is missing",
    requestBody: /^(?=.*\bclient_id=.)(?=.*\bclient_secret=.)(?=.*\bgrant_type=.)/,
  },
  {
    name: "the token's form",
    reason: "As above: the document knows no body.",
    rule: "request body",
    operation: /client\/token/,
    message: "is not declared",
    requestHeaders: { "content-type": /^application\/x-www-form-urlencoded(;|$)/ },
    as: ({ path, requestBody }) => ({ path: `${path}?${requestBody}`, requestBody: "" }),
  },
  {
    name: "a partner's session without its parameters",
    reason: "The page has such a session resumed like any other, on a second screen.",
    rule: "request body",
    operation: /sessions\/sso/,
    at: /^\/(domainName|redirectUrl)$/,
    message: "is missing",
  },

  // Statuses
  {
    name: "429 of the throttle",
    reason: "The page on throttling has it for every one of these paths, as the gateway's HTML.",
    rule: "status",
    at: /^429$/,
    responseHeaders: html,
  },
  {
    name: "413 of a body that is too long",
    reason:
      "Any server has a limit, and none is published; the sandbox answers instead of cutting the connection.",
    rule: "status",
    at: /^413$/,
    as: answered(400),
  },
  {
    name: "403 of errors and denials",
    reason: "The list of error codes and the samples of the pages have it; the document stops at 401.",
    rule: "status",
    operation: /\/api\/v2\//,
    at: /^403$/,
    as: answered(400),
  },
  {
    name: "201 for a partner's profile",
    reason: "The page says 201 where a profile is made, and 200 where degradation stands in for it.",
    rule: "status",
    operation: /POST .*profiles\/sso/,
    at: /^201$/,
    as: answered(200),
  },
  {
    name: "registration errors with a body",
    reason: "The pages have JSON with an error; the document only the status.",
    rule: "answer body",
    operation: /\/o\/client\//,
    status: 400,
    message: "is not declared",
  },

  // In a browser
  {
    name: "a redirect without a body",
    reason: "Where to is in the header.",
    rule: "answer body",
    operation: /authenticate/,
    status: 302,
    message: "is missing",
    responseHeaders: { location: /./ },
  },
  {
    name: "a login page at once",
    reason: "At least one MVPD was seen to need no redirect.",
    rule: "answer body",
    operation: /authenticate/,
    status: 200,
    message: "is not declared",
    responseHeaders: html,
  },
  {
    name: "pages for people",
    reason: "The page on authentication has text/html for its errors.",
    rule: "answer media type",
    operation: /authenticate/,
    at: /^text\/html$/,
    status: 400,
  },
  {
    name: "what a browser accepts",
    reason: "Browsers tell with every request; the document has no such header for theirs.",
    rule: "parameter",
    operation: /authenticate/,
    at: /^header accept$/,
    message: "is not declared",
  },

  // What the documents do not have
  {
    name: "V1 authorize",
    reason: "Of REST API V1, for which there is no document.",
    rule: "operation",
    operation: /^GET \/api\/v1\/authorize$/,
    at: /^(200|400|401|403)$/,
  },
  {
    name: "the reset of a TempPass",
    reason: "Of Adobe's management API, for which there is no document.",
    rule: "operation",
    operation: /^DELETE \/reset-tempass\/v3\/reset/,
    at: /^(204|400|401|403)$/,
  },
  {
    name: "the way to the MVPD and back",
    reason: "Pages and redirects behind authenticate and logout, which no application calls by itself.",
    rule: "operation",
    operation: /^(GET|POST) \/(adobe-services|mvpd)\//,
    at: /^(200|302|400)$/,
  },
  {
    name: "a login page that is down",
    reason: "Outage_TV stands for an MVPD whose own page fails.",
    rule: "operation",
    operation: /^GET \/mvpd\/Outage_TV\/login$/,
    at: /^500$/,
  },
  {
    name: "preflight",
    reason: "Browsers ask for leave with OPTIONS.",
    rule: "operation",
    operation: /^OPTIONS /,
    at: /^204$/,
  },
  {
    name: "letters that are percent-encoded",
    reason: "Most servers take it for the letter itself.",
    rule: "operation",
    operation: encodedLetter,
    as: ({ path }) => {
      const [pathname = "", ...query] = path.split("?")
      return { path: [pathname.replace(encodedLetter, decodeURIComponent), ...query].join("?") }
    },
  },
  {
    name: "slashes too many",
    reason: "Doubled slashes and one at the end are forgiven, as most servers do.",
    rule: "operation",
    operation: /\/\/|.\/$/,
    as: ({ path }) => {
      const [pathname = "", ...query] = path.split("?")
      return { path: [pathname.replaceAll(/\/+/g, "/").replace(/\/$/, ""), ...query].join("?") }
    },
  },
]
