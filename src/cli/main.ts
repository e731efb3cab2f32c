#!/usr/bin/env node
/** The `adobe-pass` command. */
import * as Command from "@effect/cli/Command"
import { run } from "./run.js"
import { sandbox } from "./sandboxCommand.js"
import { walk } from "./walkCommand.js"

run(
  Command.make("adobe-pass").pipe(
    Command.withDescription("Adobe Pass Authentication, emulated and walked through."),
    Command.withSubcommands([sandbox, walk]),
  ),
  "adobe-pass",
)
