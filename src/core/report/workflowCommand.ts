import { safeName } from "../profile/names";

/** A command of GitHub's runner, as one line: an annotation with its place. */
export function workflowCommand(
  level: "error" | "warning" | "notice",
  properties: Readonly<Record<string, string>>,
  message: string,
): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  const text = message.split("\n").map(safeName).join("\n");
  return `::${level}${list.length === 0 ? "" : ` ${list.join(",")}`}::${data(text)}\n`;
}

/** The runner takes these signs back; a raw line break would start a command of its own. */
function data(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function property(text: string): string {
  return data(safeName(text)).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
