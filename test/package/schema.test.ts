/** The bundles' own `Schema` reads, writes and refuses as Effect's does, whatever the promise face is given. */
import * as fc from "effect/FastCheck"
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { build } from "esbuild"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { pathToFileURL } from "node:url"
import { beforeAll, describe, expect, it } from "vitest"
import { leanEffect, root } from "../../scripts/bundles.js"
import * as AccessToken from "../../src/domain/AccessToken.js"
import * as ClientCredentials from "../../src/domain/ClientCredentials.js"
import * as Device from "../../src/domain/Device.js"
import * as DeviceInfo from "../../src/domain/device/DeviceInfo.js"
import * as PartnerStatus from "../../src/domain/device/PartnerStatus.js"
import * as Remembered from "../../src/cache/Remembered.js"
import * as UserMetadata from "../../src/domain/UserMetadata.js"
import { reason } from "../../src/domain/wire/Reason.js"
import * as Errors from "../../src/error/AdobePassError.js"
import * as Options from "../../src/promise/given/options.js"
import * as Requests from "../../src/promise/given/requests.js"
import * as Redis from "../../src/redis/options.js"
import * as Tokens from "../../src/token/refresh.js"

const theirs = {
  AccessToken,
  ClientCredentials,
  DeviceInfo,
  PartnerStatus,
  Remembered,
  UserMetadata,
  Errors,
  Options,
  Requests,
  Redis,
  Tokens,
}
const paths = {
  AccessToken: "domain/AccessToken",
  ClientCredentials: "domain/ClientCredentials",
  DeviceInfo: "domain/device/DeviceInfo",
  PartnerStatus: "domain/device/PartnerStatus",
  Remembered: "cache/Remembered",
  UserMetadata: "domain/UserMetadata",
  Errors: "error/AdobePassError",
  Options: "promise/given/options",
  Requests: "promise/given/requests",
  Redis: "redis/options",
  Tokens: "token/refresh",
}

/** The same modules over the bundles' own schemas. */
interface Ours {
  readonly [name: string]: Readonly<Record<string, Schema.Schema.AnyNoContext>>
}
let ours: Ours
let make: typeof Device.make
let read: typeof ParseResult.decodeUnknownEither
let write: typeof ParseResult.encodeUnknownEither
let why: typeof reason

beforeAll(async () => {
  const outfile = Path.join(root, "node_modules/.cache", `schema-${process.pid}.mjs`)
  Fs.mkdirSync(Path.dirname(outfile), { recursive: true })
  await build({
    stdin: {
      contents: [
        ...Object.entries(paths).map(([name, path]) => `export * as ${name} from "./src/${path}.ts"`),
        'export { make } from "./src/domain/Device.ts"',
        'export { reason } from "./src/domain/wire/Reason.ts"',
        'export { decodeUnknownEither, encodeUnknownEither } from "effect/ParseResult"',
      ].join("\n"),
      resolveDir: root,
    },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    plugins: [
      {
        name: "one-copy-of-effect",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^@?effect\// }, ({ path }) =>
            /^effect\/(Schema|SchemaAST|ParseResult)$/.test(path) ? undefined : { path, external: true },
          ),
      },
      leanEffect,
    ],
    logOverride: { "import-is-undefined": "error" },
  })
  const made = await import(pathToFileURL(outfile).href)
  Fs.rmSync(outfile)
  ours = made
  make = made.make
  why = made.reason
  read = made.decodeUnknownEither
  write = made.encodeUnknownEither
}, 60_000)

/** What apps without TypeScript may give. */
const junk = fc.constantFrom<unknown>(
  undefined,
  null,
  "",
  "a text",
  "é \ud800",
  "https://example.com",
  "12",
  "true",
  0,
  -1,
  1.5,
  1_800_000_000_000,
  Number.NaN,
  true,
  [],
  ["a", 1],
  {},
  { raw: "text" },
  { email: "viewer@example.com" },
  () => "called",
  new AbortController().signal,
  Redacted.make("secret"),
  DateTime.unsafeMake(0),
)

/** Values near to what a schema reads: good, or wrong in one part or another. */
const near = (ast: AST.AST): fc.Arbitrary<unknown> => {
  const good = (): fc.Arbitrary<unknown> => {
    switch (ast._tag) {
      case "Literal":
        return fc.constant(ast.literal)
      case "StringKeyword":
        return fc.constantFrom("a text", "", "https://example.com/path", "x", "12")
      case "NumberKeyword":
        return fc.constantFrom(0, 3, 2.5, -2, 1_800_000_000_000)
      case "BooleanKeyword":
        return fc.boolean()
      case "Refinement":
        return near(ast.from)
      case "Transformation":
        return near(ast.from)
      case "Suspend":
        return near(ast.f())
      case "Union":
        return fc.oneof(...ast.types.map(near))
      case "TupleType":
        return fc.array(near(ast.rest[0]!.type), { maxLength: 3 })
      case "TypeLiteral":
        return fields(ast)
      default:
        return junk
    }
  }
  return fc.oneof({ weight: 12, arbitrary: good() }, { weight: 1, arbitrary: junk })
}

const fields = ({ indexSignatures, propertySignatures }: AST.TypeLiteral): fc.Arbitrary<unknown> => {
  const known = Object.fromEntries(propertySignatures.map(({ name, type }) => [String(name), near(type)]))
  const requiredKeys = propertySignatures
    .filter(({ isOptional }) => !isOptional)
    .map(({ name }) => String(name))
  const whole = fc.record(known, { requiredKeys })
  const rest = indexSignatures.map(({ type }) => fc.dictionary(fc.constantFrom("a", "b c", "d"), near(type)))
  return fc
    .tuple(
      fc.oneof(
        { weight: 6, arbitrary: whole },
        { weight: 1, arbitrary: fc.record(known, { requiredKeys: [] }) },
      ),
      rest[0] ?? fc.constant({}),
      fc.oneof(
        { weight: 8, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fc.constant({ newer: 1 }) },
      ),
    )
    .map((parts) => Object.assign({}, ...parts))
}

const isSchema = (value: unknown): value is Schema.Schema.AnyNoContext => Schema.isSchema(value)
const schemas = Object.entries(theirs).flatMap(([module, exports]) =>
  Object.entries(exports as Readonly<Record<string, unknown>>).flatMap(([name, schema]) =>
    isSchema(schema) ? [{ module, name, schema }] : [],
  ),
)

/** What came of it, and of an error its fields: classes are two. */
const outcome = <E>(result: Either.Either<unknown, E>, say: (error: E) => unknown): unknown =>
  Either.match(result, {
    onLeft: (error) => ({ refused: say(error) }),
    onRight: (value) => ({ value: value instanceof Error ? { ...value, message: value.message } : value }),
  })

describe("what the bundles have in place of Effect's Schema", () => {
  it("covers requests, options, errors and what is stored", () => {
    expect(schemas.length).toBeGreaterThan(45)
  })

  it("has all that the library imports of it", async () => {
    const { warnings } = await build({
      absWorkingDir: root,
      entryPoints: ["src/promise.ts", "src/redis/Fleet.ts", "src/node/DirectoryStore.ts"],
      outdir: "out",
      write: false,
      bundle: true,
      format: "esm",
      platform: "node",
      plugins: [leanEffect],
      logLevel: "silent",
      logOverride: { "import-is-undefined": "warning" },
    })
    expect(
      warnings.flatMap(({ location, text }) => (location?.file.startsWith("src/") === true ? [text] : [])),
    ).toEqual([])
  }, 60_000)

  it.each(schemas.map(({ module, name, schema }) => [module, name, schema] as const))(
    "reads and writes %s.%s alike",
    (module, name, schema) => {
      const mine = ours[module]![name]!
      fc.assert(
        fc.property(
          near(schema.ast),
          fc.constantFrom({}, { onExcessProperty: "error" }),
          (input, options) => {
            const [one, other] = [
              ParseResult.decodeUnknownEither(schema, options as AST.ParseOptions)(input),
              read(mine, options as AST.ParseOptions)(input),
            ]
            expect(outcome(other, why)).toEqual(outcome(one, reason))
            if (Either.isLeft(one) || Either.isLeft(other)) return
            const [written, mineWritten] = [
              ParseResult.encodeUnknownEither(schema)(one.right),
              write(mine)(other.right),
            ]
            expect(outcome(mineWritten, why)).toEqual(outcome(written, reason))
          },
        ),
        { numRuns: 300 },
      )
    },
  )

  it("makes a device alike", () => {
    const secret = fc.oneof(fc.constantFrom<unknown>("a-device", "", "é"), junk)
    const options = fc.record(
      {
        identifier: secret,
        info: fc.oneof(near(DeviceInfo.DeviceInfo.ast), junk),
        forwardedFor: secret,
        platformIdentity: fc.oneof(
          fc.record({ rokuConnectToken: secret }),
          fc.record({ adobeSubjectToken: secret }),
        ),
        serviceToken: secret,
        partnerStatus: near(PartnerStatus.PartnerStatus.ast),
        newer: fc.constant(1),
      },
      { requiredKeys: ["identifier"] },
    )
    fc.assert(
      fc.property(options, (given) => {
        const told = ({ message, parameter }: { readonly message: string; readonly parameter: string }) => ({
          message,
          parameter,
        })
        const plain = (result: ReturnType<typeof Device.make>) =>
          outcome(
            Either.map(result, ({ partnerStatus, ...rest }) => ({
              ...rest,
              partnerStatus:
                partnerStatus !== undefined && "_tag" in partnerStatus ? told(partnerStatus) : partnerStatus,
            })),
            told,
          )
        expect(plain(make(given as never))).toEqual(plain(Device.make(given as never)))
      }),
      { numRuns: 1000 },
    )
  })

  it.each(
    schemas.filter(({ module }) => module === "Errors").map(({ name, schema }) => [name, schema] as const),
  )("makes a %s alike", (name, schema) => {
    const made = (Class: unknown, props: unknown) => {
      try {
        const error = Reflect.construct(Class as new () => Error, [props])
        return { ...error, message: error.message, name: error.name, keys: Object.keys(error).toSorted() }
      } catch (error) {
        return (error as { readonly _tag?: string })._tag
      }
    }
    fc.assert(
      fc.property(
        near(AST.typeAST(AST.isTransformation(schema.ast) ? schema.ast.from : schema.ast)),
        (props) => {
          expect(made(ours["Errors"]?.[name], props)).toEqual(made(schema, props))
        },
      ),
      { numRuns: 200 },
    )
  })
})
