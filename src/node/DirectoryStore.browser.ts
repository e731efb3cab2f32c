/** What bundlers for browsers take in place of `DirectoryStore`: there are no directories. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { InvalidRequest } from "../domain/InvalidRequest.js"
import type * as DirectoryStore from "./DirectoryStore.js"

/** Fails in words for the developer who chose it. */
export const layer: typeof DirectoryStore.layer = () =>
  Layer.unwrapEffect(
    Effect.fail(
      new InvalidRequest({
        parameter: "store.directory",
        message: "store.directory: a directory works on Node alone",
      }),
    ),
  )
