/** The reference is made of what stands above each export, so nothing may be exported without a word. */
import * as Fs from "node:fs"
import * as Path from "node:path"
import ts from "typescript"
import { expect, it } from "vitest"
import { root } from "../support/program.js"

/** The sources of what can be imported, as package.json has it. */
const publicFiles = (): ReadonlyArray<string> => {
  const { exports } = JSON.parse(Fs.readFileSync(Path.join(root, "package.json"), "utf8"))
  const targets: ReadonlyArray<string> = Object.values<{ readonly types?: string } | null>(exports).flatMap(
    (target) => target?.types ?? [],
  )
  return targets
    .map((target) => target.replace("./dist/", "src/").replace(".d.ts", ".ts"))
    .flatMap((file) => {
      if (!file.includes("*")) return [file]
      const folder = file.slice(0, file.indexOf("/*"))
      return Fs.readdirSync(Path.join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => `${folder}/${name}`)
    })
}

it("every export is documented", { timeout: 120_000 }, () => {
  const files = publicFiles()
  const { config } = ts.readConfigFile(Path.join(root, "tsconfig.json"), (path) => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const program = ts.createProgram(
    files.map((file) => Path.join(root, file)),
    options,
  )
  const checker = program.getTypeChecker()
  const bare = new Set<string>()
  let exported = 0
  for (const file of files) {
    const source = program.getSourceFile(Path.join(root, file))
    const module = source && checker.getSymbolAtLocation(source)
    for (const symbol of module === undefined ? [] : checker.getExportsOfModule(module)) {
      const alias = (symbol.flags & ts.SymbolFlags.Alias) !== 0
      const real = alias ? checker.getAliasedSymbol(symbol) : symbol
      exported += 1
      // a module that is exported as a namespace has its words at the top of its file
      if ((real.flags & ts.SymbolFlags.ValueModule) !== 0) continue
      if (real.getDocumentationComment(checker).length > 0) continue
      const where = real.declarations?.[0]?.getSourceFile().fileName ?? file
      bare.add(`${Path.relative(root, where)}: ${real.name}`)
    }
  }
  expect(exported).toBeGreaterThan(300)
  expect([...bare]).toEqual([])
})
