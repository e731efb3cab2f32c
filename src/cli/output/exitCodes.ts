/** What the command ends with, by class of error. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  denied: 3,
  signIn: 4,
  integration: 5,
  throttled: 6,
  service: 7,
  check: 8,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** For help texts. */
export const exitCodesExplained: ReadonlyArray<readonly [code: ExitCode, about: string]> = [
  [exitCodes.done, "Done."],
  [
    exitCodes.failed,
    "Failed for a reason that has no number of its own, such as a port or a state that another sandbox has.",
  ],
  [exitCodes.usage, "Used wrongly: a flag, an argument, a setting."],
  [exitCodes.denied, "Denied: the viewer may not watch, or the TempPass is used up."],
  [exitCodes.signIn, "The viewer must sign in first, or did not in time."],
  [exitCodes.integration, "Refused: registration, token, configuration, MVPD or a parameter."],
  [exitCodes.throttled, "Too many requests: wait."],
  [exitCodes.service, "No answer, or none that makes sense: network, Adobe or the MVPD."],
  [exitCodes.check, "A check found something: doctor, verify, walk, soak."],
  [exitCodes.interrupted, "Ended by Ctrl-C."],
]
