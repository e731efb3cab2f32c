/**
 * Writes the types of an entry point out in full, so that they need nothing of Effect: what is computed from schemas
 * becomes what it computes to, doc comments stay. Whatever of Effect's would be left is a mistake, and thrown.
 */
import * as Path from "node:path"
import * as Prettier from "prettier"
import ts from "typescript"
import { root } from "./bundles.js"
import { compilerHost, options } from "./compiler.js"

const has = (flags: number, flag: number): boolean => (flags & flag) !== 0

const fileOf = (symbol: ts.Symbol | undefined): string =>
  symbol?.declarations?.[0]?.getSourceFile().fileName ?? ""

/** What comes with TypeScript or Node is called by its name. */
const isLibrary = (symbol: ts.Symbol | undefined): boolean =>
  /\/node_modules\/(typescript\/lib|@types\/node)\//.test(fileOf(symbol))

const isNamed = (symbol: ts.Symbol | undefined): symbol is ts.Symbol =>
  symbol !== undefined &&
  has(symbol.flags, ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.Function)

const isEffects = (symbol: ts.Symbol | undefined): boolean =>
  isNamed(symbol) && /\/node_modules\/(effect|@effect)\//.test(fileOf(symbol))

const compile = (entry: string, host: ts.CompilerHost) => {
  const classes = exportsOf(ts.createProgram([entry], options, host), entry).flatMap(({ flags, name }) =>
    has(flags, ts.SymbolFlags.Class) ? name : [],
  )
  // what the fields of an error are once they are plain is asked of the type that says so
  const asked = Path.join(root, "scripts/asked.ts")
  const text = [
    `import type { Plain } from "${Path.join(root, "src/promise/plain.js")}"`,
    `import type * as Entry from "${entry.replace(/\.ts$/, ".js")}"`,
    ...classes.map((name) => `export type ${name} = Plain<Entry.${name}>`),
  ].join("\n")
  const withAsked: ts.CompilerHost = {
    ...host,
    fileExists: (file) => file === asked || host.fileExists(file),
    getSourceFile: (file, how) =>
      file === asked ? ts.createSourceFile(file, text, how) : host.getSourceFile(file, how),
  }
  // an entry point may have no class to ask about
  const program = ts.createProgram([entry, asked], { ...options, noUnusedLocals: false }, withAsked)
  const problems = ts.getPreEmitDiagnostics(program, program.getSourceFile(asked))
  if (problems.length > 0) throw new Error(ts.formatDiagnostics(problems, host))
  return {
    checker: program.getTypeChecker(),
    exports: exportsOf(program, entry),
    asked: exportsOf(program, asked),
  }
}

const exportsOf = (program: ts.Program, file: string): ReadonlyArray<ts.Symbol> => {
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(file)
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source)
  if (module === undefined) throw new Error(`${file} is no module`)
  return checker
    .getExportsOfModule(module)
    .map((one) => (has(one.flags, ts.SymbolFlags.Alias) ? checker.getAliasedSymbol(one) : one))
}

export const declarations = (file: string, host = compilerHost()): Promise<string> => {
  const { asked, checker, exports } = compile(Path.join(root, file), host)
  /** Types that are called by a name of the entry point. */
  const names = new Map<ts.Type, string>()
  const within: Array<ts.Type> = []
  /** Those of the interface that is told. */
  let parameters: ReadonlyArray<ts.Type> = []

  const fail = (type: ts.Type): never => {
    const path = within.map((one) => checker.typeToString(one)).join("\n  in ")
    throw new Error(`Cannot be told without Effect: ${checker.typeToString(type)}\n  in ${path}`)
  }

  const comment = (symbol: ts.Symbol): string => {
    if (isLibrary(symbol)) return ""
    const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim()
    return text === ""
      ? ""
      : `/** ${text.includes("\n") ? `\n * ${text.replaceAll("\n", "\n * ")}\n ` : `${text} `}*/\n`
  }

  const isTupleLike = (type: ts.Type): type is ts.TupleTypeReference => checker.isTupleType(type)

  const tuple = (type: ts.TupleTypeReference): string => {
    const elements = checker.getTypeArguments(type).map((element, index) => {
      const flags = type.target.elementFlags[index] ?? ts.ElementFlags.Required
      return has(flags, ts.ElementFlags.Rest)
        ? `...Array<${tell(element)}>`
        : `${tell(element)}${has(flags, ts.ElementFlags.Optional) ? "?" : ""}`
    })
    return `${type.target.readonly ? "readonly " : ""}[${elements.join(", ")}]`
  }

  /** The elements of a tuple as parameters of a function. */
  const spread = (type: ts.TupleTypeReference): string =>
    checker
      .getTypeArguments(type)
      .map((element, index) => {
        const name = type.target.labeledElementDeclarations?.[index]?.name.getText() ?? `argument${index + 1}`
        return has(type.target.elementFlags[index] ?? 0, ts.ElementFlags.Optional)
          ? `${name}?: ${tell(checker.getNonNullableType(element))}`
          : `${name}: ${tell(element)}`
      })
      .join(", ")

  const union = (types: ReadonlyArray<ts.Type>): string => {
    const own = types.filter(({ symbol }) => !isEffects(symbol))
    // a duration or a secret that can also be given as a number or a text
    const plain = own.some(({ flags }) => has(flags, ts.TypeFlags.NumberLike | ts.TypeFlags.StringLike))
      ? own
      : types
    const told = new Set(plain.map(tell))
    if (told.has("true") && told.delete("false") && told.delete("true")) told.add("boolean")
    if (told.delete("undefined")) told.add("undefined")
    return [...told].map((one) => (one.includes("=>") && !one.startsWith("{") ? `(${one})` : one)).join(" | ")
  }

  /** Without the undefined that stands for its absence. */
  const optional = (type: ts.Type): string => {
    if (!type.isUnion()) return tell(type)
    const present = type.types.filter(
      (one) => !has(one.flags, ts.TypeFlags.Undefined) || one === checker.getUndefinedType(),
    )
    const name = names.get(checker.getNonNullableType(type))
    return name !== undefined && !present.includes(checker.getUndefinedType()) ? name : union(present)
  }

  const signature = (one: ts.Signature): string => {
    if ((one.typeParameters ?? []).length > 0) throw new Error("A generic method cannot be told")
    const parameters = one.getParameters().map((parameter) => {
      const type = checker.getTypeOfSymbol(parameter)
      const declaration = parameter.valueDeclaration
      const isParameter = declaration !== undefined && ts.isParameter(declaration)
      if (isParameter && declaration.dotDotDotToken !== undefined) {
        return isTupleLike(type) ? spread(type) : `...${parameter.name}: ${tell(type)}`
      }
      return isParameter && checker.isOptionalParameter(declaration)
        ? `${parameter.name}?: ${tell(checker.getNonNullableType(type))}`
        : `${parameter.name}: ${tell(type)}`
    })
    return `(${parameters.join(", ")}) => ${tell(checker.getReturnTypeOfSignature(one))}`
  }

  const property = (symbol: ts.Symbol): string => {
    const type = checker.getTypeOfSymbol(symbol)
    const wellKnown = /^__@(\w+)@/.exec(symbol.name)?.[1]
    if (wellKnown !== undefined && !isLibrary(symbol)) return fail(type)
    const name =
      wellKnown === undefined
        ? /^[\w$]+$/.test(symbol.name)
          ? symbol.name
          : JSON.stringify(symbol.name)
        : `[Symbol.${wellKnown}]`
    const isOptional = has(symbol.flags, ts.SymbolFlags.Optional)
    return `${comment(symbol)}readonly ${name}${isOptional ? "?" : ""}: ${isOptional ? optional(type) : tell(type)}`
  }

  const members = (type: ts.Type): string =>
    [
      ...checker.getPropertiesOfType(type).map(property),
      ...checker
        .getIndexInfosOfType(type)
        .map(({ keyType, type: value }) => `readonly [key: ${tell(keyType)}]: ${tell(value)}`),
    ].join("\n")

  const object = (type: ts.Type): string => {
    // TypeScript and Node both declare some of what they have in common
    const [only, ...others] = new Set(type.getCallSignatures().map(signature))
    if (others.length > 0) return fail(type)
    return only ?? `{\n${members(type)}\n}`
  }

  const expand = (type: ts.Type): string => {
    if (within.includes(type)) return fail(type)
    within.unshift(type)
    const told = object(type)
    within.shift()
    return told
  }

  const reference = (symbol: ts.Symbol, type: ts.Type): string => {
    if (symbol.name === "fetch") return "typeof globalThis.fetch"
    // older versions of TypeScript know fewer parameters of what iterates
    const parameters = typeArguments(type).filter((one) => !has(one.flags, ts.TypeFlags.Any))
    return parameters.length === 0 ? symbol.name : `${symbol.name}<${parameters.map(tell).join(", ")}>`
  }

  const isReference = (type: ts.Type): type is ts.TypeReference =>
    "target" in type && has(type.flags, ts.TypeFlags.Object)
  const typeArguments = (type: ts.Type): ReadonlyArray<ts.Type> =>
    isReference(type) ? checker.getTypeArguments(type).slice(0, type.target.typeParameters?.length ?? 0) : []

  const tell = (type: ts.Type): string => names.get(type) ?? inFull(type)

  const inFull = (type: ts.Type): string => {
    const { aliasSymbol, aliasTypeArguments, flags, symbol } = type
    const [argument] = aliasTypeArguments ?? []
    if (aliasSymbol?.name === "PlainError" && argument !== undefined)
      return names.get(argument) ?? fail(argument)
    if (type.isUnion()) return union(type.types)
    if (
      type.isIntersection() &&
      type.types.some((one) => has(one.flags, ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike))
    ) {
      // such as `string & {}`, which lets an editor propose the known words of a text
      return `(${type.types.map(tell).join(" & ")})`
    }
    if (has(flags, ts.TypeFlags.Object | ts.TypeFlags.Intersection)) {
      if (isEffects(symbol)) return fail(type)
      if (isTupleLike(type)) return tuple(type)
      return isNamed(symbol) && isLibrary(symbol) ? reference(symbol, type) : expand(type)
    }
    if (has(flags, ts.TypeFlags.TypeParameter) && parameters.includes(type)) return symbol.name
    if (has(flags, ts.TypeFlags.TypeParameter | ts.TypeFlags.Conditional)) return fail(type)
    return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation)
  }

  const isGeneric = (symbol: ts.Symbol) =>
    (symbol.declarations ?? []).some(
      (one) => ts.isTypeAliasDeclaration(one) && one.typeParameters !== undefined,
    )

  const told = exports.filter((symbol) => !isGeneric(symbol))
  for (const symbol of told) {
    if (!has(symbol.flags, ts.SymbolFlags.Type)) continue
    const type = checker.getDeclaredTypeOfSymbol(symbol)
    if (!has(type.flags, ts.TypeFlags.Object | ts.TypeFlags.UnionOrIntersection)) continue
    // the first name that is not an endpoint's is what a type is called
    if (!names.has(type) || names.get(type)?.endsWith("Request")) names.set(type, symbol.name)
  }

  const declaration = (symbol: ts.Symbol): string => {
    const { flags, name } = symbol
    if (has(flags, ts.SymbolFlags.Class)) {
      const plain = asked.find((one) => one.name === name)
      if (plain === undefined) throw new Error(`${name} was not asked for`)
      const fields = checker
        .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(plain))
        .filter((one) => !isLibrary(one))
        .map(property)
      return `export declare class ${name} extends Error {\nprivate constructor()\n${fields.join("\n")}\n}`
    }
    if (has(flags, ts.SymbolFlags.Type)) {
      const type = checker.getDeclaredTypeOfSymbol(symbol)
      parameters = type.isClassOrInterface() ? (type.typeParameters ?? []) : []
      const text = inFull(type)
      const generic =
        parameters.length === 0 ? "" : `<${parameters.map((one) => one.symbol.name).join(", ")}>`
      return text.startsWith("{") && !type.isUnion()
        ? `export interface ${name}${generic} ${text}`
        : `export type ${name} = ${text}`
    }
    const type = checker.getTypeOfSymbol(symbol)
    const signatures = type.getCallSignatures()
    const [guard] = signatures
    const predicate = guard === undefined ? undefined : checker.getTypePredicateOfSignature(guard)
    const text =
      predicate?.type === undefined
        ? signatures.length > 1
          ? signatures.map((one) => `(${signature(one)})`).join(" & ")
          : tell(type)
        : `(${predicate.parameterName}: unknown) => ${predicate.parameterName} is ${tell(predicate.type)}`
    return `export declare const ${name}: ${text}`
  }

  const text = told.map((symbol) => `${comment(symbol)}${declaration(symbol)}`).join("\n\n")
  return Prettier.format(`/// <reference lib="esnext.disposable" />\n\n${text}\n`, {
    parser: "typescript",
    semi: false,
    printWidth: 110,
  })
}

/** Tells the types of these files, and of those that they import, as the compiler writes them: it names what is imported. */
export const emitter = (files: ReadonlyArray<string>, host = compilerHost()) => {
  const pathOf = (file: string) => Path.join(root, file)
  const program = ts.createProgram(
    files.map(pathOf),
    { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true },
    host,
  )
  return (file: string): string => {
    let text = ""
    program.emit(program.getSourceFile(pathOf(file)), (_, written) => (text = written))
    return text
  }
}
