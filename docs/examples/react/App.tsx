/** A small app on {@link useAdobePass}: sign in with a code, see what is locked and why, play, sign out. */
import type { AdobePassClient } from "adobe-pass"
import { isAdobePassError, makeAdobePass } from "adobe-pass"
import { useEffect, useState } from "react"
import { createRoot } from "react-dom/client"
import { useAdobePass } from "./useAdobePass.js"

const catalogue = ["newsline", "weather", "cinema1"]

type Answers = Awaited<ReturnType<AdobePassClient["preauthorize"]>>

const Catalogue = ({ mvpd, pass }: { readonly mvpd: string; readonly pass: AdobePassClient }) => {
  const [answers, setAnswers] = useState<Answers>([])
  const [now, setNow] = useState("")

  useEffect(() => {
    const gone = new AbortController()
    pass.preauthorize({ mvpd, resources: catalogue, signal: gone.signal }).then(
      (answers) => setAnswers(answers),
      (error) => gone.signal.aborted || setNow(String(error)),
    )
    return () => gone.abort()
  }, [mvpd, pass])

  const play = async (resource: string) => {
    try {
      await pass.authorize({ mvpd, resource })
      setNow(`Playing ${resource}`) // a real app hands the media token to the server of its streams
    } catch (error) {
      if (!isAdobePassError(error)) throw error
      setNow(error.details ?? error.message)
    }
  }

  return (
    <>
      <ul>
        {answers.map((answer) => (
          <li key={answer.resource}>
            <button onClick={() => void play(answer.resource)}>{answer.resource}</button>
            {answer._tag === "Deny" && <em> locked: {answer.error.details ?? answer.error.message}</em>}
          </li>
        ))}
      </ul>
      <output>{now}</output>
    </>
  )
}

const App = ({ pass }: { readonly pass: AdobePassClient }) => {
  const { cancel, signIn, signOut, state } = useAdobePass(pass)
  switch (state.is) {
    case "loading":
      return <p>One moment</p>
    case "signedOut":
      return (
        <>
          {state.failure !== undefined && <p role="alert">{state.failure.message}</p>}
          <button onClick={() => signIn("Cablevision")}>Sign in</button>
        </>
      )
    case "signingIn":
      return (
        <>
          <p>
            Your code: <code>{state.prompt?.code}</code>
          </p>
          <a href={state.prompt?.url} target="_blank" rel="noreferrer">
            Sign in here
          </a>
          <button onClick={cancel}>Cancel</button>
        </>
      )
    case "signedIn":
      return (
        <>
          <h1>Signed in with {state.profile.mvpd}</h1>
          <Catalogue pass={pass} mvpd={state.profile.mvpd} />
          <button onClick={() => void signOut(state.profile.mvpd)}>Sign out</button>
        </>
      )
  }
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
  createRoot(root).render(<App pass={pass} />)
}
