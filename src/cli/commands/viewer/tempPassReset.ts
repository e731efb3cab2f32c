import * as Effect from "effect/Effect"
import { ResetPromotionalTemporaryPass } from "../../../endpoint/management/ResetPromotionalTemporaryPass.js"
import { ResetTemporaryPass } from "../../../endpoint/management/ResetTemporaryPass.js"
import { command } from "../../command.js"
import { on, text } from "../../flags.js"
import { tell } from "../../output/Output.js"
import { bold, green } from "../../output/style.js"
import { client } from "../../settings/client.js"
import { required } from "../../settings/Settings.js"
import { UsageError } from "../../UsageError.js"

export const tempPassReset = command({
  details:
    "Adobe's management API does it, for a client whose software statement has the scope temporary:passes:owner. A sandbox's own statement has it.",
  examples: [
    ["adobe-pass temp-pass reset --mvpd TempPass_TEST40", "This device can try again."],
    ["adobe-pass temp-pass reset --mvpd TempPass_TEST40 --all", "Every device can."],
    ["adobe-pass temp-pass reset --mvpd flexibleTempPass --key HASH", "One viewer of a promotion can."],
  ],
  arguments: {},
  flags: {
    all: on("For every device, not for this one alone."),
    key: text(
      "HASH",
      "For the viewer of a promotional TempPass by the hash of the identity; all for every viewer.",
    ),
  },
  uses: ["mvpd", "serviceProvider", "deviceId"],
  says: { mvpd: "The TempPass, as `configuration --temp-pass` lists it." },
  run: ({ all, key }) =>
    Effect.gen(function* () {
      const mvpd = yield* required("mvpd")
      const reset = (told: object, whose: string) =>
        tell({ mvpd, ...told }, `${green("✓")} ${bold(mvpd)} can be used anew, by ${whose}.`)
      if (key === undefined) {
        yield* (yield* ResetTemporaryPass)({ mvpd, ...(all && { deviceId: "all" }) })
        return yield* reset({ devices: all ? "all" : "this" }, all ? "every device" : "this device")
      }
      if (all)
        return yield* new UsageError({
          message: "--all is of devices, --key of a viewer: give one of them.",
          next: "--key all is for every viewer.",
        })
      yield* (yield* ResetPromotionalTemporaryPass)({ mvpd, key })
      yield* reset(
        { viewers: key === "all" ? "all" : "one" },
        key === "all" ? "every viewer" : "the viewer of this hash",
      )
    }).pipe(Effect.provide(client)),
})
