/** Seconds today, the minute before that, the year where it is another one; in the user's own notation. */
export function timeLabel(time: Date, now: Date): string | null {
  if (Number.isNaN(time.getTime())) return null;
  if (time.toDateString() === now.toDateString()) return time.toLocaleTimeString();
  const year = time.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  return time.toLocaleString(undefined, {
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    ...year,
  });
}
