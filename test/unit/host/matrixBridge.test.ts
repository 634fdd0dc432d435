import { expect, it } from "vitest";
import { connectMatrix } from "../../../src/host/coverage/matrixBridge";
import { guestViews } from "../../../src/host/coverage/guestViews";
import { matrixTable } from "../../../src/host/coverage/matrixTable";
import { Channel } from "../../../src/protocol/channel";
import { coverageWords } from "../../../src/protocol/coverageWords";
import { fixMatrixCell, matrixReady, openMatrixPlace, showMatrix } from "../../../src/protocol/matrix";
import { coverageOfPicture } from "./coverages";

it("a number holds for the table that gave it: one of an older table opens and fixes nothing", async () => {
  const numbered = (revision: number) =>
    matrixTable(
      guestViews([coverageOfPicture(".  app/sp1\nsha256 unpatched:sha2@0.10.8")]),
      revision,
      coverageWords,
      "",
    );
  let current = numbered(1);
  const deeds: string[] = [];
  const page: Channel = new Channel((message) => host.receive(JSON.parse(JSON.stringify(message))));
  const host: Channel = new Channel((message) => page.receive(JSON.parse(JSON.stringify(message))));
  const shown: number[] = [];
  page.on(showMatrix, ({ table }) => shown.push(table?.revision ?? -1));
  const bridge = connectMatrix(host, {
    words: coverageWords,
    current: () => ({ numbered: current, problem: null }),
    refresh: () => Promise.resolve(),
    open: async ({ file }) => void deeds.push(`open ${file}`),
    fix: async ({ title }) => void deeds.push(`fix ${title}`),
    exportAs: () => Promise.resolve(),
    failed: (error) => deeds.push(String(error)),
  });
  bridge.refresh();
  expect(shown).toEqual([]);
  page.tell(matrixReady, null);
  page.tell(openMatrixPlace, { revision: 1, place: 0 });
  page.tell(openMatrixPlace, { revision: 1, place: 99 });
  page.tell(fixMatrixCell, { revision: 1, order: 2, guest: 0 });
  current = numbered(2);
  bridge.refresh();
  page.tell(openMatrixPlace, { revision: 1, place: 0 });
  page.tell(fixMatrixCell, { revision: 1, order: 2, guest: 0 });
  page.tell(fixMatrixCell, { revision: 2, order: 2, guest: 5 });
  await Promise.resolve();
  expect(shown).toEqual([1, 2]);
  expect(deeds).toEqual(["open /home/dev/ws/app/Cargo.toml", "fix Add the patch for sha2"]);
});
