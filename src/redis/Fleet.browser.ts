/** What the script for pages has in place of `Fleet`: there is no Redis. */
import * as Layer from "effect/Layer"
import { InvalidRequest } from "../domain/InvalidRequest.js"
import type * as Fleet from "./Fleet.js"

/** Fails, in words for whoever chose it. */
export const layer: typeof Fleet.layer = () =>
  Layer.fail(
    new InvalidRequest({ parameter: "fleet", message: "fleet: Redis cannot be reached from a web page" }),
  )
