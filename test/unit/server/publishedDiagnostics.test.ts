import { pathToFileURL } from "node:url";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "vscode-languageserver/node";
import { PublishedDiagnostics } from "../../../src/server/coverage/publishedDiagnostics";

const at = (...parts: readonly string[]): string => path.resolve("/work", ...parts);
const uri = (...parts: readonly string[]): string => pathToFileURL(at(...parts, "Cargo.toml")).href;
const says = (message: string): readonly Diagnostic[] => [
  { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, message },
];
const messages = (all: PublishedDiagnostics, of: string): string[] =>
  all.of(of).map(({ message }) => String(message));

describe("two folders say something of one manifest", () => {
  const guest = uri("outer", "guest");
  const root = uri();
  it.each([["outer first"], ["inner first"]])("the nearest one around it is heard: %s", (order) => {
    const all = new PublishedDiagnostics();
    const puts = [
      () => all.put(at("outer"), new Map([[guest, says("by outer")]])),
      () => all.put(at("outer", "guest"), new Map([[guest, says("by inner")]])),
    ];
    for (const put of order === "outer first" ? puts : puts.reverse()) expect([...put()]).toContain(guest);
    expect(messages(all, guest)).toEqual(["by inner"]);
    // Closed: what the outer one says counts again.
    expect([...all.drop(at("outer", "guest"))]).toEqual([guest]);
    expect(messages(all, guest)).toEqual(["by outer"]);
  });
  it("a folder that has nothing to say of its own document silences the one around it", () => {
    const all = new PublishedDiagnostics();
    all.put(at("outer"), new Map([[guest, says("by outer")]]));
    expect([...all.put(at("outer", "guest"), new Map())]).toEqual([guest]);
    expect(messages(all, guest)).toEqual([]);
  });
  it("all are heard of a workspace root above them, equal ones once", () => {
    const all = new PublishedDiagnostics();
    all.put(at("a"), new Map([[root, [...says("both"), ...says("only a")]]]));
    all.put(at("b"), new Map([[root, says("both")]]));
    expect(messages(all, root)).toEqual(["both", "only a"]);
    expect([...all.drop(at("a"))]).toEqual([root]);
    expect(messages(all, root)).toEqual(["both"]);
  });
});
