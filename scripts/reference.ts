/**
 * The reference of the promise face in pages by topic, of the types as an app of `adobe-pass` has them: `npm run docs:reference`, after
 * typedoc, whose single page of them it replaces.
 */
import * as Fs from "node:fs"
import * as Path from "node:path"
import { fileURLToPath } from "node:url"
import ts from "typescript"
import { root } from "./bundles.js"
import { declarations } from "./declarations.js"

interface Topic {
  readonly file: string
  readonly title: string
  readonly about: string
  readonly has: (name: string, text: string) => boolean
}

const within = (names: string) => {
  const all = new Set(names.split(" "))
  return (name: string) => all.has(name)
}

/** The first that has a name takes it. */
const topics: ReadonlyArray<Topic> = [
  {
    file: "client",
    title: "The client",
    about: "How a client is made, and each of its methods: what it takes, answers, and rejects with.",
    has: within("makeAdobePass AdobePassClient mrss userMetadata"),
  },
  {
    file: "options",
    title: "Options",
    about: "What `makeAdobePass` is told. Durations are milliseconds.",
    has: within(
      "AdobePassOptions Environment DeviceOptions DeviceInfo ItemStorage Policies FleetOptions RedisClient CallReport LogEntry",
    ),
  },
  {
    file: "endpoints",
    title: "Endpoints",
    about: "Adobe's endpoints, one by one: `pass.endpoints`.",
    has: (name) =>
      name === "EndpointMethods" ||
      /^(Retrieve|Create|Initiate|Reset|AuthenticateIn).*Request$/.test(name) ||
      name === "ResumeSessionRequest" ||
      within("AccessToken ClientCredentials SessionInformation V1Authorization")(name),
  },
  {
    file: "errors",
    title: "Errors",
    about: "What methods reject with. The guide to them is [Errors](../../guides/errors.md).",
    has: (name, text) =>
      text.includes(" extends Error ") ||
      within(
        "Failure Failures AdobePassError CallFailure DecisionError PollFailure isAdobePassError makeError",
      )(name),
  },
  {
    file: "requests",
    title: "Requests",
    about: "What the methods of a client are asked with. Each takes a `signal`.",
    has: (name) =>
      /(Request|Options)$/.test(name) || within("Abortable Mrss Picked TemporaryAccessIdentity")(name),
  },
  {
    file: "screens",
    title: "Stores for screens",
    about: "What `login`, `catalogue` and `session` return: snapshots of what a viewer sees.",
    has: within(
      "Store Login LoginPrompt LoginStore QrCode Catalogue CatalogueStore Lock Shown Session SessionStore",
    ),
  },
  {
    file: "answers",
    title: "Answers",
    about:
      "What the methods of a client resolve to. Moments are milliseconds since 1970, by the server's clock.",
    has: () => true,
  },
]

interface Declared {
  readonly name: string
  readonly comment: string
  readonly text: string
  /** Of a declaration whose members have a heading each. */
  readonly members: ReadonlyArray<Declared>
}

const read = (source: ts.SourceFile, node: ts.Node, name: string): Declared => {
  const [docs] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc)
  return {
    name,
    comment:
      docs
        ?.getText(source)
        .replaceAll(/^\s*\/?\*+\/?[ ]?|\s*\*\/$/gm, "")
        .trim() ?? "",
    text: node.getText(source),
    members:
      ts.isInterfaceDeclaration(node) && /^(AdobePassClient|EndpointMethods)$/.test(name)
        ? node.members.flatMap((member) =>
            member.name === undefined ? [] : read(source, member, member.name.getText(source)),
          )
        : [],
  }
}

const declared = (text: string): ReadonlyArray<Declared> => {
  const source = ts.createSourceFile("index.d.ts", text, ts.ScriptTarget.ES2022, true)
  return source.statements.flatMap((statement) => {
    const named = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : statement
    const name =
      named !== undefined && "name" in named && named.name !== undefined
        ? (named.name as ts.Node).getText(source)
        : undefined
    return name === undefined ? [] : read(source, statement, name)
  })
}

/** Each page by its file, the list of them included, of what {@link declarations} makes of the promise face. */
export const pages = (types: string): ReadonlyMap<string, string> => {
  const all = declared(types)
  const topicOf = new Map(
    all.flatMap(({ name, text }) => {
      const topic = topics.find(({ has }) => has(name, text))
      return topic === undefined ? [] : [[name, topic] as const]
    }),
  )
  const link = (name: string) => `[${name}](./${topicOf.get(name)?.file}.md#${name.toLowerCase()})`
  const prose = (comment: string) =>
    comment
      .replaceAll(/\{@link (\w+) ?\}/g, (_, name: string) => (topicOf.has(name) ? link(name) : `\`${name}\``))
      .replaceAll(/(`[^`]*`)|</g, (_, code?: string) => code ?? "&lt;")
  const others = ({ name, text }: Declared) =>
    [...new Set(text.replaceAll(/\/\*\*[^]*?\*\//g, "").match(/\b[A-Z]\w+/g))]
      .filter((other) => other !== name && topicOf.has(other))
      .map(link)
  const section = (one: Declared, level: string): string => {
    const { comment, members, name, text } = one
    const related = members.length > 0 ? [] : others(one)
    return [
      `${level} ${name}`,
      prose(comment),
      members.length > 0 ? "" : `\`\`\`ts\n${text.replaceAll(/^export (declare )?|^readonly /g, "")}\n\`\`\``,
      related.length > 0 && related.length < 10 ? `See ${related.join(", ")}.` : "",
      ...members.map((member) => section(member, `${level}#`)),
    ]
      .filter((part) => part !== "")
      .join("\n\n")
  }
  const inOrder = ["client", "options", "requests", "answers", "errors", "screens", "endpoints"].flatMap(
    (file) => topics.filter((topic) => topic.file === file),
  )
  /** What makes a client comes first, then functions, then types. */
  const rank = (name: string) => (name === "makeAdobePass" ? 0 : /^[a-z]/.test(name) ? 1 : 2)
  const of = (topic: Topic) =>
    all
      .filter(({ name }) => topicOf.get(name) === topic)
      .toSorted((one, other) => rank(one.name) - rank(other.name))
  const list = inOrder.map(
    (topic) =>
      `## ${topic.title}\n\n${topic.about.replaceAll("../../", "../")}\n\n${of(topic)
        .map(
          ({ name }) =>
            `- <a id="${name.toLowerCase()}"></a>[${name}](./promise/${topic.file}.md#${name.toLowerCase()})`,
        )
        .join("\n")}`,
  )
  return new Map([
    [
      "promise.md",
      `# promise\n\nThe client of \`adobe-pass\` and \`effect-adobe-pass/promise\`, by topic.\n\n${list.join("\n\n")}\n`,
    ],
    ...inOrder.map(
      (topic) =>
        [
          `promise/${topic.file}.md`,
          `# ${topic.title}\n\n${topic.about}\n\n${of(topic)
            .map((one) => section(one, "##"))
            .join("\n\n")}\n`,
        ] as const,
    ),
  ])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of pages(await declarations("src/promise.ts"))) {
    const path = Path.join(root, "docs/reference", file)
    Fs.mkdirSync(Path.dirname(path), { recursive: true })
    Fs.writeFileSync(path, text)
  }
}
