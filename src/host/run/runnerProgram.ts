import path from "node:path";
import type { Services } from "../services";

/** Our own runner: the command line that is bundled with the extension, run by the editor's Node. */
export function runnerProgram({ context }: Services): { readonly node: string; readonly cli: string } {
  return { node: process.execPath, cli: path.join(context.extensionPath, "dist", "cli.js") };
}
