/**
 * React hooks over the promise client: who is signed in, a login, the locks of a catalogue, and playing. For the web and React
 * Native, React 18 and 19. Nothing is sent while React renders, and nothing on a server.
 */
import type { ReactElement, ReactNode } from "react"
import {
  createContext,
  createElement,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react"
import type {
  AdobePassClient,
  AuthorizeRequest,
  Catalogue,
  CatalogueOptions,
  CatalogueStore,
  Failures,
  Login,
  LoginRequest,
  LoginStore,
  LogoutRequest,
  LogoutResult,
  PermitWithToken,
  Session,
  SessionStore,
  Store,
} from "../promise.js"

/** A store that is made when the first component looks at it. */
interface Shared<Snapshot, S extends Store<Snapshot>> {
  readonly store: () => S | undefined
  readonly before: () => Snapshot
  readonly getSnapshot: () => Snapshot
  readonly subscribe: (listener: () => void) => () => void
}

/** It is cancelled once no component looks; StrictMode looks away for less than a moment. */
const share = <Snapshot, S extends Store<Snapshot>>(
  make: () => S,
  initial: Snapshot,
): Shared<Snapshot, S> => {
  let store: S | undefined
  let looking = 0
  return {
    store: () => store,
    before: () => initial,
    getSnapshot: () => (store === undefined ? initial : store.getSnapshot()),
    subscribe: (listener) => {
      const looked = (store ??= make())
      looking += 1
      const leave = looked.subscribe(listener)
      return () => {
        leave()
        looking -= 1
        void Promise.resolve().then(() => {
          if (looking > 0) return
          looked.cancel()
          if (store === looked) store = undefined
        })
      }
    },
  }
}

const useShared = <Snapshot, S extends Store<Snapshot>>({
  before,
  getSnapshot,
  subscribe,
}: Shared<Snapshot, S>): Snapshot => useSyncExternalStore(subscribe, getSnapshot, before)

interface Provided {
  readonly client: AdobePassClient
  readonly open: (url: string) => unknown
  readonly session: Shared<Session, SessionStore>
}

const Context = createContext<Provided | undefined>(undefined)

const useProvided = (): Provided => {
  const provided = useContext(Context)
  if (provided === undefined) throw new Error("There is no <AdobePassProvider> around this component.")
  return provided
}

/** What {@link AdobePassProvider} is told. */
export interface AdobePassProviderProps {
  /** The client, made once and outside of any component. */
  readonly client: AdobePassClient
  /** Opens the page where an MVPD ends its own session, after a logout: this window goes there, unless given. For React Native, `Linking.openURL`. */
  readonly open?: (url: string) => unknown
  readonly children?: ReactNode
}

const goThere = (url: string) => globalThis.location?.assign(url)

/** Gives a client to the hooks of all components inside. It sends nothing by itself, and does not close the client. */
export const AdobePassProvider = ({
  children,
  client,
  open = goThere,
}: AdobePassProviderProps): ReactElement => {
  const session = useMemo(
    () => share(() => client.session(), { state: "loading", profiles: [] } satisfies Session as Session),
    [client],
  )
  const provided = useMemo(() => ({ client, open, session }), [client, open, session])
  return createElement(Context.Provider, { value: provided }, children)
}

/** The client of the {@link AdobePassProvider} around. */
export const useAdobePass = (): AdobePassClient => useProvided().client

/** Who is signed in, and what a component can do about it. */
export type Viewer = Session & {
  /** Asks Adobe again, such as when the app comes back to the foreground. */
  readonly refresh: () => void
  /**
   * Signs the viewer out, of all MVPDs unless `mvpd` is given, and opens the page where the MVPD ends its own session. Resolves to
   * what is left to do otherwise; rejects as `logout` does.
   */
  readonly signOut: (request: LogoutRequest) => Promise<ReadonlyArray<LogoutResult>>
}

/** Who is signed in; changes with every login, logout and expiry, in this tab and others. `loading` on a server. */
export const useViewer = (): Viewer => {
  const { client, open, session } = useProvided()
  const snapshot = useShared(session)
  const refresh = useCallback(() => session.store()?.refresh(), [session])
  const signOut = useCallback(
    async (request: LogoutRequest) => {
      const results = await client.logout(request)
      const page = results.find((result) => result._tag === "Logout")
      if (page !== undefined) await open(page.url)
      return results
    },
    [client, open],
  )
  return useMemo(() => ({ ...snapshot, refresh, signOut }), [snapshot, refresh, signOut])
}

/** No login has been started. */
export interface Idle {
  readonly state: "idle"
}

const idle: Idle = { state: "idle" }
const getIdle = () => idle
const neverChanges = () => () => {}

/** A login of a component. */
export interface UseLogin {
  /** Where it stands: see {@link Login}. */
  readonly login: Login | Idle
  /** Starts a login; one that is under way is cancelled. Call it when the viewer asks, never while rendering. */
  readonly start: (request?: LoginRequest) => void
  readonly cancel: () => void
  /** Says, in a login with `pollAfterPrompt`, that the browser has come back. */
  readonly returned: () => void
}

/** A login, which ends with the component that started it. */
export const useLogin = (): UseLogin => {
  const { client } = useProvided()
  const [store, setStore] = useState<LoginStore>()
  const current = useRef<LoginStore>(undefined)
  const login = useSyncExternalStore<Login | Idle>(
    store?.subscribe ?? neverChanges,
    store?.getSnapshot ?? getIdle,
    getIdle,
  )
  const replace = useCallback((next?: LoginStore) => {
    current.current?.cancel()
    current.current = next
    if (next !== undefined) setStore(next)
  }, [])
  useEffect(() => () => replace(), [client, replace])
  // the same functions as long as the client is: effects may depend on them
  const actions = useMemo(
    () => ({
      start: (request?: LoginRequest) => replace(client.login(request)),
      cancel: () => current.current?.cancel(),
      returned: () => current.current?.returned(),
    }),
    [client, replace],
  )
  return useMemo(() => ({ login, ...actions }), [login, actions])
}

/** The locks of a catalogue for the viewer; `signedOut` where there is none. */
export type UseCatalogue = Omit<Catalogue, "state"> & {
  readonly state: Catalogue["state"] | "signedOut"
  /** Asks about these first, of what is left: those that the viewer sees. */
  readonly prefer: (resources: ReadonlyArray<string>) => void
}

/**
 * The locks of a catalogue as they become known. It is asked about anew when the resources change, by what they are and not by
 * identity, and when somebody signs in.
 */
export const useCatalogue = (
  resources: ReadonlyArray<string>,
  options: Omit<CatalogueOptions, "signal"> = {},
): UseCatalogue => {
  const { client } = useProvided()
  const { profile, state } = useViewer()
  const mvpd = options.mvpd ?? profile?.mvpd
  const key = JSON.stringify([resources, mvpd, options.temporaryAccessIdentity])
  const since = profile?.notBefore
  const shared = useMemo(() => {
    const none: Catalogue = { state: "loading", locks: {}, left: resources, progress: 0 }
    const empty: CatalogueStore = {
      getSnapshot: () => none,
      subscribe: neverChanges,
      cancel: () => {},
      prefer: () => {},
    }
    return share<Catalogue, CatalogueStore>(
      () => (mvpd === undefined ? empty : client.catalogue(resources, { ...options, mvpd })),
      none,
    )
    // what is asked about is in the key
  }, [client, key, since])
  const catalogue = useShared(shared)
  const prefer = useCallback((visible: ReadonlyArray<string>) => shared.store()?.prefer(visible), [shared])
  const shown = mvpd === undefined && (state === "signedOut" || state === "failed") ? state : catalogue.state
  return useMemo(() => ({ ...catalogue, state: shown, prefer }), [catalogue, shown, prefer])
}

/** Where playing stands. */
export type Playback =
  | Idle
  | { readonly state: "authorizing" | "signedOut"; readonly resource: string }
  | {
      readonly state: "playing"
      readonly resource: string
      /** Its `token.serializedToken` releases the stream. */
      readonly permit: PermitWithToken
    }
  | { readonly state: "failed"; readonly resource: string; readonly error: Failures["authorize"] }

/** Playing, by a component. */
export interface UsePlay {
  readonly playback: Playback
  /** Authorizes a resource for the viewer who is signed in; `signedOut` where nobody is. What came before it counts no more. */
  readonly play: (resource: string, options?: Partial<Omit<AuthorizeRequest, "resource" | "signal">>) => void
  /** Back to `idle`. */
  readonly stop: () => void
}

/** Authorizes what the viewer wants to play, each time anew; a call that is under way ends with the component. */
export const usePlay = (): UsePlay => {
  const { client } = useProvided()
  const { profile, remembered, state } = useViewer()
  const [playback, setPlayback] = useState<Playback>(idle)
  const call = useRef<AbortController>(undefined)
  useEffect(() => () => call.current?.abort(), [client])

  // until the service has answered, the viewer of the last login counts
  const signedIn = profile?.mvpd ?? (state === "signedOut" ? undefined : remembered?.profile?.mvpd)
  const actions = useMemo(() => {
    const begin = () => {
      call.current?.abort()
      return (call.current = new AbortController())
    }
    const play: UsePlay["play"] = (resource, options = {}) => {
      const { signal } = begin()
      const mvpd = options.mvpd ?? signedIn
      if (mvpd === undefined) return setPlayback({ state: "signedOut", resource })
      setPlayback({ state: "authorizing", resource })
      client.authorize({ ...options, mvpd, resource, signal }).then(
        (permit) => signal.aborted || setPlayback({ state: "playing", resource, permit }),
        (error: Failures["authorize"]) => signal.aborted || setPlayback({ state: "failed", resource, error }),
      )
    }
    const stop = () => {
      begin()
      setPlayback(idle)
    }
    return { play, stop }
  }, [client, signedIn])
  return useMemo(() => ({ playback, ...actions }), [playback, actions])
}
