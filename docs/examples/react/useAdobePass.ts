/** A React hook over the promise client: who is signed in, what to show while somebody signs in, and what went wrong. */
import type { AdobePassClient, Failure, Prompt, Profile } from "adobe-pass"
import { isAdobePassError } from "adobe-pass"
import { useCallback, useEffect, useRef, useState } from "react"

type State =
  | { readonly is: "loading" | "signedOut"; readonly failure?: Failure }
  | { readonly is: "signingIn"; readonly prompt?: Prompt }
  | { readonly is: "signedIn"; readonly profile: Profile }

/** Makes a state of what was thrown; what is not the library's goes on to React. */
const signedOut = (error: unknown): State => {
  if (!isAdobePassError(error)) throw error
  return { is: "signedOut", failure: error }
}

/** `pass` is made once, outside of the component. */
export const useAdobePass = (pass: AdobePassClient) => {
  const [state, setState] = useState<State>({ is: "loading" })
  const login = useRef<AbortController>(undefined)

  useEffect(() => {
    const gone = new AbortController()
    pass.profiles({ signal: gone.signal }).then(
      ([profile]) => setState(profile === undefined ? { is: "signedOut" } : { is: "signedIn", profile }),
      (error) => gone.signal.aborted || setState(() => signedOut(error)),
    )
    return () => {
      gone.abort()
      login.current?.abort()
    }
  }, [pass])

  const signIn = useCallback(
    (mvpd: string) => {
      const attempt = new AbortController()
      login.current = attempt
      setState({ is: "signingIn" })
      pass
        .authenticate({
          mvpd,
          domainName: "example.com",
          redirectUrl: "https://example.com/signed-in",
          onCode: (prompt) => setState({ is: "signingIn", prompt }),
          signal: attempt.signal,
        })
        .then(
          (profile) => setState({ is: "signedIn", profile }),
          (error) => attempt.signal.aborted || setState(() => signedOut(error)),
        )
    },
    [pass],
  )

  const cancel = useCallback(() => {
    login.current?.abort()
    setState({ is: "signedOut" })
  }, [])

  const signOut = useCallback(
    async (mvpd: string) => {
      const actions = await pass.logout({ mvpd, redirectUrl: location.href })
      setState({ is: "signedOut" })
      return actions
    },
    [pass],
  )

  return { state, signIn, cancel, signOut }
}
