import { execFile } from "node:child_process";
import { expect, test } from "vitest";
import { execFile as later } from "../../../src/cli/toolsLater";

type Answer = readonly [failed: boolean, stdout: string];

test("a tool answers as it does where it is loaded at once", async () => {
  const ask = (run: typeof execFile, script: string): Promise<Answer> =>
    new Promise((resolve) =>
      run(process.execPath, ["-e", script], { encoding: "utf8" }, (error, stdout) =>
        resolve([error !== null, stdout]),
      ),
    );
  for (const script of ["console.log(6 * 7)", "process.exit(3)"])
    expect(await ask(later, script)).toEqual(await ask(execFile, script));
});
