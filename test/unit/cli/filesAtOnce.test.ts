import { mkdtempSync, rmSync } from "node:fs";
import * as promises from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import * as atOnce from "../../../src/cli/filesAtOnce";

const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Files = typeof atOnce;

/** The same calls, answered by both. */
describe("files at once say what files by promises say", () => {
  it.each<[string, (files: Files, at: (name: string) => string) => Promise<unknown>]>([
    [
      "a file is written, read and measured",
      async ({ writeFile, readFile, stat }, at) => {
        await writeFile(at("a"), "text");
        return [await readFile(at("a"), "utf8"), [...(await readFile(at("a")))], (await stat(at("a"))).size];
      },
    ],
    [
      "a handle",
      async ({ open, readFile }, at) => {
        const written = await open(at("h"), "wx");
        await written.writeFile("0123456789");
        await written.close();
        const handle = await open(at("h"), "r");
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(4), 1, 3, 5);
        const onward = await handle.read(Buffer.alloc(2), 0, 2, null);
        const { size } = await handle.stat();
        await handle.close();
        return [bytesRead, [...buffer], [...onward.buffer], size, await readFile(at("h"), "utf8")];
      },
    ],
    [
      "folders",
      async ({ mkdir, readdir, rmdir, writeFile }, at) => {
        await mkdir(at("x/y"), { recursive: true });
        await writeFile(at("x/f"), "");
        await rmdir(at("x/y"));
        return [
          await readdir(at("x")),
          (await readdir(at("x"), { withFileTypes: true })).map((e) => e.isFile()),
        ];
      },
    ],
    [
      "files move and go",
      async ({ rename, rm, unlink, writeFile, readdir, mkdir }, at) => {
        await mkdir(at("z"));
        for (const name of ["a", "b", "c"]) await writeFile(at(`z/${name}`), "");
        await rename(at("z/a"), at("z/d"));
        await unlink(at("z/b"));
        await rm(at("z/none"), { force: true });
        return readdir(at("z"));
      },
    ],
    [
      "what is there",
      async ({ access, realpath }, at) => [
        await access(at(".")),
        path.basename(await realpath(at("."))).length > 0,
      ],
    ],
    [
      "what is not there",
      async (files, at) => {
        const none = at("none/at/all");
        const asked: Promise<unknown>[] = [
          ...[files.access(none), files.mkdir(none), files.open(none), files.readdir(none)],
          ...[files.readFile(none), files.realpath(none), files.rename(none, at("n")), files.rm(none)],
          ...[files.rmdir(none), files.stat(none), files.unlink(none)],
        ];
        return Promise.all(asked.map((answer) => answer.then(String, (e: NodeJS.ErrnoException) => e.code)));
      },
    ],
    [
      "what is there already",
      async ({ open, mkdir, writeFile }, at) => {
        await writeFile(at("w"), "");
        const asked = [open(at("w"), "wx"), writeFile(at("w"), "", { flag: "wx" }), mkdir(at("w"))];
        return Promise.all(
          asked.map((answer: Promise<unknown>) => answer.then(String, (e: NodeJS.ErrnoException) => e.code)),
        );
      },
    ],
    ["a folder of its own", async ({ mkdtemp }, at) => path.basename(await mkdtemp(at("t-"))).length],
  ])("%s", async (name, ask) => {
    const answers: unknown[] = [];
    for (const [i, files] of [atOnce, promises as unknown as Files].entries()) {
      const own = path.join(folder, `${name}-${i}`);
      await promises.mkdir(own);
      answers.push(await ask(files, (at) => path.join(own, at)));
    }
    expect(answers[0]).toEqual(answers[1]);
  });
});
