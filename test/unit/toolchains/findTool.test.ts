import { mkdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { findTool } from "../../../src/toolchains/findTool";
import { locateTool, requireZiskemu } from "../../../src/toolchains/locate";
import { tempFolder } from "../tempFolder";

const program = '#!/bin/sh\necho "ziskemu 1.4.0-alpha (x)"\n';

describe.skipIf(process.platform === "win32")("finding a tool", () => {
  it("asks the setting, PATH, ~/.zisk/bin, ~/.cargo/bin in this order", async () => {
    const home = tempFolder({ ".cargo/bin/ziskemu": program });
    const by = async (places: { setting?: string; path?: string }) =>
      (await findTool("ziskemu", { path: "", home, ...places }))?.by ?? null;
    expect(await by({})).toBe("~/.cargo/bin");
    const zisk = tempFolder({
      ".zisk/bin/ziskemu": program,
      ".cargo/bin/ziskemu": program,
      "bin/ziskemu": program,
    });
    expect((await findTool("ziskemu", { path: "", home: zisk }))?.by).toBe("~/.zisk/bin");
    expect(await by({ path: path.join(zisk, "bin") })).toBe("PATH");
    expect(await by({ path: path.join(zisk, "bin"), setting: path.join(zisk, "bin/ziskemu") })).toBe(
      "setting",
    );
  });

  it("does not hide a wrong setting, and takes no relative entry of PATH", async () => {
    const home = tempFolder({ ".cargo/bin/ziskemu": program, "bin/ziskemu": program });
    expect(await findTool("ziskemu", { setting: "/nowhere/ziskemu", home })).toBeNull();
    expect(await findTool("ziskemu", { path: "bin:.:", home: path.join(home, "none") })).toBeNull();
  });

  it("takes no folder and nothing without the right to run", async () => {
    const home = tempFolder({ ".cargo/bin/ziskemu": "plain text" });
    mkdirSync(path.join(home, ".zisk/bin/ziskemu"), { recursive: true });
    expect(await findTool("ziskemu", { path: "", home })).toBeNull();
  });

  it("asks for the version", async () => {
    const home = tempFolder({ ".cargo/bin/ziskemu": program });
    expect((await locateTool("ziskemu", { path: "", home }))?.version?.text).toBe("1.4.0-alpha");
  });

  it("says how to install what is missing", async () => {
    await expect(requireZiskemu({ path: "", home: tempFolder() })).rejects.toMatchObject({
      kind: "not-found",
      hint: expect.stringContaining("cargo install ziskemu --version 1.4.0-alpha") as string,
    });
  });
});
