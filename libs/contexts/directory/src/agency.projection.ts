import type { CollectionSpec, Day, Projection, Recorded } from '@gongkai/kernel';
import { agencyEvents, type AgencyEvent, type AgencyKind, type Post } from './events.js';

/** Somebody's time in a post of an agency. */
export type Tenure = {
  post: Post;
  title: string;
  account: string | null;
  name: string | null;
  from: Day;
  until: Day | null;
  /** What was handed over when they came. */
  note: string;
};

/** An entry of the register of agencies (A4), as it stands now. */
export type AgencyRow = {
  id: string;
  kind: AgencyKind;
  code: string;
  name: string;
  parent: string | null;
  division: string | null;
  since: Day | null;
  until: Day | null;
  into: string | null;
  posts: readonly Tenure[];
  revision: number;
};

export const agencyRows: CollectionSpec<AgencyRow> = {
  name: 'agencies',
  version: 1,
  keys: {
    code: (row) => row.code,
    kind: (row) => row.kind,
    parent: (row) => row.parent,
    ended: (row) => (row.until === null ? 0 : 1),
  },
  indexes: [['ended', 'code'], ['code']],
};

const endPosts = (posts: readonly Tenure[], until: Day, post?: Post): Tenure[] =>
  posts.map((held) =>
    held.until === null && (post === undefined || held.post === post) ? { ...held, until } : held,
  );

const changed = (row: AgencyRow, { type, data }: AgencyEvent): AgencyRow => {
  switch (type) {
    case 'AgencyRegistered':
      return row;
    case 'AgencyRenamed':
      return { ...row, name: data.name };
    case 'AgencyRecoded':
      return { ...row, code: data.code };
    case 'AgencyMoved':
      return { ...row, parent: data.parent, division: data.division };
    case 'AgencyMerged':
      return { ...row, until: data.on, into: data.into, posts: endPosts(row.posts, data.on) };
    case 'AgencyAbolished':
      return { ...row, until: data.on, posts: endPosts(row.posts, data.on) };
    case 'PostFilled':
    case 'PostPassedOn': {
      const { post, title, account, name, on: from } = data;
      const note = type === 'PostPassedOn' ? data.note : '';
      const tenure = { post, title, account, name, from, until: null, note };
      return { ...row, posts: [...endPosts(row.posts, from, post), tenure] };
    }
  }
};

const apply = (
  row: AgencyRow | undefined,
  event: Recorded<AgencyEvent>,
  id: string,
): AgencyRow | undefined => {
  const { revision } = event.meta;
  if (row) return revision <= row.revision ? row : { ...changed(row, event), revision };
  if (event.type !== 'AgencyRegistered') return undefined;
  const { kind, code, name, parent, division, since } = event.data;
  const life = { since, until: null, into: null };
  return { id, kind, code, name, parent, division, ...life, posts: [], revision };
};

export const agencyProjection: Projection<AgencyRow, AgencyEvent> = {
  name: 'directoryAgencies',
  version: 1,
  events: agencyEvents,
  collection: agencyRows,
  key: (event) => event.meta.aggregateId,
  apply,
};
