import { describe, expect, it, vi } from "vitest";

vi.mock("vscode", () => ({ workspace: { workspaceFolders: [] } }));
const { isInside, isPlainPath } = await import("../../../src/host/sourceRoots");

describe.skipIf(process.platform === "win32")("a path from a profile", () => {
  it.each([
    ["/home/me/guest/src/main.rs", true],
    ["src/main.rs", false],
    ["/home/me/../../etc/passwd", false],
    ["//server/share/a.rs", false],
    ["\\\\server\\share\\a.rs", false],
    ["/home/me/a.rs\0.txt", false],
    ["command:workbench.action.terminal.new", false],
    ["https://a/b.rs", false],
  ])("%j may be opened: %s", (file, expected) => expect(isPlainPath(file)).toBe(expected));

  it.each([
    ["/w/guest/src/a.rs", "/w", true],
    ["/w2/a.rs", "/w", false],
    ["/w", "/w", false],
    ["/a.rs", "/w", false],
    ["/w/..a/b.rs", "/w", true],
  ])("%s lies in %s: %s", (file, folder, expected) => expect(isInside(file, folder)).toBe(expected));
});
