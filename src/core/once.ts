/** What `make` gives, made when it is first asked for: tables that most runs never look at. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
