import fs from "node:fs";
import type * as files from "node:fs/promises";

// Stands for `node:fs/promises` in the bundle that profiles (esbuild.mjs): a command line has nothing else to do while it
// waits for a file, and each trip through the thread pool takes longer than what is asked for. An editor's own process
// must not be held up, so the rooms that do both are written for promises.

type Promises = typeof files;

export const access = atOnce(fs.accessSync) as Promises["access"];
export const mkdir = atOnce(fs.mkdirSync) as Promises["mkdir"];
export const mkdtemp = atOnce(fs.mkdtempSync) as Promises["mkdtemp"];
export const open = atOnce(handle) as unknown as Promises["open"];
export const readdir = atOnce(fs.readdirSync) as Promises["readdir"];
export const readFile = atOnce(fs.readFileSync) as Promises["readFile"];
export const realpath = atOnce(fs.realpathSync.native) as Promises["realpath"];
export const rename = atOnce(fs.renameSync) as Promises["rename"];
export const rm = atOnce(fs.rmSync) as Promises["rm"];
export const rmdir = atOnce(fs.rmdirSync) as Promises["rmdir"];
export const stat = atOnce(fs.statSync) as Promises["stat"];
export const unlink = atOnce(fs.unlinkSync) as Promises["unlink"];
export const writeFile = atOnce(fs.writeFileSync) as Promises["writeFile"];

/** A call that has been made when its promise is given; what it throws is what the promise is rejected with. */
function atOnce<A extends unknown[], R>(call: (...args: A) => R): (...args: A) => Promise<R> {
  return (...args) => {
    try {
      return Promise.resolve(call(...args));
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  };
}

/** What is used of a `FileHandle`. */
function handle(file: string, flags?: string, mode?: number): object {
  const fd = fs.openSync(file, flags ?? "r", mode);
  return {
    fd,
    close: atOnce(() => fs.closeSync(fd)),
    read: atOnce(
      (buffer: NodeJS.ArrayBufferView, offset: number, length: number, position: number | null) => ({
        bytesRead: fs.readSync(fd, buffer, offset, length, position),
        buffer,
      }),
    ),
    stat: atOnce(() => fs.fstatSync(fd)),
    writeFile: atOnce((data: string | NodeJS.ArrayBufferView) => fs.writeFileSync(fd, data)),
  };
}
