import { execFileSync } from "node:child_process";
import path from "node:path";
import { buildSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../tempFolder";

// In a process of its own: the switch is the whole process's.
const said = `
  import { Script } from "node:vm";
  import { optimizeLater } from "./optimizeLater";
  // Another text each time, which V8 has not met yet; it takes code by the length of the text, and by its flags.
  let texts = 0;
  const source = () => "(function () { return " + texts++ + "; })";
  const isTaken = (cachedData) => new Script(source(), { cachedData }).cachedDataRejected === false;
  const script = new Script(source());
  const before = script.createCachedData();
  const optimizeAsUsual = optimizeLater();
  const during = isTaken(before);
  optimizeAsUsual();
  console.log(JSON.stringify([during, isTaken(before), isTaken(script.createCachedData())]));
`;

describe("optimizing later", () => {
  it("is switched on where V8 is the one of Node 20, and off again: code kept before and behind is taken", () => {
    const folder = tempFolder({});
    const outfile = path.join(folder, "said.cjs");
    const resolveDir = path.resolve("src/cli");
    buildSync({
      stdin: { contents: said, resolveDir, loader: "ts" },
      bundle: true,
      platform: "node",
      outfile,
    });
    const answer = execFileSync(process.execPath, [outfile], { encoding: "utf8" });
    const isNode20 = process.versions.v8.startsWith("11.3.");
    expect(JSON.parse(answer)).toEqual([!isNode20, true, true]);
  });
});
