/** The laws: what is never to be seen in a history, whatever happened in it. */
import { everyCallEnds, nothingAfterLogout, nothingLeft } from "./laws/calls.js"
import { oneClient, oneTokenRequest } from "./laws/clients.js"
import { authorizeAsks, inOrder, noVerdictChanges, permitsAreOfTheViewer } from "./laws/decisions.js"
import type { Law } from "./laws/law.js"
import { noPollAfterTheEnd, noPollIsEarly, noPollIsLate, noPollOfOldCode } from "./laws/polls.js"
import { secretsAreKept } from "./laws/secrets.js"
import { withinBucket, withinBudgets } from "./laws/sends.js"

/** The sandbox did as the model says. */
const asTheModelSays: Law = ({ model }) => model.surprises

/** By the names that counter-examples and the docs call them. */
export const laws = {
  "one client": oneClient,
  "one token request": oneTokenRequest,
  "no poll is early": noPollIsEarly,
  "no poll is late": noPollIsLate,
  "no poll after the end": noPollAfterTheEnd,
  "no poll for an old code": noPollOfOldCode,
  "sends are owed": withinBudgets,
  "within the bucket": withinBucket,
  "verdicts stay": noVerdictChanges,
  "permits are the viewer's": permitsAreOfTheViewer,
  "authorize asks": authorizeAsks,
  "nothing after logout": nothingAfterLogout,
  "every call ends": everyCallEnds,
  "in order": inOrder,
  "nothing outlives its scope": nothingLeft,
  "secrets stay": secretsAreKept,
  "as the model says": asTheModelSays,
} satisfies Record<string, Law>
