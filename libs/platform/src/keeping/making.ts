import type { Position } from '@gongkai/kernel';

/** Events behind the log from which on a read model counts as not made yet. */
const FAR = 100_000n;

/**
 * Which read models are still being made. One that is not there, or far behind, when it is first
 * looked at is so until it has come to the end the log had then; one that was made and is a little
 * late is not. An empty log needs none.
 */
export class Making {
  private readonly goals = new Map<string, Position | undefined>();

  /** Whether it is, by how far it has come (undefined: nowhere) and the head of the log. */
  isMaking(name: string, position: Position | undefined, head: Position | undefined): boolean {
    if (!this.goals.has(name)) this.goals.set(name, goalOf(position, head));
    const goal = this.goals.get(name);
    if (goal === undefined) return false;
    if (position === undefined || position < goal) return true;
    this.goals.set(name, undefined);
    return false;
  }

  /** Read models with whether each is still being made. */
  judged<T extends Standing>(
    readModels: readonly T[],
    head: Position | undefined,
  ): (T & { building: boolean })[] {
    return readModels.map((each) => ({
      ...each,
      building: this.isMaking(each.name, each.position, head),
    }));
  }
}

type Standing = { name: string; position: Position | undefined };

const goalOf = (
  position: Position | undefined,
  head: Position | undefined,
): Position | undefined => {
  if (head === undefined) return undefined;
  return position === undefined || head - position > FAR ? head : undefined;
};
