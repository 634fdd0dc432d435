import type { Guard } from "./guards";
import { isRecord } from "./guards";

/** A question with an answer, as a value: one definition types and checks both ends. */
export interface Call<P, R> {
  readonly name: string;
  readonly isParams: Guard<P>;
  readonly isResult: Guard<R>;
}

/** Something told, without an answer. */
export interface Notice<T> {
  readonly name: string;
  readonly isValue: Guard<T>;
}

/** What goes over the wire. */
export type Envelope =
  | { readonly type: "call"; readonly id: number; readonly name: string; readonly params: unknown }
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | { readonly type: "failed"; readonly id: number; readonly message: string }
  | { readonly type: "notice"; readonly name: string; readonly value: unknown };

function isEnvelope(raw: unknown): raw is Envelope {
  if (!isRecord(raw)) return false;
  const id = Number.isInteger(raw["id"]);
  switch (raw["type"]) {
    case "call":
      return id && typeof raw["name"] === "string";
    case "answer":
      return id;
    case "failed":
      return id && typeof raw["message"] === "string";
    case "notice":
      return typeof raw["name"] === "string";
    default:
      return false;
  }
}

interface Waiting {
  readonly isResult: Guard<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One end of a two-way channel. What does not pass its guard is ignored, or fails the one call it answers. */
export class Channel {
  private readonly waiting = new Map<number, Waiting>();
  private readonly callees = new Map<string, (params: unknown) => Promise<unknown> | null>();
  private readonly listeners = new Map<string, (value: unknown) => void>();
  private next = 1;
  private disposed = false;

  constructor(private readonly post: (message: Envelope) => void) {}

  /** Rejects with the other side's message, with an answer of the wrong shape, and when the channel ends. */
  call<P, R>(what: Call<P, R>, params: P): Promise<R> {
    if (this.disposed) return Promise.reject(new Error("the view is closed"));
    const id = this.next++;
    return new Promise<R>((resolve, reject) => {
      this.waiting.set(id, { isResult: what.isResult, resolve: resolve as (value: unknown) => void, reject });
      this.post({ type: "call", id, name: what.name, params });
    });
  }

  answer<P, R>(what: Call<P, R>, handle: (params: P) => Promise<R>): void {
    this.callees.set(what.name, (params) => (what.isParams(params) ? handle(params) : null));
  }

  tell<T>(what: Notice<T>, value: T): void {
    if (!this.disposed) this.post({ type: "notice", name: what.name, value });
  }

  on<T>(what: Notice<T>, handle: (value: T) => void): void {
    this.listeners.set(what.name, (value) => {
      if (what.isValue(value)) handle(value);
    });
  }

  /** Takes whatever arrived; never throws. */
  receive(raw: unknown): void {
    if (this.disposed || !isEnvelope(raw)) return;
    if (raw.type === "notice") this.listeners.get(raw.name)?.(raw.value);
    else if (raw.type === "call") this.serve(raw.id, raw.name, raw.params);
    else {
      const waiting = this.waiting.get(raw.id);
      this.waiting.delete(raw.id);
      if (raw.type === "failed") waiting?.reject(new Error(raw.message));
      else if (waiting?.isResult(raw.value)) waiting.resolve(raw.value);
      else waiting?.reject(new Error("an answer that cannot be read"));
    }
  }

  dispose(): void {
    this.disposed = true;
    for (const { reject } of this.waiting.values()) reject(new Error("the view is closed"));
    this.waiting.clear();
    this.callees.clear();
    this.listeners.clear();
  }

  private serve(id: number, name: string, params: unknown): void {
    const fail = (error: unknown): void => {
      const message = error instanceof Error ? error.message : String(error);
      if (!this.disposed) this.post({ type: "failed", id, message });
    };
    try {
      const work = this.callees.get(name)?.(params);
      if (!work) return;
      work.then((value) => {
        if (!this.disposed) this.post({ type: "answer", id, value });
      }, fail);
    } catch (error) {
      fail(error);
    }
  }
}
