import type { Parked, Position } from '@gongkai/kernel';
import type { Statements } from './statements.js';

/** Integers beyond 53 bits come as text here: of several rows only a whole row could be exact. */
type Far = string;

export const checkpointOf = (statements: Statements, projection: string): Position | undefined =>
  statements.exact('SELECT position FROM checkpoints WHERE projection = ?', [projection])?.[0] as
    Position | undefined;

export const checkpointsIn = (statements: Statements): Map<string, Position> => {
  const rows = statements.all('SELECT projection, CAST(position AS TEXT) FROM checkpoints', []);
  return new Map((rows as [string, Far][]).map(([name, position]) => [name, BigInt(position)]));
};

/** A checkpoint never goes back. */
export const advance = (statements: Statements, projection: string, upTo: Position): void => {
  statements.run(
    `INSERT INTO checkpoints (projection, position) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET position = excluded.position WHERE excluded.position > position`,
    [projection, upTo],
  );
};

export const parkedIn = (statements: Statements): Parked[] =>
  statements
    .all(
      'SELECT projection, tenant, CAST(position AS TEXT), reason FROM parked ORDER BY projection, tenant',
      [],
    )
    .map((row) => {
      const [projection, tenant, position, reason] = row as [string, string, Far, string];
      return { projection, tenant, position: BigInt(position), reason };
    });

/** Of several parkings of a tenant the earliest counts. */
export const park = (
  statements: Statements,
  { projection, tenant, position, reason }: Parked,
): void => {
  statements.run(
    `INSERT INTO parked (projection, tenant, position, reason) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET position = excluded.position, reason = excluded.reason
     WHERE excluded.position < position`,
    [projection, tenant, position, reason],
  );
};

/** Checkpoint and parkings of a projection that is dropped. */
export const forget = (statements: Statements, projection: string): void => {
  statements.run('DELETE FROM checkpoints WHERE projection = ?', [projection]);
  statements.run('DELETE FROM parked WHERE projection = ?', [projection]);
};
