import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { emit, type CliIo } from "../../../src/cli/io";

/** Standard output whose every write ends in an error of this code. */
function broken(code: string): CliIo {
  const stdout = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })),
  });
  stdout.on("error", () => undefined);
  return { stdout, stderr: stdout, env: {}, cwd: "/", signal: new AbortController().signal };
}

describe("standard output", () => {
  it("that is full loses the answer, and the command says so", async () => {
    await expect(emit(broken("ENOSPC"), "answer", undefined)).rejects.toMatchObject({
      kind: "io",
      message: "cannot write to standard output (ENOSPC)",
    });
  });

  it("whose reader went away has served", async () => {
    await expect(emit(broken("EPIPE"), "answer", undefined)).resolves.toBeUndefined();
  });
});
