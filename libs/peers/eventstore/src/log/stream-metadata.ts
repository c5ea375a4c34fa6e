/** What a stream's metadata says about its events and who may touch them. */
export type StreamMetadata = {
  maxCount?: number;
  /** Seconds. */
  maxAge?: number;
  truncateBefore?: number;
  /** Deleted softly: numbering goes on where it stopped. */
  softDeleted?: boolean;
  acl?: Acl;
};

export type Action = 'read' | 'write' | 'delete' | 'metaRead' | 'metaWrite';
export type Acl = Partial<Record<Action, readonly string[]>>;

/** A metastream keeps its last event only. */
export const METASTREAM_METADATA: StreamMetadata = { maxCount: 1 };
export const NO_METADATA: StreamMetadata = {};

const ACL_KEYS: readonly (readonly [string, Action])[] = [
  ['$r', 'read'],
  ['$w', 'write'],
  ['$d', 'delete'],
  ['$mr', 'metaRead'],
  ['$mw', 'metaWrite'],
];

/** Metadata that cannot be read counts as none, as on a real server. */
export const parseMetadata = (data: Uint8Array): StreamMetadata => {
  try {
    const json = JSON.parse(Buffer.from(data).toString('utf8')) as Record<string, unknown>;
    return { ...limitsOf(json), ...aclOf(json['$acl']) };
  } catch {
    return NO_METADATA;
  }
};

const limitsOf = (json: Record<string, unknown>): StreamMetadata => {
  const limits: StreamMetadata = {};
  const { $maxCount, $maxAge, $tb } = json;
  if (typeof $maxCount === 'number') limits.maxCount = $maxCount;
  if (typeof $maxAge === 'number') limits.maxAge = $maxAge;
  if (typeof $tb === 'number') {
    // 2^63 − 1 does not fit a JavaScript number; nothing near it is a revision.
    if ($tb > Number.MAX_SAFE_INTEGER) limits.softDeleted = true;
    else limits.truncateBefore = $tb;
  }
  return limits;
};

const aclOf = (json: unknown): StreamMetadata => {
  if (typeof json !== 'object' || json === null) return {};
  const acl: Acl = {};
  for (const [key, action] of ACL_KEYS) {
    const roles = (json as Record<string, unknown>)[key];
    if (typeof roles === 'string') acl[action] = [roles];
    else if (Array.isArray(roles)) acl[action] = roles.map(String);
  }
  return { acl };
};

/**
 * The metadata of a soft-deleted stream that is written to again: its old events stay hidden.
 * Undefined where the bytes hold no JSON object.
 */
export const recreatedFrom = (data: Uint8Array, revision: number): Buffer | undefined => {
  try {
    const json = JSON.parse(Buffer.from(data).toString('utf8')) as object;
    return Buffer.from(JSON.stringify({ ...json, $tb: revision }));
  } catch {
    return undefined;
  }
};
