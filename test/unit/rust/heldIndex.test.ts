import { describe, expect, it } from "vitest";
import { HeldIndex } from "../../../src/core/rust/heldIndex";

const file = "fn a() {\n}\nfn b() {\n}\nfn c() {\n}\n";

function lines(index: HeldIndex, text: string): string[] {
  return index.current(() => text).functions.map((fn) => `${fn.name} ${fn.line}`);
}

describe("HeldIndex", () => {
  it("keeps every function in its place while one is half typed", () => {
    const index = new HeldIndex();
    expect(lines(index, file)).toEqual(["a 0", "b 2", "c 4"]);
    index.edit({ startLine: 0, endLine: 0, newLines: 1 });
    const broken = file.replace("{\n", "{ let x = foo((\n\n");
    expect(lines(index, broken)).toEqual(["a 0", "b 3", "c 5"]);
  });

  it("takes new functions as soon as the text parses again", () => {
    const index = new HeldIndex();
    lines(index, file);
    index.edit({ startLine: 6, endLine: 6, newLines: 1 });
    expect(lines(index, `${file}fn d() {}\n`)).toEqual(["a 0", "b 2", "c 4", "d 6"]);
    index.edit({ startLine: 0, endLine: 2, newLines: 0 });
    expect(lines(index, "fn b() {\n}\nfn c() {\n}\nfn d() {}\n")).toEqual(["b 0", "c 2", "d 4"]);
  });
});
