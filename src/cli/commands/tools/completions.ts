import * as Descriptor from "@effect/cli/CommandDescriptor"
import * as Effect from "effect/Effect"
import type { Command, Entry } from "../../command.js"
import { command } from "../../command.js"
import { argument } from "../../flags.js"
import { tell } from "../../output/Output.js"
import { UsageError } from "../../UsageError.js"

const shells = {
  bash: Descriptor.getBashCompletions,
  zsh: Descriptor.getZshCompletions,
  fish: Descriptor.getFishCompletions,
}
const isShell = (name: string): name is keyof typeof shells => Object.hasOwn(shells, name)

type Node = Descriptor.Command<unknown>
const nest = (parent: Node, children: ReadonlyArray<Node>): Node => {
  const [first, ...others] = children.map((child) => [child, child] as const)
  return first === undefined ? parent : Descriptor.withSubcommands(parent, [first, ...others])
}

/** The commands as one tree, those of two words below the one of their first. */
const treeOf = (entries: ReadonlyArray<Entry>) =>
  Effect.promise(async () => {
    const loaded = await Promise.all(
      entries.map(async ({ about, load, name }) => ({
        about,
        words: name.split(" "),
        command: await load(),
      })),
    )
    const describe = ({ about, command, words }: (typeof loaded)[number]) =>
      command.descriptor(words.at(-1) ?? "", about)
    const tops = [...new Set(loaded.map(({ words }) => words[0] ?? ""))].map((top) => {
      const own = loaded.find(({ words }) => words.length === 1 && words[0] === top)
      const below = loaded.filter(({ words }) => words.length === 2 && words[0] === top)
      return nest(own === undefined ? Descriptor.make(top) : describe(own), below.map(describe))
    })
    return nest(Descriptor.make("adobe-pass"), tops)
  })

/** The list of commands is handed in, as this command is in it. */
export const completions = (entries: ReadonlyArray<Entry>): Command =>
  command({
    details: "A script for your shell, which completes commands and flags.",
    examples: [
      ["source <(adobe-pass completions bash)", "For this shell; in ~/.bashrc for every one."],
      ["adobe-pass completions zsh > ~/.zfunc/_adobe-pass", "For zsh, in a folder of $fpath."],
      ["adobe-pass completions fish | source", "For fish."],
    ],
    arguments: { shell: argument("SHELL", "bash, zsh or fish.") },
    flags: {},
    run: ({ shell }) =>
      Effect.gen(function* () {
        if (!isShell(shell)) {
          return yield* new UsageError({
            message: `There are no completions for ${shell}.`,
            next: `There are for ${Object.keys(shells).join(", ")}.`,
          })
        }
        const lines = yield* shells[shell](yield* treeOf(entries), "adobe-pass")
        const script = lines.join("\n")
        yield* tell({ shell, script }, script)
      }),
  })
