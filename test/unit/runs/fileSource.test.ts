import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readlinkSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { importPart } from "../../../src/core/importers/detect";
import { fileSource, readAll } from "../../../src/runs/fileSource";

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), "cyclelens $(x) 'q' "))));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, bytes: Uint8Array | string): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

/** The whole content; chunks are copied as they come. */
async function content(file: string, maxBytes?: number): Promise<Buffer> {
  const source = await fileSource(file, maxBytes === undefined ? {} : { maxBytes });
  const chunks: Buffer[] = [];
  for await (const chunk of source.chunks()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Five megabytes that do not repeat with the chunk size. */
const large = Buffer.from(Uint32Array.from({ length: 1_250_003 }, (_, i) => i * 2654435761).buffer);
/** How often this process has a file open. */
const timesOpen = (file: string): number =>
  process.platform !== "linux"
    ? 0
    : readdirSync("/proc/self/fd").filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === file;
        } catch {
          return false; // closed meanwhile
        }
      }).length;

describe("file source", () => {
  it("reads a plain file in chunks", async () => {
    const file = write("plain", large);
    expect((await content(file)).equals(large)).toBe(true);
    expect(await fileSource(file)).toMatchObject({ name: "plain", sizeBytes: large.length });
  });

  it.each(["packed.gz", "packed without the ending"])("inflates by the first bytes: %s", async (name) => {
    const file = write(name, gzipSync(large));
    expect((await content(file)).equals(large)).toBe(true);
    expect((await fileSource(file)).sizeBytes).toBeNull();
    expect(Buffer.from(await readAll(file)).equals(large)).toBe(true);
  });

  it("takes a file that is only called .gz as it is", async () => {
    expect((await content(write("text.gz", "hello"))).toString()).toBe("hello");
  });

  it("reads empty and tiny files", async () => {
    for (const text of ["", "\x1f", "\x1f\x8b"])
      expect((await content(write("tiny", Buffer.from(text, "latin1")))).toString("latin1")).toBe(text);
  });

  it("gives what a cut gzip file holds", async () => {
    const packed = gzipSync(large);
    const file = write("cut.gz", packed);
    truncateSync(file, packed.length >> 1);
    const bytes = await content(file);
    expect(bytes.length).toBeGreaterThan(1000);
    expect(bytes.equals(large.subarray(0, bytes.length))).toBe(true);
  });

  it("says which compressed files are cut, and not of several members one after the other", async () => {
    const packed = gzipSync(large);
    const isCut = async (bytes: Uint8Array): Promise<boolean | undefined> => {
      const source = await fileSource(write("asked.gz", bytes));
      for await (const _ of source.chunks());
      return source.isCut?.();
    };
    expect(await isCut(packed)).toBe(false);
    expect(await isCut(Buffer.concat([packed, gzipSync("and more")]))).toBe(false);
    expect(await isCut(packed.subarray(0, packed.length >> 1))).toBe(true);
    expect(await isCut(packed.subarray(0, packed.length - 6))).toBe(true);
    expect(await isCut(large)).toBeUndefined();
  });

  it("keeps what was unpacked of a cut file and says so, though its text ends with a line", async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `main;f${i * 7919};g${i % 97} ${i}\n`);
    const packed = gzipSync(lines.join(""), { level: 0 });
    const whole = await importPart(await fileSource(write("folded.gz", packed)));
    expect(whole.profile?.outcome.status).toBe("ok");
    // Stored, not packed: the cut falls where a line of the text ends.
    const end = packed.lastIndexOf(10, packed.length >> 1) + 1;
    const part = await importPart(await fileSource(write("cut-folded.gz", packed.subarray(0, end))));
    expect(part.profile?.outcome).toEqual({
      status: "truncated",
      message: "the compressed file is cut off",
    });
    expect(part.profile!.functions.length).toBeGreaterThan(1000);
  });

  it("refuses broken gzip", async () => {
    const packed = gzipSync(large);
    packed.fill(0xaa, 1000, 3000);
    await expect(content(write("broken.gz", packed))).rejects.toMatchObject({ kind: "bad-input" });
  });

  it("bounds what a bomb inflates to", async () => {
    const bomb = write("bomb.gz", gzipSync(Buffer.alloc(64 * 1024 ** 2)));
    await expect(content(bomb, 1024 ** 2)).rejects.toMatchObject({ kind: "too-large" });
    await expect(readAll(bomb, 1024 ** 2)).rejects.toMatchObject({ kind: "too-large" });
    await expect(readAll(write("plain", large), 1024 ** 2)).rejects.toMatchObject({ kind: "too-large" });
  });

  it("says what is wrong with a path", async () => {
    await expect(fileSource(path.join(folder, "missing"))).rejects.toMatchObject({ kind: "not-found" });
    await expect(fileSource(path.join(write("file", "x"), "below"))).rejects.toMatchObject({
      kind: "not-found",
    });
    await expect(fileSource(folder)).rejects.toMatchObject({ kind: "io" });
    await expect(fileSource("nul\0byte")).rejects.toMatchObject({ kind: "not-found" });
  });

  it.skipIf(process.platform === "win32")("reads a pipe, which can be opened only once", async () => {
    const pipe = path.join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const writer = spawn("sh", [
      "-c",
      'for i in 1 2 3; do echo "part $i"; sleep 0.02; done > "$1"',
      "sh",
      pipe,
    ]);
    expect((await content(pipe)).toString()).toBe("part 1\npart 2\npart 3\n");
    writer.kill();
  });

  it("closes the file when the reader leaves early", async () => {
    const files = [write("a", large), write("b.gz", gzipSync(large))];
    for (const file of files)
      for (let k = 0; k < 5; k++) for await (const _ of (await fileSource(file)).chunks()) break;
    await vi.waitFor(() => expect(files.map(timesOpen)).toEqual([0, 0]), 10_000);
  });
});
