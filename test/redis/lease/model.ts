/** The lease of a fleet by its rules alone: the same as in `lease.pml`, and what Redis is held to. */

export interface State {
  /** Who has the lease; 0 for nobody. */
  readonly owner: number
  /** That of the newest owner. */
  readonly fence: number
  /** The fence that each process works under; 0 where it does not work. */
  readonly held: ReadonlyArray<number>
  /** The fence of the last write that was taken. */
  readonly stored: number
}

export type Step =
  | { readonly _tag: "Take" | "Write" | "Release" | "Crash"; readonly process: number }
  | { readonly _tag: "Expire" }

export const initial = (processes: number): State => ({
  owner: 0,
  fence: 0,
  held: Array.from({ length: processes }, () => 0),
  stored: 0,
})

/** How many owners there are in all, lest there is no end. */
export const most = 4

const withHeld = (state: State, process: number, fence: number): State => ({
  ...state,
  held: state.held.map((one, at) => (at === process - 1 ? fence : one)),
})

/** The state after a step; undefined where the step cannot be. */
export const next = (state: State, step: Step): State | undefined => {
  if (step._tag === "Expire") return state.owner === 0 ? undefined : { ...state, owner: 0 }
  const { process } = step
  const held = state.held[process - 1] ?? 0
  if (step._tag === "Take") {
    if (state.owner !== 0 || held !== 0 || state.fence >= most) return undefined
    const fence = state.fence + 1
    return withHeld({ ...state, owner: process, fence }, process, fence)
  }
  if (held === 0) return undefined
  switch (step._tag) {
    case "Write":
      return held === state.fence ? { ...state, stored: held } : state
    case "Release":
      return withHeld({ ...state, owner: state.owner === process ? 0 : state.owner }, process, 0)
    case "Crash":
      return withHeld(state, process, 0)
  }
}

export const stepsOf = (processes: number): ReadonlyArray<Step> => [
  ...Array.from({ length: processes }, (_, at) => at + 1).flatMap((process) =>
    (["Take", "Write", "Release", "Crash"] as const).map((_tag): Step => ({ _tag, process })),
  ),
  { _tag: "Expire" },
]

/** Every state there is, each with the steps that lead to others. */
export const explored = (processes: number): ReadonlyArray<State> => {
  const seen = new Map<string, State>()
  const open = [initial(processes)]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const key = JSON.stringify(state)
    if (seen.has(key)) continue
    seen.set(key, state)
    for (const step of stepsOf(processes)) {
      const after = next(state, step)
      if (after !== undefined) open.push(after)
    }
  }
  return [...seen.values()]
}
