/** A small app for bundlers: it makes a client, and tells the errors of it by both of their classes. */
import { InvalidRequest, makeAdobePass } from "adobe-pass"
import { InvalidRequest as ByTag, isAdobePassError } from "adobe-pass/errors"

const options = {
  environment: "staging",
  serviceProvider: "REF30",
  softwareStatement: "eyJ",
  device: { identifier: "a-device", info: { model: "TV", osName: "webOS" } },
}

const told = () => {
  const pass = makeAdobePass(options)
  if (typeof pass.authenticate !== "function") return "no client"
  try {
    makeAdobePass({ ...options, serviceProvider: "" })
    return "nothing was refused"
  } catch (error) {
    return [isAdobePassError(error), error instanceof InvalidRequest, error instanceof ByTag].join(" ")
  }
}

export const line = `adobe-pass works: ${told()}`
