/** A small app on the hooks: pick a TV provider, sign in with a code, see what is locked and why, play, sign out. */
import type { Mvpd } from "adobe-pass"
import { makeAdobePass } from "adobe-pass"
import { viewerMessage } from "adobe-pass/messages"
import { AdobePassProvider, useAdobePass, useCatalogue, useLogin, usePlay, useViewer } from "adobe-pass/react"
import { useEffect, useState } from "react"
import { createRoot } from "react-dom/client"

const channels = ["newsline", "weather", "cinema1"]

const Alert = ({ error }: { readonly error: unknown }) => <p role="alert">{viewerMessage(error)}</p>

const Channels = () => {
  const { error, locks } = useCatalogue(channels)
  const { play, playback } = usePlay()
  return (
    <>
      <ul>
        {channels.map((channel) => {
          const lock = locks[channel]
          return (
            <li key={channel}>
              <button onClick={() => play(channel)}>{channel}</button>
              {lock?._tag === "Deny" && <em> locked: {viewerMessage(lock.error)}</em>}
            </li>
          )
        })}
      </ul>
      {error !== undefined && <Alert error={error} />}
      {/* a real app hands playback.permit.token to the server of its streams */}
      {playback.state === "playing" && <output>Playing {playback.resource}</output>}
      {playback.state === "failed" && <Alert error={playback.error} />}
    </>
  )
}

/** The configuration is asked for when the viewer must pick, and not before. A TempPass is for the app itself to use. */
const Picker = ({ onPick }: { readonly onPick: (mvpd: Mvpd) => void }) => {
  const pass = useAdobePass()
  const [mvpds, setMvpds] = useState<ReadonlyArray<Mvpd>>([])
  const [failure, setFailure] = useState<{ readonly error: unknown }>()

  useEffect(() => {
    const gone = new AbortController()
    pass.configuration({ signal: gone.signal }).then(
      ({ mvpds }) => setMvpds(mvpds.filter(({ isTempPass }) => isTempPass !== true)),
      (error: unknown) => gone.signal.aborted || setFailure({ error }),
    )
    return () => gone.abort()
  }, [pass])

  if (failure !== undefined) return <Alert error={failure.error} />
  return (
    <ul>
      {mvpds.map((mvpd) => (
        <li key={mvpd.id}>
          <button onClick={() => onPick(mvpd)}>{mvpd.displayName ?? mvpd.id}</button>
        </li>
      ))}
    </ul>
  )
}

const SignIn = () => {
  const { cancel, login, start } = useLogin()
  const [isPicking, setPicking] = useState(false)

  if (isPicking) {
    const signIn = (mvpd: Mvpd) => {
      setPicking(false)
      start({
        mvpd: mvpd.id,
        picked: mvpd,
        domainName: "example.com",
        redirectUrl: location.href, // where the tab of the login ends: here, signed in
      })
    }
    return <Picker onPick={signIn} />
  }
  if (login.state === "starting") return <p>One moment</p>
  if (login.state === "prompt" || login.state === "waiting") {
    return (
      <>
        <p>
          Your code: <code>{login.code}</code>, good for {login.secondsLeft} s
        </p>
        <a href={login.url} target="_blank" rel="noreferrer">
          Sign in here
        </a>
        <button onClick={cancel}>Cancel</button>
      </>
    )
  }
  return (
    <>
      {login.state === "failed" && <Alert error={login.error} />}
      <button onClick={() => setPicking(true)}>Sign in</button>
    </>
  )
}

const App = () => {
  const { error, profile, signOut, state } = useViewer()
  if (state === "loading") return <p>One moment</p>
  if (profile === undefined) {
    return (
      <>
        {state === "failed" && <Alert error={error} />}
        <SignIn />
      </>
    )
  }
  return (
    <>
      <h1>Signed in with {profile.mvpd}</h1>
      <Channels />
      {/* opens the page where the MVPD ends its own session, which comes back to this one */}
      <button onClick={() => void signOut({ redirectUrl: location.href })}>Sign out</button>
    </>
  )
}

const { searchParams } = new URL(location.href)
const root = document.getElementById("root")
if (root !== null) {
  const pass = makeAdobePass({
    environment: { baseUrl: searchParams.get("service") ?? "http://127.0.0.1:4010" },
    serviceProvider: "REF30",
    softwareStatement: searchParams.get("statement") ?? "",
    device: {
      identifier: (localStorage["device"] ??= crypto.randomUUID()),
      info: { primaryHardwareType: "Desktop", model: "Browser", osName: "Linux" },
    },
    store: localStorage,
  })
  createRoot(root).render(
    <AdobePassProvider client={pass}>
      <App />
    </AdobePassProvider>,
  )
}
