import { CycleLensError } from "../errors";

/** Where openvm-prof itself ends with a panic (exit 101): here an error that says why. */
export class OpenvmCrash extends CycleLensError {
  constructor(message: string, hint: string) {
    super("bad-input", message, hint);
  }
}
