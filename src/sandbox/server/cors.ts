/**
 * Cross-origin headers. The methods and the exposed headers are those of the sample answer in the reference; its
 * allowed headers stop at V1's, so those that V2 lists are added, for a browser could not call V2 otherwise.
 */
const allowedHeaders = [
  "ap_11",
  "ap_42",
  "ap_z",
  "ap_19",
  "ap_21",
  "ap_23",
  "authorization",
  "content-type",
  "pass_sfp",
  "AP-Session-Identifier",
  "AP-Device-Identifier",
  "AP-SDK-Identifier",
  "X-Device-Info",
  "AP-TempPass-Identity",
  "AP-Visitor-Identifier",
  "AP-Partner-Framework-Status",
  "AD-Service-Token",
  "Adobe-Subject-Token",
  "X-Roku-Reserved-Roku-Connect-Token",
]

const always = {
  "access-control-allow-credentials": "true",
  "access-control-allow-methods": "POST,GET,OPTIONS,DELETE",
  "access-control-allow-headers": allowedHeaders.join(","),
  "access-control-expose-headers": "pass_sfp,Authzf-Error-Code,Authzf-Sub-Error-Code,Authzf-Error-Details",
}

export const corsHeaders = (origin: string | undefined): Readonly<Record<string, string>> =>
  origin === undefined ? always : { ...always, "access-control-allow-origin": origin, vary: "Origin" }
