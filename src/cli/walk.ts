#!/usr/bin/env node
/** Walks the flows of an app: `npm start`. */
import { run } from "./run.js"
import { walk } from "./walkCommand.js"

run(walk, "npm start --")
