import { createWriteStream, type WriteStream } from "node:fs";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { ioError } from "./create";

/** A log file that may fail: after the first error it swallows what comes, and says so at the end. */
export class TeeFile {
  private failure: string | null = null;

  private constructor(
    private readonly stream: WriteStream,
    private readonly file: string,
  ) {
    stream.on("error", (error) => {
      this.failure ??= ioError(error, `cannot write ${this.file}`).message;
    });
  }

  static async open(file: string): Promise<TeeFile> {
    const stream = createWriteStream(file);
    await once(stream, "open");
    return new TeeFile(stream, file);
  }

  /** False where the caller should wait for `drained`. */
  write(chunk: Uint8Array): boolean {
    return this.failure !== null || this.stream.write(chunk);
  }

  drained(): Promise<unknown> {
    return settled(this.stream);
  }

  /** Null, or what went wrong. */
  async end(): Promise<string | null> {
    if (!this.stream.closed)
      await new Promise<void>((resolve) => {
        this.stream.once("close", () => resolve());
        this.stream.end();
      });
    return this.failure;
  }
}

/** Copies a stream to files and terminal, chunk by chunk; the slowest of them sets the pace. */
export function teeStream(
  from: Readable,
  files: readonly TeeFile[],
  terminal: NodeJS.WritableStream | null,
  seen: (chunk: Uint8Array) => void,
): void {
  const screen = terminal as (NodeJS.WritableStream & { destroyed?: boolean }) | null;
  // A closed terminal (EPIPE) must not end the run.
  const ignore = () => undefined;
  screen?.on("error", ignore);
  from.on("data", (chunk: Uint8Array) => {
    seen(chunk);
    const waits: Promise<unknown>[] = [];
    for (const file of files) if (!file.write(chunk)) waits.push(file.drained());
    if (screen && screen.writable && screen.destroyed !== true && !screen.write(chunk))
      waits.push(settled(screen));
    if (waits.length === 0) return;
    from.pause();
    void Promise.all(waits).then(() => from.resume());
  });
  from.once("close", () => screen?.off("error", ignore));
}

/** Resolves on drain, error or close, whichever is first. */
function settled(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const event of ["drain", "error", "close"]) stream.off(event, done);
      resolve();
    };
    for (const event of ["drain", "error", "close"]) stream.on(event, done);
  });
}
