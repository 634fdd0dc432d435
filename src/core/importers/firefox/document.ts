import { safeName } from "../../profile/names";
import { OwnMarkReader } from "../ownMark";
import { array, number, object, text } from "../scan/shape";
import type { Shape } from "../scan/shape";
import { SampleTable } from "./samples";
import type { StackWeights } from "./samples";
import { Tables } from "./tables";

export interface Thread {
  name: string;
  processName: string;
  pid: string;
  tid: string;
  readonly tables: Tables;
  readonly samples: StackWeights[];
}

export interface Library {
  name: string;
  path: string;
  codeId: string;
}

/** A processed Firefox profile while it is read: tables, and one figure a stack and thread. No sample is kept. */
export class FirefoxDocument {
  product: string | null = null;
  version: number | null = null;
  readonly mark = new OwnMarkReader();
  readonly shared = new Tables();
  readonly threads: Thread[] = [];
  readonly libs: Library[] = [];
  private current: Thread = this.newThread();
  private thread: Thread | null = null;
  private samples = this.tablesOfSamples();

  readonly shape: Shape;

  constructor() {
    // A thread's own tables are new objects: the shape is made anew for each of them.
    const threads: { of: Shape } = { of: this.threadShape() };
    this.shape = object({
      meta: object({
        product: text((name) => (this.product = safeName(name).slice(0, 200))),
        cyclelens: this.mark.shape,
        preprocessedProfileVersion: number((version) => (this.version = version)),
      }),
      libs: array(
        object(
          {
            name: text((name) => (this.libs.at(-1)!.name = safeName(name))),
            path: text((path) => (this.libs.at(-1)!.path = safeName(path))),
            codeId: text((id) => (this.libs.at(-1)!.codeId = safeName(id))),
          },
          { begin: () => this.libs.push({ name: "", path: "", codeId: "" }) },
        ),
      ),
      shared: object(this.shared.keys),
      threads: {
        kind: "array",
        get of() {
          return threads.of;
        },
        hooks: {},
      },
    });
    this.renew = () => (threads.of = this.threadShape());
  }

  /** The file has ended inside a thread. */
  finish(): void {
    if (this.thread === null) return;
    this.samples.forEach((table) => table.flush());
    this.endThread();
  }

  private readonly renew: () => void;

  private threadShape(): Shape {
    const thread = this.newThread();
    this.current = thread;
    this.samples = this.tablesOfSamples();
    const [samples, native, js] = this.samples;
    const id = (set: (value: string) => void): Shape => text((value) => set(safeName(value)));
    return object(
      {
        ...thread.tables.keys,
        name: text((name) => (thread.name = safeName(name))),
        processName: text((name) => (thread.processName = safeName(name))),
        pid: id((pid) => (thread.pid = pid)),
        tid: id((tid) => (thread.tid = tid)),
        samples: samples!.shape,
        nativeAllocations: native!.shape,
        jsAllocations: js!.shape,
      },
      {
        begin: () => (this.thread = thread),
        end: () => this.endThread(),
      },
    );
  }

  private endThread(): void {
    if (this.thread !== null) this.threads.push(this.thread);
    this.thread = null;
    this.renew();
  }

  private tablesOfSamples(): SampleTable[] {
    const into = (weights: StackWeights): void => void this.current.samples.push(weights);
    return [new SampleTable("samples", into), new SampleTable("bytes", into), new SampleTable("bytes", into)];
  }

  private newThread(): Thread {
    return { name: "", processName: "", pid: "", tid: "", tables: new Tables(), samples: [] };
  }
}
