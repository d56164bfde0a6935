/**
 * Builds something on first use and keeps it for the life of the process. A failed build is forgotten, so that one
 * failed call to a service does not break every later invocation of a warm function.
 */
export function builtOnce<T>(build: () => Promise<T>): () => Promise<T> {
  let built: Promise<T> | undefined;
  return () => {
    built ??= build().catch((error: unknown) => {
      built = undefined;
      throw error;
    });
    return built;
  };
}
