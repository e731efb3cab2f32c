/** Who is there: sessions, profiles, devices, TempPass trials. */
import type { Snapshot } from "../../admin/snapshot.js"
import type { Dashboard } from "./shared.js"

export const state = ({ badge, config, list, mvpdName, row, select, steer, ui, until }: Dashboard) => {
  const { button, make } = ui
  const newest = 20

  /** What a device is called here: enough to tell it from others, too little to be it. */
  const label = (device: string) => `${device.slice(0, Math.min(6, device.length / 2))}…`
  const count = (all: ReadonlyArray<{ readonly device: string }>, device: string, what: string) => {
    const n = all.filter((one) => one.device === device).length
    return `${n} ${what}${n === 1 ? "" : "s"}`
  }

  const sessions = ({ now, sessions }: Snapshot) =>
    list(
      "sessions",
      sessions
        .filter(({ login, notAfter }) => login === "pending" || notAfter > now)
        .slice(-newest)
        .toReversed()
        .map((session) => ({ ...session, isOver: session.notAfter <= now })),
      ({ code, device, isOver, login, mvpd, notAfter, serviceProvider }) => {
        const kind = isOver ? "" : login === "complete" ? "good" : login === "cancelled" ? "bad" : "warn"
        const title = [
          make("code", { class: "big" }, code),
          " ",
          badge(isOver && login === "pending" ? "expired" : login, kind),
        ]
        const about = [
          `${mvpdName(mvpd)}, device ${label(device)}, ${serviceProvider}, code `,
          until(notAfter),
        ]
        if (login === "complete" || isOver) return row(title, about)
        const as = select(
          `Account for ${code}`,
          config.accounts.map(({ username }) => [username, username] as const),
        )
        const at = select(
          `Provider for ${code}`,
          config.mvpds.filter(({ tempPass }) => !tempPass).map(({ id, name }) => [id, name] as const),
        )
        const signIn = () =>
          steer(`Signed in ${as.value} with ${code}.`, "POST", "logins", {
            code,
            username: as.value,
            mvpd: mvpd ?? at.value,
          })
        return row(
          title,
          about,
          ...(mvpd === null ? [at] : []),
          as,
          button("Sign in", signIn, { class: "main", "aria-label": `Sign in with ${code}` }),
        )
      },
    )

  const profiles = ({ profiles }: Snapshot) =>
    list(
      "profiles",
      profiles.slice(-newest).toReversed(),
      ({ device, invalidated, mvpd, notAfter, origin, username }) => {
        const invalidate = () =>
          steer("Profile invalidated.", "POST", "profiles/invalidate", { mvpd, device })
        return row(
          [
            `${username} `,
            ...(invalidated ? [badge("invalidated", "bad")] : []),
            ...(origin === "apple" ? [badge("Apple")] : []),
          ],
          [`${mvpdName(mvpd)}, device ${label(device)}, `, until(notAfter)],
          ...(invalidated
            ? []
            : [button("Invalidate", invalidate, { "aria-label": `Invalidate the profile of ${username}` })]),
        )
      },
    )

  const devices = ({ accessTokens, clients, profiles, sessions }: Snapshot) => {
    const clientOf = new Map<string, string>()
    const logins = [...sessions, ...profiles].toSorted((a, b) => b.notBefore - a.notBefore)
    for (const { clientId, device } of logins) {
      if (clientOf.size === newest) break
      if (!clientOf.has(device)) clientOf.set(device, clientId)
    }
    list(
      "devices",
      Array.from(clientOf, ([device, clientId]) => ({
        device,
        clientId,
        has: `${count(sessions, device, "session")}, ${count(profiles, device, "profile")}`,
        token:
          accessTokens.findLast((token) => token.clientId === clientId && !token.revoked)?.expiresAt ?? null,
        revoked: clients.find(({ id }) => id === clientId)?.revoked === true,
      })),
      ({ clientId, device, has, revoked, token }) =>
        row(
          [make("code", {}, label(device)), " ", ...(revoked ? [badge("client revoked", "bad")] : [])],
          [
            `${has}, ${token === null ? "no access token" : "access token "}`,
            ...(token === null ? [] : [until(token)]),
          ],
          button("Revoke token", () => steer("Token revoked.", "POST", "tokens/revoke", { clientId }), {
            "aria-label": `Revoke token of ${label(device)}`,
          }),
        ),
    )
  }

  const trials = ({ trials }: Snapshot) =>
    list(
      "trials",
      trials.slice(-newest).toReversed(),
      ({ devices, expiresAt, identities, mvpd, serviceProvider, used }) => {
        // of a trial by a device alone no resource is counted
        const usedFor = used.length === 0 ? "" : `used for ${used.length}, `
        const giveBack = () =>
          steer("The trial begins anew.", "POST", "temp-pass/reset", {
            mvpd,
            serviceProvider,
            device: devices[0],
            identity: identities[0],
          })
        return row(
          [mvpdName(mvpd)],
          [`device ${devices.map(label).join(", ")}, ${usedFor}`, until(expiresAt)],
          button("Give back", giveBack, { "aria-label": `Give back the trial of ${mvpdName(mvpd)}` }),
        )
      },
    )

  return (snapshot: Snapshot) => {
    for (const show of [sessions, profiles, devices, trials]) show(snapshot)
  }
}
