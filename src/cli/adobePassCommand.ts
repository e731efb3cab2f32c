/** The command that has the others. */
import * as Command from "@effect/cli/Command"
import { sandbox } from "./sandboxCommand.js"
import { walk } from "./walkCommand.js"

export const adobePass = Command.make("adobe-pass").pipe(
  Command.withDescription("Adobe Pass Authentication, emulated and walked through."),
  Command.withSubcommands([sandbox, walk]),
)
