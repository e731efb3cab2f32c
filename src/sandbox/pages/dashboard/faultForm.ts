/** The form that orders a fault: every setting of its kind. */
import { FaultKind, settingsOf } from "../../server/faultKinds.js"
import { escapeHtml } from "../../wire/html.js"
import { errorCodes } from "../../world/errors.js"

/** The settings that only some kinds have; those of every kind are always shown. */
export const settings = Object.fromEntries(FaultKind.literals.map((kind) => [kind, settingsOf(kind)]))

const options = (values: ReadonlyArray<string>) =>
  values.map((value) => `<option value="${escapeHtml(value)}">${escapeHtml(value)}</option>`).join("")

/** A setting of some kinds alone, hidden until one of them is chosen. */
const own = (name: string, label: string, input: string, shape = "half") =>
  `<label class="${shape}" data-setting="${name}" hidden>${label}${input}</label>`

export const faultForm = (endpoints: ReadonlyArray<string>): string =>
  `<form id="fault"><label>Kind<select name="kind" id="fault-kind">${options(FaultKind.literals)}</select></label>
<label>Endpoint<select name="endpoint"><option value="">Whatever comes next</option>${options(endpoints)}</select></label>
${own("status", "Status", '<input name="status" type="number" min="200" max="599" placeholder="as usual">')}
${own("retryAfter", "Retry-After, seconds", '<input name="retryAfter" type="number" min="0" placeholder="none">')}
${own("code", "Code", `<input name="code" list="fault-codes" placeholder="one of tomorrow" autocomplete="off"><datalist id="fault-codes">${options(errorCodes)}</datalist>`, "")}
${own("action", "Action", '<input name="action" placeholder="that of the code" autocomplete="off">')}
${own("details", "Details", '<input name="details" placeholder="none" autocomplete="off">')}
${own("headers", "Headers, one on a line", '<textarea name="headers" rows="2" placeholder="Retry-After: 5"></textarea>', "")}
${own("body", "Body", '<textarea name="body" rows="3" placeholder="{}"></textarea>', "")}
<details class="more"><summary>How often, where, how late</summary><div>
<label class="half">Times<input name="times" type="number" min="1" placeholder="1, or always"></label>
<label class="half">Probability<input name="probability" type="number" min="0" max="1" step="any" placeholder="1"></label>
<label class="half">Delay, ms<input name="delay" type="number" min="0" placeholder="none"></label>
<label class="half">Path<input name="path" placeholder="/api/v2/*/sessions" autocomplete="off"></label>
<label class="half flag"><span><input name="always" type="checkbox"> Always</span></label>
</div></details>
<button class="main" type="submit">Order the fault</button></form>`
