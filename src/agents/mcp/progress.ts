import { dataText } from "../data";

export interface ProgressNow {
  readonly progress: number;
  readonly total?: number;
  readonly message: string;
}

const everyMs = 100;

/** The protocol wants figures that only rise; more than ten a second help nobody. */
export function rising(
  send: (now: ProgressNow) => void,
  now: () => number = () => performance.now(),
): (what: string, done: number, of: number | null) => void {
  let last = -1;
  let sentAt = Number.NEGATIVE_INFINITY;
  return (what, done, of) => {
    if (!(done > last) || now() - sentAt < everyMs) return;
    last = done;
    sentAt = now();
    send({
      progress: done,
      ...(of === null || of < done ? {} : { total: of }),
      message: dataText(what, 200),
    });
  };
}
