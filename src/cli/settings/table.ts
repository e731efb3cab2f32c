/** Every setting: where the service is, who the app is there, which device speaks, and what logins begin with. */

/** A setting is a flag, a variable of the environment and a field of `adobe-pass.json`, all of one name. */
export interface Setting {
  /** What stands for its value in a help text. */
  readonly value: string
  readonly about: string
  /** It is shown masked, and never written to a report. */
  readonly isSecret?: true
  /** `@FILE` takes it from a file. */
  readonly fromFile?: true
}

export const settings = {
  environment: {
    value: "ENV",
    about: "production, prequal, staging, prequal-staging, sandbox (the one on port 4010), or a URL.",
  },
  serviceProvider: { value: "ID", about: 'The service provider ("requestor"), such as REF30.' },
  softwareStatement: {
    value: "TEXT",
    about: "The software statement from the TVE Dashboard; @FILE reads a file.",
    isSecret: true,
    fromFile: true,
  },
  redirectUri: { value: "URI", about: "Asked for at registration by some software statements." },
  mvpd: {
    value: "ID",
    about: "The TV provider, as `configuration` lists it. Default: that of the last login.",
  },
  domainName: {
    value: "DOMAIN",
    about: "The domain that logins start from. Default: the first of the configuration.",
  },
  redirectUrl: {
    value: "URL",
    about: "Where the browser ends up. Default: a page of this command's own, or https://DOMAIN/.",
  },
  deviceId: {
    value: "TEXT",
    about: "The device's identifier, plain. Default: one that is made once and kept in the store.",
    isSecret: true,
  },
  deviceInfo: {
    value: "JSON",
    about: "What X-Device-Info tells, or its Base64; @FILE reads a file. Default: this machine.",
    fromFile: true,
  },
  forwardedFor: { value: "IP", about: "The device's address (X-Forwarded-For), as servers send it." },
  visitorIdentifier: { value: "TEXT", about: "The Experience Cloud identifier (AP-Visitor-Identifier)." },
  serviceToken: {
    value: "JWS",
    about: "Single sign-on by service token (AD-Service-Token); @FILE reads a file.",
    isSecret: true,
    fromFile: true,
  },
  subjectToken: {
    value: "TOKEN",
    about: "Single sign-on by platform (Adobe-Subject-Token); @FILE reads a file.",
    isSecret: true,
    fromFile: true,
  },
  rokuToken: {
    value: "TOKEN",
    about: "Single sign-on on Roku (X-Roku-Reserved-Roku-Connect-Token); @FILE reads a file.",
    isSecret: true,
    fromFile: true,
  },
  partnerStatus: {
    value: "JSON",
    about: "What the partner's framework says (AP-Partner-Framework-Status); @FILE reads a file.",
    fromFile: true,
  },
  tempPassIdentity: {
    value: "JSON",
    about: "Who asks for promotional TempPass (AP-TempPass-Identity), a text or an object.",
    isSecret: true,
  },
  store: {
    value: "DIR",
    about: "Where credentials, tokens and the login are kept. Default: a folder of this user.",
  },
} as const satisfies Readonly<Record<string, Setting>>

export type SettingName = keyof typeof settings

/** What chooses where settings come from. */
export const selectors = {
  profile: { value: "NAME", about: 'A profile of adobe-pass.json. Default: its "profile".' },
  config: { value: "FILE", about: "Instead of the nearest adobe-pass.json, here or in a folder above." },
} as const satisfies Readonly<Record<string, Setting>>

export type SelectorName = keyof typeof selectors

/** The variable of the environment: `ADOBE_PASS_DOMAIN_NAME` for `domainName`. */
export const variableName = (name: SettingName | SelectorName): string =>
  `ADOBE_PASS_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
