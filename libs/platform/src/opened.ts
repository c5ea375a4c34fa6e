type Closing = () => Promise<void> | void;

/** What has been opened so far, to be closed the last first: at the end, or when a later step fails. */
export class Opened {
  private readonly closings: Closing[] = [];

  /** Done at the end, before all that was given earlier. */
  atEnd(closing: Closing): void {
    this.closings.push(closing);
  }

  /** Keeps what was just opened. */
  add<T extends { close(): Promise<void> | void }>(part: T): T {
    this.atEnd(() => part.close());
    return part;
  }

  /** Closes everything, also when a part cannot be closed; throws the first failure afterwards. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const closing of this.closings.splice(0).reverse()) {
      try {
        await closing();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Closes everything because of a failure, which alone is told. */
  async fail(cause: unknown): Promise<never> {
    await this.close().catch(() => undefined);
    throw cause;
  }
}
