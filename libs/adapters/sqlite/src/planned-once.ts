/**
 * SQLite prepares a statement anew whenever a value is bound that its planner had looked at, as it does
 * where there is an ORDER BY or a JOIN: more than half of a short read. Behind a plus it does not look.
 */
export const plannedOnce = (sql: string): string => sql.replaceAll('?', '+?');
