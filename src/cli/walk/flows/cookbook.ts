/** The basic flow, phase by phase: registration, configuration, authentication, preauthorization, authorization, logout. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { AdobePass } from "../../../AdobePass.js"
import { ensure, FlowError } from "../FlowError.js"
import * as say from "../say.js"
import { Stage } from "../Stage.js"
import * as Viewer from "../Viewer.js"
import { isLocked, profile, reason } from "../../output/words.js"
import type { Flow } from "./Flow.js"
import { on, setTopBox } from "./Flow.js"
import { denied, domainName, signIn, watch } from "./steps.js"

const picked = "Cablevision"

export const cookbook: Flow = {
  name: "cookbook",
  about: "a set-top box, from its first start to the viewer's logout",
  devices: 1,
  play: ({ account, interactive, redirectUrl }) =>
    Effect.gen(function* () {
      const pass = yield* AdobePass
      const { admin } = yield* Stage
      const channels = yield* admin.channels
      const nameOf = (resource: string) => channels.find(({ id }) => id === resource)?.name ?? resource

      yield* say.phase(
        "1 Registration and configuration",
        "the first call makes the app a client of Adobe, for good",
      )
      const { mvpds, ...provider } = yield* pass.configuration()
      const pickable = mvpds.filter(({ isTempPass }) => !isTempPass)
      const free = mvpds.length - pickable.length
      yield* say.answer(
        `${provider.name ?? provider.id}: ${pickable.map(({ displayName, id }) => displayName ?? id).join(", ")}; and ${free} for TempPass, not to be picked`,
      )
      const mvpd = pickable.find(({ id }) => id === picked)
      if (mvpd === undefined) return yield* new FlowError({ message: `nobody can pick ${picked}` })
      yield* say.viewer(`picks ${mvpd.displayName ?? mvpd.id}`)

      yield* say.phase("2 Authentication", "the provider asks the viewer who they are, in a browser")
      const before = yield* pass.profiles()
      yield* ensure(before.length === 0, "somebody is signed in on a new device")
      yield* say.answer("nobody yet")
      const found = yield* pass.authenticate({
        mvpd: mvpd.id,
        domainName,
        redirectUrl,
        onCode: signIn({ account, interactive }),
        picked: mvpd,
      })
      yield* ensure(found.mvpd === mvpd.id, `the profile is one of ${found.mvpd}`)
      yield* say.answer(`signed in: ${profile(found)}`)
      yield* say.more(`the provider tells ${Object.keys(found.attributes).join(", ")}`)

      yield* say.phase("3 Preauthorization", "which of the channels to show as unlocked, five to a request")
      const resources = channels.map(({ id }) => id)
      const answers = yield* pass.preauthorize({ mvpd: mvpd.id, resources })
      yield* ensure(answers.length === resources.length, "a channel was asked about and not answered for")
      const unlocked = answers.filter(({ _tag }) => _tag === "Permit")
      const locked = answers.filter(isLocked)
      const others = answers.filter(({ _tag }) => _tag === "Unanswered")
      yield* say.answer(`${unlocked.length} unlocked, ${locked.length} locked, ${others.length} not gated`)
      if (unlocked.length > 0)
        yield* say.permitted(unlocked.map(({ resource }) => nameOf(resource)).join(", "))
      yield* Effect.forEach(locked, ({ error, resource }) =>
        say.refused(`${nameOf(resource)}: ${reason(error)}`),
      )
      if (others.length > 0) {
        yield* say.open(
          `${others.map(({ resource }) => nameOf(resource)).join(", ")}: the provider does not gate it`,
        )
      }

      yield* say.phase("4 Authorization", "asked right before playing, every time")
      const [wanted] = unlocked
      if (wanted !== undefined) {
        yield* watch({ mvpd: mvpd.id, resource: wanted.resource }, nameOf(wanted.resource))
      }
      const [closed] = locked
      if (closed !== undefined) {
        yield* denied(
          pass.authorize({ mvpd: mvpd.id, resource: closed.resource }),
          closed.error._tag,
          `${nameOf(closed.resource)} may not play, for the provider's own reason`,
        )
      }

      yield* say.phase("5 Logout", "because the viewer asked for it; a denial never is a reason")
      const [left] = yield* pass.logout({ mvpd: mvpd.id, redirectUrl })
      yield* ensure(left?._tag === "Logout", `the logout left ${left?._tag ?? "nothing"} to do`)
      if (left?._tag === "Logout") {
        const { origin, pathname } = new URL(left.url)
        yield* say.answer(
          `the profile is gone; left to do: open ${origin}${pathname}?… to sign out at ${picked} too`,
        )
        if (!interactive) yield* Viewer.visit(left.url, redirectUrl)
      }
      yield* ensure(Option.isNone(yield* pass.profile(mvpd.id)), "somebody is signed in after the logout")
      yield* say.answer("nobody any more")
    }).pipe(on(setTopBox)),
}
