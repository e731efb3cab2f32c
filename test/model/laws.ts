/** The laws: what is never to be seen in a history, whatever happened in it. */
import { everyCallEnds, nothingAfterLogout, nothingOutlivesItsScope } from "./laws/calls.js"
import { oneClient, oneTokenRequest } from "./laws/clients.js"
import { authorizeAsks, inOrder, verdictsStay, permitsAreTheViewers } from "./laws/decisions.js"
import type { Law } from "./laws/law.js"
import { noPollAfterTheEnd, noPollIsEarly, noPollIsLate, noPollForAnOldCode } from "./laws/polls.js"
import { secretsStay } from "./laws/secrets.js"
import { withinBucket, sendsAreOwed } from "./laws/sends.js"

/** The sandbox did as the model says. */
const asTheModelSays: Law = ({ model }) => model.surprises

/** By the names that counter-examples and the docs call them. */
export const laws = {
  "one client": oneClient,
  "one token request": oneTokenRequest,
  "no poll is early": noPollIsEarly,
  "no poll is late": noPollIsLate,
  "no poll after the end": noPollAfterTheEnd,
  "no poll for an old code": noPollForAnOldCode,
  "sends are owed": sendsAreOwed,
  "within the bucket": withinBucket,
  "verdicts stay": verdictsStay,
  "permits are the viewer's": permitsAreTheViewers,
  "authorize asks": authorizeAsks,
  "nothing after logout": nothingAfterLogout,
  "every call ends": everyCallEnds,
  "in order": inOrder,
  "nothing outlives its scope": nothingOutlivesItsScope,
  "secrets stay": secretsStay,
  "as the model says": asTheModelSays,
} satisfies Record<string, Law>
