import { figure, signed } from "./rustText";
import type { Cell } from "./stats";

/**
 * A cell as openvm-prof writes it: the figure behind a space, before it the coloured difference unless that is below
 * 0.1 %. Red is any growth, also of what is better when it grows.
 */
export function cellText({ value, diff }: Cell): string {
  const text = ` ${figure(value)}`;
  if (diff === null) return text;
  const share = diff / (value - diff);
  if (Math.abs(share) < 0.001) return text;
  const color = diff > 0 ? "red" : "green";
  return `<span style='color: ${color}'>(${signed(diff, 0)} [${signed(share * 100, 1)}%])</span>${text}`;
}
