import { describe, expect, it } from "vitest";
import { fail } from "../../../src/cli/fail";
import type { CliIo } from "../../../src/cli/io";

function told(error: unknown): { code: number; text: string } {
  let text = "";
  const io = { stderr: { write: (more: string) => (text += more) } } as unknown as CliIo;
  return { code: fail(io, error, true), text };
}

/** What the host itself throws. */
function thrown(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe("what the command line says of an error", () => {
  it.each([
    ["text", () => "x".repeat(2 ** 30)],
    ["array", () => new Array(-1)],
    ["buffer", () => new ArrayBuffer(2 ** 53 - 1)],
  ])("too much of %s is too large, not unexpected", (_, run) => {
    const error = thrown(run);
    expect(error).toBeInstanceOf(RangeError);
    expect(JSON.parse(told(error).text)).toMatchObject({ error: { kind: "too-large" } });
    expect(told(error).code).toBe(3);
  });

  it("another error is unexpected", () => {
    expect(JSON.parse(told(new Error("no")).text)).toMatchObject({ error: { kind: "internal" } });
  });
});
