import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { leave } from "../../../src/cli/leave";

/** A stream whose reader takes what was written when it is told to. */
function slowStream(): { stream: Writable; take: () => void } {
  let take = (): void => undefined;
  const stream = new Writable({ write: (_chunk, _encoding, done) => (take = done) });
  return { stream, take: () => take() };
}

test("the process ends at once where nothing was written", () => {
  const ends: string[] = [];
  leave([], () => ends.push("no stream"));
  leave([slowStream().stream], () => ends.push("an empty one"));
  expect(ends).toEqual(["no stream", "an empty one"]);
});

test("what a slow reader has not taken yet is waited for", async () => {
  const { stream, take } = slowStream();
  stream.write("text");
  leave([slowStream().stream, stream], () => expect.unreachable("the text would be lost"));
  take();
  await new Promise(setImmediate);
  const ends: string[] = [];
  leave([stream], () => ends.push("all is out"));
  expect(ends).toEqual(["all is out"]);
});
