// What the README shows of the demo is what the demo prints.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { textReport } from "../../../src/core/report/text";
import { runEngine } from "../../../src/cli/runEngine";
import { readElf } from "../../../src/core/symbols/elf";

const file = (name: string) => new URL(`../../../${name}`, import.meta.url);
const { version } = JSON.parse(readFileSync(file("package.json"), "utf8")) as { version: string };

it("README's demo is the report of the sample guest, line by line, with … for what is left out", async () => {
  const elf = gunzipSync(readFileSync(file("sample/sample-guest.elf.gz")));
  const profile = await runEngine({
    request: {
      elf,
      input: [readFileSync(file("sample/input.bin"))],
      maxSteps: null,
      mainName: "main",
      listed: false,
    },
    elf: readElf(elf),
    machine: "zisk",
    model: null,
    elfFile: "sample-guest.elf.gz",
    version,
  });
  const report = textReport(profile, { title: "sample-guest" }).split("\n");
  const [, shown] = /The demo runs[\s\S]*?```text\n([\s\S]*?)\n```/.exec(
    readFileSync(file("README.md"), "utf8"),
  )!;
  let at = 0;
  for (const line of shown!.split("\n").filter((line) => line !== "" && line !== "  …")) {
    const found = report.indexOf(line, at);
    expect(found, `the demo does not print (here): ${line}`).toBeGreaterThanOrEqual(at);
    at = found + 1;
  }
  expect(at).toBeGreaterThan(20);
});
