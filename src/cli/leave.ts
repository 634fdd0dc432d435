/** What is asked of a stream: bytes that were given to it and are not out yet. */
export type Outlet = Pick<NodeJS.WriteStream, "writableLength">;

/**
 * Ends the process where all that was written is out; else it ends by itself once that is so. At the end of `main` it
 * would take the heap apart piece by piece, which the system does at once.
 */
export function leave(streams: Iterable<Outlet>, exit: () => void = () => process.exit()): void {
  for (const stream of streams) if (stream.writableLength > 0) return;
  exit();
}
