#!/usr/bin/env node
/** The `adobe-pass` command. */
import { adobePass } from "./adobePassCommand.js"
import { run } from "./run.js"

run(adobePass, "adobe-pass")
