/** Lets one loop sleep until there is something to do. A notice that comes while the loop is busy counts for its next wait. */
export class Wakeup {
  #noticed = false;
  #resume: () => void = () => undefined;

  notify(): void {
    this.#noticed = true;
    this.#resume();
  }

  /** Resolves at the next notice, at once when there was one since the last wait, or when `alternative` does. */
  async wait(alternative?: Promise<void>): Promise<void> {
    if (!this.#noticed) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
        alternative?.then(resolve, resolve);
      });
      this.#resume = () => undefined;
    }
    this.#noticed = false;
  }
}
