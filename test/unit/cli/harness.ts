import { Writable } from "node:stream";
import { commandLine } from "../../../src/cli/commandLine";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process with streams of its own. */
export async function cyclelens(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  const out = new Sink();
  const err = new Sink();
  const code = await commandLine(args, {
    stdout: out,
    stderr: err,
    env: options.env ?? process.env,
    cwd: options.cwd ?? process.cwd(),
    signal: new AbortController().signal,
  });
  return { code, stdout: out.text, stderr: err.text };
}

class Sink extends Writable {
  text = "";
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
