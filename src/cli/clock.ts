/** Milliseconds of a clock that only goes forward. `performance` says the same, and takes one to be loaded. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
