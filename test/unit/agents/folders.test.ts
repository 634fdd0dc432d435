import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Folders } from "../../../src/agents/workspace/folders";
import { tempFolder } from "../tempFolder";

const real = (folder: string) => realpathSync(folder);

async function workspace() {
  const base = real(tempFolder({ "one/src/a.rs": "", "two/b.rs": "", "secret/key": "", "one-more/x": "" }));
  const one = path.join(base, "one");
  symlinkSync(path.join(base, "secret"), path.join(one, "out"));
  symlinkSync(path.join(base, "secret", "key"), path.join(one, "key"));
  symlinkSync(path.join(one, "src"), path.join(one, "in"));
  return { base, one, folders: await Folders.of([one, path.join(base, "two")]) };
}

describe("the folders of an agent", () => {
  it("are what is there of them, by their real paths, each once", async () => {
    const { base, one } = await workspace();
    symlinkSync(one, path.join(base, "link"));
    const folders = await Folders.of([path.join(base, "link"), one, path.join(base, "gone")]);
    expect(folders.roots).toEqual([one]);
    await expect(Folders.of([path.join(base, "gone")])).rejects.toMatchObject({ kind: "usage" });
    await expect(Folders.of([])).rejects.toMatchObject({ message: "there is no workspace folder" });
  });

  it("give what lies in them, however it is written", async () => {
    const { one, folders } = await workspace();
    const file = path.join(one, "src/a.rs");
    for (const named of ["src/a.rs", "./src/../src/a.rs", "one/src/a.rs", file, "in/a.rs"])
      expect(await folders.resolve(named), named).toBe(file);
    expect(folders.shown(file)).toBe("one/src/a.rs");
  });

  it("give nothing else: no way up, no link out, no sister of a like name, no network, no NUL", async () => {
    const { base, folders } = await workspace();
    for (const named of [
      "../secret/key",
      "src/../../secret/key",
      path.join(base, "secret/key"),
      path.join(base, "one-more/x"),
      "out/key",
      "key",
      "/etc/passwd",
      "//server/share/x",
      "\\\\server\\share",
      "a\0b",
      base,
    ])
      await expect(folders.resolve(named), named).rejects.toMatchObject({ kind: "usage" });
  });

  it("say of what is outside the same whether it is there or not", async () => {
    const { base, folders } = await workspace();
    const said = (named: string) =>
      folders.resolve(named).catch((error: Error) => error.message.split(" lies")[1]);
    expect(await said(path.join(base, "secret/key"))).toBe(await said(path.join(base, "secret/none")));
    expect(await said("../secret/key")).toBe(await said("../secret/none"));
  });

  it("know what they do not have", async () => {
    const { folders, one } = await workspace();
    mkdirSync(path.join(one, "empty"));
    await expect(folders.resolve("src/none.rs")).rejects.toMatchObject({ kind: "not-found" });
    expect(await folders.resolve("empty")).toBe(path.join(one, "empty"));
  });
});
