/** What TypeScript is told to make a program of files of this repository. */
import * as Path from "node:path"
import ts from "typescript"
import { root } from "./bundles.js"

const { config } = ts.readConfigFile(Path.join(root, "tsconfig.json"), ts.sys.readFile)

export const { options } = ts.parseJsonConfigFileContent(
  { compilerOptions: config.compilerOptions, files: [] },
  ts.sys,
  root,
)

/** Parses each file once for all the programs that are made with it. */
export const compilerHost = (): ts.CompilerHost => {
  const host = ts.createCompilerHost(options)
  const parsed = new Map<string, ts.SourceFile | undefined>()
  return {
    ...host,
    getSourceFile: (file, how) => {
      const source = parsed.get(file) ?? host.getSourceFile(file, how)
      parsed.set(file, source)
      return source
    },
  }
}
